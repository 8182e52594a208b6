// Where the picture is looked at from: zoom, fit, and what happens when the stage changes its size. Methods of GraphView.
import { mean } from "./place.mjs";

export const camera = {
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
    if (sameWindow)
      this.network.moveTo({ scale, position: { x: corner.x + w / 2 / scale, y: corner.y + hgt / 2 / scale } });
    else if (!this.moved) this.fit(false);
    this.draw();
    if (!this.selected || !this.lit()) return;
    if (hgt < 460 && !this.moved) this.closeUp();
    else this.reveal(this.selected.node ?? [...this.lit().nodes][0], sameWindow);
  },

  /** On a small stage, go near to what is selected instead of showing everything tiny. */
  closeUp() {
    const points = [...this.lit().nodes]
      .slice(0, 12)
      .map((index) => this.points.get(index))
      .filter(Boolean);
    const middle = this.points.get(this.selected?.node) ?? { x: mean(points, "x"), y: mean(points, "y") };
    this.network.moveTo({ position: middle, scale: 0.8 });
  },

  zoomBy(factor) {
    this.moved = true;
    const scale = Math.min(5, Math.max(0.03, this.network.getScale() * factor));
    this.network.moveTo({ scale, animation: this.motion() });
  },

  motion() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches
      ? false
      : { duration: 260, easingFunction: "easeInOutQuad" };
  },

  /** Bring everything that is shown into view. */
  fit(animate = true) {
    const { clientWidth: w, clientHeight: hgt } = this.element;
    if (!this.actors.length || !w) return;
    // A panel may just have closed, which the observer of the stage's size has yet to notice.
    if (this.network.canvas.frame.canvas.clientWidth !== w) this.network.setSize(`${w}px`, `${hgt}px`);
    const points = this.actors.map((index) => this.points.get(index));
    const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const side = w < 600 ? 44 : 62;
    const scale = Math.min(
      (w - 2 * side) / Math.max(right - left, 1),
      (hgt - 116) / Math.max(bottom - top, 1),
      this.actors.length < 30 ? 1.5 : 1.25,
    );
    this.moved = false;
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 - 12 / scale };
    this.network.moveTo({ position, scale, animation: animate && this.motion() });
  },

  /** Bring one actor into view if it is not. */
  reveal(index) {
    const point = this.points.get(index);
    if (!point) return;
    const at = this.onStage(point);
    const [w, hgt] = [this.element.clientWidth, this.element.clientHeight];
    if (at.x > 60 && at.y > 60 && at.x < w - 60 && at.y < hgt - 60) return;
    this.network.moveTo({ position: point, animation: this.motion() });
  },
};
