// Coalitions: groups of actors that cooperate within and quarrel without, found from the signs of relations alone.
//
// Signed modularity (S. Gómez, P. Jensen, A. Arenas, "Analysis of community structure in networks of correlated data",
// Physical Review E 80, 016114, 2009), made as large as can be by moving one actor at a time and then whole groups
// (V. Blondel et al., "Fast unfolding of communities in large networks", J. Stat. Mech. P10008, 2008). An actor joins
// only those with whom it has more cooperation than conflict, so that a common enemy alone makes no coalition.

import { sum } from "./text.mjs";

const MOST_ROUNDS = 40;
const LEAST_GAIN = 1e-9;

/**
 * The coalitions of at least two actors, the largest first.
 * @param {object[]} edges {source, target, polarity, pieces}
 * @returns {{groups: number[][], of: Map<number, number>, odd: number, all: number}} the members of each, the number
 *   of each actor's, and how many of all signed pieces of evidence are at odds with them
 */
export function findCoalitions(edges) {
  const actors = [...new Set(edges.flatMap((edge) => [edge.source, edge.target]))].sort((a, b) => a - b);
  const place = new Map(actors.map((index, n) => [index, n]));
  let graph = emptyGraph(actors.length);
  for (const { source, target, polarity, pieces } of edges)
    if (polarity) tie(graph, place.get(source), place.get(target), polarity * pieces.length);
  let member = actors.map((_, n) => n);
  for (;;) {
    const group = moveOne(graph);
    member = member.map((n) => group[n]);
    const many = Math.max(-1, ...group) + 1;
    if (many === group.length) break;
    graph = merged(graph, group, many);
  }
  const lists = new Map();
  actors.forEach((index, n) => lists.set(member[n], [...(lists.get(member[n]) ?? []), index]));
  const groups = [...lists.values()].filter((list) => list.length > 1);
  groups.sort((a, b) => b.length - a.length || a[0] - b[0]);
  const of = new Map(groups.flatMap((list, n) => list.map((index) => [index, n])));
  return { groups, of, ...atOdds(edges, of) };
}

const emptyGraph = (size) => ({
  near: Array.from({ length: size }, () => new Map()),
  plus: new Array(size).fill(0),
  minus: new Array(size).fill(0),
});

function tie(graph, a, b, weight) {
  if (a === b) return;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ]) {
    graph.near[one].set(other, (graph.near[one].get(other) ?? 0) + weight);
    graph[weight > 0 ? "plus" : "minus"][one] += Math.abs(weight);
  }
}

/** Move one node at a time to the group where modularity gains most, until none gains; the groups are numbered anew. */
function moveOne({ near, plus, minus }) {
  const group = near.map((_, n) => n);
  const [all, ill] = [sum(plus), sum(minus)];
  const [has, bad] = [[...plus], [...minus]];
  for (let round = 0, moved = true; moved && round < MOST_ROUNDS; round += 1) {
    moved = false;
    for (let n = 0; n < near.length; n += 1) {
      const ties = new Map();
      for (const [other, weight] of near[n]) ties.set(group[other], (ties.get(group[other]) ?? 0) + weight);
      const old = group[n];
      has[old] -= plus[n];
      bad[old] -= minus[n];
      const gain = (to) =>
        (ties.get(to) ?? 0) - (all ? (plus[n] * has[to]) / all : 0) + (ill ? (minus[n] * bad[to]) / ill : 0);
      let [best, most] = [old, gain(old)];
      for (const [to, weight] of [...ties].sort((a, b) => a[0] - b[0])) {
        if (weight > 0 && gain(to) > most + LEAST_GAIN) [best, most] = [to, gain(to)];
      }
      has[best] += plus[n];
      bad[best] += minus[n];
      group[n] = best;
      moved ||= best !== old;
    }
  }
  const numbers = new Map([...new Set(group)].map((old, number) => [old, number]));
  return group.map((old) => numbers.get(old));
}

/** The graph of groups: what it weighs against is the ties of its members, those within a group included. */
function merged(graph, group, many) {
  const made = emptyGraph(many);
  graph.near.forEach((ties, n) => {
    made.plus[group[n]] += graph.plus[n];
    made.minus[group[n]] += graph.minus[n];
    for (const [other, weight] of ties) {
      const [one, two] = [group[n], group[other]];
      if (one !== two) made.near[one].set(two, (made.near[one].get(two) ?? 0) + weight);
    }
  });
  return made;
}

/** Count the signed pieces, and those that are conflict within a coalition or cooperation between two. */
export function atOdds(edges, of) {
  let [odd, all] = [0, 0];
  for (const { source, target, polarity, pieces } of edges) {
    if (!polarity || !of.has(source) || !of.has(target)) continue;
    all += pieces.length;
    if ((of.get(source) === of.get(target)) === polarity < 0) odd += pieces.length;
  }
  return { odd, all };
}

/**
 * Give each coalition the letter of the one in `usual` with which it shares most actors, so that letters and colours
 * stay while filters and dates change; those without one take the next free letters.
 * @returns {number[]} a number for each coalition
 */
export function lettersFor(now, usual) {
  const shared = [];
  now.groups.forEach((list, n) => {
    const counts = new Map();
    for (const index of list)
      if (usual.of.has(index)) counts.set(usual.of.get(index), (counts.get(usual.of.get(index)) ?? 0) + 1);
    for (const [letter, much] of counts) shared.push({ n, letter, much });
  });
  shared.sort((a, b) => b.much - a.much || a.letter - b.letter || a.n - b.n);
  const [letters, taken] = [new Array(now.groups.length).fill(null), new Set()];
  for (const { n, letter } of shared) {
    if (letters[n] !== null || taken.has(letter)) continue;
    letters[n] = letter;
    taken.add(letter);
  }
  let next = 0;
  return letters.map((letter) => {
    if (letter !== null) return letter;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return next;
  });
}

/** "A", "B" … "Z", "A2" … */
export const letterOf = (n) => String.fromCharCode(65 + (n % 26)) + (n < 26 ? "" : String(Math.floor(n / 26) + 1));
