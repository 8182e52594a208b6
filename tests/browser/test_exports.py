"""What the page saves: parsed again by other tools, and harmless whatever the texts hold."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import networkx as nx
import pandas as pd
import pytest

from tests.graph.frames import actor, relation, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Opened

    Open = Callable[..., Opened]

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</title></svg><svg onload=alert(1)>",
    "\"' onmouseover='alert(1)",
    "]]><!ENTITY x>&amp;",
    "javascript:alert(1)",
    "=HYPERLINK(1)",
    "\x01\x0b tab\t",
    "__proto__",
    "constructor",
)
SVG = "{http://www.w3.org/2000/svg}"


def save(it: Opened, item: str, folder: Path) -> str:
    it.page.click("#tools >> text=Save")
    with it.page.expect_download() as waiting:
        it.page.click(f".menu >> text={item}")
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_text(encoding="utf-8")


def test_gexf_is_read_by_networkx_as_shown(open_page: Open, tmp_path: Path) -> None:
    it = open_page(*story())
    save(it, "Graph as GEXF", tmp_path)
    graph = nx.read_gexf(tmp_path / "test.gexf")
    assert set(graph) == {a["id"] for a in it.hook("actors")}
    assert graph.number_of_edges() == it.hook("counts")["relations"]
    assert graph.nodes["Q58217"]["type"] == "official"
    assert graph.nodes["Q58217"]["label"] == "Sergey Lavrov"
    ends = {frozenset(e[:2]) for e in graph.edges}
    assert ends == {frozenset((r["source"], r["target"])) for r in it.hook("relations")}


def test_json_is_read_by_networkx_with_its_evidence(open_page: Open, tmp_path: Path) -> None:
    it = open_page(*story())
    graph = nx.node_link_graph(json.loads(save(it, "Graph as JSON", tmp_path)), edges="edges")
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph) == {a["id"] for a in it.hook("actors")}
    backs = graph["Q159"]["Q858"][it.select("Q159", "backs", "Q858")]
    assert [piece["text"] for piece in backs["evidence"]] == [
        "On Friday Russia backs Syria.", "\U0001f54a A week later Russia backs Syria.",
    ]  # fmt: skip
    assert graph.nodes["Q22316"]["principal"] == "Q30"


def test_svg_holds_every_mark_line_and_name(open_page: Open, tmp_path: Path) -> None:
    it = open_page(*story(), title="Talks & more")
    root = ET.fromstring(save(it, "Picture as SVG", tmp_path))  # noqa: S314 (our own file)
    counts = it.hook("counts")
    assert root.find(f"{SVG}title").text == "Talks & more"  # type: ignore[union-attr]
    assert len(root.findall(f".//{SVG}path")) == counts["curves"]
    marks = {t.text for kind in ("circle", "polygon", "rect") for t in root.findall(f"./{SVG}{kind}/{SVG}title")}
    assert marks == {a["name"] for a in it.hook("actors")}
    assert {n["text"] for n in it.hook("names")} <= {t.text for t in root.iter(f"{SVG}text")}


def test_a_citation_is_copied(open_page: Open) -> None:
    it = open_page(*story())
    it.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    it.go("at=r:" + it.select("Q159", "backs", "Q858"))
    it.page.click("#panel .cite >> nth=0")
    it.page.wait_for_selector("text=Copied")
    assert it.page.evaluate("navigator.clipboard.readText()") == (
        "“On Friday Russia backs Syria.” Talks in Lausanne, 15 Oct 2016. https://example.org/lausanne"
    )
    it.page.click("#tools >> text=Save")
    it.page.click("text=Copy all citations")
    it.page.wait_for_selector(".menu >> text=Copied")
    lines = it.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(lines) == len(set(lines)) == 18


def hostile(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two relations in which every field that holds text holds this one."""
    fields = ("source", "source_id", "relation", "title", "url", "date", "event_date", "event_date_end", "claimant",
              "office", "document", "event", "trigger", "source_text", "target_text")  # fmt: skip
    row = asdict(relation(before=text + " ")) | dict.fromkeys(fields, text)
    row |= {"source_start": 0, "source_end": 2, "evidence_end": row["evidence_start"] + len(row["evidence"])}
    rows = [row | {"status": "claimed"}, row | {"status": "negated"}]
    person = {"id": text, "name": text, "type": "official", "principal": text, "aliases": [text, text + "2"],
              "mentions": 1}  # fmt: skip
    return pd.DataFrame(rows, dtype=object), pd.DataFrame([asdict(actor("Syria")), person], dtype=object)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_text_in_every_view_and_file(open_page: Open, tmp_path: Path, text: str) -> None:
    it = open_page(*hostile(text), title=text, hash_="#nostatus=&colour=coalition")
    seen = text.replace("\x01", "\ufffd").replace("\x0b", "\ufffd")
    key = it.hook("relations")[0]["id"]
    for place in (f"at=r:{key}", "at=a:" + it.page.evaluate("encodeURIComponent(window.communique.actors()[0].id)"),
                  "at=c:0", "view=table"):  # fmt: skip
        it.go(f"nostatus=&colour=coalition&{place}")
    it.page.click("#tab-accounts")
    assert seen.split()[0] in it.page.inner_text("#accounts")
    it.go(f"nostatus=&at=r:{key}")
    assert it.page.locator("#panel .rival .side").count() == 2
    assert it.page.locator("img, iframe, object, svg [onload], [onmouseover], a[href^=javascript]").count() == 0
    assert it.page.evaluate("Object.keys(Object.prototype).length") == 0

    rows = list(csv.reader(io.StringIO(save(it, "Evidence as CSV", tmp_path).lstrip("\ufeff"), newline="")))
    assert len(rows) == 3
    assert not [cell for line in rows for cell in line if cell.startswith(("=", "+", "-", "@"))]
    for item in ("Graph as GEXF", "Picture as SVG"):
        root = ET.fromstring(save(it, item, tmp_path))  # noqa: S314 (our own file)
        tags = {e.tag.split("}")[1] for e in root.iter()}
        assert not tags & {"script", "img", "svg2", "foreignObject", "a"}
        assert not [name for e in root.iter() for name in e.attrib if name.startswith("on")]
    data = json.loads(save(it, "Graph as JSON", tmp_path))
    assert data["edges"][0]["relation"] == seen
