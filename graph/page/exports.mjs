// The shown part as files for other tools: GEXF for Gephi, JSON as NetworkX reads it. Everything is escaped.
import { SIGNS } from "./data.mjs";

// XML 1.0 has no place for these signs, escaped or not.
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ENTITIES = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** A text made safe inside XML, in an attribute or between tags. */
export const xml = (value) =>
  String(value ?? "")
    .replace(NOT_XML, "\ufffd")
    .replace(/[&<>"'\n\r\t]/g, (sign) => ENTITIES[sign]);

const days = (edge) =>
  edge.pieces
    .map((piece) => piece.day)
    .filter(Boolean)
    .sort();

const statuses = (edge) => [...new Set(edge.pieces.map((piece) => piece.status))].sort().join(", ");

const NODE_FIELDS = ["type", "principal", "coalition"];
const EDGE_FIELDS = ["event", "sign", "status", "evidence", "first", "last", "symmetric"];

function tag(name, attributes, inside = null) {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => ` ${key}="${xml(value)}"`)
    .join("");
  return inside === null ? `<${name}${text}/>` : `<${name}${text}>${inside}</${name}>`;
}

const values = (fields, of) =>
  tag(
    "attvalues",
    {},
    fields
      .map((field, n) => [n, of[field]])
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([n, value]) => tag("attvalue", { for: n, value }))
      .join(""),
  );

const declared = (kind, fields) =>
  tag(
    "attributes",
    { class: kind },
    fields
      .map((title, id) => tag("attribute", { id, title, type: title === "evidence" ? "integer" : "string" }))
      .join(""),
  );

/**
 * The shown part as GEXF 1.3 (https://gexf.net), with positions, sizes and colours. Mutual relations
 * say so in an attribute, because readers refuse directed and undirected edges in one graph.
 * @param {object} model
 * @param {{actors: number[], edges: object[]}} shown
 * @param {(index: number) => {x, y, size, colour: number[], coalition: string|null}} look
 */
export function gexfText(model, shown, look) {
  const nodes = shown.actors.map((index) => {
    const actor = model.actors[index];
    const { x, y, size, colour, coalition } = look(index);
    const [r, g, b] = colour;
    const principal = actor.principal === null ? null : model.actors[actor.principal].name;
    return tag(
      "node",
      { id: actor.id, label: actor.name },
      values(NODE_FIELDS, { type: actor.type, principal, coalition }) +
        tag("viz:color", { r, g, b }) +
        tag("viz:position", { x, y: -y, z: 0 }) +
        tag("viz:size", { value: size }),
    );
  });
  const edges = shown.edges.map((edge) => {
    const [source, target] = [edge.source, edge.target].map((index) => model.actors[index].id);
    const [first, last] = [days(edge)[0], days(edge).at(-1)];
    const said = {
      event: edge.event,
      sign: SIGNS[edge.polarity],
      status: statuses(edge),
      evidence: edge.pieces.length,
    };
    return tag(
      "edge",
      { id: edge.id, source, target, label: edge.label, kind: edge.label, weight: edge.pieces.length },
      values(EDGE_FIELDS, { ...said, first, last, symmetric: String(edge.symmetric) }),
    );
  });
  const graph = tag(
    "graph",
    { defaultedgetype: "directed", mode: "static" },
    `${declared("node", NODE_FIELDS)}${declared("edge", EDGE_FIELDS)}\n<nodes>\n${nodes.join("\n")}\n</nodes>\n<edges>\n${edges.join("\n")}\n</edges>\n`,
  );
  const head = { xmlns: "http://gexf.net/1.3", "xmlns:viz": "http://gexf.net/1.3/viz", version: "1.3" };
  const meta = tag("meta", {}, tag("creator", {}, "Communiqué") + tag("description", {}, xml(model.title)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag("gexf", head, `\n${meta}\n${graph}\n`)}\n`;
}

/** The shown part as the node-link JSON of NetworkX (``nx.node_link_graph(data, edges="edges")``), evidence included. */
export function jsonText(model, shown, look) {
  const nodes = shown.actors.map((index) => {
    const { id, name, type, principal, aliases } = model.actors[index];
    const { x, y, coalition } = look(index);
    return {
      id,
      name,
      type,
      principal: principal === null ? null : model.actors[principal].id,
      aliases,
      coalition,
      x,
      y,
    };
  });
  const edges = shown.edges.map((edge) => ({
    source: model.actors[edge.source].id,
    target: model.actors[edge.target].id,
    key: edge.id,
    relation: edge.label,
    event: edge.event,
    polarity: edge.polarity,
    symmetric: edge.symmetric,
    evidence: edge.pieces.map(pieceRecord),
  }));
  const data = { directed: true, multigraph: true, graph: { title: model.title }, nodes, edges };
  return `${JSON.stringify(data, null, 1)}\n`;
}

const pieceRecord = (piece) => ({
  text: piece.text,
  status: piece.status,
  claimant: piece.claimant,
  event_date: piece.eventDate,
  event_date_end: piece.eventEnd,
  office: piece.office,
  confidence: piece.confidence,
  document: piece.document.id,
  title: piece.document.title,
  date: piece.document.date,
  url: piece.document.url,
});
