// The right panel for relations: every sentence with its actors and trigger marked, source, dates, status, claimant.
import { SIGN_MARKS, SIGNS } from "./data.mjs";
import { rivalSection } from "./accounts.mjs";
import { citationOf, copyFrom } from "./cite.mjs";
import { button, fill, h, link, name } from "./dom.mjs";
import { icon, mark } from "./icons.mjs";
import { cutAtMarks, plural, readableDate, readableSpan, sentenceCase, webAddress, words } from "./text.mjs";

/** A button that opens an actor's dossier. */
export function actorButton(app, index, { small = false } = {}) {
  const actor = app.model.actors[index];
  return button(name(actor.name), () => app.selectActor(index), {
    picture: mark(actor.shape, actor.type),
    kind: small ? ".actor.small" : ".actor",
  });
}

export const signClass = (polarity) => SIGNS[polarity];

export const signBadge = (polarity) =>
  h(
    `span.sign.${signClass(polarity)}`,
    { "aria-label": SIGNS[polarity], title: SIGNS[polarity] },
    SIGN_MARKS[polarity],
  );

/** The head that all panels share: a title line and a button that closes. */
export function panelHead(app, kind, ...title) {
  return h(
    "header.panel-head",
    null,
    h("div.panel-title", null, h("p.kind", null, kind), ...title),
    button(null, () => app.go({ selected: "" }), {
      picture: icon("close"),
      label: "Close details",
      kind: ".icon.close",
    }),
  );
}

/** The sentence with source, target and trigger marked, as text nodes inside mark elements. */
export function markedSentence(piece, polarity) {
  const marks = ["source", "target", "trigger"]
    .filter((kind) => piece[kind])
    .map((kind) => ({ kind, from: piece[kind][0], to: piece[kind][1] }));
  const parts = cutAtMarks(piece.text.length, marks).map(({ from, to, kinds }) => {
    const text = piece.text.slice(from, to);
    if (!kinds.length) return text;
    const sign = kinds.includes("trigger") ? `.${signClass(polarity)}` : "";
    return h(`mark.${kinds.join(".")}${sign}`, { title: kinds.join(" and ") }, text);
  });
  return h("blockquote", { dir: "auto" }, parts);
}

function outside(piece, ends) {
  const lines = [];
  for (const kind of ["source", "target", "trigger"]) {
    if (piece[kind] || !piece.named[kind]) continue;
    const who = kind === "trigger" ? "the relation" : ends[kind];
    lines.push(
      h("p.outside", null, name(who), " is named outside of this sentence, as “", name(piece.named[kind]), "”."),
    );
  }
  return lines;
}

/** One piece of evidence as a card. */
export function evidenceCard(app, edge, piece) {
  const { document: source } = piece;
  const address = webAddress(source.url);
  const title = source.title || source.id || "Untitled document";
  const ends = { source: app.model.actors[edge.source].name, target: app.model.actors[edge.target].name };
  const happened = piece.eventDate && readableSpan(piece.eventDate, piece.eventEnd);
  const facts = [
    happened && h("span", null, h("span.label", null, "Event "), happened),
    piece.office && h("span", null, h("span.label", null, "Office "), name(piece.office)),
    piece.confidence !== null &&
      h(
        "span",
        { title: "How sure the extraction is" },
        h("span.label", null, "Confidence "),
        `${Math.round(piece.confidence * 100)}%`,
      ),
  ].filter(Boolean);
  return h(
    "article.card",
    null,
    h(
      "p.card-top",
      null,
      h(`span.badge.${piece.status}`, null, sentenceCase(piece.status)),
      piece.claimant &&
        h("span.claimant", null, piece.status === "claimed" ? "by " : "as told by ", name(piece.claimant, "strong")),
    ),
    markedSentence(piece, edge.polarity),
    outside(piece, ends),
    facts.length > 0 && h("p.facts", null, facts),
    h(
      "p.origin",
      null,
      address ? link(address, name(title, "cite")) : name(title, "cite"),
      source.date && h("time", null, readableDate(source.date)),
      button(h("span.text", null, "Copy citation"), (event) => copyFrom(event.currentTarget, citationOf(piece)), {
        kind: ".cite",
        picture: icon("copy"),
        title: "Copy the sentence with its source",
      }),
    ),
  );
}

const byDate = (a, b) => (a.day ?? "9").localeCompare(b.day ?? "9");

/** A relation with its evidence: facts first, then each side's claims next to one another. */
export function relationBlock(app, edge, { open = true } = {}) {
  const pieces = [...edge.pieces].sort(byDate);
  const sources = new Set(pieces.map((piece) => piece.document)).size;
  const head = h(
    "summary",
    null,
    signBadge(edge.polarity),
    h("span.verb", null, name(edge.label)),
    h("span.event-type", null, words(edge.event)),
    h("span.much", null, `${plural(pieces.length, "sentence")}${sources > 1 ? ` in ${sources} documents` : ""}`),
  );
  const block = h("details.relation", { open }, head);
  let filled = false;
  const grow = () => {
    if (filled || !block.open) return;
    filled = true;
    let shown = 0;
    const more = button("", () => next(), { kind: ".more" });
    const next = () => {
      const cards = pieces.slice(shown, shown + 20).map((piece) => evidenceCard(app, edge, piece));
      shown += cards.length;
      more.before(...cards);
      more.hidden = shown >= pieces.length;
      more.textContent = `Show ${Math.min(20, pieces.length - shown)} more of ${pieces.length - shown}`;
    };
    block.append(more);
    next();
  };
  block.addEventListener("toggle", grow);
  grow();
  return block;
}

const direction = (edge) => (edge.symmetric ? "with" : "to");

function endsLine(app, edge) {
  return h(
    "div.ends",
    null,
    actorButton(app, edge.source),
    h(`span.arrow.${signClass(edge.polarity)}`, { "aria-label": direction(edge) }, edge.symmetric ? "↔" : "→"),
    actorButton(app, edge.target),
  );
}

const LEGEND_OF_MARKS = () =>
  h(
    "p.marks",
    { "aria-hidden": "true" },
    h("mark.source", null, "source"),
    h("mark.trigger.neutral", null, "what says so"),
    h("mark.target", null, "target"),
  );

/** Details of one relation, and what else there is between the two. */
export function showRelation(app, panel, edge) {
  const others = app.edges.filter((other) => other.id !== edge.id && sameTwo(other, edge));
  fill(
    panel,
    panelHead(app, "Relation", h("h2", null, name(edge.label)), endsLine(app, edge)),
    h(
      "div.scroll",
      null,
      LEGEND_OF_MARKS(),
      relationBlock(app, edge),
      rivalSection(app, [edge]),
      others.length > 0 && h("h3", null, `Also between the two`),
      others.length > 0 && relationList(app, others),
    ),
  );
}

/** Details of a grouped curve: all relations of a pair. */
export function showPair(app, panel, edges) {
  const sorted = [...edges].sort((a, b) => b.pieces.length - a.pieces.length);
  const [low, high] = [sorted[0].source, sorted[0].target];
  const pieces = edges.reduce((sum, edge) => sum + edge.pieces.length, 0);
  fill(
    panel,
    panelHead(
      app,
      `${plural(edges.length, "relation")}, ${plural(pieces, "sentence")}`,
      h("h2", null, "Between the two"),
      h("div.ends", null, actorButton(app, low), h("span.arrow", { "aria-label": "and" }, "–"), actorButton(app, high)),
    ),
    h(
      "div.scroll",
      null,
      LEGEND_OF_MARKS(),
      [low, high].map((from) => directed(app, sorted, from)),
      directed(app, sorted, null),
      rivalSection(app, edges),
    ),
  );
}

function directed(app, edges, from) {
  const some = edges.filter((edge) => (edge.symmetric ? null : edge.source) === from);
  if (!some.length) return null;
  const title =
    from === null ? "Mutual" : [name(app.model.actors[from].name), " → ", name(app.model.actors[some[0].target].name)];
  return [h("h3", null, title), some.map((edge, n) => relationBlock(app, edge, { open: n < 2 }))];
}

export const sameTwo = (one, other) =>
  (one.source === other.source && one.target === other.target) ||
  (one.source === other.target && one.target === other.source);

/** Relations as a list of buttons: from, what, to, how much. */
export function relationList(app, edges) {
  return h(
    "ul.plain",
    null,
    edges.map((edge) =>
      h(
        "li",
        null,
        button(null, () => app.selectRelation(edge.id), {
          kind: ".row",
          picture: [
            signBadge(edge.polarity),
            h(
              "span.grow",
              null,
              name(app.model.actors[edge.source].name),
              ` ${edge.symmetric ? "↔" : "→"} `,
              name(app.model.actors[edge.target].name),
              h("small", null, name(edge.label)),
            ),
            h("span.much", null, String(edge.pieces.length)),
          ],
        }),
      ),
    ),
  );
}
