// Drawn signs: tool icons, the marks of actor types, and samples of lines for the legend.

const PATHS = {
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M5 5l10 10M15 5L5 15",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  path: "M4.5 16a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM15.5 7a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 14.500h5.500a2.500 2.500 0 0 0 0-5h-3a2.500 2.500 0 0 1 0-5H14",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 8v8",
  graph:
    "M5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 17a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 5.500l6 1M6 7l1.500 6M13.500 8.500l-4 5",
  undo: "M7 4L3 8l4 4M3 8h8.500a4.500 4.500 0 0 1 0 9H8",
  reset: "M4 10a6 6 0 1 0 2-4.500M4 3v4h4",
  save: "M10 3v10M6 9.500l4 4 4-4M4 17h12",
  before: "M13 4l-7 6 7 6zM5 4v12",
  after: "M7 4l7 6-7 6zM15 4v12",
  play: "M6 3.500l10 6.500-10 6.500z",
  pause: "M7 4v12M13 4v12",
  copy: "M7 7h9v10H7zM13 7V3H4v10h3",
  pin: "M7 3h6l-1 6 3 3H5l3-3zM10 12v5",
  theme: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14",
  people:
    "M7.500 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2-5.500 5.500-5.500S13 14 13 17M13 3.500a3 3 0 0 1 0 5.300M15 12c2 .7 3 2.600 3 5",
  tidy: "M4 4h4v4H4zM12 4h4v4h-4zM4 12h4v4H4zM12 12h4v4h-4z",
};

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function icon(which) {
  const line = svg("path", {
    d: PATHS[which],
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.6,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
  return svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", class: "pic" }, line);
}

function corners(sides, radius, turn = 0) {
  const points = [];
  for (let i = 0; i < sides; i += 1) {
    const angle = (i / sides) * 2 * Math.PI - Math.PI / 2 + turn;
    points.push(`${(10 + radius * Math.cos(angle)).toFixed(2)},${(10 + radius * Math.sin(angle)).toFixed(2)}`);
  }
  return points.join(" ");
}

function starPoints() {
  const points = [];
  for (let i = 0; i < 10; i += 1) {
    const [radius, angle] = [i % 2 ? 3.6 : 8.6, (i / 10) * 2 * Math.PI - Math.PI / 2];
    points.push(`${(10 + radius * Math.cos(angle)).toFixed(2)},${(10.5 + radius * Math.sin(angle)).toFixed(2)}`);
  }
  return points.join(" ");
}

const SHAPES = {
  dot: () => svg("circle", { cx: 10, cy: 10, r: 6.6 }),
  square: () => svg("rect", { x: 4, y: 4, width: 12, height: 12 }),
  triangle: () => svg("polygon", { points: "10,3 17.500,16.500 2.500,16.500" }),
  triangleDown: () => svg("polygon", { points: "10,17 17.500,3.500 2.500,3.500" }),
  diamond: () => svg("polygon", { points: corners(4, 8.2) }),
  hexagon: () => svg("polygon", { points: corners(6, 7.6, Math.PI / 6) }),
  star: () => svg("polygon", { points: starPoints() }),
};

/** The mark of an actor type, as on the canvas. */
export function mark(shape, type) {
  return svg(
    "svg",
    { viewBox: "0 0 20 20", width: 16, height: 16, "aria-hidden": "true", class: `mark type-${type}` },
    SHAPES[shape](),
  );
}

/** A sample of the line of a sign, with its sign. */
export function lineSample(sign) {
  const name = { 1: "cooperation", 0: "neutral", "-1": "conflict" }[sign];
  const line = svg("line", { x1: 1, y1: 8, x2: 33, y2: 8, class: `line ${name}` });
  return svg("svg", { viewBox: "0 0 34 16", width: 34, height: 16, "aria-hidden": "true", class: "sample" }, line);
}
