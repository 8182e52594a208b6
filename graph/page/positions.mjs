// Which positions the shown actors take: the file's own, the present ones, or a fresh layout.
import { markRadius } from "./curves.mjs";
import { boxOf, layOut, mean, moveApart } from "./place.mjs";

const MOST_FRESH = 420;

/**
 * Positions of all shown actors.
 * @param {object} app
 * @param {boolean} anew the scope has changed, so that the picture may be composed anew
 */
export function positionsFor(app, anew) {
  const points = placed(app, anew);
  const pinned = new Map(app.state.pins.map(readPin).filter(([id]) => app.model.byId.has(id)));
  for (const [id, home] of app.homes) {
    if (pinned.has(id)) continue;
    if (points.has(app.model.byId.get(id))) points.set(app.model.byId.get(id), home);
    app.homes.delete(id);
  }
  for (const [id, at] of pinned) {
    const index = app.model.byId.get(id);
    if (!points.has(index)) continue;
    if (!app.homes.has(id)) app.homes.set(id, points.get(index));
    points.set(index, at);
  }
  return points;
}

/** "X Y ID" as id and place; what is none has no id. */
export function readPin(text) {
  const [, x, y, id] = /^(-?\d{1,7}) (-?\d{1,7}) ([^]+)$/.exec(text) ?? [];
  return [id ?? null, { x: Number(x), y: Number(y) }];
}

function placed(app, anew) {
  const { shown, state, model } = app;
  const known = anew ? new Map() : new Map(app.view.points);
  const precomputed = state.scope === "top" && !state.rolled && !app.tidied;
  const small = shown.actors.length <= MOST_FRESH;
  if (precomputed && state.size === model.opening) adopt(known, shown, model, "opening");
  else if (!small || state.scope === "all") adopt(known, shown, model, "at");
  const missing = shown.actors.filter((index) => !known.has(index));
  if (!missing.length) return known;
  if (anew && small && missing.length > shown.actors.length / 4) return fresh(app);
  settle(app, known, missing);
  return known;
}

function adopt(known, shown, model, field) {
  for (const index of shown.actors) {
    const at = model.actors[index][field];
    if (!known.has(index) && at) known.set(index, { x: at[0], y: at[1] });
  }
}

const box = (app, index) => boxOf(app.model.actors[index].name, markRadius(app.near.get(index)?.size ?? 0));

function fresh(app) {
  const { shown, model, view } = app;
  const start = new Map();
  for (const index of shown.actors) {
    const at = model.actors[index].at;
    if (at) start.set(index, { x: at[0] / 4, y: at[1] / 4 });
  }
  const aspect = Math.min(2, Math.max(0.55, (view.element.clientWidth || 1100) / (view.element.clientHeight || 750)));
  const nodes = shown.actors.map((index) => ({ index, box: box(app, index) }));
  return layOut(
    nodes,
    shown.edges.map((edge) => [edge.source, edge.target]),
    start,
    aspect,
  );
}

/** Set new actors beside those they are connected with; the others stay where they are. */
function settle(app, known, missing) {
  const { shown } = app;
  const added = new Map(missing.map((index) => [index, []]));
  for (const { source, target } of shown.edges) {
    if (added.has(source) && known.has(target)) added.get(source).push(known.get(target));
    if (added.has(target) && known.has(source)) added.get(target).push(known.get(source));
  }
  missing.forEach((index, n) => {
    const points = added.get(index);
    const turn = n * 2.399963;
    const centre = points.length ? { x: mean(points, "x"), y: mean(points, "y") } : below(known);
    known.set(index, { x: centre.x + 110 * Math.cos(turn), y: centre.y + 70 * Math.sin(turn) });
  });
  if (shown.actors.length > 900) return;
  const free = new Set(missing);
  const fixed = new Set(shown.actors.flatMap((index, n) => (free.has(index) ? [] : [n])));
  const points = shown.actors.map((index) => ({ ...known.get(index) }));
  moveApart(
    points,
    shown.actors.map((index) => box(app, index)),
    fixed,
  );
  shown.actors.forEach((index, n) => known.set(index, points[n]));
}

function below(known) {
  const points = [...known.values()];
  if (!points.length) return { x: 0, y: 0 };
  return { x: mean(points, "x"), y: Math.max(...points.map((point) => point.y)) + 60 };
}
