// Finding relations by words, so that a question typed into the search field finds its answer:
// "who condemned the United States in October 2016".
import { fold } from "./text.mjs";

const IDLE = new Set(
  "a an and any are as at be between by did do does for from had has have he her his how i in is it its of on or she that the their them they to us was were what when where which who whom whose why with".split(
    " ",
  ),
);
const MONTH_WORDS = "january february march april may june july august september october november december".split(" ");

/** The words of a query that say something, without endings of verbs and plurals. */
export function queryStems(query) {
  const all = fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const said = all.filter((word) => !IDLE.has(word));
  return said.map(stem);
}

const stem = (word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, "") : word);

const texts = new WeakMap();

/** The words by which a relation is found: both ends with their aliases, its label and type, claimants, dates. */
function wordsOf(model, edge) {
  if (!texts.has(edge)) {
    const ends = [edge.source, edge.target].flatMap((index) => model.actors[index].folded);
    const days = [...new Set(edge.pieces.map((piece) => piece.day).filter(Boolean))];
    const months = days.map((day) => MONTH_WORDS[Number(day.slice(5, 7)) - 1] ?? "");
    const tellers = [...new Set(edge.pieces.map((piece) => piece.claimant).filter(Boolean))];
    const text = [...ends, fold(edge.label), fold(edge.event), ...tellers.map(fold), ...days, ...months].join(" ");
    texts.set(edge, ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ")}`);
  }
  return texts.get(edge);
}

/**
 * Find the relations in which every telling word of a query begins a word, the best attested first.
 * @returns {object[]}
 */
export function findRelations(model, edges, query, limit = 6) {
  const stems = queryStems(query);
  if (!stems.length) return [];
  const found = edges.filter((edge) => stems.every((word) => wordsOf(model, edge).includes(` ${word}`)));
  const target = (edge) => stems.some((word) => ` ${model.actors[edge.target].folded.join(" ")}`.includes(` ${word}`));
  return found
    .sort((a, b) => Number(target(b)) - Number(target(a)) || b.pieces.length - a.pieces.length || a.source - b.source)
    .slice(0, limit);
}
