// The page's data: from the compact tables of the file to records that refer to one another.
import { fold, isoDate, shortHash } from "./text.mjs";

export const TYPE_NAMES = {
  state: ["State", "States"],
  institution: ["State institution", "State institutions"],
  official: ["Official", "Officials"],
  armed_group: ["Armed group", "Armed groups"],
  political_body: ["Political body", "Political bodies"],
  organisation: ["International body", "International bodies"],
  other: ["Other", "Others"],
};

export const SIGNS = { 1: "cooperation", 0: "neutral", "-1": "conflict" };
export const SIGN_MARKS = { 1: "+", 0: "·", "-1": "−" };

/** Read the payload into a model. Positions in arrays become references. */
export function readModel(raw) {
  const texts = raw.texts;
  const text = (position) => (position === null || position === undefined ? null : texts[position]);
  const types = raw.types.map(([name, shape]) => ({ name, shape }));
  const statuses = raw.statuses.map(([name, shown]) => ({ name, shown }));
  const actors = raw.actors.map(([id, name, type, principal, aliases, mentions, at, opening], index) => ({
    index,
    id,
    name,
    aliases,
    mentions,
    at,
    opening,
    principal,
    type: types[type].name,
    shape: types[type].shape,
    folded: [name, ...aliases].map(fold),
    relations: [],
  }));
  const documents = raw.documents.map(([id, title, date, url], index) => ({ index, id, title, date, url }));
  const sentences = readSentences(raw, documents);
  const events = raw.events.map(([name, group]) => ({ name, group }));
  const known = new Set(events.map((event) => event.name));
  const relations = raw.relations.map(([source, target, label, event, polarity, symmetric, pieces], index) => {
    const name = text(event);
    const id = shortHash([actors[source].id, text(label), name, actors[target].id, polarity, symmetric].join("\n"));
    if (!known.has(name)) {
      known.add(name);
      events.push({ name, group: "other" });
    }
    const relation = {
      index,
      id,
      source,
      target,
      polarity,
      label: text(label),
      event: name,
      symmetric: symmetric === 1,
      pieces: pieces.map((p) => readPiece(p, sentences, statuses, text)),
    };
    actors[source].relations.push(relation);
    actors[target].relations.push(relation);
    return relation;
  });
  const model = { title: raw.title, opening: raw.opening, types, statuses, events, actors, documents, relations };
  model.byName = new Map([...actors].reverse().map((actor) => [actor.name, actor.index]));
  model.byId = new Map(actors.map((actor) => [actor.id, actor.index]));
  model.structural = new Set(events.filter((e) => e.group === "standing facts").map((e) => e.name));
  model.roots = actors.map((actor) => rootOf(actors, actor.index));
  return model;
}

/** Each document's number of sentences says which of all are its own. */
function readSentences(raw, documents) {
  let next = 0;
  return raw.documents.flatMap((entry, n) =>
    raw.sentences.slice(next, (next += entry[4])).map((words_) => ({ document: documents[n], text: words_ })),
  );
}

function readPiece(p, sentences, statuses, text) {
  const [at, s0, s1, t0, t1, g0, g1, status, confidence, sourceFor, targetFor, eventDate, eventEnd] = p;
  const sentence = sentences[at];
  const span = (from, to) => (from === null || to === null ? null : [from, to]);
  return {
    text: sentence.text,
    document: sentence.document,
    source: span(s0, s1),
    target: span(t0, t1),
    trigger: span(g0, g1),
    status: statuses[status].name,
    confidence: confidence ?? null,
    sourceFor: sourceFor ?? null,
    targetFor: targetFor ?? null,
    eventDate: eventDate ?? null,
    eventEnd: eventEnd ?? null,
    day: isoDate(eventDate) ?? isoDate(sentence.document.date),
    claimant: text(p[13]),
    office: text(p[14]),
    named: { source: text(p[15]), target: text(p[16]), trigger: text(p[17]) },
  };
}

/** The last actor in the chain of principals (Lavrov, his ministry, Russia); a circle ends where it closes. */
export function rootOf(actors, index) {
  const seen = new Set();
  let here = index;
  while (actors[here].principal !== null && !seen.has(here)) {
    seen.add(here);
    here = actors[here].principal;
  }
  return here;
}

/**
 * Find actors by name or alias, best first: whole name, beginning of name, beginning of a word, anywhere.
 * @returns {{actor: object, alias: string|null}[]}
 */
export function findActors(model, query, limit = 12) {
  const wanted = fold(query);
  if (!wanted) return [];
  const found = [];
  for (const actor of model.actors) {
    let best = 9;
    let which = -1;
    actor.folded.forEach((name, n) => {
      const score = matchScore(name, wanted) + (n === 0 ? 0 : 0.5);
      if (score < best) [best, which] = [score, n];
    });
    if (best < 9) found.push({ actor, alias: which > 0 ? actor.aliases[which - 1] : null, best });
  }
  const weight = (actor) => actor.relations.length;
  found.sort((a, b) => a.best - b.best || weight(b.actor) - weight(a.actor) || a.actor.index - b.actor.index);
  return found.slice(0, limit);
}

function matchScore(name, wanted) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(` ${wanted}`)) return 2;
  return name.includes(wanted) ? 3 : 10;
}
