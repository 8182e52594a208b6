// The picture: vis-network holds the camera and draws the marks; lines, names, signs and the highlight are ours.
/* global vis */
import { camera } from "./camera.mjs";
import { drawnCurves, markRadius } from "./curves.mjs";
import { letterOf } from "./coalition.mjs";
import { nearestCurve, visibleShapes } from "./lines.mjs";
import { overlay } from "./overlay.mjs";
import { PALETTES } from "./palette.mjs";

const SIZE = { star: 1.15, square: 0.86, diamond: 1.1, triangle: 1.05, triangleDown: 1.05, hexagon: 1.02, dot: 0.96 };

export class GraphView {
  /**
   * @param {HTMLElement} element
   * @param {object} model
   * @param {{node, curve, double, hover, ground, moved}} react called with an actor's index, a curve, or nothing
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
    this.groups = null;
    this.pool = new Map();
    this.total = 0;
    this.grabbed = null;
    this.radius = (index) => markRadius(this.near.get(index)?.size ?? 0) * (this.actors.length > 600 ? 2 : 1);
    this.near = new Map();
    this.network = new vis.Network(element, this.data, this.options());
    this.listen();
    new ResizeObserver(() => this.resize()).observe(element);
  }

  options() {
    return {
      physics: false,
      autoResize: false,
      layout: { improvedLayout: false, randomSeed: 1 },
      interaction: { hover: false, selectable: false, keyboard: false, tooltipDelay: 1e8, zoomSpeed: 0.7 },
      nodes: { chosen: false, borderWidth: 1.5, labelHighlightBold: false },
    };
  }

  listen() {
    const { network, react } = this;
    network.on("beforeDrawing", (pen) => this.underlay(pen));
    network.on("afterDrawing", (pen) => this.overlay(pen));
    network.on("click", ({ pointer }) => {
      const { node, curve } = this.under(pointer.DOM);
      if (node !== undefined) react.node(node);
      else if (curve) react.curve(curve);
      else react.ground();
    });
    network.on("doubleClick", ({ pointer }) => {
      const { node } = this.under(pointer.DOM);
      if (node !== undefined) react.double(node);
    });
    network.on("dragStart", ({ pointer }) => {
      this.hover(null);
      this.dragging = true;
      this.grabbed = network.getNodeAt(pointer.DOM) ?? null;
      this.home = this.points.get(this.grabbed);
    });
    network.on("dragging", () => this.follow());
    network.on("dragEnd", () => {
      this.follow();
      const moved = this.grabbed;
      [this.moved, this.dragging, this.grabbed] = [true, false, null];
      if (moved !== null) react.moved(moved, this.points.get(moved), this.home);
      else this.draw();
    });
    this.element.addEventListener("pointermove", (event) => this.point(event));
    this.element.addEventListener("pointerleave", () => this.hovered && this.hover(null));
    network.on("zoom", ({ scale }) => {
      this.moved = true;
      const kept = Math.min(5, Math.max(0.03, scale));
      if (kept !== scale) network.moveTo({ scale: kept });
      this.hover(null);
    });
  }

  get colours() {
    return PALETTES[this.theme];
  }

  /** Show these actors and edges at these points; marks are as large as the neighbours in `near` are many. */
  show(shown, points, near) {
    this.points = points;
    this.actors = shown.actors;
    this.present = new Set(shown.actors);
    this.near = near;
    const curves = drawnCurves(shown.edges);
    this.curves = new Map();
    // The ink of a line depends on how many there are; small changes leave it, so that few lines are redrawn.
    if (curves.length > 1.6 * this.total || curves.length < 0.5 * this.total) this.total = curves.length;
    for (const curve of curves) this.curves.set(`${curve.from} ${curve.to} ${curve.edges[0].id}`, curve);
    this.replace(shown.actors.map((index) => this.node(index)));
    this.network._updateVisibleIndices();
    this.draw();
  }

  /** Ask for one new drawing in the next frame, however many changes there are. */
  draw() {
    this.network.body.emitter.emit("_requestRedraw");
  }

  /**
   * Bring vis-network's marks in line with the items. What goes is only hidden, because a filter brings it
   * back soon and vis-network is slow to add and remove; a pool that has grown too large is emptied.
   */
  replace(items) {
    const { nodes: set } = this.data;
    const { pool } = this;
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
    const elements = this.network.body.nodes;
    for (const id of pool.keys()) elements[id].options.hidden = !shown.has(id);
  }

  /** What lies under a point of the stage: an actor's index, or a curve. */
  under(at) {
    const node = this.network.getNodeAt(at);
    if (node !== undefined) return { node };
    const scale = this.network.getScale();
    const point = this.network.DOMtoCanvas(at);
    return { curve: nearestCurve(this.curves.values(), this.points, this.radius, point, 6 / scale) };
  }

  /** Tell what the pointer is on, at most once a frame. */
  point(event) {
    if (this.dragging || event.pointerType === "touch") return;
    const box = this.element.getBoundingClientRect();
    const waiting = this.pointer;
    this.pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    if (waiting) return;
    requestAnimationFrame(() => {
      const at = this.pointer;
      this.pointer = null;
      if (!at || this.dragging) return;
      const { node, curve } = this.under(at);
      const what = node !== undefined ? { node } : curve ? { curve } : null;
      if (what || this.hovered) this.hover(what, at);
    });
  }

  /** Take over where the grabbed mark is. */
  follow() {
    if (this.grabbed === null) return;
    const { x, y } = this.network.getPositions([this.grabbed])[this.grabbed];
    this.points.set(this.grabbed, { x: Math.round(x), y: Math.round(y) });
  }

  /** Colour of a mark: that of its type, or of its coalition; the small ones have only a letter. */
  colourOf(index) {
    if (!this.groups) return this.colours[this.model.actors[index].type];
    return this.colours.coalitions[this.groups.get(index)] ?? this.colours.other;
  }

  node(index) {
    const actor = this.model.actors[index];
    const { x, y } = this.points.get(index);
    const size = this.radius(index) * SIZE[actor.shape];
    return {
      id: index,
      x,
      y,
      shape: actor.shape,
      size,
      color: { background: this.colourOf(index), border: this.colours.ground },
    };
  }

  /** Light up an actor with its neighbours, or a curve with its two ends. */
  select(what) {
    this.selected = what;
    if (what && !this.moved && this.element.clientHeight < 460 && this.lit()) this.closeUp();
    this.draw();
  }

  hover(what, at = null) {
    const same = this.hovered?.node === what?.node && this.hovered?.curve === what?.curve;
    this.hovered = what;
    this.react.hover(what?.node ?? null, what?.curve ?? null, at);
    if (!same) this.draw();
  }

  /** What other tools are told about an actor's mark. */
  look(index) {
    const colour = this.colourOf(index);
    const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    const coalition = this.groups?.has(index) ? letterOf(this.groups.get(index)) : null;
    return { ...this.points.get(index), size: Math.round(this.radius(index) * 10) / 10, colour: parts, coalition };
  }

  /** The picture as the stage shows it, for a drawing elsewhere. */
  scene(title) {
    const scale = this.network.getScale();
    const on = (point) => point && this.onStage(point);
    const shapes = visibleShapes(this.curves.values(), this.points, this.radius, this.window());
    const lines = shapes.map(({ curve, shape: { start, via, end } }) => ({
      curve,
      shape: { start: on(start), via: on(via), end: on(end) },
    }));
    const marks = this.actors.map((index) => {
      const { shape, name } = this.model.actors[index];
      const radius = this.radius(index) * SIZE[shape] * scale;
      const { colour, coalition: letter } = this.look(index);
      return { shape, name, ...on(this.points.get(index)), radius, colour: `rgb(${colour.join(" ")})`, letter };
    });
    const { clientWidth: width, clientHeight: height } = this.element;
    return { width, height, scale, total: this.total, colours: this.colours, title, lines, marks, names: this.names };
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

Object.assign(GraphView.prototype, camera, overlay);
