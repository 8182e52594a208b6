// The histogram of dates: bars of cooperation and conflict over time; drag to choose a range.
import { fill, h } from "./dom.mjs";
import { svg } from "./icons.mjs";
import { player } from "./play.mjs";
import { readableDate } from "./text.mjs";

const WIDTH = 232;
const HEIGHT = 54;

/** The steps of the time axis: days, months or years, so that there are at most about 75. */
export function timeSteps(first, last) {
  const [y0, m0, d0] = parts(first);
  const [y1, m1, d1] = parts(last);
  const days = Math.round((Date.UTC(y1, m1 - 1, d1) - Date.UTC(y0, m0 - 1, d0)) / 86400000) + 1;
  const months = (y1 - y0) * 12 + m1 - m0 + 1;
  const steps = [];
  if (days <= 62) {
    for (let n = 0; n < days; n += 1) steps.push(new Date(Date.UTC(y0, m0 - 1, d0 + n)).toISOString().slice(0, 10));
    return { unit: 10, steps };
  }
  if (months <= 75) {
    for (let n = 0; n < months; n += 1) steps.push(new Date(Date.UTC(y0, m0 - 1 + n, 1)).toISOString().slice(0, 7));
    return { unit: 7, steps };
  }
  const every = Math.ceil((y1 - y0 + 1) / 75);
  for (let year = y0; year <= y1; year += every) steps.push(String(year).padStart(4, "0"));
  return { unit: 4, steps, every };
}

function parts(day) {
  const [year, month = 1, date = 1] = day.split("-").map(Number);
  return [year, month, date];
}

/** The first and last day of a step. */
export function stepDays(step, every = 1) {
  if (step.length === 10) return [step, step];
  const [year, month] = parts(step);
  if (step.length === 7) return [`${step}-01`, new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)];
  return [`${step}-01-01`, `${String(year + every - 1).padStart(4, "0")}-12-31`];
}

/** Count the pieces of each step by sign. A piece known only to the month or year goes to its first step. */
export function countSteps({ steps }, edges) {
  const bars = steps.map(() => ({ 1: 0, 0: 0, "-1": 0 }));
  for (const edge of edges) {
    for (const piece of edge.pieces) {
      if (!piece.day) continue;
      let low = 0;
      for (let n = 0; n < steps.length && steps[n] <= piece.day; n += 1) low = n;
      bars[low][edge.polarity] += 1;
    }
  }
  return bars;
}

/** The panel section with the histogram and two date fields. */
export function dateSection(app) {
  const days = app.model.relations
    .flatMap((relation) => relation.pieces.map((piece) => piece.day))
    .filter(Boolean)
    .sort();
  if (!days.length) return { element: h("p.quiet", null, "No dates in these documents."), update() {} };
  const axis = timeSteps(days[0], days.at(-1));
  const chart = h("div.histogram", {
    role: "img",
    "aria-label": "Evidence over time; choose a range with the two date fields",
  });
  const field = (label, key) =>
    h(
      "label.date",
      null,
      h("span", null, label),
      h("input", { type: "date", on: { change: (event) => app.go({ [key]: event.target.value }) } }),
    );
  const [from, to] = [field("From", "from"), field("To", "to")];
  const clear = h("button.link", { type: "button", on: { click: () => app.go({ from: "", to: "" }) } }, "All dates");
  brush(app, chart, axis);
  const ends = h(
    "p.axis",
    { "aria-hidden": "true" },
    h("span", null, readableDate(axis.steps[0])),
    h("span", null, readableDate(axis.steps.at(-1))),
  );
  let known = [];
  const play = player(app, () => known);
  const element = h("div.dates", null, chart, ends, play.element, h("div.pair", null, from, to), clear);
  const update = (edges, state) => {
    known = edges;
    play.update();
    draw(chart, axis, edges, state);
    from.lastChild.value = state.from;
    to.lastChild.value = state.to;
    clear.hidden = !state.from && !state.to;
  };
  return { element, update };
}

function draw(chart, axis, edges, state) {
  const bars = countSteps(axis, edges);
  const most = Math.max(1, ...bars.map((bar) => bar[1] + bar[0] + bar[-1]));
  const wide = WIDTH / bars.length;
  const shapes = [];
  bars.forEach((bar, n) => {
    const [first, last] = stepDays(axis.steps[n], axis.every);
    const inside = (!state.from || last >= state.from) && (!state.to || first <= state.to);
    let y = HEIGHT;
    for (const [sign, kind] of [
      [1, "cooperation"],
      [0, "neutral"],
      [-1, "conflict"],
    ]) {
      const height = (bar[sign] / most) * (HEIGHT - 4);
      if (!height) continue;
      y -= height;
      shapes.push(
        svg("rect", {
          x: (n * wide).toFixed(2),
          y: y.toFixed(2),
          width: Math.max(1, wide - (wide > 4 ? 1 : 0)).toFixed(2),
          height: height.toFixed(2),
          class: `bin ${kind}${inside ? "" : " out"}`,
        }),
      );
    }
  });
  fill(
    chart,
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...shapes),
  );
}

function brush(app, chart, axis) {
  let start = null;
  const stepAt = (event) => {
    const box = chart.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(axis.steps.length - 1, Math.floor(share * axis.steps.length)));
  };
  chart.addEventListener("pointerdown", (event) => {
    start = stepAt(event);
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [low, high] = [start, stepAt(event)].sort((a, b) => a - b);
    start = null;
    app.go({ from: stepDays(axis.steps[low], axis.every)[0], to: stepDays(axis.steps[high], axis.every)[1] });
  });
}
