// Which details the right panel shows for what is selected.
import { button, fill, h } from "./dom.mjs";
import { showActor } from "./dossier.mjs";
import { icon } from "./icons.mjs";
import { showPair, showRelation } from "./panel.mjs";
import { showCoalition } from "./signed.mjs";

let last = "";

/** Fill, open or close the panel, and light up what is selected in the picture. */
export function showDetails(app, panel) {
  const { selected } = app.state;
  const found = selected ? resolve(app, selected) : null;
  app.view.select(found?.light ?? null);
  const inside = panel.contains(document.activeElement);
  panel.hidden = !selected;
  document.body.classList.toggle("with-panel", Boolean(selected));
  if (!selected) {
    if (inside) document.getElementById("tab-actors").focus();
    last = "";
    return;
  }
  const place = selected === last ? panel.querySelector(".scroll")?.scrollTop : 0;
  if (found) found.show();
  else showGone(app, panel);
  const scroll = panel.querySelector(".scroll");
  if (scroll) scroll.scrollTop = place ?? 0;
  const heading = panel.querySelector("h2");
  heading.tabIndex = -1;
  // What had the focus is gone with the old details: the reader goes on at the head of the new ones.
  if (inside) heading.focus({ preventScroll: true });
  if (selected !== last) app.said = `Details: ${heading.textContent}.`;
  last = selected;
}

function resolve(app, selected) {
  const panel = document.getElementById("panel");
  const { model } = app;
  const rest = selected.slice(2);
  if (selected.startsWith("a:") && model.byId.has(rest)) {
    const index = model.byId.get(rest);
    const light = app.shown.actors.includes(index) ? { node: index } : null;
    return { light, show: () => showActor(app, panel, index) };
  }
  if (selected.startsWith("r:")) {
    const edge = app.edges.find((other) => other.id === rest) ?? model.relations.find((other) => other.id === rest);
    if (!edge) return null;
    return {
      light: { test: (curve) => curve.edges.some((other) => other.id === rest) },
      show: () => showRelation(app, panel, edge),
    };
  }
  if (selected.startsWith("c:")) {
    const group = app.signed?.groups.find((one) => String(one.letter) === rest);
    if (!group) return null;
    const own = new Set(group.members);
    const light = { test: (curve) => own.has(curve.from) && own.has(curve.to) };
    return { light, show: () => showCoalition(app, panel, group.letter) };
  }
  return selected.startsWith("p:") ? resolvePair(app, panel, rest) : null;
}

function resolvePair(app, panel, rest) {
  let ids;
  try {
    ids = rest.split(":").map(decodeURIComponent);
  } catch {
    return null;
  }
  const [one, other] = ids.slice(0, 2).map((id) => app.model.byId.get(id));
  const between = (edge) =>
    (edge.source === one && edge.target === other) || (edge.source === other && edge.target === one);
  const edges = app.edges.filter((edge) => between(edge) && String(edge.polarity) === ids[2]);
  if (!edges.length) return null;
  const light = { test: (curve) => between(curve.edges[0]) && String(curve.polarity) === ids[2] };
  return { light, show: () => showPair(app, panel, edges) };
}

function showGone(app, panel) {
  fill(
    panel,
    h(
      "header.panel-head",
      null,
      h("div.panel-title", null, h("h2", null, "Not in this view")),
      button(null, () => app.go({ selected: "" }), {
        picture: icon("close"),
        label: "Close details",
        kind: ".icon.close",
      }),
    ),
    h(
      "div.scroll",
      null,
      h("p.quiet", null, "What was selected is not there under these filters, or not in this file."),
    ),
  );
}
