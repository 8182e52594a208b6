// Rival accounts: where the texts give two stories of one thing, with the evidence of either side.

import { sum } from "./text.mjs";

const SIDES = ["source", "target"];

/**
 * Find the rival accounts among relations (of every status, denials included).
 * - "denied": somebody says that it was so, and somebody that it was not;
 * - "mutual": two parties each lay the same kind of hostile act to the other;
 * - "culprit": different claimants name different culprits for the same kind of act against the same target.
 * @param {object} model
 * @param {object[]} edges
 * @returns {{kind, event, edges: object[], sides: {edge, pieces}[][]}[]} the best attested first
 */
export function findRivals(model, edges) {
  const kinds = [denied(edges), mutual(model, edges), culprits(model, edges)].flat();
  const much = (rival) => sum(rival.sides.map((side) => sum(side.map(({ pieces }) => pieces.length))));
  return kinds
    .map((rival) => ({ ...rival, edges: [...new Set(rival.sides.flat().map((part) => part.edge))] }))
    .sort((a, b) => much(b) - much(a) || (a.edges[0].id < b.edges[0].id ? -1 : 1));
}

function grouped(edges, keyOf) {
  const groups = new Map();
  for (const edge of edges) {
    const key = keyOf(edge);
    if (key === null) continue;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  return groups;
}

const some = (edges, test) =>
  edges.map((edge) => ({ edge, pieces: edge.pieces.filter(test) })).filter(({ pieces }) => pieces.length);

const isDenial = (piece) => piece.status === "negated";
const isSaid = (piece) => piece.status === "fact" || piece.status === "claimed";

function denied(edges) {
  const found = [];
  const key = ({ source, target, event, polarity, symmetric }) =>
    [...(symmetric ? [source, target].sort((a, b) => a - b) : [source, target]), event, polarity].join(" ");
  for (const same of grouped(edges, key).values()) {
    const sides = [some(same, isSaid), some(same, isDenial)];
    if (sides.every((side) => side.length)) found.push({ kind: "denied", event: same[0].event, sides });
  }
  return found;
}

/** Whose account a piece is: that of its claimant, or for an accusation that of the accuser. */
function teller(model, edge, piece) {
  if (piece.status === "claimed") {
    const index = model.byName.get(piece.claimant);
    return index === undefined ? null : model.roots[index];
  }
  return piece.status === "fact" && edge.event === "ACCUSE" ? model.roots[edge.source] : null;
}

function mutual(model, edges) {
  const hostile = edges.filter((edge) => edge.polarity < 0 && !edge.symmetric);
  const found = [];
  const key = ({ source, target, event }) => {
    const ends = [model.roots[source], model.roots[target]].sort((a, b) => a - b);
    return ends[0] === ends[1] ? null : `${ends.join(" ")} ${event}`;
  };
  for (const same of grouped(hostile, key).values()) {
    const ends = [model.roots[same[0].source], model.roots[same[0].target]];
    const sides = ends.map((end) =>
      same
        .map((edge) => ({ edge, pieces: edge.pieces.filter((piece) => accuses(model, edge, piece, end)) }))
        .filter(({ pieces }) => pieces.length),
    );
    if (sides.every((side) => side.length)) found.push({ kind: "mutual", event: same[0].event, sides });
  }
  return found;
}

/** An accusation that this party makes, or a hostile act that it lays to the other. */
function accuses(model, edge, piece, party) {
  if (teller(model, edge, piece) !== party) return false;
  const doer = model.roots[edge.source];
  return edge.event === "ACCUSE" && piece.status === "fact" ? doer === party : doer !== party;
}

function culprits(model, edges) {
  const found = [];
  const hostile = edges.filter((edge) => edge.polarity < 0 && !edge.symmetric && edge.event !== "ACCUSE");
  for (const same of grouped(hostile, (edge) => `${edge.event} ${edge.target}`).values()) {
    const byTeller = new Map();
    for (const edge of same) {
      for (const piece of edge.pieces) {
        if (piece.status !== "claimed" || !piece.claimant) continue;
        if (!byTeller.has(piece.claimant)) byTeller.set(piece.claimant, new Map());
        const told = byTeller.get(piece.claimant);
        told.set(edge, [...(told.get(edge) ?? []), piece]);
      }
    }
    const blamed = (told) =>
      [...told.keys()]
        .map((edge) => edge.source)
        .sort()
        .join(" ");
    if (byTeller.size < 2 || new Set([...byTeller.values()].map(blamed)).size < 2) continue;
    const sides = [...byTeller.values()].map((told) => [...told].map(([edge, pieces]) => ({ edge, pieces })));
    found.push({ kind: "culprit", event: same[0].event, sides });
  }
  return found;
}

/** The rival accounts in which one of these relations has a part, or in which their two actors are the parties. */
export const rivalsOf = (rivals, ids) => rivals.filter((rival) => rival.edges.some((edge) => ids.has(edge.id)));

/** The actors at the ends of a rival account's relations. */
export const partiesOf = (rival) => [...new Set(rival.edges.flatMap((edge) => SIDES.map((side) => edge[side])))];
