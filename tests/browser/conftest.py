"""A real browser that opens pages from disk and keeps account of requests and complaints."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from communique.graph.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass
class Opened:
    """A page in the browser with what it asked for and complained of."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hook(self, what: str) -> Any:
        """Return the result of one function of the page's own hook."""
        return self.page.evaluate(f"window.communique.{what}()")

    def go(self, hash_: str) -> None:
        """Set the address's hash and wait until the page follows it."""
        self.page.evaluate("hash => { location.hash = hash }", hash_)
        self.page.wait_for_timeout(60)

    def until(self, condition: str) -> None:
        """Wait for a condition; Playwright's own waiting needs eval, which the page's policy forbids."""
        end = time.monotonic() + 10
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            self.page.wait_for_timeout(20)

    def select(self, source: str, label: str, target: str) -> str:
        """Return the id of the shown relation of that label between two ids."""
        ids = [
            r["id"] for r in self.hook("relations") if (r["source"], r["label"], r["target"]) == (source, label, target)
        ]
        assert len(ids) == 1
        return str(ids[0])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the installed chromium once."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "no browser for the tests of the page: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Return a function that writes a page and opens it; complaints and requests fail the test at its end."""
    opened: list[Opened] = []

    def open_it(
        relations: pd.DataFrame, actors: pd.DataFrame, *, title: str = "Test", size: tuple[int, int] = (1440, 900),
        dark: bool = False, hash_: str = "",
    ) -> Opened:  # fmt: skip
        path = tmp_path / f"page{len(opened)}.html"
        write_page(relations, actors, path, title=title)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light",
            reduced_motion="reduce", accept_downloads=True,
        )  # fmt: skip
        it = Opened(context.new_page(), path.as_uri())
        it.page.on("request", lambda request: it.requests.append(request.url))
        it.page.on("console", lambda message: it.complaints.append(message.text))
        it.page.on("pageerror", lambda error: it.complaints.append(str(error)))
        it.page.on("dialog", lambda dialog: it.complaints.append(dialog.message))
        it.page.goto(it.address + hash_)
        it.until("Boolean(window.communique) && window.communique.timing().firstPicture !== null")
        opened.append(it)
        return it

    yield open_it
    for it in opened:
        asked = [url for url in it.requests if not url.startswith((it.address, "blob:"))]
        it.page.context.close()
        assert asked == []
        assert it.complaints == []
