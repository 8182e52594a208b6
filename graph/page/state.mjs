// The page's state in the address, so that a view can be kept, shared, and left with the back button.

const LISTS = {
  focus: "focus",
  extra: "with",
  hidden: "without",
  offEvents: "no",
  offStatuses: "nostatus",
  offSigns: "nosign",
  offTypes: "notype",
  offLabels: "nolabel",
  pins: "pin", // "X Y ID"
};
const TEXTS = {
  scope: "show",
  from: "from",
  to: "to",
  claimant: "claimant",
  document: "document",
  view: "view",
  colour: "colour",
  selected: "at",
};
const CHOICES = { scope: ["top", "all", "focus", "path"], view: ["graph", "table"], colour: ["type", "coalition"] };

// A comma inside an id must not end it.
const pack = (list) => list.map((item) => encodeURIComponent(item)).join(",");
const unpack = (text) =>
  text
    .split(",")
    .filter(Boolean)
    .map((item) => decodeURIComponent(item));

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What differs from the opening state, as the text after "#". */
export function writeHash(state, opening) {
  const out = new URLSearchParams();
  for (const [field, name] of Object.entries(TEXTS)) if (state[field] !== opening[field]) out.set(name, state[field]);
  if (state.size !== opening.size) out.set("top", String(state.size));
  if (state.least !== opening.least) out.set("least", String(state.least));
  if (state.rolled) out.set("principals", "1");
  for (const [field, name] of Object.entries(LISTS)) {
    if (!same([...state[field]].sort(), [...opening[field]].sort())) out.set(name, pack(state[field]));
  }
  return out.toString();
}

/** The state that a hash describes; what it does not say, or says wrongly, is as at the opening. */
export function readHash(hash, opening) {
  const state = structuredClone(opening);
  let given;
  try {
    given = new URLSearchParams(hash.replace(/^#/, ""));
    for (const [field, name] of Object.entries(LISTS)) if (given.has(name)) state[field] = unpack(given.get(name));
  } catch {
    return structuredClone(opening);
  }
  for (const [field, name] of Object.entries(TEXTS)) {
    const value = given.get(name);
    if (value !== null && (!CHOICES[field] || CHOICES[field].includes(value))) state[field] = value;
  }
  const whole = (name, usual) =>
    /^\d{1,6}$/.test(given.get(name) ?? "") ? Math.max(1, Number(given.get(name))) : usual;
  state.size = whole("top", opening.size);
  state.least = whole("least", opening.least);
  state.rolled = given.get("principals") === "1";
  for (const field of ["from", "to"]) if (!/^(\d{4}-\d\d-\d\d)?$/.test(state[field])) state[field] = "";
  return state;
}
