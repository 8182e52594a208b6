// The lines of the picture: their shape, style and drawing, and which one the pointer is on. Drawn in batches of one
// style, because a browser without a GPU takes seconds for ten thousand lines drawn one by one.
import { curveStrength, curveWidth } from "./curves.mjs";

export const DASHES = { 1: [], 0: [2, 5], "-1": [9, 5] };
const FULL_DETAIL = 2500;
const BATCH = 60;
const THINNEST = 0.75; // pixels of the stage
const MOST_BOW = 420;

/**
 * The shape of a curve between the rims of two marks: a straight line, or a quadratic curve through `via`.
 * @param {{from, to, bend}} curve
 * @param {Map<number, {x, y}>} points
 * @param {(index: number) => number} radius
 */
export function shapeOf(curve, points, radius) {
  const [a, b] = [points.get(curve.from), points.get(curve.to)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const far = Math.hypot(dx, dy) || 1;
  const bow = curve.bend * Math.min(far, MOST_BOW);
  const via = bow ? { x: (a.x + b.x) / 2 - (dy / far) * bow, y: (a.y + b.y) / 2 + (dx / far) * bow } : null;
  const start = towards(a, via ?? b, Math.min(radius(curve.from) + 1, far / 3));
  const end = towards(b, via ?? a, Math.min(radius(curve.to) + 1, far / 3));
  return { start, via, end };
}

function towards(from, to, step) {
  const far = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / far) * step, y: from.y + ((to.y - from.y) / far) * step };
}

/** A point of a shape, from 0 at its start to 1 at its end. */
export function pointAt({ start, via, end }, t) {
  const u = 1 - t;
  if (!via) return { x: u * start.x + t * end.x, y: u * start.y + t * end.y };
  return {
    x: u * u * start.x + 2 * u * t * via.x + t * t * end.x,
    y: u * u * start.y + 2 * u * t * via.y + t * t * end.y,
  };
}

/** Width, dash and opacity of a curve; the more lines there are, the less ink each has. */
export function styleOf(curve, total) {
  const ink = total > 2500 ? 0.2 : total > 900 ? 0.35 : total > 350 ? 0.55 : total > 120 ? 0.72 : 0.9;
  return {
    polarity: curve.polarity,
    width: total > FULL_DETAIL ? 1 : Math.round(curveWidth(curve.pieces) * 4) / 4,
    opacity: Math.round(curveStrength(curve) * ink * 100) / 100,
  };
}

/** The corners of the arrow heads of a curve: one, two, or none for what is mutual. */
export function headsOf(curve, shape, width) {
  if (curve.symmetric) return [];
  const heads = [headAt(shape.end, shape.via ?? shape.start, width)];
  return curve.both ? [...heads, headAt(shape.start, shape.via ?? shape.end, width)] : heads;
}

function headAt(tip, from, width) {
  const far = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [ux, uy] = [(tip.x - from.x) / far, (tip.y - from.y) / far];
  const long = Math.min(7 + 1.7 * width, far * 0.6);
  const half = 3 + 0.75 * width;
  const back = { x: tip.x - ux * long, y: tip.y - uy * long };
  return [tip, { x: back.x - uy * half, y: back.y + ux * half }, { x: back.x + uy * half, y: back.y - ux * half }];
}

/** The shapes of those curves that can be seen in a window of the picture. */
export function visibleShapes(curves, points, radius, window = null) {
  const seen = [];
  for (const curve of curves) {
    const shape = shapeOf(curve, points, radius);
    if (!window || touches(shape, window)) seen.push({ curve, shape });
  }
  return seen;
}

function touches({ start, via, end }, { left, right, top, bottom }) {
  const x = [start.x, end.x, via?.x ?? end.x];
  const y = [start.y, end.y, via?.y ?? end.y];
  return Math.max(...x) >= left && Math.min(...x) <= right && Math.max(...y) >= top && Math.min(...y) <= bottom;
}

/** Draw shapes with their arrow heads, those of one style together; from afar a line stays thick enough to be seen. */
export function drawLines(pen, shapes, total, colours, scale) {
  const styles = new Map();
  for (const item of shapes) {
    const style = styleOf(item.curve, total);
    const key = `${style.polarity} ${style.width} ${style.opacity}`;
    if (!styles.has(key)) styles.set(key, { style, items: [] });
    styles.get(key).items.push(item);
  }
  const detailed = shapes.length <= FULL_DETAIL;
  pen.save();
  for (const { style, items } of styles.values()) {
    pen.globalAlpha = style.opacity;
    pen.lineWidth = Math.max(style.width, THINNEST / scale);
    pen.strokeStyle = pen.fillStyle = colours[style.polarity];
    pen.setLineDash(detailed ? DASHES[style.polarity] : []);
    for (let n = 0; n < items.length; n += BATCH) drawBatch(pen, items.slice(n, n + BATCH), style.width, detailed);
  }
  pen.restore();
}

function drawBatch(pen, items, width, detailed) {
  const heads = detailed ? items.flatMap(({ curve, shape }) => headsOf(curve, shape, width)) : [];
  pen.beginPath();
  for (const { shape } of items) {
    pen.moveTo(shape.start.x, shape.start.y);
    if (shape.via) pen.quadraticCurveTo(shape.via.x, shape.via.y, shape.end.x, shape.end.y);
    else pen.lineTo(shape.end.x, shape.end.y);
  }
  pen.stroke();
  if (!heads.length) return;
  pen.beginPath();
  for (const [tip, one, other] of heads) {
    pen.moveTo(tip.x, tip.y);
    pen.lineTo(one.x, one.y);
    pen.lineTo(other.x, other.y);
    pen.closePath();
  }
  pen.fill();
}

/**
 * The curve nearest to a point, if one is near enough.
 * @returns {object|null}
 */
export function nearestCurve(curves, points, radius, at, reach) {
  const window = { left: at.x - reach, right: at.x + reach, top: at.y - reach, bottom: at.y + reach };
  let [best, found] = [reach, null];
  for (const { curve, shape } of visibleShapes(curves, points, radius, window)) {
    const far = distance(shape, at);
    if (far <= best) [best, found] = [far, curve];
  }
  return found;
}

function distance(shape, at) {
  const steps = shape.via ? 14 : 1;
  let least = Infinity;
  for (let n = 0; n < steps; n += 1)
    least = Math.min(least, toSegment(at, pointAt(shape, n / steps), pointAt(shape, (n + 1) / steps)));
  return least;
}

function toSegment(at, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = Math.max(0, Math.min(1, ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(at.x - a.x - t * dx, at.y - a.y - t * dy);
}
