// A text field with a type-ahead list (the ARIA combobox pattern), used for every choice of an actor.
import { findActors } from "./data.mjs";
import { fill, h, name } from "./dom.mjs";
import { mark } from "./icons.mjs";
import { signBadge } from "./panel.mjs";
import { plural } from "./text.mjs";

/**
 * Turn an input and a list into a chooser of actors.
 * @param {HTMLInputElement} input
 * @param {HTMLUListElement} list
 * @param {object} model
 * @param {(actor: object) => void} pick
 * @param {{keep?: boolean, relations?: Function, pickRelation?: Function}} options keep the chosen name in the field;
 *   find relations as well, and what to do with the chosen one
 */
export function actorChooser(input, list, model, pick, { keep = false, relations = null, pickRelation = null } = {}) {
  let found = [];
  let here = -1;
  list.id ||= `list-${input.id}`;
  for (const [key, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(key, value);
  }

  const close = () => {
    list.hidden = true;
    here = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (n) => {
    if (!found[n]) return;
    const { actor, edge } = found[n];
    input.value = keep ? actor.name : "";
    close();
    if (edge) pickRelation(edge);
    else pick(actor);
  };

  const move = (to) => {
    if (!found.length) return;
    here = (to + found.length) % found.length;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === here)));
    input.setAttribute("aria-activedescendant", list.children[here].id);
    list.children[here].scrollIntoView({ block: "nearest" });
  };

  const option = ({ actor, alias, edge }, n) =>
    h(
      "li",
      {
        role: "option",
        id: `${list.id}-${n}`,
        "aria-selected": "false",
        on: { pointerdown: (event) => event.preventDefault(), click: () => choose(n) },
      },
      edge ? relationOption(model, edge) : actorOption(actor, alias),
    );

  const open = () => {
    const told = relations ? relations(input.value) : [];
    found = [...findActors(model, input.value, told.length ? 8 : 12), ...told.map((edge) => ({ edge }))];
    if (!input.value.trim()) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (found.length) {
      fill(list, found.map(option));
      move(0);
    } else
      fill(
        list,
        h(
          "li.none",
          { role: "option", "aria-disabled": "true" },
          relations ? "No actor and no relation with these words" : "No actor has this name",
        ),
      );
    return undefined;
  };

  input.addEventListener("input", open);
  input.addEventListener("focus", () => input.value.trim() && !keep && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else move(here + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden) choose(Math.max(0, here));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden) input.value = "";
      close();
    }
  });
}

const actorOption = (actor, alias) => [
  mark(actor.shape, actor.type),
  h("span.who", null, name(actor.name), alias && h("small", null, "also ", name(alias))),
  h("small.much", null, actor.relations.length ? plural(actor.relations.length, "relation") : "no relations"),
];

const relationOption = (model, edge) => [
  signBadge(edge.polarity),
  h(
    "span.who",
    null,
    name(model.actors[edge.source].name),
    " ",
    name(edge.label, "b"),
    " ",
    name(model.actors[edge.target].name),
  ),
  h("small.much", null, plural(edge.pieces.length, "sentence")),
];
