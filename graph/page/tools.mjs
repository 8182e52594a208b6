// The tool bar, the zoom buttons, the notice on what is shown, the tip under the pointer, the question for a path.
import { button, fill, get, h, name } from "./dom.mjs";
import { copyFrom } from "./cite.mjs";
import { icon } from "./icons.mjs";
import { markCurrent } from "./legend.mjs";
import { makeMenu } from "./menu.mjs";
import { actorChooser } from "./search.mjs";
import { count, plural } from "./text.mjs";
import { SIGN_MARKS } from "./data.mjs";

/** Build the tool bar, the zoom buttons and the tabs of the left panel. */
export function makeTools(app) {
  const tool = (picture, text, run, more = {}) =>
    button(h("span.text", null, text), run, { picture: icon(picture), kind: ".tool", title: text, ...more });
  const rail = tool("menu", "Filters", () => showRail());
  const view = tool("table", "Table", () => app.go({ view: app.state.view === "table" ? "graph" : "table" }));
  const undo = tool("undo", "Undo", () => app.undo());
  const theme = tool("theme", "Theme", () => app.setTheme(app.view.theme === "dark" ? "light" : "dark"), {
    "aria-label": "Switch between light and dark",
  });
  fill(
    get("tools"),
    rail,
    view,
    tool("path", "Path", () => app.askPath()),
    undo,
    tool("reset", "Reset", () => app.reset()),
    saveMenu(app, tool),
    theme,
  );
  rail.classList.add("rail-tool");
  fill(
    get("zoom"),
    button(null, () => app.view.zoomBy(1.35), { picture: icon("plus"), label: "Closer", kind: ".icon" }),
    button(null, () => app.view.zoomBy(1 / 1.35), { picture: icon("minus"), label: "Farther", kind: ".icon" }),
    button(null, () => app.view.fit(), { picture: icon("fit"), label: "Show the whole picture", kind: ".icon" }),
    button(null, () => app.tidy(), { picture: icon("tidy"), label: "Arrange anew", kind: ".icon" }),
  );
  fill(get("rail-close"), icon("close"));
  get("rail-close").addEventListener("click", () => showRail(false));
  makeTabs(app);
  const update = () => {
    const isTable = app.state.view === "table";
    fill(view, icon(isTable ? "graph" : "table"), h("span.text", null, isTable ? "Graph" : "Table"));
    view.title = isTable ? "Graph" : "Table";
    undo.disabled = app.depth === 0;
  };
  return { update };
}

function saveMenu(app, tool) {
  return makeMenu(
    tool("save", "Save", () => {}, { title: "Save or copy" }),
    [
      ["Picture as PNG", () => app.savePng()],
      ["Picture as SVG", () => app.saveSvg()],
      ["Evidence as CSV", () => app.saveCsv()],
      ["Graph as GEXF, for Gephi", () => app.saveGexf()],
      ["Graph as JSON, for NetworkX", () => app.saveJson()],
      ["Copy the address of this view", (item) => copyFrom(item, location.href), true],
      ["Copy all citations", (item) => copyFrom(item, app.citations()), true],
    ],
  );
}

function showRail(open = !document.body.classList.contains("rail-changed")) {
  document.body.classList.toggle("rail-changed", open);
}

function makeTabs(app) {
  const tabs = [get("tab-legend"), get("tab-actors"), get("tab-accounts")];
  const choose = (tab) => {
    for (const other of tabs) {
      const on = other === tab;
      other.setAttribute("aria-selected", String(on));
      other.tabIndex = on ? 0 : -1;
      get(other.getAttribute("aria-controls")).hidden = !on;
    }
    app.showLists();
    markCurrent(app, get("actors"));
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const step = event.key === "ArrowLeft" ? tabs.length - 1 : 1;
      const next = tabs[(tabs.indexOf(tab) + step) % tabs.length];
      choose(next);
      next.focus();
    });
  }
}

/** Say what is shown and offer the rest. */
export function showNotice(app, notice, empty) {
  const { shown, state, model } = app;
  const offer = (text, run) => button(text, run, { kind: ".link" });
  const name_ = (id) => name(model.actors[model.byId.get(id)]?.name ?? id, "b");
  const back = offer(`Back to the most connected`, () => app.showMost(app.opening.size));
  const parts = [];
  if (state.scope === "focus" && state.focus.length)
    parts.push(
      "Neighbourhood of ",
      state.focus.map((id, n) => [n > 0 && ", ", name_(id)]),
      ". ",
      back,
    );
  else if (state.scope === "path" && state.focus.length === 2) {
    const length = shown.path?.length ?? -1;
    parts.push(
      length < 0
        ? "No chain of relations between "
        : `Shortest ${length === 1 ? "chain: 1 step" : `chains: ${length} steps`} between `,
      name_(state.focus[0]),
      " and ",
      name_(state.focus[1]),
      ". ",
      back,
    );
  } else if (state.scope === "all" && shown.total > app.opening.size)
    parts.push(`All ${count(shown.total)} actors. Names appear as you zoom in. `, back);
  else if (shown.total > shown.actors.length) {
    parts.push(`The ${count(shown.actors.length)} most connected of ${count(shown.total)} actors. `);
    const next = [40, 150, 400].find((size) => size > state.size && size < shown.total);
    if (next)
      parts.push(
        offer(`Show ${next}`, () => app.showMost(next)),
        " ",
      );
    parts.push(
      offer(`Show all`, () => app.showAll()),
      h("span.hint", null, " or search for an actor"),
    );
  }
  if (state.hidden.length)
    parts.push(
      h(
        "span.hidden-note",
        null,
        ` ${plural(state.hidden.length, "actor")} hidden. `,
        offer("Bring back", () => app.go({ hidden: [] })),
      ),
    );
  fill(notice, parts);
  notice.hidden = !parts.length;
  const nothing = !shown.actors.length;
  empty.hidden = !nothing;
  if (nothing) showEmpty(app, empty);
}

function showEmpty(app, empty) {
  const any = app.model.relations.length > 0;
  fill(
    empty,
    h("h2", null, any ? "Nothing passes these filters" : "No relation was found"),
    h(
      "p",
      null,
      any ? "Change the legend on the left, or start again." : "These documents state no relation between two actors.",
    ),
    any && button("Reset", () => app.reset(), { kind: ".act" }),
  );
}

/** A short text beside the pointer. */
export function showTip(app, tip, index, curve, at) {
  tip.hidden = index === null && !curve;
  get("network").classList.toggle("pointing", !tip.hidden);
  if (tip.hidden || !at) {
    tip.hidden = true;
    return;
  }
  const actor = (n) => name(app.model.actors[n].name, "b");
  if (index !== null)
    fill(tip, actor(index), h("small", null, plural(app.ranks.neighbours.get(index)?.size ?? 0, "neighbour")));
  else {
    const edge = curve.edges[0];
    const said = curve.edges.length === 1 ? name(edge.label) : `${curve.edges.length} relations`;
    const arrow = curve.symmetric || curve.both ? " ↔ " : " → ";
    const [from, to] = curve.edges.length === 1 ? [edge.source, edge.target] : [curve.from, curve.to];
    fill(
      tip,
      actor(from),
      arrow,
      actor(to),
      h("small", null, `${SIGN_MARKS[curve.polarity]} `, said, ` · ${plural(curve.pieces, "sentence")}`),
    );
  }
  const stage = get("network");
  tip.style.left = `${Math.max(8, Math.min(at.x + 14, stage.clientWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, Math.min(at.y + 16, stage.clientHeight - tip.offsetHeight - 8))}px`;
}

/** Ask for the two ends of a path in a dialog. */
export function askForPath(app, index) {
  const chosen = [index, null];
  const field = (n, label) => {
    const input = h("input", {
      type: "text",
      id: `path-${n}`,
      autocomplete: "off",
      spellcheck: false,
      placeholder: "Name of an actor",
    });
    const list = h("ul.options", { role: "listbox", hidden: true, "aria-label": label });
    if (chosen[n] !== null) input.value = app.model.actors[chosen[n]].name;
    actorChooser(
      input,
      list,
      app.model,
      (actor) => {
        chosen[n] = app.state.rolled ? app.model.roots[actor.index] : actor.index;
        show.disabled = chosen.includes(null) || chosen[0] === chosen[1];
        if (!show.disabled) show.focus();
      },
      { keep: true },
    );
    return h("div.finder", null, h("label", { htmlFor: input.id }, label), input, list);
  };
  const show = button(
    "Show the path",
    () => {
      dialog.close();
      app.showPath(chosen[0], chosen[1]);
    },
    { kind: ".act.main", disabled: true },
  );
  const dialog = h(
    "dialog.ask",
    { "aria-labelledby": "ask-title", on: { close: () => dialog.remove() } },
    h("h2", { id: "ask-title" }, "Path between two actors"),
    h("p.quiet", null, "The shortest chains of relations under the present filters, whatever their direction."),
    field(0, "From"),
    field(1, "To"),
    h(
      "div.actions",
      null,
      show,
      button("Cancel", () => dialog.close(), { kind: ".act" }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(index === null ? "#path-0" : "#path-1").focus();
}
