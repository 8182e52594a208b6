// Positions for what the file has none for: a neighbourhood, a path, actors added to the picture.

/** Room of a mark with its name below, in pixels, as the Python layout reckons it. */
export function boxOf(name, radius) {
  let width = 0;
  for (const sign of [...name].slice(0, 30)) width += sign.codePointAt(0) >= 0x1100 ? 12.5 : 6.4;
  return [Math.max(width, radius * 2) + 14, radius * 2 + 24];
}

export const mean = (points, axis) => points.reduce((sum, point) => sum + point[axis], 0) / Math.max(1, points.length);

/**
 * Lay out a small graph with forces, then move the boxes apart. The same input gives the same picture.
 * @param {{index: number, box: number[]}[]} nodes
 * @param {[number, number][]} links pairs of node indices
 * @param {Map<number, {x: number, y: number}>} start known positions
 * @param {number} aspect width by height of the stage
 */
export function layOut(nodes, links, start, aspect) {
  const place = new Map(nodes.map((node, n) => [node.index, n]));
  const points = nodes.map((node, n) => {
    const known = start.get(node.index);
    const turn = n * 2.399963;
    return known
      ? { x: known.x / 90, y: known.y / 90 }
      : { x: Math.sqrt(n + 0.5) * Math.cos(turn), y: Math.sqrt(n + 0.5) * Math.sin(turn) };
  });
  points.forEach((point, n) => {
    point.x += 1e-3 * Math.cos(n);
    point.y += 1e-3 * Math.sin(n);
  });
  const pairs = [...new Set(links.map(([a, b]) => [place.get(a), place.get(b)].sort((x, y) => x - y).join(" ")))];
  forces(
    points,
    pairs.map((pair) => pair.split(" ").map(Number)),
  );
  const boxes = nodes.map((node) => node.box);
  spread(points, boxes, aspect);
  moveApart(points, boxes);
  return new Map(nodes.map((node, n) => [node.index, { x: Math.round(points[n].x), y: Math.round(points[n].y) }]));
}

/** Springs along links and repulsion between all, cooling down; hubs are pulled less than their neighbours. */
function forces(points, pairs) {
  const many = points.length;
  const rounds = many > 250 ? 120 : 300;
  const degree = new Array(many).fill(0);
  for (const [a, b] of pairs) {
    degree[a] += 1;
    degree[b] += 1;
  }
  const speed = points.map(() => ({ x: 0, y: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    const heat = (1 - round / rounds) ** 1.5;
    repel(points, speed, heat * 0.22);
    for (const [a, b] of pairs) {
      const [dx, dy] = [points[b].x - points[a].x, points[b].y - points[a].y];
      const far = Math.hypot(dx, dy) || 1e-3;
      const pull = (((far - 1) / far) * heat) / Math.min(degree[a], degree[b]);
      const share = degree[a] / (degree[a] + degree[b]);
      speed[a].x += dx * pull * (1 - share);
      speed[a].y += dy * pull * (1 - share);
      speed[b].x -= dx * pull * share;
      speed[b].y -= dy * pull * share;
    }
    points.forEach((point, n) => {
      speed[n].x = (speed[n].x - point.x * 0.012 * heat) * 0.6;
      speed[n].y = (speed[n].y - point.y * 0.012 * heat) * 0.6;
      point.x += speed[n].x;
      point.y += speed[n].y;
    });
  }
}

function repel(points, speed, strength) {
  for (let a = 0; a < points.length; a += 1) {
    for (let b = a + 1; b < points.length; b += 1) {
      const [dx, dy] = [points[a].x - points[b].x, points[a].y - points[b].y];
      const push = strength / Math.max(dx * dx + dy * dy, 0.04);
      speed[a].x += dx * push;
      speed[a].y += dy * push;
      speed[b].x -= dx * push;
      speed[b].y -= dy * push;
    }
  }
}

/** Scale to the stage, part of the way to an even spread on each axis, so that no knot forms around a hub. */
function spread(points, boxes, aspect) {
  const many = points.length;
  if (many < 2) return;
  const area = boxes.reduce((sum, [w, h]) => sum + w * h, 0) / (many < 40 ? 0.26 : 0.6);
  const wide = { x: Math.sqrt(area * aspect), y: Math.sqrt(area / aspect) };
  const even = many > 4 ? 0.6 : 0;
  for (const axis of ["x", "y"]) {
    const low = Math.min(...points.map((p) => p[axis]));
    const high = Math.max(...points.map((p) => p[axis]));
    const order = points.map((_, n) => n).sort((a, b) => points[a][axis] - points[b][axis] || a - b);
    order.forEach((n, rank) => {
      const forced = (points[n][axis] - low) / Math.max(high - low, 1e-6);
      points[n][axis] = ((1 - even) * forced + (even * rank) / (many - 1) - 0.5) * wide[axis];
    });
  }
}

/** Move overlapping boxes apart in place; pinned ones stay. */
export function moveApart(points, boxes, pinned = new Set()) {
  const many = points.length;
  const free = points.map((_, n) => n).filter((n) => !pinned.has(n));
  const rounds = free.length > 500 ? 20 : 160;
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (const a of free) {
      for (let b = 0; b < many; b += 1) {
        if (a === b || (b < a && !pinned.has(b))) continue;
        if (push(points, boxes, a, b, pinned.has(b) ? 1 : 0.5)) moved = true;
      }
    }
    if (!moved) return;
  }
}

/** Push box a, and b by what is left of the share, along the axis that needs less of their size. */
function push(points, boxes, a, b, share) {
  const [dx, dy] = [points[b].x - points[a].x, points[b].y - points[a].y];
  const oy = (boxes[a][1] + boxes[b][1]) / 2 - Math.abs(dy);
  if (oy <= 0.5) return false;
  const ox = (boxes[a][0] + boxes[b][0]) / 2 - Math.abs(dx);
  if (ox <= 0.5) return false;
  const wider = (boxes[a][0] + boxes[b][0]) / (boxes[a][1] + boxes[b][1]);
  const axis = ox < oy * wider ? "x" : "y";
  const step = (axis === "x" ? ox + 1 : oy + 1) * ((axis === "x" ? dx : dy) < 0 ? -1 : 1);
  points[a][axis] -= step * share;
  points[b][axis] += step * (1 - share);
  return true;
}
