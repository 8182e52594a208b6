// Building elements. Text always becomes text nodes: nothing here parses HTML.

/**
 * Make an element.
 * @param {string} tag "div", or "div.class.other"
 * @param {object|null} props properties; `on` holds listeners, `data` data-attributes, `aria-*` and `role` attributes
 * @param {...(Node|string|null|false|Array)} children
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key in element && !key.startsWith("aria")) element[key] = value;
    else element.setAttribute(key, String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** A name in its own writing direction. */
export const name = (text, tag = "bdi") => h(tag, { dir: "auto" }, text);

/** A button with a text, an icon, or both; `label` names an icon without text. */
export function button(text, run, { picture = null, label = null, kind = "", ...rest } = {}) {
  return h(
    `button${kind}`,
    { type: "button", "aria-label": label, title: label, on: { click: run }, ...rest },
    picture,
    text,
  );
}

/** A link that opens elsewhere, only ever to an address that webAddress has passed. */
export const link = (address, ...children) =>
  h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);

/** Let the arrow keys move among the buttons of a list, one of which takes part in the tab order. */
export function arrowKeys(list, selector) {
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll(selector)];
    const here = items.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -here, End: items.length - 1 - here, PageDown: 10, PageUp: -10 };
    if (here < 0 || !(event.key in steps)) return;
    const next = Math.max(0, Math.min(items.length - 1, here + steps[event.key]));
    event.preventDefault();
    items[here].tabIndex = -1;
    items[next].tabIndex = 0;
    items[next].focus();
  });
  const first = list.querySelector(selector);
  if (first) first.tabIndex = 0;
}

/** Offer a text or a picture as a file. */
export function download(content, fileName, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const anchor = h("a", { href: url, download: fileName });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export const get = (id) => document.getElementById(id);
