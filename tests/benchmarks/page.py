"""How quick and how large the page is, beside its budgets.

Run from the repository root: ``python -m tests.benchmarks.page [ACTORS ...]``. Each page holds a made-up graph with
three relations an actor. "Filter" is the 95th percentile over ticks of the legend, clicks on actors and switches of the
level, each up to the second frame after it; frames are counted while the picture is dragged about.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from communique.graph.page import write_page
from tests.graph.frames import synthetic

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (50, 500, 2000, 10000)


@dataclass(slots=True, frozen=True)
class Figures:
    """What is measured: seconds, milliseconds, megabytes, seconds, frames a second."""

    first: float
    filter: float
    file: float
    build: float
    frames: float = 0.0


BUDGETS = {
    500: Figures(0.7, 150, 1.3, 2),
    2000: Figures(1.5, 500, 3.5, 3),
    10000: Figures(4, 1500, 8, 10),
}
"""The most that a page of so many actors may take; there is none for frames."""

TIMED = """async act => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const start = performance.now();
  act();
  await frame();
  await frame();
  return performance.now() - start;
}"""
FRAMES = """async () => {
  let frames = 0;
  window.counting = true;
  const start = performance.now();
  const count = () => { frames += 1; if (window.counting) requestAnimationFrame(count); };
  requestAnimationFrame(count);
  await new Promise(done => { window.counted = () => done(); });
  window.counting = false;
  return 1000 * frames / (performance.now() - start);
}"""


def acts(page: Page) -> list[str]:
    """Return the clicks to time: rows of the legend off and on, actors, the level of reading."""
    rows: int = page.locator("#legend .toggle input").count()
    ticks = [f"() => document.querySelectorAll('#legend .toggle input')[{n}].click()" for n in range(min(rows, 20))]
    actors = [f"() => document.querySelectorAll('#actors button')[{n}].click()" for n in range(8)]
    level = [f"() => document.querySelectorAll('#legend .switch button')[{n}].click()" for n in (1, 0)]
    return [act for tick in ticks for act in (tick, tick)] + actors + level


def frames_a_second(page: Page) -> float:
    """Drag the picture about for two seconds and count the frames."""
    box = page.locator("#network").bounding_box()
    assert box is not None
    page.evaluate(f"() => {{ window.result = ({FRAMES})() }}")
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] - 30)
    page.mouse.down()
    end = time.monotonic() + 2
    step = 0
    while time.monotonic() < end:
        step += 1
        page.mouse.move(box["x"] + 30 + 4 * (step % 60), box["y"] + box["height"] - 30 - 2 * (step % 60))
    page.mouse.up()
    page.evaluate("() => window.counted()")
    return float(page.evaluate("() => window.result"))


def measure(browser: Browser, actors: int, folder: Path) -> Figures:
    """Build, open and use the page of a graph of so many actors."""
    tables = synthetic(actors)
    path = folder / f"{actors}.html"
    started = time.perf_counter()
    write_page(*tables, path, title=f"{actors} actors")
    build = time.perf_counter() - started
    first = []
    for _ in range(3):
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(path.as_uri())
        page.wait_for_function("window.communique && window.communique.timing().firstPicture !== null")
        first.append(float(page.evaluate("window.communique.timing().firstPicture")) / 1000)
        if len(first) < 3:
            page.close()
    if actors > 150:
        page.click("#notice >> text=Show all")
    page.click("#tab-actors")
    page.click("#tab-legend")
    waits = sorted(float(page.evaluate(f"() => ({TIMED})({act})")) for act in acts(page))
    frames = frames_a_second(page)
    page.close()
    slow = waits[max(0, round(0.95 * len(waits)) - 1)]
    return Figures(statistics.median(first), slow, path.stat().st_size / 1e6, build, frames)


def main() -> None:
    """Print a line for each size, with what is over its budget marked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("actors", nargs="*", type=int, default=SIZES, help="sizes of the graphs")
    arguments = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        parser.exit(2, "no browser: apt-get install chromium\n")
    write_page(*synthetic(20), Path(tempfile.mkdtemp()) / "warm.html", title="Warm up")
    print("actors  first picture  filter p95      file     build  frames/s")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for actors in arguments.actors:
            got, most = measure(browser, actors, Path(folder)), BUDGETS.get(actors)
            parts = []
            for field, form in (("first", "{:11.2f} s"), ("filter", "{:8.0f} ms"), ("file", "{:6.2f} MB"),
                                ("build", "{:6.2f} s")):  # fmt: skip
                over = most is not None and getattr(got, field) > getattr(most, field)
                parts.append(form.format(getattr(got, field)) + ("!" if over else " "))
            print(f"{actors:6}  {' '.join(parts)} {got.frames:8.0f}")
        browser.close()
    print("! is over the budget")


if __name__ == "__main__":
    main()
