// The picture: vis-network draws marks and curves; names, signs and the highlight are drawn on top.
/* global vis */
import { curveStrength, curveWidth, drawnCurves, markRadius } from "./curves.mjs";
import { SIGN_MARKS } from "./data.mjs";
import { mean } from "./place.mjs";
import { drawNames, drawSigns, placeNames } from "./names.mjs";

/** Colours per theme. Blue and vermilion stay apart for every common kind of colour blindness. */
export const PALETTES = {
  light: {
    ground: "#fbfbf9", ink: "#1b2230", ring: "#1b2230", veil: "rgba(251,251,249,0.86)", 1: "#0b66b0", "-1": "#c8480c", 0: "#7d8696",
    state: "#28344c", institution: "#5d6f94", official: "#8055a8", armed_group: "#3f3f46", political_body: "#9a6a00", organisation: "#0f7a72", other: "#8b919c",
  },
  dark: {
    ground: "#12161d", ink: "#e9edf4", ring: "#ffffff", veil: "rgba(18,22,29,0.86)", 1: "#58aef5", "-1": "#ff8a4c", 0: "#98a2b3",
    state: "#c9d4ea", institution: "#8ea2cc", official: "#c39bea", armed_group: "#a8abb5", political_body: "#e0b04a", organisation: "#4cc3b8", other: "#858d9b",
  },
}; // prettier-ignore

const DASHES = { 1: false, 0: [2, 5], "-1": [9, 5] };
const SIZE = { star: 1.15, square: 0.86, diamond: 1.1, triangle: 1.05, triangleDown: 1.05, hexagon: 1.02, dot: 0.96 };

export class GraphView {
  /**
   * @param {HTMLElement} element
   * @param {object} model
   * @param {{node, curve, double, hover, ground}} react called with an actor's index, a curve, or nothing
   */
  constructor(element, model, react) {
    Object.assign(this, { element, model, react });
    this.points = new Map();
    this.curves = new Map();
    this.actors = [];
    this.present = new Set();
    this.names = [];
    this.selected = null;
    this.hovered = null;
    this.moved = false;
    this.firstPicture = null;
    this.theme = "light";
    this.data = { nodes: new vis.DataSet([]), edges: new vis.DataSet([]) };
    this.pools = { nodes: new Map(), edges: new Map() };
    this.total = 0;
    this.network = new vis.Network(element, this.data, this.options());
    this.listen();
    new ResizeObserver(() => this.resize()).observe(element);
  }

  options() {
    return {
      physics: false,
      autoResize: false,
      layout: { improvedLayout: false, randomSeed: 1 },
      interaction: { hover: true, selectable: false, keyboard: false, tooltipDelay: 1e8, zoomSpeed: 0.7 },
      nodes: { chosen: false, borderWidth: 1.5, labelHighlightBold: false },
      edges: { chosen: false, smooth: false, selectionWidth: 0, hoverWidth: 0, arrowStrikethrough: false },
    };
  }

  listen() {
    const { network, react } = this;
    network.on("afterDrawing", (pen) => this.overlay(pen));
    network.on("click", ({ pointer }) => {
      const node = network.getNodeAt(pointer.DOM);
      const edge = node === undefined ? network.getEdgeAt(pointer.DOM) : undefined;
      if (node !== undefined) react.node(node);
      else if (edge !== undefined) react.curve(this.curves.get(edge));
      else react.ground();
    });
    network.on("doubleClick", ({ pointer }) => {
      const node = network.getNodeAt(pointer.DOM);
      if (node !== undefined) react.double(node);
    });
    network.on("hoverNode", ({ node, pointer }) => this.hover({ node }, pointer));
    network.on("hoverEdge", ({ edge, pointer }) => this.hover({ edge }, pointer));
    network.on("blurNode", () => this.hover(null));
    network.on("blurEdge", () => this.hover(null));
    network.on("dragStart", () => this.hover(null));
    network.on("dragEnd", ({ nodes }) => {
      this.moved = true;
      for (const [id, at] of Object.entries(network.getPositions(nodes))) this.points.set(Number(id), at);
    });
    network.on("zoom", ({ scale, pointer }) => {
      this.moved = true;
      const kept = Math.min(5, Math.max(0.03, scale));
      if (kept !== scale) network.moveTo({ scale: kept });
      this.hover(null, pointer);
    });
  }

  get colours() {
    return PALETTES[this.theme];
  }

  /**
   * Follow the stage's size. A panel that opens leaves the picture where it is, so that a second click of a
   * double click meets the same mark; a window that changes shows the whole picture again.
   */
  resize() {
    const { clientWidth: w, clientHeight: hgt } = this.element;
    if (!w || !hgt) return;
    const shape = `${innerWidth} ${innerHeight}`;
    const sameWindow = shape === this.shape;
    this.shape = shape;
    const [scale, corner] = [this.network.getScale(), this.network.DOMtoCanvas({ x: 0, y: 0 })];
    this.network.setSize(`${w}px`, `${hgt}px`);
    if (sameWindow) this.network.moveTo({ scale, position: { x: corner.x + w / 2 / scale, y: corner.y + hgt / 2 / scale } });
    else if (!this.moved) this.fit(false);
    this.draw();
    if (!this.selected || !this.lit()) return;
    if (hgt < 460 && !this.moved) this.closeUp();
    else this.reveal(this.selected.node ?? [...this.lit().nodes][0], sameWindow);
  }

  /** On a small stage, go near to what is selected instead of showing everything tiny. */
  closeUp() {
    const points = [...this.lit().nodes].slice(0, 12).map((index) => this.points.get(index)).filter(Boolean); // prettier-ignore
    const middle = this.points.get(this.selected?.node) ?? { x: mean(points, "x"), y: mean(points, "y") };
    this.network.moveTo({ position: middle, scale: 0.8 });
  }

  /** Show these actors and edges at these points; marks are as large as the neighbours in `near` are many. */
  show(shown, points, near) {
    this.points = points;
    this.actors = shown.actors;
    this.present = new Set(shown.actors);
    this.near = near;
    const curves = drawnCurves(shown.edges);
    this.keys = new Map();
    this.curves = new Map();
    // The ink of a line depends on how many there are; small changes leave it, so that few lines are redrawn.
    if (curves.length > 1.6 * this.total || curves.length < 0.5 * this.total) this.total = curves.length;
    const edges = curves.map((curve) => {
      const id = `${curve.from} ${curve.to} ${curve.edges[0].id} ${curve.edges.length}`;
      this.curves.set(id, curve);
      return this.line(id, curve, this.total);
    });
    this.replace("nodes", shown.actors.map((index) => this.node(index))); // prettier-ignore
    this.replace("edges", edges);
    this.network._updateVisibleIndices();
    const many = curves.length > 700;
    if (many !== this.many) this.network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many } });
    this.many = many;
    this.draw();
  }

  /** Ask for one new drawing in the next frame, however many changes there are. */
  draw() {
    this.network.body.emitter.emit("_requestRedraw");
  }

  /**
   * Bring vis-network's elements in line with the items. What goes is only hidden, because a filter brings it
   * back soon and vis-network is slow to add and remove; a pool that has grown too large is emptied.
   */
  replace(which, items) {
    const [set, pool] = [this.data[which], this.pools[which]];
    const shown = new Map(items.map((item) => [item.id, item]));
    if (pool.size > 3 * items.length + 2000) {
      const gone = [...pool.keys()].filter((id) => !shown.has(id));
      set.remove(gone);
      for (const id of gone) pool.delete(id);
    }
    const changed = [];
    for (const item of items) {
      const text = JSON.stringify(item);
      if (pool.get(item.id) === text) continue;
      pool.set(item.id, text);
      changed.push(item);
    }
    if (changed.length) set.update(changed);
    const elements = this.network.body[which];
    for (const id of pool.keys()) elements[id].options.hidden = !shown.has(id);
  }

  radius(index) {
    return markRadius(this.near.get(index)?.size ?? 0) * (this.actors.length > 600 ? 2 : 1);
  }

  node(index) {
    const actor = this.model.actors[index];
    const { x, y } = this.points.get(index);
    const fillColour = this.colours[actor.type];
    const size = this.radius(index) * SIZE[actor.shape];
    return { id: index, x, y, shape: actor.shape, size, color: { background: fillColour, border: this.colours.ground } };
  }

  line(id, curve, total) {
    const opacity = curveStrength(curve) * (total > 2500 ? 0.2 : total > 900 ? 0.35 : total > 350 ? 0.55 : total > 120 ? 0.72 : 0.9);
    const width = curveWidth(curve.pieces);
    const tip = { enabled: true, scaleFactor: Math.max(0.35, 0.75 / Math.sqrt(width)) };
    const arrows = curve.symmetric ? {} : { to: tip, ...(curve.both ? { from: tip } : {}) };
    const smooth = curve.bend === 0 ? false : { enabled: true, type: curve.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(curve.bend) }; // prettier-ignore
    return { id, from: curve.from, to: curve.to, width, dashes: DASHES[curve.polarity], arrows, smooth, color: { color: this.colours[curve.polarity], opacity } }; // prettier-ignore
  }

  /** Light up an actor with its neighbours, or a curve with its two ends. */
  select(what) {
    this.selected = what;
    if (what && !this.moved && this.element.clientHeight < 460 && this.lit()) this.closeUp();
    this.draw();
  }

  hover(what, pointer = null) {
    this.hovered = what;
    this.react.hover(what?.node ?? null, what?.edge ? this.curves.get(what.edge) : null, pointer?.DOM ?? null);
    this.draw();
  }

  /** What the highlight holds: null when nothing is selected or pointed at. */
  lit() {
    const wanted = this.hovered ?? this.selected;
    if (!wanted) return null;
    const [nodes, lines] = [new Set(), new Set()];
    for (const [id, curve] of this.curves) {
      const hit = wanted.edge !== undefined ? id === wanted.edge : wanted.node !== undefined ? curve.from === wanted.node || curve.to === wanted.node : wanted.test(curve);
      if (!hit) continue;
      lines.add(id);
      nodes.add(curve.from).add(curve.to);
    }
    if (this.present.has(wanted.node)) nodes.add(wanted.node);
    return nodes.size ? { nodes, lines, node: nodes.has(wanted.node) ? wanted.node : undefined } : null;
  }

  overlay(pen) {
    const { network, colours } = this;
    const { nodes, edges } = network.body;
    const lit = this.lit();
    const ratio = network.canvas.pixelRatio || 1;
    const stage = { width: this.element.clientWidth, height: this.element.clientHeight };
    const onScreen = (work) => {
      pen.save();
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      work();
      pen.restore();
    };
    if (lit) {
      onScreen(() => {
        pen.fillStyle = colours.veil;
        pen.fillRect(0, 0, stage.width, stage.height);
      });
      for (const id of lit.lines) edges[id]?.draw(pen);
      for (const id of lit.nodes) nodes[id]?.draw(pen);
      for (const id of lit.lines) edges[id]?.drawArrows(pen);
    }
    onScreen(() => {
      const scale = network.getScale();
      if (lit?.node !== undefined) this.ring(pen, lit.node, scale);
      const { placed, room } = placeNames(pen, this.labelled(lit, scale), stage, scale);
      this.names = placed;
      if (!network.body.view.dragging) drawSigns(pen, room, this.signed(lit, scale, stage), colours);
      drawNames(pen, placed, colours, lit?.nodes);
    });
    if (this.firstPicture === null) this.firstPicture = performance.now();
  }

  labelled(lit, scale) {
    const all = this.actors.map((index) => ({
      index,
      name: this.model.actors[index].name,
      at: this.onStage(this.points.get(index)),
      radius: this.radius(index) * scale,
      strong: lit?.node === index,
    }));
    if (!lit) return all;
    return [...all.filter((a) => lit.nodes.has(a.index)), ...all.filter((a) => !lit.nodes.has(a.index))];
  }

  signed(lit, scale, stage) {
    const curves = [];
    for (const [id, curve] of this.curves) {
      if (this.curves.size > 260 && !lit?.lines.has(id) && scale < 0.9) continue;
      const ends = [this.points.get(curve.from), this.points.get(curve.to)];
      const long = Math.hypot(ends[0].x - ends[1].x, ends[0].y - ends[1].y) * scale - (this.radius(curve.from) + this.radius(curve.to)) * scale;
      const at = this.onStage(this.middle(id));
      if (at.x < 0 || at.y < 0 || at.x > stage.width || at.y > stage.height) continue;
      const many = curve.edges.length;
      const bright = lit?.lines.has(id);
      const words = bright || (!lit && this.curves.size <= 40) ? curve.edges[0].label : null;
      curves.push({ at, sign: SIGN_MARKS[curve.polarity], many, words, polarity: curve.polarity, faint: lit && !bright, long });
    }
    return curves.sort((a, b) => Number(Boolean(a.faint)) - Number(Boolean(b.faint)) || b.many - a.many || b.long - a.long);
  }

  ring(pen, index, scale) {
    const at = this.onStage(this.points.get(index));
    pen.beginPath();
    pen.arc(at.x, at.y, this.radius(index) * scale + 5, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = this.colours.ring;
    pen.stroke();
  }

  onStage(point) {
    return this.network.canvasToDOM(point);
  }

  /** The middle of a curve in the picture's own coordinates. */
  middle(id) {
    const type = this.network.body.edges[id]?.edgeType;
    if (type?.fromPoint) return type.getPoint(0.5, type.getViaNode());
    const curve = this.curves.get(id);
    const [a, b] = [this.points.get(curve.from), this.points.get(curve.to)];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  zoomBy(factor) {
    this.moved = true;
    const scale = Math.min(5, Math.max(0.03, this.network.getScale() * factor));
    this.network.moveTo({ scale, animation: this.motion() });
  }

  motion() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 260, easingFunction: "easeInOutQuad" };
  }

  /** Bring everything that is shown into view. */
  fit(animate = true) {
    const { clientWidth: w, clientHeight: hgt } = this.element;
    if (!this.actors.length || !w) return;
    const points = this.actors.map((index) => this.points.get(index));
    const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const side = w < 600 ? 44 : 62;
    const scale = Math.min((w - 2 * side) / Math.max(right - left, 1), (hgt - 116) / Math.max(bottom - top, 1), this.actors.length < 30 ? 1.5 : 1.25);
    this.moved = false;
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 - 12 / scale };
    this.network.moveTo({ position, scale, animation: animate && this.motion() });
  }

  /** Bring one actor into view if it is not. */
  reveal(index) {
    const point = this.points.get(index);
    if (!point) return;
    const at = this.onStage(point);
    const [w, hgt] = [this.element.clientWidth, this.element.clientHeight];
    if (at.x > 60 && at.y > 60 && at.x < w - 60 && at.y < hgt - 60) return;
    this.network.moveTo({ position: point, animation: this.motion() });
  }

  /** The picture as a PNG blob on its ground colour. */
  png() {
    const source = this.element.querySelector("canvas");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [source.width, source.height];
    const pen = copy.getContext("2d");
    pen.fillStyle = this.colours.ground;
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(source, 0, 0);
    return new Promise((done) => copy.toBlob(done, "image/png"));
  }
}
