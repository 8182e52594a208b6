// Rival accounts on the page: the two sides next to one another, and the list of all in the left panel.
import { button, fill, h, name } from "./dom.mjs";
import { evidenceCard } from "./panel.mjs";
import { partiesOf, rivalsOf } from "./rivals.mjs";
import { plural, words } from "./text.mjs";

const TITLES = {
  denied: "Said and denied",
  mutual: "Each accuses the other",
  culprit: "Different culprits named",
};

const pieces = (side) => side.reduce((sum, part) => sum + part.pieces.length, 0);

/** Whose account a side is, as far as the texts say. */
function heading(app, rival, side, n) {
  const { actors } = app.model;
  const claimants = [...new Set(side.flatMap((part) => part.pieces.map((piece) => piece.claimant)).filter(Boolean))];
  const who = claimants.length
    ? claimants.map((claimant, at) => [at > 0 && ", ", name(claimant)])
    : rival.kind === "mutual"
      ? name(actors[side[0].edge.source].name)
      : "The report";
  const verb = rival.kind === "denied" ? (n === 0 ? " says so" : " denies it") : " says";
  return h(
    "h4",
    null,
    who,
    rival.kind === "denied" && !claimants.length ? (n === 0 ? ": it was so" : ": it was not") : verb,
  );
}

function sideBlock(app, rival, side, n) {
  const cards = side.flatMap(({ edge, pieces: some }) =>
    some
      .slice(0, 3)
      .map((piece) =>
        h(
          "div.account",
          null,
          h(
            "p.quiet",
            null,
            name(app.model.actors[edge.source].name),
            " ",
            name(edge.label),
            " ",
            name(app.model.actors[edge.target].name),
          ),
          evidenceCard(app, edge, piece),
        ),
      ),
  );
  return h("div.side", null, heading(app, rival, side, n), cards);
}

/** The rival accounts of these relations, sides next to one another. */
export function rivalSection(app, edges) {
  const some = rivalsOf(app.rivals(), new Set(edges.map((edge) => edge.id)));
  if (!some.length) return null;
  return [
    h("h3", null, "Rival accounts"),
    some.slice(0, 5).map((rival) =>
      h(
        "section.rival",
        { "aria-label": TITLES[rival.kind] },
        h("p.quiet", null, `${TITLES[rival.kind]} · ${words(rival.event)}`),
        h(
          "div.sides",
          null,
          rival.sides.slice(0, 4).map((side, n) => sideBlock(app, rival, side, n)),
        ),
      ),
    ),
  ];
}

/** Fill the list of all rival accounts. */
export function updateAccounts(app, element) {
  const rivals = app.rivals();
  const item = (rival) => {
    const { actors } = app.model;
    const who = partiesOf(rival).map((index, n) => [n > 0 && ", ", name(actors[index].name)]);
    const much = rival.sides.reduce((sum, side) => sum + pieces(side), 0);
    const text = h("span.grow", null, who, h("small", null, `${TITLES[rival.kind]} · ${words(rival.event)}`));
    return h(
      "li",
      null,
      button(null, () => app.revealRelation(rival.edges[0]), {
        kind: ".row",
        picture: [text, h("span.much", { title: plural(much, "sentence") }, String(much))],
      }),
    );
  };
  const none = "No two stories of one thing under these filters.";
  const about =
    "Where one side says what another denies, or each lays the same to the other. Opens both next to one another.";
  fill(element, h("p.quiet", null, rivals.length ? about : none), h("ul.plain", null, rivals.slice(0, 200).map(item)));
}
