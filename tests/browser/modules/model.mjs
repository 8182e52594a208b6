// Small models for the tests of the page's modules.
import { readModel } from "../../../graph/page/data.mjs";

const TYPES = [
  ["state", "dot"],
  ["official", "triangle"],
];
const STATUSES = [
  ["fact", true],
  ["claimed", true],
  ["negated", false],
];

/**
 * A model of relations given as [source, label, target, sign, {status, claimant, date, event, symmetric}].
 * Names that hold a slash act for what stands behind it: "Lavrov/Russia".
 */
export function modelOf(rows) {
  const names = [
    ...new Set(
      rows.flatMap(([source, , target]) => [source, target]).flatMap((name) => [name, ...name.split("/").slice(1)]),
    ),
  ];
  const at = (name) => names.indexOf(name);
  const texts = [];
  const text = (value) =>
    value === undefined ? null : (texts.includes(value) || texts.push(value), texts.indexOf(value));
  const documents = [];
  const relations = rows.map(([source, label, target, sign, more = {}], n) => {
    documents.push([`d${n}`, `Title ${n}`, more.date ?? null, `https://example.org/${n}`, 1]);
    const status = STATUSES.findIndex(([name]) => name === (more.status ?? "fact"));
    const piece = [n, null, null, null, null, null, null, status, 0.5, null, null, null, null, text(more.claimant)];
    return [
      at(source),
      at(target),
      text(label),
      text(more.event ?? (sign < 0 ? "ACCUSE" : "SUPPORT")),
      sign,
      more.symmetric ? 1 : 0,
      [piece],
    ];
  });
  return readModel({
    title: "Model",
    opening: 150,
    events: [
      ["SUPPORT", "verbal cooperation"],
      ["ACCUSE", "verbal conflict"],
      ["ASSAULT", "material conflict"],
      ["HOLDS_OFFICE", "standing facts"],
    ],
    types: TYPES,
    statuses: STATUSES,
    actors: names.map((name) => [
      name.split("/")[0].toLowerCase(),
      name.split("/")[0],
      name.includes("/") ? 1 : 0,
      name.includes("/") ? at(name.split("/")[1]) : null,
      [],
      1,
      [0, 0],
      null,
    ]),
    documents,
    sentences: rows.map(([source, label, target]) => `${source} ${label} ${target}.`),
    texts,
    relations,
  });
}
