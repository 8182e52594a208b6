// The picture as SVG: what the stage shows, as shapes that can be scaled and edited.
import { SIGN_MARKS } from "./data.mjs";
import { xml } from "./exports.mjs";
import { DASHES, headsOf, pointAt, styleOf } from "./lines.mjs";
import { FONT } from "./names.mjs";

const FACE = xml(FONT);
const at = ({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`;

/**
 * The picture as an SVG document.
 * @param {{width, height, scale, total, colours, title, lines, marks, names}} scene lines {curve, shape}, marks
 *   {shape, x, y, radius, colour, letter} and names {text, font, x, y, h} in pixels of the stage
 */
export function svgText({ width, height, scale, total, colours, title, lines, marks, names }) {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${xml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    ...lines.map((line) => lineText(line, total, scale, colours)),
    ...marks.map((mark) => markText(mark, colours)),
    ...lines.map((line) => signText(line, colours)),
    ...names.map((name) => nameText(name, colours)),
    "</svg>\n",
  ];
  return parts.filter(Boolean).join("\n");
}

function lineText({ curve, shape }, total, scale, colours) {
  const style = styleOf(curve, total);
  const colour = colours[style.polarity];
  const { start, via, end } = shape;
  const dash = DASHES[style.polarity].map((part) => (part * scale).toFixed(1)).join(" ");
  const path = `M${at(start)} ${via ? `Q${at(via)} ` : "L"}${at(end)}`;
  const width = Math.max(0.6, style.width * scale);
  const heads = headsOf(curve, shape, width).map(
    (corners) => `<polygon points="${corners.map(at).join(" ")}" fill="${colour}"/>`,
  );
  const said = curve.edges.map((edge) => edge.label).join(", ");
  return `<g opacity="${style.opacity}"><title>${xml(said)}</title><path d="${path}" fill="none" stroke="${colour}" stroke-width="${width.toFixed(2)}"${dash && ` stroke-dasharray="${dash}"`}/>${heads.join("")}</g>`;
}

function signText({ curve, shape }, colours) {
  const middle = pointAt(shape, 0.5);
  if (Math.hypot(shape.start.x - shape.end.x, shape.start.y - shape.end.y) < 34) return "";
  const colour = colours[curve.polarity];
  const much = curve.edges.length > 1 ? String(curve.edges.length) : "";
  const half = much ? 11 : 6.5;
  return `<rect x="${(middle.x - half).toFixed(1)}" y="${(middle.y - 6.5).toFixed(1)}" width="${2 * half}" height="13" rx="6.5" fill="${colours.ground}" stroke="${colour}"/><text x="${middle.x.toFixed(1)}" y="${(middle.y + 3.8).toFixed(1)}" text-anchor="middle" font-family="${FACE}" font-size="11" font-weight="650" fill="${colour}">${SIGN_MARKS[curve.polarity]}${much}</text>`;
}

/** Corners of a mark's shape around the origin, as multiples of its size; a circle has none. */
const CORNERS = {
  square: [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  triangle: [
    [0, -0.95],
    [1, 0.75],
    [-1, 0.75],
  ],
  triangleDown: [
    [0, 0.95],
    [1, -0.75],
    [-1, -0.75],
  ],
  hexagon: turns(6, () => 1, 0),
  star: turns(10, (n) => (n % 2 ? 0.45 : 1.1), -Math.PI / 2),
};

function turns(many, radius, from) {
  return Array.from({ length: many }, (_, n) => {
    const angle = from + (2 * Math.PI * n) / many;
    return [radius(n) * Math.cos(angle), radius(n) * Math.sin(angle)];
  });
}

function markText({ shape, x, y, radius, colour, letter, name }, colours) {
  const title = `<title>${xml(name)}</title>`;
  const look = `fill="${colour}" stroke="${colours.ground}"`;
  const corners = CORNERS[shape]?.map(([dx, dy]) => at({ x: x + dx * radius, y: y + dy * radius })).join(" ");
  const form = corners
    ? `<polygon points="${corners}" ${look}>${title}</polygon>`
    : `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" ${look}>${title}</circle>`;
  if (!letter) return form;
  return `${form}<text x="${x.toFixed(1)}" y="${(y + 3.6).toFixed(1)}" text-anchor="middle" font-family="${FACE}" font-size="10" font-weight="700" fill="${colours.ground}">${xml(letter)}</text>`;
}

function nameText({ text, font, x, y, h }, colours) {
  const [weight, size] = font.split(" ");
  return `<text x="${x.toFixed(1)}" y="${(y + h * 0.78).toFixed(1)}" font-family="${FACE}" font-size="${size}" font-weight="${weight}" fill="${colours.ink}" stroke="${colours.ground}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${xml(text)}</text>`;
}
