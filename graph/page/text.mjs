// Pure helpers on text: folding for search, marking of mentions, dates, safe addresses, CSV.

const PLAIN = { ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", æ: "ae", œ: "oe", þ: "th", ħ: "h" };

/** Fold accents and case, so that "Erdogan" finds "Erdoğan". */
export function fold(text) {
  return String(text)
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßøđðłıæœþħ]/g, (sign) => PLAIN[sign])
    .replace(/[\u2018\u2019\u02bc'`.]/g, "")
    .replace(/[\u2010-\u2015-]/g, " ")
    .trim();
}

/**
 * Cut a text of the given length where marks begin and end.
 * @param {number} length
 * @param {{from: number, to: number, kind: string}[]} marks may overlap
 * @returns {{from: number, to: number, kinds: string[]}[]} consecutive pieces that cover the text
 */
export function cutAtMarks(length, marks) {
  const inside = marks.filter((m) => m.from >= 0 && m.from < m.to && m.to <= length);
  const edges = new Set([0, length]);
  for (const mark of inside) edges.add(mark.from).add(mark.to);
  const points = [...edges].sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [from, to] = [points[i], points[i + 1]];
    const kinds = inside.filter((m) => m.from <= from && m.to >= to).map((m) => m.kind);
    pieces.push({ from, to, kinds: [...new Set(kinds)] });
  }
  return pieces;
}

/** The address if it is a plain web address, else null: nothing else becomes a link. */
export function webAddress(text) {
  if (typeof text !== "string" || !/^https?:\/\//i.test(text.trim())) return null;
  try {
    const url = new URL(text.trim());
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** The address of a Wikidata item when the id is one ("Q159"), else null. */
export function wikidataAddress(id) {
  return /^Q[1-9]\d*$/.test(id) ? `https://www.wikidata.org/wiki/${id}` : null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The leading ISO date of a text ("2016-10-15"), or null. */
export function isoDate(text) {
  const found = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?/.exec(text ?? "");
  return found ? found[0] : null;
}

/** "2016-10-15" as "15 Oct 2016"; what is no date stays as it is. */
export function readableDate(text) {
  const iso = isoDate(text);
  if (!iso) return text ?? "";
  const [year, month, day] = iso.split("-");
  return [day && String(Number(day)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}

/** "15 Oct 2016" or "12 to 15 Oct 2016" for a span. */
export function readableSpan(first, last) {
  const [a, b] = [readableDate(first), readableDate(last)];
  if (!a || !b || a === b) return a || b;
  const tail = b.split(" ").slice(-2).join(" ");
  return a.endsWith(tail) && a.split(" ").length === 3 ? `${a.split(" ")[0]}–${b}` : `${a} – ${b}`;
}

export const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export const words = (name) => String(name).toLowerCase().replaceAll("_", " ");

export const sentenceCase = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** One cell of CSV. A text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvCell(value) {
  let text = value === null || value === undefined ? "" : String(value);
  if (typeof value === "string" && /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text)) text = `'${text}`;
  return /[",\n\r;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvText = (rows) => rows.map((row) => row.map(csvCell).join(",") + "\r\n").join("");

/** The sum of a list of numbers. */
export const sum = (list) => list.reduce((all, value) => all + value, 0);

/** A short stable number for a text, as letters and digits (53 bits; not for secrets). */
export function shortHash(text) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
