// The timeline of an actor's relations: bars over time, cooperation up and conflict down, and the events in order.
import { countSteps, timeSteps } from "./dates.mjs";
import { button, h, name } from "./dom.mjs";
import { svg } from "./icons.mjs";
import { signBadge } from "./panel.mjs";
import { plural, readableDate } from "./text.mjs";

const [CHART_WIDTH, CHART_HEIGHT, FIRST] = [360, 64, 6];

/** The pieces of evidence of an actor's relations with their days, the latest first. */
export function chronology(edges) {
  return edges
    .flatMap((edge) => edge.pieces.filter((piece) => piece.day).map((piece) => ({ edge, piece })))
    .sort((a, b) => (a.piece.day < b.piece.day ? 1 : a.piece.day > b.piece.day ? -1 : 0));
}

/** The section of the dossier, or nothing where no relation has a day. */
export function timelineSection(app, index, edges) {
  const items = chronology(edges);
  if (!items.length) return null;
  const list = h(
    "ol.plain.timeline",
    null,
    items.slice(0, FIRST).map((item) => entry(app, index, item)),
  );
  const rest = items.slice(FIRST, 200);
  const more = button(
    `Show ${rest.length} more`,
    (event) => {
      event.currentTarget.remove();
      list.append(...rest.map((item) => entry(app, index, item)));
    },
    { kind: ".more" },
  );
  const axis = timeSteps(items.at(-1).piece.day, items[0].piece.day);
  const chart = axis.steps.length > 1 && [bars(axis, edges), ends(axis)];
  return [
    h("h3", null, "Timeline", h("span.much", null, plural(items.length, "sentence"))),
    chart,
    list,
    rest.length > 0 && more,
  ];
}

const ends = ({ steps }) =>
  h(
    "p.axis",
    { "aria-hidden": "true" },
    h("span", null, readableDate(steps[0])),
    h("span", null, readableDate(steps.at(-1))),
  );

function entry(app, index, { edge, piece }) {
  const out = edge.source === index;
  const other = app.model.actors[out ? edge.target : edge.source];
  const told = piece.status === "fact" ? "" : ` · ${piece.status}`;
  const words =
    edge.symmetric || out
      ? [name(edge.label), " ", name(other.name)]
      : [name(other.name), " ", name(edge.label), " it"];
  return h(
    "li",
    null,
    button(null, () => app.selectRelation(edge.id), {
      kind: ".row",
      picture: [
        h("time", null, readableDate(piece.day)),
        signBadge(edge.polarity),
        h("span.grow", null, words, told && h("small", null, told)),
      ],
    }),
  );
}

function bars(axis, edges) {
  const counts = countSteps(axis, edges);
  const most = Math.max(1, ...counts.map((bar) => Math.max(bar[1], bar[-1])));
  const [wide, half] = [CHART_WIDTH / counts.length, CHART_HEIGHT / 2];
  const bar = (n, much, sign) => {
    const tall = (much / most) * (half - 2);
    return svg("rect", {
      x: (n * wide).toFixed(2),
      y: (sign > 0 ? half - tall : half).toFixed(2),
      width: Math.max(1.5, Math.min(24, wide - 1)).toFixed(2),
      height: tall.toFixed(2),
      class: `bin ${sign > 0 ? "cooperation" : "conflict"}`,
    });
  };
  const shapes = counts.flatMap((count, n) =>
    [1, -1].filter((sign) => count[sign]).map((sign) => bar(n, count[sign], sign)),
  );
  const middle = svg("line", { x1: 0, x2: CHART_WIDTH, y1: half, y2: half, class: "zero" });
  const said = "Cooperation above and conflict below the line, over time";
  const drawing = {
    viewBox: `0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": said,
    class: "bars",
  };
  return svg("svg", drawing, ...shapes, middle);
}
