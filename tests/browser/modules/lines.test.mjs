import assert from "node:assert/strict";
import { test } from "node:test";
import { drawnCurves } from "../../../graph/page/curves.mjs";
import { gexfText, jsonText, xml } from "../../../graph/page/exports.mjs";
import { headsOf, nearestCurve, pointAt, shapeOf } from "../../../graph/page/lines.mjs";
import { stepNow, stepsOf } from "../../../graph/page/play.mjs";
import { csvCell } from "../../../graph/page/text.mjs";
import { citationOf } from "../../../graph/page/cite.mjs";
import { modelOf } from "./model.mjs";

const points = new Map([
  [0, { x: 0, y: 0 }],
  [1, { x: 200, y: 0 }],
  [2, { x: 0, y: 300 }],
]);
const radius = () => 10;
const curve = (from, to, bend = 0, more = {}) => ({
  from,
  to,
  bend,
  symmetric: false,
  both: false,
  edges: [],
  pieces: 1,
  polarity: 1,
  ...more,
});

test("a line begins and ends at the rims of its marks", () => {
  const { start, end, via } = shapeOf(curve(0, 1), points, radius);
  assert.deepEqual([start, end, via], [{ x: 11, y: 0 }, { x: 189, y: 0 }, null]);
});

test("parallel relations bow to different sides, seen from either end", () => {
  const model = modelOf([
    ["A", "backs", "B", 1],
    ["B", "backs", "A", 1],
    ["A", "armed", "B", 1],
  ]);
  const middles = drawnCurves(model.relations).map((one) => Math.round(pointAt(shapeOf(one, points, radius), 0.5).y));
  assert.equal(new Set(middles).size, 3);
});

test("the pointer meets the nearest curve within reach and no other", () => {
  const curves = [curve(0, 1), curve(0, 1, 0.24), curve(0, 2)];
  const at = pointAt(shapeOf(curves[1], points, radius), 0.5);
  assert.equal(nearestCurve(curves, points, radius, at, 6), curves[1]);
  assert.equal(nearestCurve(curves, points, radius, { x: 100, y: 1 }, 6), curves[0]);
  assert.equal(nearestCurve(curves, points, radius, { x: 150, y: 150 }, 6), null);
});

test("what is mutual has no arrow head, what goes both ways has two", () => {
  const heads = (more) => headsOf(curve(0, 1, 0, more), shapeOf(curve(0, 1), points, radius), 2).length;
  assert.deepEqual([heads({}), heads({ both: true }), heads({ symmetric: true })], [1, 2, 0]);
});

test("XML takes no sign that it has no place for", () => {
  assert.equal(
    xml("<a b='\"'>&\n\u0000\ud800\u{1f54a}"),
    "&lt;a b=&apos;&quot;&apos;&gt;&amp;&#10;\ufffd\ufffd\u{1f54a}",
  );
  const model = modelOf([["]]><x/>", 'a" onload="b', "B", 1]]);
  const look = () => ({ x: 1, y: 2, size: 3, colour: [1, 2, 3], coalition: null });
  const shown = { actors: [0, 1], edges: model.relations };
  assert.ok(!gexfText(model, shown, look).includes("<x/>"));
  assert.equal(JSON.parse(jsonText(model, shown, look)).edges[0].relation, 'a" onload="b');
});

test("time is stepped through by month, or by day where there are few", () => {
  const edges = (days) => [{ pieces: days.map((day) => ({ day })) }];
  assert.deepEqual(stepsOf(edges(["2016-10-02", "2016-10-05", null, "2016"])), ["2016-10-02", "2016-10-05"]);
  const months = stepsOf(edges(["2016-10-02", "2017-01-05", "2016-12", "2016-10-09"]));
  assert.deepEqual(months, ["2016-10", "2016-12", "2017-01"]);
  assert.equal(stepNow(months, { from: "2016-12-01", to: "2016-12-31" }), 1);
  assert.equal(stepNow(months, { from: "", to: "2017-01-31" }), 2);
  assert.equal(stepNow(months, { from: "", to: "" }), -1);
});

test("no cell is a formula, and a citation names its source", () => {
  for (const text of ["=1", " +1", "-1", "@x", "\t=1", "＝1"]) assert.match(csvCell(text), /^"?'/);
  assert.equal(csvCell(-1), "-1");
  const piece = {
    text: "A\nbacks B.",
    document: { title: "T", id: "d", date: "2016-10-20", url: "javascript:alert(1)" },
  };
  assert.equal(citationOf(piece), "“A backs B.” T, 20 Oct 2016.");
});
