// The table of what is shown, sortable, and its CSV: one row a piece of evidence.
import { SIGNS } from "./data.mjs";
import { button, fill, h, name } from "./dom.mjs";
import { signBadge } from "./panel.mjs";
import { count, csvText, plural, readableDate, words } from "./text.mjs";

const PAGE = 200;

/** What a table row says about an edge. */
export function tableRow(model, edge) {
  const days = edge.pieces
    .map((piece) => piece.day)
    .filter(Boolean)
    .sort();
  return {
    edge,
    source: model.actors[edge.source].name,
    relation: edge.label,
    target: model.actors[edge.target].name,
    event: words(edge.event),
    sign: SIGNS[edge.polarity],
    evidence: edge.pieces.length,
    first: days[0] ?? "",
    last: days.at(-1) ?? "",
    status: [...new Set(edge.pieces.map((piece) => piece.status))].sort().join(", "),
  };
}

export const COLUMNS = [
  ["source", "Source"],
  ["relation", "Relation"],
  ["target", "Target"],
  ["event", "Event type"],
  ["sign", "Sign"],
  ["evidence", "Sentences"],
  ["first", "First"],
  ["last", "Last"],
  ["status", "Status"],
];

/** Sort rows by a column; equal ones keep their order. */
export function sortRows(rows, column, down) {
  const compare =
    column === "evidence"
      ? (a, b) => a.evidence - b.evidence
      : (a, b) => String(a[column]).localeCompare(String(b[column]), "en");
  return [...rows].sort((a, b) => (down ? -compare(a, b) : compare(a, b)));
}

export const CSV_COLUMNS = [
  "source",
  "source_id",
  "relation",
  "event",
  "sign",
  "target",
  "target_id",
  "symmetric",
  "status",
  "claimant",
  "event_date",
  "event_date_end",
  "office",
  "evidence",
  "document",
  "title",
  "date",
  "url",
  "confidence",
];

/** The shown relations as CSV, one line a piece of evidence; no cell can run as a formula. */
export function evidenceCsv(model, edges) {
  const rows = edges.flatMap((edge) =>
    edge.pieces.map((piece) => {
      const [source, target, from] = [model.actors[edge.source], model.actors[edge.target], piece.document];
      return [
        source.name,
        source.id,
        edge.label,
        edge.event,
        SIGNS[edge.polarity],
        target.name,
        target.id,
        edge.symmetric,
        piece.status,
        piece.claimant,
        piece.eventDate,
        piece.eventEnd,
        piece.office,
        piece.text,
        from.id,
        from.title,
        from.date,
        from.url,
        piece.confidence,
      ];
    }),
  );
  return csvText([CSV_COLUMNS, ...rows]);
}

/** The table view; show() fills it from the app. */
export function makeTable(app, element) {
  let sort = { column: "evidence", down: true };
  let limit = PAGE;

  const header = ([key, label]) => {
    const order = sort.column === key ? (sort.down ? "descending" : "ascending") : "none";
    return h(
      "th",
      { scope: "col", "aria-sort": order },
      button(label, () => {
        sort = { column: key, down: sort.column === key ? !sort.down : key === "evidence" };
        show();
        element.querySelector(`th:nth-child(${COLUMNS.findIndex(([other]) => other === key) + 1}) button`)?.focus();
      }),
    );
  };

  const line = (row) =>
    h(
      "tr",
      { "aria-selected": String(app.state.selected === `r:${row.edge.id}`) },
      h("td", null, name(row.source)),
      h(
        "td",
        null,
        button(name(row.relation), () => app.selectRelation(row.edge.id), { kind: ".link" }),
        row.edge.symmetric ? h("small", null, " mutual") : null,
      ),
      h("td", null, name(row.target)),
      h("td", null, row.event),
      h("td.nowrap", null, signBadge(row.edge.polarity), h("span.sign-name", null, row.sign)),
      h("td.number", null, String(row.evidence)),
      h("td.nowrap", null, readableDate(row.first)),
      h("td.nowrap", null, readableDate(row.last)),
      h("td", null, row.status),
    );

  function show() {
    const all = app.shown.edges.map((edge) => tableRow(app.model, edge));
    const rows = sortRows(all, sort.column, sort.down);
    const more =
      rows.length > limit &&
      button(
        `Show ${Math.min(PAGE, rows.length - limit)} more of ${count(rows.length - limit)}`,
        () => {
          limit += PAGE;
          show();
        },
        { kind: ".more" },
      );
    fill(
      element,
      h(
        "div.table-head",
        null,
        h("p", null, `${plural(rows.length, "relation")} shown`),
        button("Save as CSV", () => app.saveCsv(), { kind: ".act" }),
      ),
      h(
        "div.table-scroll",
        { tabIndex: 0, role: "region", "aria-label": "Relations shown" },
        h(
          "table",
          null,
          h("caption.unseen", null, "Relations between the actors that are shown"),
          h("thead", null, h("tr", null, COLUMNS.map(header))),
          h("tbody", null, rows.slice(0, limit).map(line)),
        ),
        more,
      ),
    );
  }

  return { show };
}
