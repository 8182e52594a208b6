"""The page in a real browser: what people see, click and type."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from communique.graph.page import page_network
from communique.table import STRUCTURAL, actors_frame, relations_frame
from tests.graph.frames import ACTORS, actor, relation, story, synthetic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Opened

    Open = Callable[..., Opened]


def shown(relations: pd.DataFrame) -> int:
    """Count the edges that the page opens on, by the definition and not by the page's code."""
    events = relations[~relations["event"].isin(STRUCTURAL) & (relations["status"] != "negated")]
    keys = set()
    for row in events.to_dict("records"):
        ends = [str(row["source_id"]), str(row["target_id"])]
        keys.add((*(sorted(ends) if row["symmetric"] else ends), row["relation"], row["event"], row["polarity"]))
    return len(keys)


def test_opens_with_the_counts_that_python_has(open_page: Open) -> None:
    relations, actors = story()
    it = open_page(relations, actors, title="Lausanne, октябрь")
    counts = it.hook("counts")
    assert counts["relations"] == counts["allRelations"] == shown(relations)
    assert counts["actors"] == 15
    assert it.page.title() == "Lausanne, октябрь"
    assert it.page.inner_text("h1") == "Lausanne, октябрь"
    assert f"15 actors · {shown(relations)} relations" in it.page.inner_text("#counts")
    assert it.hook("timing")["firstPicture"] > 0
    assert counts["names"] == 15


def test_a_large_graph_opens_on_its_most_connected_and_says_so(open_page: Open) -> None:
    relations, actors = synthetic(400)
    it = open_page(relations, actors)
    counts = it.hook("counts")
    expected = {n["id"] for n in page_network(relations, actors, title="x").nodes if n["opening"]}
    assert {a["id"] for a in it.hook("actors")} == expected
    assert counts["allRelations"] == shown(relations)
    assert f"The {counts['actors']} most connected of {counts['allActors']} actors" in it.page.inner_text("#notice")
    it.page.click("#notice >> text=Show all")
    assert it.hook("counts")["actors"] == counts["allActors"]
    assert it.hook("counts")["relations"] == shown(relations)


def test_names_do_not_cover_one_another(open_page: Open) -> None:
    names = open_page(*synthetic(150)).hook("names")
    assert len(names) > 100
    for n, one in enumerate(names):
        for other in names[:n]:
            apart_x = abs(2 * one["x"] + one["w"] - 2 * other["x"] - other["w"]) >= one["w"] + other["w"] - 0.5
            apart_y = abs(2 * one["y"] + one["h"] - 2 * other["y"] - other["h"]) >= one["h"] + other["h"] - 0.5
            assert apart_x or apart_y, (one, other)


@pytest.mark.parametrize(("typed", "found"), [
    ("cavusoglu", "Mevlüt Çavuşoğlu"), ("MOSCOW", "Russia"), ("лавров", "Sergey Lavrov"), ("حزب", "Hezbollah"),
    ("联合国", "United Nations"), ("turkiye", "Turkey"),
])  # fmt: skip
def test_search_finds_names_and_other_names_by_keyboard(open_page: Open, typed: str, found: str) -> None:
    it = open_page(*story())
    it.page.keyboard.press("/")
    it.page.keyboard.type(typed)
    assert it.page.get_attribute("#search", "aria-expanded") == "true"
    assert found in it.page.inner_text("#found [aria-selected=true]")
    it.page.keyboard.press("Enter")
    assert it.hook("state")["selected"] == f"a:{ACTORS[found][0]}"
    assert it.page.inner_text("#panel h2") == found


def test_search_brings_in_an_actor_that_is_not_shown(open_page: Open) -> None:
    it = open_page(*synthetic(400))
    before = {a["id"] for a in it.hook("actors")}
    missing = next(a for a in synthetic(400)[1].to_dict("records") if a["id"] not in before)
    it.page.fill("#search", missing["name"])
    it.page.keyboard.press("Enter")
    assert {a["id"] for a in it.hook("actors")} == before | {missing["id"]}


def test_a_click_on_an_edge_opens_its_sentences(open_page: Open) -> None:
    it = open_page(*story())
    wanted = it.select("Q159", "backs", "Q858")
    curve = next(c for c in it.hook("curves") if wanted in c["relations"])
    it.page.mouse.click(curve["x"], curve["y"])
    it.page.wait_for_selector("#panel blockquote")
    assert it.hook("state")["selected"] == f"r:{wanted}"
    assert it.page.locator("#panel blockquote").all_inner_texts() == [
        "On Friday Russia backs Syria.", "\U0001f54a A week later Russia backs Syria.",
    ]  # fmt: skip
    for kind, text in (("source", "Russia"), ("trigger", "backs"), ("target", "Syria")):
        assert it.page.locator(f"#panel blockquote mark.{kind}").all_inner_texts() == [text, text]
    card = it.page.locator("#panel .card").first
    assert card.locator(".badge").inner_text() == "Fact"
    link = card.locator("a")
    assert (link.inner_text(), link.get_attribute("href")) == ("Talks in Lausanne", "https://example.org/lausanne")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "15 Oct 2016" in card.inner_text()
    assert "83%" in card.inner_text()
    assert "21 Oct 2016" in it.page.locator("#panel .card").nth(1).inner_text()


def test_a_claim_names_who_claims_it(open_page: Open) -> None:
    it = open_page(*story())
    it.go("at=r:" + it.select("Q794", "armed", "Q41053"))
    assert it.page.inner_text("#panel .card-top").split() == ["Claimed", "by", "Saudi", "Arabia"]


def test_a_click_on_an_actor_opens_its_dossier(open_page: Open) -> None:
    it = open_page(*story())
    at = next(a for a in it.hook("actors") if a["id"] == "Q58217")
    it.page.mouse.click(at["x"], at["y"])
    text = it.page.inner_text("#panel")
    for part in ("Official", "Sergey Lavrov", "Лавров", "Russian Foreign Ministry", "foreign minister", "John Kerry"):
        assert part in text
    assert it.page.get_attribute("#panel dl a", "href") == "https://www.wikidata.org/wiki/Q58217"
    it.page.mouse.dblclick(at["x"], at["y"])
    it.until("window.communique.state().scope === 'focus'")
    assert {a["name"] for a in it.hook("actors")} == {"Sergey Lavrov", "John Kerry", "Russian Foreign Ministry"}


def test_every_legend_row_hides_what_it_names(open_page: Open) -> None:
    relations, actors = story()
    it = open_page(relations, actors)
    rest = relations[relations["event"] != "ASSAULT"]
    row = it.page.locator(".toggle[data-value=ASSAULT]")
    assert row.locator(".much").inner_text() == "2"
    row.locator("input").uncheck()
    assert it.hook("counts")["relations"] == shown(rest)
    row.locator(".solo").click()
    assert {r["event"] for r in it.hook("relations")} == {"ASSAULT"}
    row.locator(".solo").click()
    it.page.locator(".toggle[data-value='-1'] input").uncheck()
    assert it.hook("counts")["relations"] == shown(relations[relations["polarity"] != -1])
    it.page.locator(".toggle[data-value='-1'] input").check()
    it.page.locator(".toggle[data-value=claimed] input").uncheck()
    assert it.hook("counts")["relations"] == shown(relations[relations["status"] != "claimed"])
    it.page.click("text=Reset")
    it.page.locator(".toggle[data-value=HOLDS_OFFICE] input").check()
    assert it.hook("counts")["relations"] == shown(relations) + 2
    it.page.click("text=Reset")
    it.page.locator(".toggle[data-value=official] input").uncheck()
    kept = relations[(relations["source_type"] != "official") & (relations["target_type"] != "official")]
    assert it.hook("counts")["relations"] == shown(kept)


def test_dates_evidence_claimant_and_document(open_page: Open) -> None:
    relations, actors = story()
    it = open_page(relations, actors)
    day = relations["event_date"].fillna(relations["date"])
    it.page.fill(".dates label:nth-child(1) input", "2016-10-20")
    it.page.dispatch_event(".dates label:nth-child(1) input", "change")
    assert it.hook("counts")["relations"] == shown(relations[day >= "2016-10-20"])
    it.page.click("text=All dates")
    it.go("least=2")
    assert it.hook("counts")["relations"] == 2
    it.go("claimant=Saudi%20Arabia")
    assert it.hook("counts")["relations"] == 1
    it.go("document=doc-2")
    assert it.hook("counts")["relations"] == shown(relations[relations["document"] == "doc-2"])


def test_rolled_up_everyone_counts_with_whom_they_act_for(open_page: Open) -> None:
    it = open_page(*story())
    it.page.click("text=Principals")
    names = {a["name"] for a in it.hook("actors")}
    assert not names & {"Sergey Lavrov", "John Kerry", "Russian Foreign Ministry", "Staffan de Mistura"}
    met = [r for r in it.hook("relations") if r["label"] == "met with"]
    assert sorted((r["source"], r["target"], r["evidence"]) for r in met) == [("Q159", "Q30", 2), ("Q794", "Q43", 1)]
    assert all(r["source"] != r["target"] for r in it.hook("relations"))
    assert not [r for r in it.hook("relations") if (r["source"], r["label"], r["target"]) == ("Q159", "backs", "Q159")]


def test_the_state_is_in_the_address_and_back_works(open_page: Open) -> None:
    it = open_page(*story())
    start = it.hook("digest")
    it.page.click("text=Principals")
    it.page.locator(".toggle[data-value=SUPPORT] input").uncheck()
    it.page.fill("#search", "syria")
    it.page.keyboard.press("Enter")
    state, digest = it.hook("state"), it.hook("digest")
    again = open_page(*story(), hash_="#" + it.page.evaluate("location.hash.slice(1)"))
    assert (again.hook("state"), again.hook("digest")) == (state, digest)
    for _ in range(3):
        it.page.go_back()
    it.until(f"window.communique.digest() === {start!r}")
    assert it.hook("state")["selected"] == ""
    it.page.go_forward()
    it.until("window.communique.state().rolled")


@pytest.mark.parametrize(
    "hash_",
    [
        "#%E0%A4%A",
        "#show=nothing&top=x&from=1&least=-4",
        "#at=r:none",
        "#at=p:%:1:2",
        "#focus=a,b&show=path",
        "#no=%25%25",
    ],
)
def test_a_broken_address_opens_the_page(open_page: Open, hash_: str) -> None:
    assert open_page(*story(), hash_=hash_).hook("counts")["allActors"] > 0


def test_shortest_path(open_page: Open) -> None:
    it = open_page(*story())
    it.page.click("#tools >> text=Path")
    it.page.fill("#path-0", "saudi")
    it.page.keyboard.press("Enter")
    it.page.fill("#path-1", "islamic st")
    it.page.keyboard.press("Enter")
    it.page.click("text=Show the path")
    assert {a["name"] for a in it.hook("actors")} == {"Saudi Arabia", "Iran", "Syria", "Russia", "Islamic State"}
    assert "4 steps" in it.page.inner_text("#notice")


def test_focus_hide_expand_reset(open_page: Open) -> None:
    it = open_page(*story(), hash_="#at=a:Q41053")
    it.page.click("#panel >> text=Focus")
    assert {a["name"] for a in it.hook("actors")} == {"Hezbollah", "Iran", "Syria"}
    it.go("show=focus&focus=Q41053&at=a:Q794")
    it.page.click("#panel >> text=Expand")
    assert "Saudi Arabia" in {a["name"] for a in it.hook("actors")}
    it.page.click("#panel >> text=Hide")
    assert "Iran" not in {a["name"] for a in it.hook("actors")}
    it.page.click("#tools >> text=Reset")
    assert it.hook("counts")["actors"] == 15


def test_the_table_sorts_and_its_csv_is_whole_and_harmless(open_page: Open, tmp_path: Path) -> None:
    formula = '=HYPERLINK("https://example.org")'
    rows = [asdict(relation()), asdict(relation("Iran", "backs", "Syria", title=formula, evidence="@x, \"y\"\nz")),
            asdict(relation("Turkey", "warned", "Syria", document="-2"))]  # fmt: skip
    it = open_page(pd.DataFrame(rows), story()[1])
    it.page.click("#tools >> text=Table")
    it.page.click("th >> text=Target")
    it.page.click("th >> text=Source")
    first = it.page.locator("tbody tr td:nth-child(1)").all_inner_texts()
    assert first == sorted(first)
    assert it.page.get_attribute("th:nth-child(1)", "aria-sort") == "ascending"
    with it.page.expect_download() as waiting:
        it.page.click("text=Save as CSV")
    target = tmp_path / "saved.csv"
    waiting.value.save_as(target)
    saved = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"), newline="")))
    assert len(saved) == 3
    iran = next(r for r in saved if r["source"] == "Iran")
    assert (iran["title"], iran["evidence"]) == ("'" + formula, '\'@x, "y"\nz')
    assert next(r for r in saved if r["source"] == "Turkey")["document"] == "'-2"
    it.page.click("tbody .link >> nth=0")
    assert it.page.inner_text("#panel h2") == "backs"


def test_the_picture_is_saved_as_png(open_page: Open, tmp_path: Path) -> None:
    it = open_page(*story(), title="Talks / 2016")
    with it.page.expect_download() as waiting:
        it.page.click("#tools >> text=Save")
        it.page.click("text=Picture as PNG")
    assert waiting.value.suggested_filename == "talks-2016.png"
    waiting.value.save_as(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "javascript:alert(1)",
        "__proto__",
        "'\"><svg onload=alert(1)>",
    ],
)
def test_hostile_texts_are_shown_as_they_are_written(open_page: Open, text: str) -> None:
    row = asdict(relation(before=text + " ")) | {
        "source": text, "source_id": text, "relation": text, "title": text, "url": text, "date": text,
        "event_date": text, "event_date_end": text, "claimant": text, "status": "claimed", "office": text,
        "document": text, "event": text,
        "target_start": 0, "target_end": 2, "target_text": text,
    }  # fmt: skip
    people = pd.DataFrame(
        [
            asdict(actor("Syria")),
            {
                "id": text,
                "name": text,
                "type": "official",
                "principal": "Syria",
                "aliases": [text + " 2"],
                "mentions": 1,
            },
        ]
    )
    it = open_page(pd.DataFrame([row]), people, title=text)
    it.page.locator(".toggle input").last.wait_for(state="attached")
    it.go("at=r:" + it.hook("relations")[0]["id"])
    panel = it.page.inner_text("#panel")
    assert panel.count(text) >= 6
    assert it.page.locator("#panel a").count() == 0
    assert it.page.inner_text("#panel blockquote").startswith(text)
    it.page.locator("#panel .actor").first.click()
    assert text + " 2" in it.page.inner_text("#panel")
    it.page.fill("#search", text[:8])
    it.page.click("#tools >> text=Table")
    curve = it.hook("curves")[0]
    it.page.click("#tools >> text=Graph")
    it.page.mouse.move(curve["x"], curve["y"])
    assert it.page.inner_text("h1") == text
    assert it.page.locator("img, iframe, svg [onload]").count() == 0


def test_an_empty_graph_says_so(open_page: Open) -> None:
    it = open_page(relations_frame([]), actors_frame([]))
    assert "No relation was found" in it.page.inner_text("#empty")
    it.page.click("#tools >> text=Table")


def test_filters_that_leave_nothing_offer_the_way_back(open_page: Open) -> None:
    it = open_page(*story(), hash_="#nosign=1,-1,0")
    assert "Nothing passes these filters" in it.page.inner_text("#empty")
    it.page.click("#empty >> text=Reset")
    assert it.hook("counts")["actors"] == 15


def test_a_relation_without_dates(open_page: Open) -> None:
    it = open_page(relations_frame([relation(date=None)]), story()[1])
    assert "No dates" in it.page.inner_text("#legend")
    it.page.click("#tools >> text=Table")


def test_many_relations_of_a_pair_are_grouped_with_their_count(open_page: Open) -> None:
    rows = [
        relation("Russia", label, "Syria") for label in ("backs", "armed", "asked", "warned", "sanctioned", "met with")
    ]
    it = open_page(relations_frame(rows), story()[1])
    curves = it.hook("curves")
    assert sorted(len(c["relations"]) for c in curves) == [3, 3]
    it.page.mouse.click(curves[0]["x"], curves[0]["y"])
    assert it.page.locator("#panel details.relation").count() == 3


def test_parallel_relations_are_distinct_curves(open_page: Open) -> None:
    rows = [relation("Russia", label, "Syria") for label in ("backs", "armed", "warned")] + [
        relation("Syria", "backs", "Russia")
    ]
    middles = {(round(c["x"]), round(c["y"])) for c in open_page(relations_frame(rows), story()[1]).hook("curves")}
    assert len(middles) == 4


def test_the_list_of_actors_serves_the_keyboard(open_page: Open) -> None:
    it = open_page(*story())
    it.page.focus("#tab-legend")
    it.page.keyboard.press("ArrowRight")
    for _ in range(4):
        it.page.keyboard.press("Tab")
        if it.page.evaluate("document.activeElement.matches('#actors button')"):
            break
    it.page.keyboard.press("ArrowDown")
    name = it.page.evaluate("document.activeElement.querySelector('bdi').textContent")
    it.page.keyboard.press("Enter")
    assert it.page.inner_text("#panel h2") == name
    assert it.page.inner_text("#status").startswith(f"Details: {name}.")
    it.page.keyboard.press("Escape")
    assert it.page.is_hidden("#panel")


def test_small_screen(open_page: Open) -> None:
    it = open_page(*story(), size=(390, 844))
    assert it.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert it.page.is_hidden("#rail")
    it.page.click(".rail-tool")
    assert it.page.is_visible("#rail")
    it.page.click("#rail-close")
    it.page.fill("#search", "russia")
    it.page.keyboard.press("Enter")
    box = it.page.locator("#panel").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] > 300


def test_dark_follows_the_system_and_the_button(open_page: Open) -> None:
    it = open_page(*story(), dark=True)
    assert it.page.get_attribute("html", "data-theme") == "dark"
    it.page.click("#tools >> text=Theme")
    assert it.page.get_attribute("html", "data-theme") == "light"


def test_inside_a_notebook_frame(open_page: Open, tmp_path: Path) -> None:
    it = open_page(*story())
    outer = it.page.context.new_page()
    outer.on("pageerror", lambda error: it.complaints.append(str(error)))
    outer.on("console", lambda message: it.complaints.append(message.text))
    html = (tmp_path / "page0.html").read_text(encoding="utf-8")
    outer.set_content(f'<iframe width="1200" height="700" srcdoc="{escape(html)}"></iframe>')
    frame = outer.frames[1]
    frame.wait_for_function("window.communique")
    frame.click("text=Principals")
    assert frame.evaluate("window.communique.state().rolled")
    assert frame.evaluate("window.communique.counts().relations") > 0
