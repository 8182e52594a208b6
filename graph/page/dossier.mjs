// The right panel for an actor: who it is, its offices, its friends and foes, and what can be done with it.
import { TYPE_NAMES } from "./data.mjs";
import { button, fill, h, link, name } from "./dom.mjs";
import { mark } from "./icons.mjs";
import { shortName } from "./names.mjs";
import { actorButton, panelHead, signClass } from "./panel.mjs";
import { timelineSection } from "./timeline.mjs";
import { plural, readableDate, wikidataAddress, words } from "./text.mjs";

/** Fill the panel with the dossier of an actor. */
export function showActor(app, panel, index) {
  const actor = app.model.actors[index];
  const mine = app.edges.filter((edge) => edge.source === index || edge.target === index);
  const wikidata = wikidataAddress(actor.id);
  fill(
    panel,
    panelHead(app, TYPE_NAMES[actor.type][0], h("h2.who", null, mark(actor.shape, actor.type), name(actor.name))),
    h(
      "div.scroll",
      null,
      actions(app, actor),
      h(
        "dl.facts-list",
        null,
        actor.principal !== null && fact("Acts for", actorButton(app, actor.principal, { small: true })),
        actor.aliases.length > 0 && fact("Also named", someNames(actor.aliases)),
        actor.mentions > 0 && fact("Mentions", plural(actor.mentions, "mention")),
        fact("Identifier", wikidata ? link(wikidata, `Wikidata ${actor.id}`) : h("code", null, actor.id)),
      ),
      standing(app, index),
      counterparts(app, index, mine),
      timelineSection(
        app,
        index,
        mine.filter((edge) => !app.model.structural.has(edge.event)),
      ),
      members(app, index),
    ),
  );
}

const fact = (label, ...value) => h("div", null, h("dt", null, label), h("dd", null, ...value));

function someNames(aliases) {
  const first = aliases.slice(0, 12).map((alias, n) => [n > 0 && " · ", name(alias)]);
  const rest = aliases.slice(12);
  return [
    first,
    rest.length > 0 &&
      h(
        "details.rest",
        null,
        h("summary", null, `${rest.length} more`),
        rest.map((alias, n) => [n > 0 && " · ", name(alias)]),
      ),
  ];
}

function actions(app, actor) {
  const shown = app.shown.actors.includes(actor.index);
  const act = (text, run, title) => button(text, run, { kind: ".act", title });
  return h(
    "div.actions",
    null,
    act("Focus", () => app.focus(actor.index), "Show only this actor and its neighbours"),
    act("Expand", () => app.expand(actor.index), "Add its neighbours to the picture"),
    shown
      ? act("Hide", () => app.hide(actor.index), "Take this actor out of the picture")
      : act("Show", () => app.reveal(actor.index), "Add this actor to the picture"),
    shown &&
      (app.isPinned(actor.index)
        ? act("Unpin", () => app.unpin(actor.index), "Let this actor move again")
        : act("Pin", () => app.pin(actor.index), "Hold this actor where it is; dragging it pins it too")),
    act("Path to…", () => app.askPath(actor.index), "Shortest chain of relations to another actor"),
  );
}

/** Offices and other standing facts, from all documents whatever the filters say. */
function standing(app, index) {
  const { model } = app;
  const facts = model.actors[index].relations.filter((relation) => model.structural.has(relation.event));
  if (!facts.length) return null;
  const held = facts.filter((relation) => relation.source === index);
  const given = facts.filter((relation) => relation.target === index);
  return [
    held.length > 0 && [
      h("h3", null, "Offices and memberships"),
      h(
        "ul.plain",
        null,
        held.map((r) => standingRow(app, r, r.target)),
      ),
    ],
    given.length > 0 && [
      h("h3", null, "Office holders and members"),
      h(
        "ul.plain",
        null,
        given.map((r) => standingRow(app, r, r.source)),
      ),
    ],
  ];
}

function standingRow(app, relation, other) {
  const offices = [...new Set(relation.pieces.map((piece) => piece.office).filter(Boolean))];
  const days = relation.pieces
    .map((piece) => piece.document.date)
    .filter(Boolean)
    .sort();
  const first = readableDate(days[0]);
  const last = readableDate(days.at(-1));
  const when = !first ? "" : first === last ? first : `${first} to ${last}`;
  const what =
    relation.event === "HOLDS_OFFICE" && offices.length ? offices.join(", ") : relation.label || words(relation.event);
  return h(
    "li",
    null,
    button(null, () => app.selectRelation(relation.id), {
      kind: ".row",
      picture: [
        h(
          "span.grow",
          null,
          name(what),
          h("small", null, name(app.model.actors[other].name), when && ` · stated ${when}`),
        ),
        h("span.much", null, String(relation.pieces.length)),
      ],
    }),
  );
}

/** The other ends of an actor's relations with the evidence for and against, strongest first. */
export function balance(index, edges) {
  const found = new Map();
  for (const edge of edges) {
    const other = edge.source === index ? edge.target : edge.source;
    if (!found.has(other)) found.set(other, { other, edges: [], 1: 0, 0: 0, "-1": 0 });
    const entry = found.get(other);
    entry.edges.push(edge);
    entry[edge.polarity] += edge.pieces.length;
  }
  const sum = (entry) => entry[1] + entry[-1] + entry[0];
  return [...found.values()].sort((a, b) => sum(b) - sum(a) || a.other - b.other);
}

function counterparts(app, index, mine) {
  const events = mine.filter((edge) => !app.model.structural.has(edge.event));
  const all = app.model.actors[index].relations.filter((relation) => !app.model.structural.has(relation.event)).length;
  if (!events.length) {
    const why = all > 0 ? "Its relations are hidden by the filters." : "No event relation in these documents.";
    return [h("h3", null, "Relations"), h("p.quiet", null, why)];
  }
  const groups = [
    ["Cooperates with", 1],
    ["In conflict with", -1],
    ["Neutral", 0],
  ];
  const entries = balance(index, events);
  return groups.map(([title, sign]) => {
    const some = entries.filter((entry) => entry[sign] > 0).sort((a, b) => b[sign] - a[sign] || a.other - b.other);
    if (!some.length) return null;
    const most = some[0][sign];
    const list = h(
      "ul.plain",
      null,
      some.slice(0, 12).map((entry) => counterpart(app, index, entry, sign, most)),
    );
    const rest = some.slice(12);
    const more =
      rest.length > 0 &&
      button(
        `Show ${rest.length} more`,
        (event) => {
          event.currentTarget.remove();
          list.append(...rest.map((entry) => counterpart(app, index, entry, sign, most)));
        },
        { kind: ".more" },
      );
    return [h("h3", null, title, h("span.much", null, String(some.length))), list, more];
  });
}

function counterpart(app, index, entry, sign, most) {
  const edges = entry.edges.filter((edge) => edge.polarity === sign).sort((a, b) => b.pieces.length - a.pieces.length);
  const actor = app.model.actors[entry.other];
  const said = edges.slice(0, 3).map((edge) => {
    const [own, label] = [name(shortName(app.model.actors[index].name)), h("b", null, name(edge.label))];
    return edge.symmetric ? label : edge.source === index ? [own, " ", label, " it"] : [label, " ", own];
  });
  if (edges.length > 3) said.push(`and ${edges.length - 3} more`);
  const bar = h(`span.bar-of.${signClass(sign)}`, { "aria-hidden": "true" }, h("i", null));
  bar.firstChild.style.width = `${Math.max(6, Math.round((100 * entry[sign]) / most))}%`;
  return h(
    "li",
    null,
    button(
      null,
      () => (edges.length === 1 ? app.selectRelation(edges[0].id) : app.selectPair(index, entry.other, sign)),
      {
        kind: ".row.counterpart",
        picture: [
          mark(actor.shape, actor.type),
          h(
            "span.grow",
            null,
            name(actor.name),
            h(
              "small",
              null,
              said.map((text, n) => [n > 0 && "; ", text]),
            ),
          ),
          bar,
          h("span.much", null, String(entry[sign])),
        ],
      },
    ),
  );
}

function members(app, index) {
  const some = app.model.actors
    .filter((actor) => actor.principal === index)
    .sort((a, b) => b.relations.length - a.relations.length || a.index - b.index);
  if (!some.length) return null;
  return [
    h("h3", null, "Who acts for it", h("span.much", null, String(some.length))),
    h(
      "div.chips",
      null,
      some.slice(0, 40).map((actor) => actorButton(app, actor.index, { small: true })),
    ),
  ];
}
