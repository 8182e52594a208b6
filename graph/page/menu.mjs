// A button that opens a menu of commands (the ARIA menu button pattern).
import { arrowKeys, button, h } from "./dom.mjs";

/**
 * @param {HTMLButtonElement} opener
 * @param {[string, (element: HTMLElement) => void, boolean?][]} items text, command, and whether the menu stays open
 */
export function makeMenu(opener, items) {
  const entry = ([text, run, stay]) =>
    button(
      h("span.text", null, text),
      (event) => {
        run(event.currentTarget);
        if (!stay) close(true);
      },
      { kind: ".item", role: "menuitem", tabIndex: -1 },
    );
  const list = h("div.menu", { role: "menu", hidden: true, "aria-label": opener.title }, items.map(entry));
  const close = (back) => {
    if (list.hidden) return;
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    if (back) opener.focus();
  };
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", () => {
    if (!list.hidden) return close(true);
    list.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    return list.firstChild.focus();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close(true);
    }
  });
  const holder = h("div.menu-holder", {
    on: { focusout: (event) => holder.contains(event.relatedTarget) || close(false) },
  });
  holder.append(opener, list);
  arrowKeys(list, ".item");
  return holder;
}
