// What is drawn over the marks and curves: the highlight, names and signs. Methods of GraphView.
import { letterOf } from "./coalition.mjs";
import { SIGN_MARKS } from "./data.mjs";
import { drawLines, pointAt, shapeOf, visibleShapes } from "./lines.mjs";
import { drawNames, drawSigns, placeNames } from "./names.mjs";

export const overlay = {
  /** What the highlight holds: null when nothing is selected or pointed at. */
  lit() {
    const wanted = this.hovered ?? this.selected;
    if (!wanted) return null;
    const [nodes, lines] = [new Set(), new Set()];
    for (const [id, curve] of this.curves) {
      const hit =
        wanted.curve !== undefined
          ? curve === wanted.curve
          : wanted.node !== undefined
            ? curve.from === wanted.node || curve.to === wanted.node
            : wanted.test(curve);
      if (!hit) continue;
      lines.add(id);
      nodes.add(curve.from).add(curve.to);
    }
    if (this.present.has(wanted.node)) nodes.add(wanted.node);
    return nodes.size ? { nodes, lines, node: nodes.has(wanted.node) ? wanted.node : undefined } : null;
  },

  /** The lines, below the marks; a great many are left out while the picture moves. */
  underlay(pen) {
    if (this.dragging && this.curves.size > 4000) return;
    const shapes = visibleShapes(this.curves.values(), this.points, this.radius, this.window());
    drawLines(pen, shapes, this.total, this.colours, this.network.getScale());
  },

  /** The part of the picture that the stage shows, in the picture's own coordinates. */
  window() {
    const from = this.network.DOMtoCanvas({ x: 0, y: 0 });
    const to = this.network.DOMtoCanvas({ x: this.element.clientWidth, y: this.element.clientHeight });
    return { left: from.x, right: to.x, top: from.y, bottom: to.y };
  },

  overlay(pen) {
    const { network, colours } = this;
    const { nodes } = network.body;
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
      const bright = [...lit.lines].map((id) => this.curves.get(id));
      drawLines(pen, visibleShapes(bright, this.points, this.radius), bright.length, colours, network.getScale());
      for (const id of lit.nodes) nodes[id]?.draw(pen);
    }
    onScreen(() => {
      const scale = network.getScale();
      if (lit?.node !== undefined) this.ring(pen, lit.node, scale);
      this.badges(pen, lit, scale);
      const { placed, room } = placeNames(pen, this.labelled(lit, scale), stage, scale);
      this.names = placed;
      if (!this.dragging) drawSigns(pen, room, this.signed(lit, scale, stage), colours);
      drawNames(pen, placed, colours, lit?.nodes);
    });
    if (this.firstPicture === null) this.firstPicture = performance.now();
  },

  labelled(lit, scale) {
    const all = this.actors.map((index) => ({
      index,
      name: this.model.actors[index].name,
      at: this.onStage(this.points.get(index)),
      radius: this.radius(index) * scale,
      strong: lit?.node === index,
      faint: Boolean(lit) && !lit.nodes.has(index),
    }));
    if (!lit) return all;
    return [...all.filter((a) => lit.nodes.has(a.index)), ...all.filter((a) => !lit.nodes.has(a.index))];
  },

  signed(lit, scale, stage) {
    const curves = [];
    for (const [id, curve] of this.curves) {
      if (this.curves.size > 260 && !lit?.lines.has(id) && scale < 0.9) continue;
      const ends = [this.points.get(curve.from), this.points.get(curve.to)];
      const long =
        Math.hypot(ends[0].x - ends[1].x, ends[0].y - ends[1].y) * scale -
        (this.radius(curve.from) + this.radius(curve.to)) * scale;
      const at = this.onStage(this.middle(id));
      if (at.x < 0 || at.y < 0 || at.x > stage.width || at.y > stage.height) continue;
      const many = curve.edges.length;
      const bright = lit?.lines.has(id);
      const words = bright || (!lit && this.curves.size <= 40) ? curve.edges[0].label : null;
      curves.push({
        at,
        sign: SIGN_MARKS[curve.polarity],
        many,
        words,
        polarity: curve.polarity,
        faint: lit && !bright,
        long,
      });
    }
    return curves.sort(
      (a, b) => Number(Boolean(a.faint)) - Number(Boolean(b.faint)) || b.many - a.many || b.long - a.long,
    );
  },

  /** The letter of its coalition in each mark that is large enough, and a dot on what is pinned. */
  badges(pen, lit, scale) {
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const index of this.actors) {
      const letter = this.groups?.get(index);
      const pinned = this.pinned?.has(index);
      if (letter === undefined && !pinned) continue;
      const [at, radius] = [this.onStage(this.points.get(index)), this.radius(index) * scale];
      pen.globalAlpha = lit && !lit.nodes.has(index) ? 0.25 : 1;
      if (letter !== undefined && radius > 6) {
        pen.fillStyle = this.colours.ground;
        pen.font = `700 ${Math.min(13, radius * 1.1)}px system-ui, sans-serif`;
        pen.fillText(letterOf(letter), at.x, at.y + 0.5);
      }
      if (!pinned) continue;
      pen.fillStyle = this.colours.ink;
      pen.strokeStyle = this.colours.ground;
      pen.lineWidth = 1.5;
      pen.beginPath();
      pen.arc(at.x + radius * 0.75, at.y - radius * 0.75, 3.6, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
    pen.globalAlpha = 1;
  },

  ring(pen, index, scale) {
    const at = this.onStage(this.points.get(index));
    pen.beginPath();
    pen.arc(at.x, at.y, this.radius(index) * scale + 5, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = this.colours.ring;
    pen.stroke();
  },

  onStage(point) {
    return this.network.canvasToDOM(point);
  },

  /** The middle of a curve in the picture's own coordinates. */
  middle(id) {
    return pointAt(shapeOf(this.curves.get(id), this.points, this.radius), 0.5);
  },
};
