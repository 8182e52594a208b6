// The page: one state, one render; every control changes the state, and the state is in the address.
import { readModel } from "./data.mjs";
import { fill, get, h } from "./dom.mjs";
import { updateAccounts } from "./accounts.mjs";
import { chooseShown, filterRelations, openingState, rankActors } from "./filters.mjs";
import { makeLegend, markCurrent, updateActorList } from "./legend.mjs";
import { showDetails } from "./details.mjs";
import { positionsFor, readPin } from "./positions.mjs";
import { findRelations } from "./find.mjs";
import { actorChooser } from "./search.mjs";
import { findRivals } from "./rivals.mjs";
import { signedView } from "./signed.mjs";
import { readHash, writeHash } from "./state.mjs";
import { makeTable } from "./table.mjs";
import { count, plural, shortHash } from "./text.mjs";
import { addCommands } from "./commands.mjs";
import { makeTools, showNotice, showTip } from "./tools.mjs";
import { GraphView } from "./view.mjs";

const FILTERS = [
  "offEvents",
  "offStatuses",
  "offSigns",
  "offTypes",
  "offLabels",
  "from",
  "to",
  "claimant",
  "document",
  "least",
  "rolled",
];

function startPage() {
  const model = readModel(JSON.parse(get("data").textContent));
  const opening = openingState(model, innerWidth < 700 ? 40 : model.opening);
  const app = {
    model,
    opening,
    state: readHash(location.hash, opening),
    edges: [],
    shown: null,
    depth: 0,
    homes: new Map(),
    due: {},
  };
  addCommands(app);

  app.view = new GraphView(get("network"), model, {
    node: (index) => app.selectActor(index),
    curve: (curve) =>
      curve.edges.length === 1
        ? app.selectRelation(curve.edges[0].id)
        : app.selectPair(curve.from, curve.to, curve.polarity),
    double: (index) => app.focus(index),
    ground: () => app.state.selected && app.go({ selected: "" }),
    moved: (index, at, home) => app.pin(index, at, home),
    hover: (index, curve, at) => showTip(app, get("tip"), index, curve, at),
  });
  app.view.theme = startTheme();
  const legend = makeLegend(app, get("legend"));
  const table = makeTable(app, get("table"));
  const tools = makeTools(app);
  app.showLists = () => showLists(app);
  const done = { filtered: "", coloured: "", laidOut: "", picture: "" };
  app.render = () => render(app, done, { legend, table, tools });

  /** Change the state, remember the old one for the back button, and render. */
  app.go = (changes, { keep = false } = {}) => {
    app.state = { ...app.state, ...changes };
    const hash = writeHash(app.state, opening);
    const address = location.href.split("#")[0] + (hash ? `#${hash}` : "");
    try {
      if (keep) history.replaceState({ depth: app.depth }, "", address);
      else history.pushState({ depth: (app.depth += 1) }, "", address);
    } catch {
      // Inside a notebook's frame the address may not be changed: the page works without.
    }
    app.render();
  };

  const travel = () => {
    app.depth = history.state?.depth ?? 0;
    app.state = readHash(location.hash, opening);
    app.render();
    app.followed = location.hash;
  };
  addEventListener("popstate", travel);
  addEventListener("hashchange", () => writeHash(app.state, opening) !== location.hash.slice(1) && travel());

  // Who has found something reads on in the details, by keyboard too.
  const read = (show) => {
    show();
    get("panel").querySelector("h2")?.focus({ preventScroll: true });
  };
  actorChooser(get("search"), get("found"), model, (actor) => read(() => app.reveal(actor.index)), {
    relations: (query) => findRelations(model, app.edges, query),
    pickRelation: (edge) => read(() => app.revealRelation(edge)),
  });
  listenKeys(app);
  app.render();
  expose(app);
}

/** Bring the page in line with the state; `done` holds what it was last brought in line with. */
function render(app, done, { legend, table, tools }) {
  const { state } = app;
  const filtered = JSON.stringify(FILTERS.map((field) => state[field]));
  const coloured = `${filtered} ${state.colour}`;
  if (filtered !== done.filtered) refilter(app, filtered);
  if (coloured !== done.coloured) app.signed = state.colour === "coalition" ? signedView(app) : null;
  app.shown = chooseShown(app.model, state, app.edges, app.ranks);
  const layout = JSON.stringify([state.scope, state.focus, state.rolled, state.size, app.tidied]);
  redraw(app, done, layout, JSON.stringify([coloured, layout, state.extra, state.hidden, state.pins, app.view.theme]));
  if (coloured !== done.coloured) {
    legend.update();
    app.due.accounts = true;
  }
  Object.assign(done, { filtered, coloured });
  app.showLists();
  markCurrent(app, get("actors"));
  showView(app, table);
  showDetails(app, get("panel"));
  showNotice(app, get("notice"), get("empty"));
  tools.update();
  showCounts(app);
}

function refilter(app, key) {
  app.edges = filterRelations(app.model, app.state);
  app.ranks = rankActors(app.edges);
  app.near = usualNeighbours(app);
  app.rivals = () => rivalsUnder(app, key);
}

/** Draw the picture anew if it has changed, and bring it into view if it is composed anew. */
function redraw(app, done, layout, picture) {
  if (picture === done.picture) return;
  const { view, state, model } = app;
  view.pinned = new Set(state.pins.map((pin) => model.byId.get(readPin(pin)[0])));
  view.groups = app.signed?.of ?? null;
  const anew = layout !== done.laidOut;
  view.show(app.shown, positionsFor(app, anew), app.near);
  if (anew) view.fit(done.laidOut !== "");
  app.due.actors = true;
  Object.assign(done, { laidOut: layout, picture });
}

/** Bring the lists of the left panel in line, when they are looked at. */
function showLists(app) {
  for (const [which, update] of [
    ["actors", updateActorList],
    ["accounts", updateAccounts],
  ]) {
    if (!app.due[which] || get(which).hidden) continue;
    app.due[which] = false;
    update(app, get(which));
  }
}

/** Rival accounts among the relations of every status that pass the other filters. */
function rivalsUnder(app, key) {
  if (app.rivalsKey !== key) {
    app.rivalsKey = key;
    app.rivalsFound = findRivals(app.model, filterRelations(app.model, app.state, "statuses"));
  }
  return app.rivalsFound;
}

/** Neighbours without filters, by which marks are sized: a filter changes what is shown and not what it weighs. */
function usualNeighbours(app) {
  app.usual ??= new Map();
  const { rolled } = app.state;
  if (!app.usual.has(rolled))
    app.usual.set(rolled, rankActors(filterRelations(app.model, { ...app.opening, rolled })).neighbours);
  return app.usual.get(rolled);
}

/** Light or dark: as chosen here before, else as the system says. */
function startTheme() {
  let kept = null;
  try {
    kept = localStorage.getItem("communique-theme");
  } catch {
    // A page from disk may have no storage.
  }
  const theme =
    kept === "dark" || kept === "light" ? kept : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  return theme;
}

function showView(app, table) {
  const isTable = app.state.view === "table";
  get("table").hidden = !isTable;
  document.body.classList.toggle("in-table", isTable);
  if (isTable) table.show();
}

function showCounts(app) {
  const { shown } = app;
  const text = `${plural(shown.actors.length, "actor")} · ${plural(shown.edges.length, "relation")}`;
  const whole = shown.actors.length === shown.total && shown.edges.length === shown.totalEdges;
  const all = `${whole ? "" : ` of ${count(shown.total)} and ${count(shown.totalEdges)}`} · ${plural(app.model.documents.length, "document")}`;
  fill(get("counts"), h("b", null, text), h("span", null, all));
  const status = `Showing ${text.replace(" · ", " and ")}${all.replace(" · ", ", from ")}.`;
  const said = app.said ? `${app.said} ${status}` : status;
  if (get("status").textContent !== said) get("status").textContent = said;
  app.said = "";
}

function listenKeys(app) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      get("search").focus();
    }
    if (event.key === "Escape" && app.state.selected && !document.querySelector("dialog[open]"))
      app.go({ selected: "" });
    if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = { "+": () => app.view.zoomBy(1.3), "-": () => app.view.zoomBy(1 / 1.3), 0: () => app.view.fit() }[
      event.key
    ];
    if (run) run();
  });
}

/** A read-only look at the picture for scripts and tests. */
function expose(app) {
  const { view, model } = app;
  const box = () => get("network").getBoundingClientRect();
  const onPage = ({ x, y }) => ({
    x: Math.round((box().left + x) * 10) / 10,
    y: Math.round((box().top + y) * 10) / 10,
  });
  const hook = {
    version: 1,
    timing: () => ({ firstPicture: view.firstPicture }),
    followed: () => app.followed,
    state: () => structuredClone(app.state),
    counts: () => ({
      actors: app.shown.actors.length,
      relations: app.shown.edges.length,
      allActors: app.shown.total,
      allRelations: app.shown.totalEdges,
      curves: view.curves.size,
      names: view.names.length,
    }),
    actors: () =>
      app.shown.actors.map((index) => ({
        id: model.actors[index].id,
        name: model.actors[index].name,
        ...onPage(view.onStage(view.points.get(index))),
      })),
    relations: () =>
      app.shown.edges.map((edge) => ({
        id: edge.id,
        source: model.actors[edge.source].id,
        target: model.actors[edge.target].id,
        label: edge.label,
        event: edge.event,
        polarity: edge.polarity,
        evidence: edge.pieces.length,
      })),
    curves: () =>
      [...view.curves].map(([id, curve]) => ({
        id,
        relations: curve.edges.map((edge) => edge.id),
        ...onPage(view.onStage(view.middle(id))),
      })),
    coalitions: () =>
      app.signed && app.signed.groups.map(({ members }) => members.map((index) => model.actors[index].id)),
    rivals: () =>
      app.rivals().map(({ kind, event, edges }) => ({ kind, event, relations: edges.map((edge) => edge.id) })),
    names: () => view.names.map(({ text, x, y, w, h: high }) => ({ text, x, y, w, h: high })),
    digest: () => shortHash(JSON.stringify([app.shown.actors, app.shown.edges.map((edge) => edge.id)])),
  };
  Object.defineProperty(window, "communique", { value: Object.freeze(hook) });
}

startPage();
