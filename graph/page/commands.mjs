// What can be done to the picture: select, focus, expand, hide, path, save. Each changes the state and nothing else.
import { download } from "./dom.mjs";
import { citationOf } from "./cite.mjs";
import { gexfText, jsonText } from "./exports.mjs";
import { readPin } from "./positions.mjs";
import { svgText } from "./svg.mjs";
import { askForPath } from "./tools.mjs";
import { evidenceCsv } from "./table.mjs";

/** Give the app its commands. */
export function addCommands(app) {
  const id = (index) => app.model.actors[index].id;
  const without = (list, item) => list.filter((other) => other !== item);
  const also = (list, ...items) => [...new Set([...list, ...items])];

  app.selectActor = (index) => app.go({ selected: `a:${id(index)}` });
  app.selectRelation = (key) => app.go({ selected: `r:${key}` });
  app.selectPair = (one, other, sign) =>
    app.go({ selected: `p:${encodeURIComponent(id(one))}:${encodeURIComponent(id(other))}:${sign}` });

  /** Show an actor wherever it is, with its dossier. Rolled up, whom it acts for stands for it. */
  app.reveal = (index) => {
    const seen = app.state.rolled ? app.model.roots[index] : index;
    const add = app.shown.actors.includes(seen)
      ? {}
      : { extra: also(app.state.extra, id(seen)), hidden: without(app.state.hidden, id(seen)) };
    app.go({ ...add, view: "graph", selected: `a:${id(seen)}` });
    app.view.reveal(seen);
  };

  /** Show a relation with both its ends. */
  app.revealRelation = (edge) => {
    const missing = [edge.source, edge.target].filter((index) => !app.shown.actors.includes(index)).map(id);
    const hidden = app.state.hidden.filter((other) => !missing.includes(other));
    const add = missing.length ? { extra: also(app.state.extra, ...missing), hidden } : {};
    app.go({ ...add, view: "graph", selected: `r:${edge.id}` });
    app.view.reveal(edge.source);
  };

  /** Hold an actor where it is, or where it was dragged to, until it is let go. */
  app.pin = (index, at = app.view.points.get(index), home = at) => {
    const key = id(index);
    if (!app.homes.has(key)) app.homes.set(key, home);
    const pin = `${Math.round(at.x)} ${Math.round(at.y)} ${key}`;
    app.said = `${app.model.actors[index].name} is pinned.`;
    app.go({ pins: [...app.state.pins.filter((other) => readPin(other)[0] !== key), pin] });
  };
  app.unpin = (index) => app.go({ pins: app.state.pins.filter((pin) => readPin(pin)[0] !== id(index)) });
  app.isPinned = (index) => app.state.pins.some((pin) => readPin(pin)[0] === id(index));

  app.focus = (index) => {
    app.said = `Neighbourhood of ${app.model.actors[index].name}.`;
    app.go({
      scope: "focus",
      focus: [id(index)],
      extra: [],
      hidden: without(app.state.hidden, id(index)),
      view: "graph",
      selected: `a:${id(index)}`,
    });
  };

  app.expand = (index) => {
    const near = [...(app.ranks.neighbours.get(index) ?? [])].filter((other) => !app.shown.actors.includes(other));
    near.sort((a, b) => app.ranks.evidence.get(b) - app.ranks.evidence.get(a) || a - b);
    const some = near.slice(0, 60).map(id);
    app.said =
      near.length > 60
        ? `Added the 60 strongest of ${near.length} more neighbours.`
        : `Added ${near.length} neighbours.`;
    const hidden = app.state.hidden.filter((other) => !some.includes(other) && other !== id(index));
    app.go({ extra: also(app.state.extra, id(index), ...some), hidden, view: "graph" });
  };

  app.hide = (index) => {
    app.said = `${app.model.actors[index].name} is hidden.`;
    app.go({ hidden: also(app.state.hidden, id(index)), extra: without(app.state.extra, id(index)), selected: "" });
  };

  app.askPath = (index = null) => askForPath(app, index);
  app.showPath = (one, other) =>
    app.go({ scope: "path", focus: [id(one), id(other)], extra: [], hidden: [], view: "graph", selected: "" });

  app.showMost = (size) => app.go({ scope: "top", size, focus: [], extra: [] });
  app.showAll = () => app.go({ scope: "all", focus: [], extra: [] });
  app.reset = () => {
    app.said = "Reset.";
    app.tidied = 0;
    app.go(structuredClone(app.opening));
    app.view.fit();
  };
  app.tidy = () => {
    app.tidied = (app.tidied ?? 0) + 1;
    app.render();
  };
  app.undo = () => app.depth > 0 && history.back();

  app.setTheme = (theme) => {
    document.documentElement.dataset.theme = theme;
    app.view.theme = theme;
    try {
      localStorage.setItem("communique-theme", theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    app.render();
  };

  const fileName = (suffix) =>
    `${
      app.model.title
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60)
        .toLowerCase() || "graph"
    }.${suffix}`;
  app.saveCsv = () =>
    download(`\ufeff${evidenceCsv(app.model, app.shown.edges)}`, fileName("csv"), "text/csv;charset=utf-8");
  /** Every sentence of the shown relations as a citation, each once, a line each. */
  app.citations = () =>
    [...new Set(app.shown.edges.flatMap((edge) => edge.pieces.map(citationOf)))].slice(0, 5000).join("\n");
  const look = (index) => app.view.look(index);
  app.saveGexf = () =>
    download(gexfText(app.model, app.shown, look), fileName("gexf"), "application/xml;charset=utf-8");
  app.saveJson = () =>
    download(jsonText(app.model, app.shown, look), fileName("json"), "application/json;charset=utf-8");
  app.saveSvg = () =>
    download(svgText(app.view.scene(app.model.title)), fileName("svg"), "image/svg+xml;charset=utf-8");
  app.savePng = async () => download(await app.view.png(), fileName("png"), "image/png");
}
