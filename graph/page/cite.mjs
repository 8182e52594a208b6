// Citing: a sentence with its source as a line of text, and copying it.
import { get, h } from "./dom.mjs";
import { readableDate, webAddress } from "./text.mjs";

/** A piece of evidence as people cite it: the sentence, title, date and address of its document. */
export function citationOf(piece) {
  const { title, id, date, url } = piece.document;
  const text = piece.text.replace(/\s+/g, " ").trim();
  const source = [title || id || "Untitled document", date && readableDate(date)].filter(Boolean).join(", ");
  return `“${text}” ${source}.${webAddress(url) ? ` ${webAddress(url)}` : ""}`;
}

/** Put a text on the clipboard; says whether it went well. Frames without that right use the old way. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text);
  }
}

function copyOldWay(text) {
  const focused = document.activeElement;
  const area = h("textarea.unseen", { value: text, readOnly: true, "aria-hidden": "true" });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return done;
}

/** Copy, and say so on the button and to screen readers. */
export async function copyFrom(element, text) {
  const done = await copyText(text);
  const said = done ? "Copied" : "Not copied: the browser does not allow it here";
  const label = element.querySelector(".text") ?? element;
  const before = label.textContent;
  if (before === said) return;
  label.textContent = said;
  get("status").textContent = said;
  setTimeout(() => (label.textContent = before), 1600);
}
