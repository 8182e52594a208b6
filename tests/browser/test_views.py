"""Coalitions, time, rival accounts, pins, search by question, and journeys through the whole page."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from communique.graph.page import write_page
from communique.table import actors_frame, relations_frame
from tests.browser.conftest import Opened
from tests.graph.frames import actor, relation, story, synthetic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from playwright.sync_api import Browser

    Open = Callable[..., Opened]


def names(it: Opened) -> set[str]:
    return {a["name"] for a in it.hook("actors")}


def months() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return relations in three months with one empty month between."""
    rows = [relation("Russia", "backs", "Syria", date="2016-09-03"),
            relation("Iran", "backs", "Syria", date="2016-09-30"),
            relation("United States", "condemned", "Russia", date="2016-10-20"),
            relation("Turkey", "warned", "Syria", date="2016-12-01")]  # fmt: skip
    return relations_frame(rows), story()[1]


def test_time_is_stepped_through_month_by_month(open_page: Open) -> None:
    it = open_page(*months())
    step = it.page.get_by_label("One step on")
    seen = []
    for _ in range(3):
        step.click()
        state = it.hook("state")
        seen.append((state["from"], state["to"], it.hook("counts")["relations"], it.page.inner_text(".clock")))
    assert seen == [
        ("2016-09-01", "2016-09-30", 2, "Sep 2016"), ("2016-10-01", "2016-10-31", 1, "Oct 2016"),
        ("2016-12-01", "2016-12-31", 1, "Dec 2016"),
    ]  # fmt: skip
    it.page.click("text=Add up")
    assert (it.hook("state")["from"], it.hook("counts")["relations"]) == ("", 4)
    it.page.get_by_label("One step back").click()
    assert it.hook("counts")["relations"] == 3
    it.page.go_back()
    it.until("window.communique.state().to === ''")


def test_time_plays_and_pauses(open_page: Open) -> None:
    it = open_page(*months())
    it.page.get_by_label("Play through time").click()
    assert it.hook("state")["to"] == "2016-09-30"
    it.until("window.communique.state().to === '2016-10-31'")
    it.page.get_by_label("Pause").click()
    it.page.get_by_label("Play through time").click()
    assert it.hook("state")["to"] == "2016-12-31"
    it.page.get_by_label("Play through time").wait_for()


def test_coalitions_colour_the_marks_and_have_a_legend(open_page: Open) -> None:
    rows = [relation("Russia", "backs", "Syria"), relation("Iran", "backs", "Syria"),
            relation("Iran", "armed", "Hezbollah"),
            relation("Russia", "backs", "Iran"), relation("Turkey", "backs", "Syrian National Coalition"),
            relation("Saudi Arabia", "armed", "Syrian National Coalition"),
            relation("Russia", "bombed", "Syrian National Coalition"),
            relation("Saudi Arabia", "condemned", "Syria"), relation("Turkey", "condemned", "Syria")]  # fmt: skip
    it = open_page(relations_frame(rows), story()[1])
    it.page.click("text=Coalition >> nth=0")
    assert [set(c) for c in it.hook("coalitions")] == [{"Q159", "Q858", "Q794", "Q41053"}, {"Q43", "Q3063066", "Q851"}]
    assert "0% of the evidence is at odds" in it.page.inner_text(".coalitions")
    it.page.click(".coalitions .row >> nth=1")
    panel = it.page.inner_text("#panel")
    assert "Coalition B" in panel
    for part in ("Turkey", "Saudi Arabia", "STANDS AGAINST", "HOLDS IT TOGETHER"):
        assert part in panel
    it.go("")
    assert it.hook("coalitions") is None


def test_rival_accounts_stand_next_to_one_another(open_page: Open) -> None:
    rows = [relation("Iran", "armed", "Hezbollah", status="claimed", claimant="Saudi Arabia"),
            relation("Iran", "armed", "Hezbollah", status="negated", claimant="Iran", document="doc-2"),
            relation("Russia", "accused", "United States"),
            relation("United States", "condemned", "Russia")]  # fmt: skip
    it = open_page(relations_frame(rows), story()[1])
    it.page.click("#tab-accounts")
    assert it.page.locator("#accounts .row").count() == 2
    it.page.click("#accounts .row >> text=Hezbollah")
    sides = it.page.locator("#panel .rival .side")
    assert [s.split("\n")[0] for s in sides.all_inner_texts()] == ["Saudi Arabia says so", "Iran denies it"]
    left, right = (sides.nth(n).bounding_box() for n in (0, 1))
    assert left is not None
    assert right is not None
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)
    it.page.click("#accounts .row >> text=Russia")
    assert "Each accuses the other" in it.page.inner_text("#panel .rival")


def test_a_dragged_actor_is_pinned_and_let_go(open_page: Open) -> None:
    it = open_page(*story())

    def where() -> tuple[int, int]:
        at = next(a for a in it.hook("actors") if a["id"] == "Q794")
        return round(at["x"]), round(at["y"])

    x, y = start = where()
    it.page.mouse.move(x, y)
    it.page.mouse.down()
    it.page.mouse.move(x + 60, y - 80, steps=5)
    it.page.mouse.up()
    there = where()
    assert abs(there[0] - x - 60) <= 2
    assert abs(there[1] - y + 80) <= 2
    assert len(it.hook("state")["pins"]) == 1
    it.page.reload()
    it.until("Boolean(window.communique) && window.communique.timing().firstPicture !== null")
    it.go(it.page.evaluate("location.hash.slice(1)") + "&at=a:Q794")
    it.page.click("#panel >> text=Unpin")
    assert it.hook("state")["pins"] == []
    it.page.click("#panel >> text=Pin")
    assert it.hook("state")["pins"][0].endswith(" Q794")
    it.page.click("#tools >> text=Reset")
    assert where() == start


def test_the_dossier_has_a_timeline(open_page: Open) -> None:
    it = open_page(*story(), hash_="#at=a:Q159")
    entries = it.page.locator("#panel .timeline .row")
    first = entries.first.inner_text()
    assert "21 Oct 2016" in first
    assert "backs Syria" in first
    days = it.page.locator("#panel .timeline time").all_inner_texts()
    assert days == ["21 Oct 2016", "15 Oct 2016", "15 Oct 2016", "15 Oct 2016", "15 Oct 2016", "14 Oct 2016"]
    assert it.page.locator("#panel svg.bars rect").count() == 4
    entries.first.click()
    assert it.page.inner_text("#panel h2") == "backs"


@pytest.mark.parametrize(("question", "answer", "sentence"), [
    ("who condemned Russia in October 2016", "United States condemned Russia",
     "On Friday United States condemned Russia."),
    ("who backs Syria?", "Russia backs Syria", "On Friday Russia backs Syria."),
])  # fmt: skip
def test_a_question_is_answered_with_its_sentence(open_page: Open, question: str, answer: str, sentence: str) -> None:
    it = open_page(*story())
    it.page.fill("#search", question)
    assert answer in it.page.inner_text("#found [aria-selected=true]")
    it.page.keyboard.press("Enter")
    assert it.page.locator("#panel blockquote").first.inner_text() == sentence


def test_a_journey_by_keyboard_alone(open_page: Open) -> None:
    it = open_page(*story())
    keys = it.page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(90):
            if it.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"Tab does not reach {selector}")

    keys.press("/")
    keys.type("syria")
    keys.press("Enter")
    assert it.hook("state")["selected"] == "a:Q858"
    tab_to("#panel .counterpart")
    keys.press("Enter")
    assert it.page.locator("#panel blockquote").count() > 0
    keys.press("Escape")
    assert it.page.is_hidden("#panel")
    tab_to("#legend .toggle[data-value=SUPPORT] input, #tab-actors")
    it.page.focus("#tab-legend")
    tab_to("#legend .switch button[aria-pressed=false]")
    keys.press("Space")
    assert it.hook("state")["rolled"]
    tab_to(".toggle[data-value=SUPPORT] input")
    keys.press("Space")
    assert it.hook("state")["offEvents"].count("SUPPORT") == 1
    it.page.focus("#search")
    tab_to("#tools [aria-haspopup=menu]")
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    with it.page.expect_download() as waiting:
        keys.press("Enter")
    assert waiting.value.suggested_filename == "test.csv"
    assert it.page.evaluate("document.activeElement.getAttribute('aria-haspopup')") == "menu"


VIEWS = ("", "at=a:Q159", "view=table", "colour=coalition&at=c:0", "show=path&focus=Q851,Q858", "nosign=1,-1,0")


@pytest.mark.parametrize("dark", [False, True])
def test_axe_has_no_serious_findings(open_page: Open, dark: bool) -> None:
    it = open_page(*story(), dark=dark)
    rival = it.select("Q858", "accused", "Q30")
    for hash_ in (*VIEWS, f"at=r:{rival}"):
        it.go(hash_)
        found = Axe().run(it.page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")]
        assert serious == [], hash_
    it.page.click("#tab-accounts")
    it.page.click("#tools >> text=Save")
    found = Axe().run(it.page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


def test_a_network_that_hangs_is_not_asked(browser: Browser, tmp_path: Path) -> None:
    """Every request goes to a proxy that takes the connection and never answers."""
    taken: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        while True:
            try:
                taken.append(server.accept())
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    path = tmp_path / "page.html"
    write_page(*story(), path, title="Hang")
    context = browser.new_context(proxy={"server": f"http://127.0.0.1:{server.getsockname()[1]}"})
    page = context.new_page()
    page.goto(path.as_uri(), timeout=5000)
    Opened(page, path.as_uri()).until("Boolean(window.communique) && window.communique.timing().firstPicture !== null")
    page.fill("#search", "russia")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "Russia"
    context.close()
    server.close()
    assert taken == []


def test_one_actor_without_relations(open_page: Open) -> None:
    it = open_page(relations_frame([]), actors_frame([actor("Russia")]))
    it.page.fill("#search", "russia")
    it.page.keyboard.press("Enter")
    assert names(it) == {"Russia"}
    for hash_ in ("at=a:Q159&colour=coalition", "view=table", "principals=1&at=a:Q159"):
        it.go(hash_)
    it.page.click("#tab-accounts")
    assert "No two stories" in it.page.inner_text("#accounts")


@pytest.mark.parametrize("dark", [False, True])
def test_a_small_screen_serves_every_view(open_page: Open, dark: bool) -> None:
    it = open_page(*synthetic(60), size=(390, 844), dark=dark)
    for hash_ in ("", "at=a:Q159", "view=table", "colour=coalition&at=c:0"):
        it.go(hash_)
        assert it.page.evaluate("document.documentElement.scrollWidth") <= 390
    it.go("")
    it.page.click("#tools >> [aria-haspopup=menu]")
    box = it.page.locator(".menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    it.page.keyboard.press("Escape")
    at = it.hook("actors")[0]
    it.page.mouse.click(at["x"], at["y"])
    assert it.page.inner_text("#panel h2") == at["name"]
