import assert from "node:assert/strict";
import { test } from "node:test";
import { findRelations, queryStems } from "../../../graph/page/find.mjs";
import { findRivals } from "../../../graph/page/rivals.mjs";
import { modelOf } from "./model.mjs";

const rivals = (rows) => {
  const model = modelOf(rows);
  return findRivals(model, model.relations);
};
const claimed = (claimant) => ({ status: "claimed", claimant, event: "ASSAULT" });

test("what one says and another denies", () => {
  const found = rivals([
    ["Iran", "armed", "Houthis", 1, { status: "claimed", claimant: "Saudi Arabia" }],
    ["Iran", "did not arm", "Houthis", 1, { status: "negated", claimant: "Iran" }],
    ["Iran", "armed", "Syria", 1],
  ]);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["denied"],
  );
  assert.deepEqual(
    found[0].sides.map((side) => side.map(({ pieces }) => pieces[0].claimant)),
    [["Saudi Arabia"], ["Iran"]],
  );
});

test("two that accuse each other, also through those who speak for them", () => {
  assert.deepEqual(
    rivals([
      ["Russia", "accused", "US", -1],
      ["US", "blames", "Russia", -1],
    ]).map(({ kind }) => kind),
    ["mutual"],
  );
  assert.equal(
    rivals([
      ["Lavrov/Russia", "accused", "US", -1],
      ["US", "blames", "Russia", -1],
    ]).length,
    1,
  );
  assert.equal(
    rivals([
      ["Russia", "accused", "US", -1],
      ["US", "blames", "Iran", -1],
    ]).length,
    0,
  );
  const laid = rivals([
    ["Armenia", "attacked", "Azerbaijan", -1, claimed("Azerbaijan")],
    ["Azerbaijan", "attacked", "Armenia", -1, claimed("Armenia")],
  ]);
  assert.deepEqual(
    laid.map(({ kind }) => kind),
    ["mutual"],
  );
});

test("an attack that nobody claims is no account", () => {
  assert.deepEqual(
    rivals([
      ["Russia", "attacked", "US", -1, { event: "ASSAULT" }],
      ["US", "attacked", "Russia", -1, { event: "ASSAULT" }],
    ]),
    [],
  );
});

test("two claimants with two culprits", () => {
  const found = rivals([
    ["Russia", "bombed", "Convoy", -1, claimed("US")],
    ["Rebels", "bombed", "Convoy", -1, claimed("Russia")],
    ["Rebels", "bombed", "Hospital", -1, claimed("Russia")],
    ["Rebels", "shelled", "Hospital", -1, claimed("Syria")],
  ]);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["culprit"],
  );
  assert.equal(found[0].sides.length, 2);
});

test("a question finds the relation that answers it", () => {
  const model = modelOf([
    ["Russia", "condemned", "United States", -1, { date: "2016-10-20" }],
    ["United States", "condemned", "Russia", -1, { date: "2015-01-02" }],
    ["Iran", "backs", "Shiite fighters", 1, { date: "2016-10-20" }],
  ]);
  const ask = (query) => findRelations(model, model.relations, query).map((edge) => model.actors[edge.source].name);
  assert.deepEqual(ask("Who condemned the United States in October 2016?"), ["Russia"]);
  assert.deepEqual(ask("who backs the Shiite fighters"), ["Iran"]);
  assert.deepEqual(ask("backing shiite"), ["Iran"]);
  assert.deepEqual(ask("who is"), []);
  assert.deepEqual(ask("[.*"), []);
  assert.deepEqual(queryStems("Who condemned THE?"), ["condemn"]);
});
