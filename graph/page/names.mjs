// Names and signs drawn over the picture at a constant size; a name that would cover another waits for a closer look.

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif';
const CELL = 48;

export const shortName = (name) => ([...name].length > 30 ? `${[...name].slice(0, 29).join("")}…` : name);

/** Keeps taken rectangles and answers whether a new one is free. */
class Room {
  constructor() {
    this.cells = new Map();
  }

  *around(box) {
    for (let x = Math.floor(box.x / CELL); x <= Math.floor((box.x + box.w) / CELL); x += 1) {
      for (let y = Math.floor(box.y / CELL); y <= Math.floor((box.y + box.h) / CELL); y += 1) yield x * 65536 + y;
    }
  }

  free(box, own = null) {
    for (const cell of this.around(box)) {
      for (const other of this.cells.get(cell) ?? []) {
        if (other.own !== undefined && other.own === own) continue;
        if (
          box.x < other.x + other.w &&
          other.x < box.x + box.w &&
          box.y < other.y + other.h &&
          other.y < box.y + box.h
        )
          return false;
      }
    }
    return true;
  }

  take(box) {
    for (const cell of this.around(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
}

const widths = new Map();

function widthOf(pen, font, text) {
  const key = `${font}\n${text}`;
  if (!widths.has(key)) {
    pen.font = font;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

/** Places tried for a name around its mark, the usual one first. */
function* spots(at, w, height, radius) {
  yield { x: at.x - w / 2, y: at.y + radius + 2 };
  yield { x: at.x + radius + 3, y: at.y - height / 2 };
  yield { x: at.x - radius - 3 - w, y: at.y - height / 2 };
  yield { x: at.x - w / 2, y: at.y - radius - 2 - height };
  yield { x: at.x + radius * 0.6, y: at.y + radius * 0.7 };
  yield { x: at.x - radius * 0.6 - w, y: at.y + radius * 0.7 };
  yield { x: at.x + radius * 0.6, y: at.y - radius * 0.7 - height };
  yield { x: at.x - radius * 0.6 - w, y: at.y - radius * 0.7 - height };
}

const inside = (box, stage) =>
  box.x > 3 && box.y > 3 && box.x + box.w < stage.width - 3 && box.y + box.h < stage.height - 3;

/**
 * Place the names of actors so that none covers another or a mark.
 * @param {CanvasRenderingContext2D} pen in screen pixels
 * @param {{index, name, at: {x, y}, radius, strong: boolean}[]} actors most important first
 * @param {{width: number, height: number}} stage
 * @returns {object[]} what to draw: {index, text, font, x, y, w, h, strong}
 */
export function placeNames(pen, actors, stage, scale) {
  const room = new Room();
  const seen = actors.filter(
    ({ at, radius: r }) => at.x > -r && at.y > -r && at.x < stage.width + r && at.y < stage.height + r,
  );
  // In a large picture the names of the most connected may cover the marks of others, and the rest wait. While
  // some are lit, only their marks are kept clear: the others are faint.
  const large = actors.length > 500;
  const kept = seen.filter((actor, n) => (large ? n < 80 : true) && !actor.faint);
  const marks = new Room();
  for (const actor of kept) marks.take(markBox(actor, 0.85));
  const most = large ? Math.max(30, (stage.width * stage.height) / 7000) : Infinity;
  const placed = [];
  const later = [];
  seen.forEach((actor, n) => {
    if (placed.length >= most) return;
    const size = actor.strong ? 13.5 : n < 12 ? 13 : scale < 0.8 ? 11.5 : 12;
    const font = `${actor.strong || n < 12 ? 600 : 450} ${size}px ${FONT}`;
    const label = placeOne(pen, actor, font, size, stage, [room, marks], 0);
    if (label) placed.push(label);
    else if (!large) later.push(actor);
  });
  // Those for which there was no room may stand farther off and touch the rim of a mark.
  const cores = new Room();
  for (const actor of kept) cores.take(markBox(actor, 0.4));
  for (const actor of later) {
    const label = [0, 5, 11].reduce(
      (done, off) => done ?? placeOne(pen, actor, `450 11px ${FONT}`, 11, stage, [room, cores], off),
      null,
    );
    if (label) placed.push(label);
  }
  for (const actor of kept) room.take(markBox(actor, 0.85));
  return { placed, room };
}

const markBox = ({ index, at, radius }, share) => {
  const r = radius * share;
  return { x: at.x - r, y: at.y - r, w: 2 * r, h: 2 * r, own: index };
};

/** Give one name the first free place around its mark, or nothing. */
function placeOne(pen, actor, font, size, stage, rooms, off) {
  const text = shortName(actor.name);
  const [w, h] = [widthOf(pen, font, text), size * 1.22];
  for (const spot of spots(actor.at, w, h, actor.radius + off + (actor.strong ? 6 : 0))) {
    const box = { x: spot.x - 1, y: spot.y, w: w + 2, h };
    if (!inside(box, stage) || !rooms.every((room) => room.free(box, actor.index))) continue;
    rooms[0].take(box);
    return { index: actor.index, text, font, ...spot, w, h, strong: actor.strong };
  }
  return null;
}

/** Draw placed names with a halo in the colour of the ground. */
export function drawNames(pen, placed, colours, faint) {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  for (const { text, font, x, y, h, index } of placed) {
    pen.globalAlpha = faint && !faint.has(index) ? 0.28 : 1;
    pen.font = font;
    pen.lineWidth = 3.5;
    pen.strokeStyle = colours.ground;
    pen.strokeText(text, x, y + h / 2);
    pen.fillStyle = colours.ink;
    pen.fillText(text, x, y + h / 2);
  }
  pen.globalAlpha = 1;
}

const SIGN_FONT = `650 11px ${FONT}`;

function pill(pen, text, at) {
  const w = widthOf(pen, SIGN_FONT, text) + (text.length > 2 ? 11 : 6);
  return { text, box: { x: at.x - w / 2, y: at.y - 7, w, h: 14 } };
}

/** Draw the sign (and the count of a group) in the middle of each curve where there is room. */
export function drawSigns(pen, room, curves, colours) {
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const { at, sign, many, words, polarity, faint, long } of curves) {
    const short = many > 1 ? `${sign}${many}` : sign;
    const full = words && many === 1 ? `${sign} ${shortName(words)}` : words ? `${sign} ${many} relations` : short;
    const tries = full === short ? [short] : [full, short];
    const found = tries.map((text) => pill(pen, text, at)).find(({ box }) => box.w < long - 22 && room.free(box));
    if (!found) continue;
    const { box, text } = found;
    room.take(box);
    pen.globalAlpha = faint ? 0.22 : 1;
    pen.fillStyle = colours.ground;
    pen.strokeStyle = colours[polarity];
    pen.lineWidth = 1;
    pen.beginPath();
    pen.roundRect(box.x, box.y, box.w, box.h, 7);
    pen.fill();
    pen.stroke();
    pen.fillStyle = colours[polarity];
    pen.font = SIGN_FONT;
    pen.fillText(text, at.x, at.y + 0.5);
  }
  pen.globalAlpha = 1;
}
