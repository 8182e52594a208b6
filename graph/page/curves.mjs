// From relations to curves: parallel relations of a pair side by side, or grouped with a count.

const MOST_APART = 4;
const MOST_CURVES = 1500;

/**
 * Decide which curves to draw.
 * @param {object[]} edges relations that are shown
 * @returns {{key, from, to, polarity, edges, pieces, both, symmetric, bend}[]} bend < 0 left, > 0 right, 0 straight
 */
export function drawnCurves(edges) {
  const pairs = new Map();
  for (const edge of edges) {
    const key = edge.source < edge.target ? `${edge.source} ${edge.target}` : `${edge.target} ${edge.source}`;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(edge);
  }
  const crowded = edges.length > MOST_CURVES;
  const curves = [];
  for (const members of pairs.values()) {
    const bundled = members.length > MOST_APART || (crowded && members.length > 1);
    const groups = bundled ? bySign(members) : members.map((edge) => [edge]);
    groups.forEach((group, place) => curves.push(makeCurve(group, place, groups.length)));
  }
  return curves;
}

function bySign(members) {
  return [1, 0, -1].map((sign) => members.filter((edge) => edge.polarity === sign)).filter((group) => group.length);
}

function makeCurve(group, place, places) {
  const first = group[0];
  const low = Math.min(first.source, first.target);
  const forward = group.some((edge) => !edge.symmetric && edge.source === low);
  const backward = group.some((edge) => !edge.symmetric && edge.source !== low);
  const from = backward && !forward ? Math.max(first.source, first.target) : low;
  const to = from === first.source ? first.target : first.source;
  const step = places > 3 ? 0.17 : 0.24;
  const offset = (place - (places - 1) / 2) * step;
  return {
    key: group.length === 1 ? `r:${first.id}` : "",
    from,
    to,
    polarity: first.polarity,
    edges: group,
    pieces: group.reduce((sum, edge) => sum + edge.pieces.length, 0),
    both: forward && backward,
    symmetric: !forward && !backward,
    // The curve bows to the same side seen from either end only if the sign turns with the direction.
    bend: Math.abs(offset) < 1e-9 ? 0 : from === low ? offset : -offset,
  };
}

/** Width in pixels: grows with the logarithm of the pieces of evidence. */
export const curveWidth = (pieces) => Math.min(8, 1.3 + 1.15 * Math.log2(pieces));

/** Radius of an actor's mark in pixels: grows with the root of the number of its neighbours. */
export const markRadius = (neighbours) => Math.min(22, 6 + 2.2 * Math.sqrt(neighbours));

const STRENGTH = { fact: 1, claimed: 0.8, planned: 0.6, hypothetical: 0.5, negated: 0.45 };

/** How firmly a curve is drawn: as its best attested piece. */
export function curveStrength(curve) {
  let best = 0;
  for (const edge of curve.edges) for (const piece of edge.pieces) best = Math.max(best, STRENGTH[piece.status] ?? 0.5);
  return best;
}
