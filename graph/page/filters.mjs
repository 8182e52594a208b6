// Which relations and actors are shown: filters, roll-up to principals, ranking, scope, shortest paths.
import { shortHash } from "./text.mjs";

/** The state of the page when it opens. All of it fits in the address (see state.mjs). */
export function openingState(model, size) {
  return {
    scope: "top", // top: the most connected; all; focus: neighbours of `focus`; path: between two
    size,
    focus: [],
    extra: [],
    hidden: [],
    offEvents: [...model.structural],
    offStatuses: model.statuses.filter((s) => !s.shown).map((s) => s.name),
    offSigns: [],
    offTypes: [],
    offLabels: [],
    from: "",
    to: "",
    claimant: "",
    document: "",
    least: 1,
    rolled: false,
    view: "graph",
    colour: "type", // or "coalition"
    pins: [], // "X Y ID": an actor held at a place of the picture
    selected: "", // "a:ID" an actor, "r:ID" a relation, "p:ID:ID:SIGN" a pair and sign, "c:N" a coalition
  };
}

/** A test of one piece of evidence against status, dates, claimant and document. */
function pieceTest(state) {
  const off = new Set(state.offStatuses);
  const { from, to, claimant, document } = state;
  return (piece) => {
    if (off.has(piece.status)) return false;
    if (claimant && piece.claimant !== claimant) return false;
    if (document && piece.document.id !== document) return false;
    if (!from && !to) return true;
    if (!piece.day) return false;
    // A day known only to the month or year counts when any of it lies in the range.
    return (
      (!from || piece.day >= from.slice(0, piece.day.length)) && (!to || piece.day <= to.slice(0, piece.day.length))
    );
  };
}

/** Where a mention counts when rolled up: the principal that the text gives, else the actor's own. */
export const rolledEnd = (model, actor, forWhom) => model.roots[forWhom ?? actor];

/**
 * The relations that pass the filters, rolled up to principals if wanted.
 * @returns {object[]} edges {id, source, target, label, event, polarity, symmetric, pieces}
 */
export function filterRelations(model, state, without = "") {
  const off = {
    events: new Set(without === "events" ? [] : state.offEvents),
    signs: new Set(without === "signs" ? [] : state.offSigns),
    types: new Set(without === "types" ? [] : state.offTypes),
    labels: new Set(without === "labels" ? [] : state.offLabels),
  };
  const filters =
    without === "statuses"
      ? { ...state, offStatuses: [] }
      : without === "dates"
        ? { ...state, from: "", to: "" }
        : state;
  const passes = pieceTest(filters);
  const allowed = (index) => !off.types.has(model.actors[index].type);
  const edges = new Map();
  for (const relation of model.relations) {
    if (off.events.has(relation.event) || off.signs.has(String(relation.polarity))) continue;
    if (off.labels.has(relation.label)) continue;
    if (!state.rolled) {
      if (!allowed(relation.source) || !allowed(relation.target)) continue;
      const pieces = relation.pieces.filter(passes);
      if (pieces.length)
        edges.set(relation.id, pieces.length === relation.pieces.length ? relation : { ...relation, pieces });
      continue;
    }
    for (const piece of relation.pieces) if (passes(piece)) addRolled(model, edges, relation, piece, allowed);
  }
  const least = Math.max(1, state.least);
  return [...edges.values()].filter((edge) => edge.pieces.length >= least);
}

function addRolled(model, edges, relation, piece, allowed) {
  let source = rolledEnd(model, relation.source, piece.sourceFor);
  let target = rolledEnd(model, relation.target, piece.targetFor);
  if (source === target || !allowed(source) || !allowed(target)) return;
  const turned = relation.symmetric && source > target;
  if (turned) [source, target] = [target, source];
  const key = [source, target, relation.label, relation.event, relation.polarity, relation.symmetric].join("\n");
  let edge = edges.get(key);
  if (!edge) {
    const ids = [model.actors[source].id, model.actors[target].id, relation.label, relation.event, relation.polarity];
    const { label, event, polarity, symmetric } = relation;
    edge = { id: `u${shortHash(ids.join("\n"))}`, source, target, label, event, polarity, symmetric, pieces: [] };
    edges.set(key, edge);
  }
  const swapped = { ...piece, source: piece.target, target: piece.source };
  edge.pieces.push(turned ? swapped : piece);
}

/** Neighbours and evidence of each actor, and the actors ordered by how connected they are. */
export function rankActors(edges) {
  const neighbours = new Map();
  const evidence = new Map();
  for (const edge of edges) {
    for (const [one, other] of [
      [edge.source, edge.target],
      [edge.target, edge.source],
    ]) {
      if (!neighbours.has(one)) neighbours.set(one, new Set());
      neighbours.get(one).add(other);
      evidence.set(one, (evidence.get(one) ?? 0) + edge.pieces.length);
    }
  }
  const order = [...neighbours.keys()].sort(
    (a, b) => neighbours.get(b).size - neighbours.get(a).size || evidence.get(b) - evidence.get(a) || a - b,
  );
  return { neighbours, evidence, order };
}

/** Choose the actors and edges to draw from all that pass the filters. */
export function chooseShown(model, state, edges, ranks = rankActors(edges)) {
  const ids = (list) => list.map((id) => model.byId.get(id)).filter((index) => index !== undefined);
  const focus = ids(state.focus);
  const hidden = new Set(ids(state.hidden));
  const off = new Set(state.offTypes);
  let chosen;
  let path = null;
  if (state.scope === "all") chosen = new Set(ranks.order);
  else if (state.scope === "focus" && focus.length) {
    chosen = new Set(focus);
    for (const index of focus) for (const near of ranks.neighbours.get(index) ?? []) chosen.add(near);
  } else if (state.scope === "path" && focus.length === 2) {
    path = shortestPaths(edges, focus[0], focus[1], hidden);
    chosen = new Set([...focus, ...path.actors]);
  } else chosen = linkedAmong(new Set(ranks.order.slice(0, state.size)), edges);
  for (const index of ids(state.extra)) if (!off.has(model.actors[index].type)) chosen.add(index);
  for (const index of hidden) chosen.delete(index);
  let shown = edges.filter((edge) => chosen.has(edge.source) && chosen.has(edge.target));
  if (path)
    shown = shown.filter(
      (edge) =>
        path.steps.has(stepKey(edge.source, edge.target)) ||
        !(path.actors.has(edge.source) && path.actors.has(edge.target)),
    );
  const rank = new Map(ranks.order.map((index, place) => [index, place]));
  const actors = [...chosen].sort((a, b) => (rank.get(a) ?? 1e9) - (rank.get(b) ?? 1e9) || a - b);
  return { actors, edges: shown, total: ranks.order.length, totalEdges: edges.length, ranks, path };
}

/** Of these actors, those with a relation among them: one that stands alone in a picture says nothing. */
function linkedAmong(some, edges) {
  const linked = new Set();
  for (const { source, target } of edges) if (some.has(source) && some.has(target)) linked.add(source).add(target);
  return linked;
}

const stepKey = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** All shortest chains of relations between two actors, direction left aside. */
export function shortestPaths(edges, start, goal, without = new Set()) {
  const near = new Map();
  for (const { source, target } of edges) {
    if (without.has(source) || without.has(target)) continue;
    if (!near.has(source)) near.set(source, new Set());
    if (!near.has(target)) near.set(target, new Set());
    near.get(source).add(target);
    near.get(target).add(source);
  }
  const distance = new Map([[start, 0]]);
  let ring = [start];
  while (ring.length && !distance.has(goal)) {
    const next = [];
    for (const here of ring) {
      for (const other of near.get(here) ?? []) {
        if (distance.has(other)) continue;
        distance.set(other, distance.get(here) + 1);
        next.push(other);
      }
    }
    ring = next;
  }
  const result = { length: distance.get(goal) ?? -1, actors: new Set(), steps: new Set() };
  if (result.length < 0) return result;
  let back = [goal];
  result.actors.add(goal);
  while (back.length) {
    const next = new Set();
    for (const here of back) {
      for (const other of near.get(here) ?? []) {
        if (distance.get(other) !== distance.get(here) - 1) continue;
        result.actors.add(other);
        result.steps.add(stepKey(here, other));
        next.add(other);
      }
    }
    back = [...next];
  }
  return result;
}
