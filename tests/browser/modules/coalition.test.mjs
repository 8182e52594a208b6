import assert from "node:assert/strict";
import { test } from "node:test";
import { atOdds, findCoalitions, letterOf, lettersFor } from "../../../graph/page/coalition.mjs";

const edge = (source, target, polarity, much = 1) => ({ source, target, polarity, pieces: new Array(much).fill({}) });

/** Signed modularity by its definition (Gómez et al. 2009, equation 14), the slow way. */
function modularity(edges, groupOf, many) {
  const w = Array.from({ length: many }, () => new Array(many).fill(0));
  for (const { source, target, polarity, pieces } of edges) {
    w[source][target] += polarity * pieces.length;
    w[target][source] += polarity * pieces.length;
  }
  const plus = w.map((row) => row.reduce((sum, v) => sum + Math.max(0, v), 0));
  const minus = w.map((row) => row.reduce((sum, v) => sum + Math.max(0, -v), 0));
  const [all, ill] = [plus, minus].map((list) => list.reduce((sum, v) => sum + v, 0));
  let q = 0;
  for (let i = 0; i < many; i += 1)
    for (let j = 0; j < many; j += 1)
      if (groupOf(i) === groupOf(j))
        q += w[i][j] - (all && (plus[i] * plus[j]) / all) + (ill && (minus[i] * minus[j]) / ill);
  return q / (all + ill);
}

test("two camps are told apart", () => {
  const edges = [edge(0, 1, 1), edge(1, 2, 1), edge(0, 2, 1), edge(3, 4, 1), edge(0, 3, -1), edge(2, 4, -1)];
  const { groups, odd, all } = findCoalitions(edges);
  assert.deepEqual(groups, [
    [0, 1, 2],
    [3, 4],
  ]);
  assert.deepEqual([odd, all], [0, 6]);
});

test("a common enemy alone makes no coalition, and neither does a quarrel", () => {
  assert.deepEqual(findCoalitions([edge(0, 1, -1), edge(2, 1, -1)]).groups, []);
  assert.deepEqual(findCoalitions([]).groups, []);
});

test("conflict within and cooperation between are at odds", () => {
  const of = new Map([
    [0, 0],
    [1, 0],
    [2, 1],
  ]);
  assert.deepEqual(atOdds([edge(0, 1, -1, 3), edge(1, 2, 1), edge(0, 1, 1), edge(0, 2, -1), edge(0, 9, 1)], of), {
    odd: 4,
    all: 6,
  });
});

test("coalitions are better than none by the definition of modularity, whatever the order of relations", () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 40; round += 1) {
    const many = 4 + random(7);
    const pairs = new Map();
    for (let n = 0; n < 2 * many; n += 1) {
      const [a, b] = [random(many), random(many)];
      if (a !== b) pairs.set([Math.min(a, b), Math.max(a, b)].join(" "), random(3) ? 1 : -1);
    }
    const edges = [...pairs].map(([pair, sign]) => edge(...pair.split(" ").map(Number), sign));
    const { of } = findCoalitions(edges);
    const group = (i) => of.get(i) ?? -1 - i;
    const best = modularity(edges, group, many);
    const alone = modularity(edges, (i) => i, many);
    assert.ok(best >= alone - 1e-9, `round ${round}: ${best} < ${alone}`);
    assert.deepEqual(findCoalitions([...edges].reverse()).groups, findCoalitions(edges).groups);
  }
});

test("letters stay with those who share most members", () => {
  const usual = {
    of: new Map([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 1],
      [5, 1],
    ]),
  };
  assert.deepEqual(
    lettersFor(
      {
        groups: [
          [4, 5, 6],
          [1, 2],
          [7, 8],
        ],
      },
      usual,
    ),
    [1, 0, 2],
  );
  assert.deepEqual([0, 25, 26, 52].map(letterOf), ["A", "Z", "A2", "A3"]);
});
