// Stepping through time: one month after another (or day, where all lies within two months), by hand or as a film.
import { stepDays } from "./dates.mjs";
import { button, fill, h } from "./dom.mjs";
import { icon } from "./icons.mjs";
import { readableDate } from "./text.mjs";

const PAUSE = 1500; // milliseconds

/** The months, or else the days, that hold evidence. */
export function stepsOf(edges) {
  const days = edges.flatMap((edge) => edge.pieces.map((piece) => piece.day ?? ""));
  const months = [...new Set(days.filter((day) => day.length >= 7).map((day) => day.slice(0, 7)))].sort();
  if (months.length > 2) return months;
  return [...new Set(days.filter((day) => day.length === 10))].sort();
}

/** Which step the range of the state is: its place, or -1. */
export function stepNow(steps, { from, to }) {
  return to ? steps.findIndex((step) => stepDays(step)[1] === to && (!from || stepDays(step)[0] === from)) : -1;
}

/** The buttons that step and play; `all` returns the edges whatever the dates. */
export function player(app, all) {
  let timer = null;
  const sum = h("input", { type: "checkbox", on: { change: () => show(stepNow(stepsOf(all()), app.state)) } });
  const clock = h("span.clock", { "aria-live": "off" });

  const show = (n) => {
    const steps = stepsOf(all());
    if (!steps[n]) return;
    const [first, last] = stepDays(steps[n]);
    const playing = stepNow(steps, app.state) >= 0;
    app.said = sum.checked ? `Up to ${readableDate(steps[n])}.` : `${readableDate(steps[n])}.`;
    app.go({ from: sum.checked ? "" : first, to: last }, { keep: playing });
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
    update();
  };
  const next = () => {
    const steps = stepsOf(all());
    const here = stepNow(steps, app.state);
    if (here + 1 >= steps.length) return stop();
    show(here + 1);
    timer = setTimeout(next, PAUSE);
    return update();
  };
  const start = () => {
    const steps = stepsOf(all());
    if (stepNow(steps, app.state) === steps.length - 1) app.go({ from: "", to: "" }, { keep: true });
    next();
  };
  const step = (by) => {
    if (timer) stop();
    const steps = stepsOf(all());
    const here = stepNow(steps, app.state);
    show(here < 0 ? (by > 0 ? 0 : steps.length - 1) : Math.max(0, Math.min(steps.length - 1, here + by)));
  };

  const play = button(null, () => (timer ? stop() : start()), { kind: ".icon.play" });
  const element = h(
    "div.player",
    { role: "group", "aria-label": "Step through time" },
    button(null, () => step(-1), { picture: icon("before"), label: "One step back", kind: ".icon" }),
    play,
    button(null, () => step(1), { picture: icon("after"), label: "One step on", kind: ".icon" }),
    clock,
    h("label.sum", { title: "Show everything up to the step and not the step alone" }, sum, "Add up"),
  );
  function update() {
    const steps = stepsOf(all());
    const here = stepNow(steps, app.state);
    element.hidden = steps.length < 2;
    fill(play, icon(timer ? "pause" : "play"));
    play.setAttribute("aria-label", timer ? "Pause" : "Play through time");
    play.title = timer ? "Pause" : "Play through time";
    clock.textContent =
      here < 0 ? `${steps.length} ${steps[0]?.length === 7 ? "months" : "days"}` : readableDate(steps[here]);
    if (here >= 0) sum.checked = !app.state.from && steps.length > 1;
  }
  return { element, update };
}
