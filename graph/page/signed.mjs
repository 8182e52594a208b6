// The signed view: marks coloured by coalition, the list of coalitions, and the details of one.
import { atOdds, findCoalitions, letterOf, lettersFor } from "./coalition.mjs";
import { button, fill, h, name } from "./dom.mjs";
import { filterRelations } from "./filters.mjs";
import { actorButton, panelHead, relationList } from "./panel.mjs";

const MOST_LISTED = 12;

/** Coalitions under the present filters, with letters that stay as filters change. */
export function signedView(app) {
  const { model, opening, state } = app;
  const now = findCoalitions(app.edges);
  app.usualCoalitions ??= new Map();
  if (!app.usualCoalitions.has(state.rolled))
    app.usualCoalitions.set(state.rolled, findCoalitions(filterRelations(model, { ...opening, rolled: state.rolled })));
  const letters = lettersFor(now, app.usualCoalitions.get(state.rolled));
  const of = new Map([...now.of].map(([index, n]) => [index, letters[n]]));
  const place = new Map(app.ranks.order.map((index, n) => [index, n]));
  const groups = now.groups.map((members, n) => ({
    letter: letters[n],
    members: [...members].sort((a, b) => (place.get(a) ?? 1e9) - (place.get(b) ?? 1e9)),
  }));
  return { ...now, of, groups };
}

export const swatch = (letter) =>
  h(`span.swatch.coalition-${letter < 8 ? letter : "small"}`, { "aria-hidden": "true" }, letterOf(letter));

/** The switch between colours of type and of coalition, with the coalitions as a legend. */
export function colourSection(app) {
  const choice = (label, colour, title) => button(label, () => app.go({ colour }), { "aria-pressed": "false", title });
  const buttons = [
    choice("Actor type", "type", "Marks coloured by the type of actor"),
    choice("Coalition", "coalition", "Marks coloured by who cooperates with whom against whom"),
  ];
  const list = h("div.coalitions", null);
  const element = h(
    "div",
    null,
    h("div.switch", { role: "group", "aria-label": "Colour of the marks" }, buttons),
    list,
  );
  const update = () => {
    const on = app.state.colour === "coalition";
    buttons.forEach((one, n) => one.setAttribute("aria-pressed", String(on === (n === 1))));
    fill(list, on && coalitionList(app));
  };
  return { element, update };
}

function coalitionList(app) {
  const { groups, odd, all } = app.signed;
  if (!groups.length) return h("p.quiet", null, "No cooperation under these filters, so no coalition.");
  const row = ({ letter, members }) => {
    const names = members.slice(0, 3).map((index, n) => [n > 0 && ", ", name(app.model.actors[index].name)]);
    return button(null, () => app.go({ selected: `c:${letter}` }), {
      kind: ".row",
      picture: [
        swatch(letter),
        h("span.grow", null, names, members.length > 3 && " …"),
        h("span.much", null, String(members.length)),
      ],
    });
  };
  const share = all ? Math.round((100 * odd) / all) : 0;
  return [
    groups.slice(0, MOST_LISTED).map(row),
    groups.length > MOST_LISTED && h("p.quiet", null, `${groups.length - MOST_LISTED} smaller ones. Grey: in none.`),
    h(
      "p.quiet",
      { title: "Conflict within a coalition, or cooperation between two" },
      `${share}% of the evidence is at odds with them.`,
    ),
  ];
}

/** Details of one coalition: who is in it, what splits it, whom it stands against. */
export function showCoalition(app, panel, letter) {
  const group = app.signed.groups.find((one) => one.letter === letter);
  const own = new Set(group.members);
  const within = app.edges.filter((edge) => own.has(edge.source) && own.has(edge.target));
  const against = app.edges.filter((edge) => edge.polarity < 0 && own.has(edge.source) !== own.has(edge.target));
  const strongest = (edges) => [...edges].sort((a, b) => b.pieces.length - a.pieces.length).slice(0, 15);
  const part = (title, edges) =>
    edges.length > 0 && [
      h("h3", null, title, h("span.much", null, String(edges.length))),
      relationList(app, strongest(edges)),
    ];
  const { odd, all } = atOdds(within, app.signed.of);
  fill(
    panel,
    panelHead(app, "Coalition", h("h2.who", null, swatch(letter), `Coalition ${letterOf(letter)}`)),
    h(
      "div.scroll",
      null,
      h(
        "p.quiet",
        null,
        `Found from the signs of the relations shown, by signed modularity: a reading of these texts, not a fact. ${all - odd} sentences of cooperation within, ${odd} of conflict.`,
      ),
      h("h3", null, "Members", h("span.much", null, String(group.members.length))),
      h(
        "div.chips",
        null,
        group.members.slice(0, 60).map((index) => actorButton(app, index, { small: true })),
      ),
      part("Stands against", against),
      part(
        "Holds it together",
        within.filter((edge) => edge.polarity > 0),
      ),
      part(
        "Quarrels within",
        within.filter((edge) => edge.polarity < 0),
      ),
    ),
  );
}
