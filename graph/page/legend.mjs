// The left panel: the legend whose counts are filters, and the list of actors beside the drawing.
import { dateSection } from "./dates.mjs";
import { TYPE_NAMES } from "./data.mjs";
import { arrowKeys, button, fill, h, name } from "./dom.mjs";
import { filterRelations } from "./filters.mjs";
import { lineSample, mark } from "./icons.mjs";
import { colourSection } from "./signed.mjs";
import { count, plural, sentenceCase, words } from "./text.mjs";

const STATUS_NAMES = {
  fact: "Facts",
  claimed: "Claims",
  planned: "Plans",
  hypothetical: "Hypothetical",
  negated: "Denied or negated",
};

/** A row that toggles one value of a list in the state, with its count and "only". */
function toggleRow(app, field, value, all, label, picture) {
  const box = h("input", { type: "checkbox", on: { change: () => flip() } });
  const much = h("span.much", null);
  const flip = () => {
    const off = new Set(app.state[field]);
    if (off.has(value)) off.delete(value);
    else off.add(value);
    app.go({ [field]: [...off] });
  };
  const only = () => {
    const alone = app.state[field].length === all.length - 1 && !app.state[field].includes(value);
    app.go({ [field]: alone ? [...app.opening[field]] : all.filter((other) => other !== value) });
  };
  const solo = button("only", only, { kind: ".solo", "aria-label": `Only ${label}`, title: `Show only ${label}` });
  const element = h("div.toggle", null, h("label", null, box, picture, h("span.grow", null, label)), solo, much);
  element.dataset.value = value;
  const update = (number) => {
    box.checked = !app.state[field].includes(value);
    much.textContent = count(number);
    element.classList.toggle("none", number === 0);
  };
  return { value, element, update };
}

const section = (title, ...content) => h("section", null, h("h2", null, title), ...content);

/** Build the legend once; update() sets counts and ticks. */
export function makeLegend(app, element) {
  const { model } = app;
  const used = new Set(model.relations.map((relation) => relation.event));
  const events = model.events.filter((event) => used.has(event.name));
  const names = model.events.map((event) => event.name);
  const labels = [...new Set(model.relations.map((relation) => relation.label))].sort();
  const rows = { labels: [], events: [], signs: [], statuses: [], types: [] };
  const add = (kind, field, value, all, label, picture) => {
    const row = toggleRow(app, field, value, all, label, picture);
    rows[kind].push(row);
    return row.element;
  };
  const signs = ["1", "-1", "0"];
  const signNames = { 1: "Cooperation", "-1": "Conflict", 0: "Neutral" };
  const statuses = model.statuses.map((status) => status.name);
  const types = model.types.map((type) => type.name);
  const groups = [...new Set(events.map((event) => event.group))];
  const dates = dateSection(app);
  const level = levelSwitch(app);
  const colour = colourSection(app);
  const extra = extraFilters(app);
  fill(
    element,
    section("Reading", level.element),
    section("Colour", colour.element),
    section(
      "Sign",
      signs.map((sign) => add("signs", "offSigns", sign, signs, signNames[sign], lineSample(sign))),
    ),
    section(
      "Events",
      groups.map((group) =>
        h(
          "div.group",
          { role: "group", "aria-label": group },
          h("h3", null, sentenceCase(group)),
          events
            .filter((event) => event.group === group)
            .map((event) => [
              add("events", "offEvents", event.name, names, sentenceCase(words(event.name))),
              labelRows(app, event.name, labels, add),
            ]),
        ),
      ),
    ),
    section(
      "Status",
      statuses.map((status) => add("statuses", "offStatuses", status, statuses, STATUS_NAMES[status] ?? status)),
    ),
    section("Dates", dates.element),
    section(
      "Actors",
      model.types.map((type) =>
        add("types", "offTypes", type.name, types, TYPE_NAMES[type.name][1], mark(type.shape, type.name)),
      ),
    ),
    section("Evidence", extra.element),
  );

  const update = () => {
    const { state } = app;
    const tally = (kind, of) => {
      const totals = new Map();
      for (const edge of filterRelations(model, state, kind))
        for (const key of of(edge)) totals.set(key, (totals.get(key) ?? 0) + 1);
      for (const row of rows[kind]) row.update(totals.get(row.value) ?? 0);
    };
    tally("events", (edge) => [edge.event]);
    tally("labels", (edge) => [edge.label]);
    tally("signs", (edge) => [String(edge.polarity)]);
    tally("statuses", (edge) => new Set(edge.pieces.map((piece) => piece.status)));
    const present = new Map();
    const ends = new Set(filterRelations(model, state, "types").flatMap((edge) => [edge.source, edge.target]));
    for (const index of ends) present.set(model.actors[index].type, (present.get(model.actors[index].type) ?? 0) + 1);
    for (const row of rows.types) row.update(present.get(row.value) ?? 0);
    dates.update(filterRelations(model, state, "dates"), state);
    colour.update();
    level.update();
    extra.update();
  };
  return { update };
}

/** The labels of an event type, folded away: the words of the texts by which the relations are told apart. */
function labelRows(app, event, all, add) {
  const own = [...new Set(app.model.relations.filter((r) => r.event === event).map((r) => r.label))].sort();
  if (own.length < 2) return null;
  return h(
    "details.labels",
    null,
    h("summary", { "aria-label": `Labels of ${words(event)}` }, plural(own.length, "label")),
    own.map((label) => add("labels", "offLabels", label, all, label)),
  );
}

/** Named actors, or rolled up to whom they act for. */
function levelSwitch(app) {
  const choice = (label, rolled, title) =>
    button(label, () => app.go({ rolled, selected: "" }), { "aria-pressed": "false", title });
  const [named, rolled] = [
    choice("Named actors", false, "Each person and body for itself"),
    choice("Principals", true, "Everyone counted with whom they act for"),
  ];
  const update = () => {
    named.setAttribute("aria-pressed", String(!app.state.rolled));
    rolled.setAttribute("aria-pressed", String(app.state.rolled));
  };
  return { element: h("div.switch", { role: "group", "aria-label": "Level of reading" }, named, rolled), update };
}

function extraFilters(app) {
  const { model } = app;
  const least = h("input", {
    type: "number",
    min: "1",
    max: "999",
    on: {
      change: (event) => app.go({ least: Math.max(1, Math.min(999, Math.round(Number(event.target.value)) || 1)) }),
    },
  });
  const choice = (label, field, values) => {
    const options = [
      h("option", { value: "" }, "All"),
      ...values.map(([value, text]) => h("option", { value }, text.length > 70 ? `${text.slice(0, 69)}…` : text)),
    ];
    const select = h("select", { on: { change: (event) => app.go({ [field]: event.target.value }) } }, options);
    return { field, select, element: h("label.field", null, h("span", null, label), select) };
  };
  const claimants = [
    ...new Set(model.relations.flatMap((r) => r.pieces.map((piece) => piece.claimant)).filter(Boolean)),
  ].sort();
  const documents = new Map(
    model.documents.map((doc) => [doc.id, [doc.title || doc.id, doc.date].filter(Boolean).join(", ")]),
  );
  const choices = [
    choice(
      "Claimed by",
      "claimant",
      claimants.map((claimant) => [claimant, claimant]),
    ),
    choice(
      "Document",
      "document",
      [...documents].sort((a, b) => a[1].localeCompare(b[1])),
    ),
  ];
  const update = () => {
    least.value = String(app.state.least);
    for (const { field, select } of choices) select.value = app.state[field];
  };
  return {
    element: h(
      "div.fields",
      null,
      h("label.field", null, h("span", null, "At least this many sentences"), least),
      choices.map((c) => c.element),
    ),
    update,
  };
}

/** The list of shown actors: the same choice as the drawing, by keyboard. */
export function updateActorList(app, element) {
  const { actors, ranks } = app.shown;
  const item = (index) => {
    const actor = app.model.actors[index];
    return h(
      "li",
      null,
      button(null, () => app.selectActor(index), {
        kind: ".row",
        tabIndex: -1,
        data: { key: `a:${actor.id}` },
        picture: [
          mark(actor.shape, actor.type),
          h("span.grow", null, name(actor.name)),
          h("span.much", { title: "Actors it is connected with" }, String(ranks.neighbours.get(index)?.size ?? 0)),
        ],
      }),
    );
  };
  const list = h(
    "ul.plain",
    { "aria-label": "Actors shown, the most connected first" },
    actors.slice(0, 500).map(item),
  );
  fill(
    element,
    h(
      "p.quiet",
      null,
      `${count(actors.length)} actors in the picture, the most connected first. Arrow keys move, Enter opens.`,
    ),
    list,
  );
  arrowKeys(list, "button");
}

/** Mark the selected actor in the list. */
export function markCurrent(app, element) {
  for (const item of element.querySelectorAll(".row")) {
    if (item.dataset.key === app.state.selected) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}
