import assert from "node:assert/strict";
import { test } from "node:test";
import { openingState } from "../../../graph/page/filters.mjs";
import { readPin } from "../../../graph/page/positions.mjs";
import { readHash, writeHash } from "../../../graph/page/state.mjs";
import { modelOf } from "./model.mjs";

const opening = openingState(modelOf([["A", "backs", "B", 1]]), 150);
const TEXTS = ["Q1", "a,b", "x y", "100%", "#=&?+", "Çavuşoğlu", "联合国", "\u2028", '"<script>', "p:1:2"];

/** A value for each piece of the state, so that a piece that is added is tested too. */
function someState(pick) {
  const values = {
    scope: ["top", "all", "focus", "path"],
    view: ["graph", "table"],
    colour: ["type", "coalition"],
    size: [1, 40, 400],
    least: [1, 2, 9],
    rolled: [true, false],
    from: ["", "2016-10-01"],
    to: ["", "2016-10-31"],
  };
  const state = {};
  for (const [field, usual] of Object.entries(opening)) {
    if (values[field]) state[field] = values[field][pick(values[field].length)];
    else if (Array.isArray(usual)) state[field] = TEXTS.filter(() => pick(3) === 0);
    else state[field] = pick(2) ? TEXTS[pick(TEXTS.length)] : "";
  }
  return state;
}

test("every piece of the state survives the address", () => {
  let seed = 11;
  const pick = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 400; round += 1) {
    const state = someState(pick);
    const back = readHash(`#${writeHash(state, opening)}`, opening);
    for (const field of Object.keys(opening)) {
      const sorted = (value) => (Array.isArray(value) ? [...value].sort() : value);
      assert.deepEqual(sorted(back[field]), sorted(state[field]), field);
    }
  }
});

test("the opening state needs no address, and nonsense is the opening state", () => {
  assert.equal(writeHash(opening, opening), "");
  for (const hash of ["#%", "#show=nowhere&colour=red", "#from=yesterday", "#top=-1&least=x"])
    assert.deepEqual(readHash(hash, opening), opening);
});

test("a pin is a place and an id, whatever the id holds", () => {
  assert.deepEqual(readPin("-5 12 a b\nc"), ["a b\nc", { x: -5, y: 12 }]);
  for (const text of ["", "1 2", "x 2 a", "1e9 2 a"]) assert.equal(readPin(text)[0], null);
});
