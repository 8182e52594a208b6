"""The page as a text: same bytes, strict JSON, hostile texts inert, a policy that fits, counts, layout."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict
from html.parser import HTMLParser
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from communique.errors import InputError
from communique.graph import page as page_module
from communique.graph.layout import place
from communique.graph.page import page_html, page_network, write_page
from communique.table import ACTOR_COLUMNS, RELATION_COLUMNS, actors_frame, relations_frame
from tests.graph.frames import actor, relation, story, synthetic

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "--><!--<script>",
    "\u2028\u2029'\"`${1}",
    "javascript:alert(1)",
    "]]>&lt;b&gt;&amp;",
    "__proto__",
    "\x00\ud800 lone",
    "{{ 7 * 7 }}{% raw %}",
)
TEXTS = [c for c in RELATION_COLUMNS if c not in ("polarity", "weight", "symmetric", "confidence", "status")
         and not c.endswith(("_start", "_end"))] + ["event_date_end"]  # fmt: skip


class Parts(HTMLParser):
    """Collects the elements of a page with their attributes and texts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        self.found.append((tag, dict(attrs), ""))
        self.inside = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the name is the parser's)
        """End the text of an element."""
        self.inside = False

    def handle_data(self, data: str) -> None:
        """Add to the text of the open element."""
        if self.inside:
            tag, attrs, text = self.found[-1]
            self.found[-1] = (tag, attrs, text + data)

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        """Return attributes and text of every element of a kind."""
        return [(attrs, text) for name, attrs, text in self.found if name == tag]


def data_of(html: str) -> dict[str, Any]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    texts = [text for attrs, text in Parts(html).all("script") if attrs.get("type") == "application/json"]
    assert len(texts) == 1
    assert not re.search("[<>&\u2028\u2029]", texts[0])
    data: dict[str, Any] = json.loads(texts[0], parse_constant=refuse)
    return data


def test_two_builds_give_the_same_bytes() -> None:
    one, other = (page_html(*synthetic(80), title="Twice") for _ in range(2))
    assert one == other


def test_the_order_of_the_rows_does_not_change_the_page() -> None:
    relations, actors = story()
    turned = relations.iloc[::-1].reset_index(drop=True), actors.iloc[::-1].reset_index(drop=True)
    assert page_html(*turned, title="Order") == page_html(relations, actors, title="Order")


def test_the_tables_are_not_changed() -> None:
    relations, actors = story()
    before = relations.copy(deep=True), actors.copy(deep=True)
    page_html(relations, actors, title="Kept")
    pd.testing.assert_frame_equal(relations, before[0])
    pd.testing.assert_frame_equal(actors, before[1])


def test_policy_holds_the_hash_of_every_script_and_style_and_allows_nothing_else() -> None:
    parts = Parts(page_html(*story(), title="Policy"))
    policy = next(a["content"] or "" for a, _ in parts.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    scripts = [text for attrs, text in parts.all("script") if "type" not in attrs]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [digest(text) for text in scripts]
    assert rules["style-src"].split() == [digest(text) for _, text in parts.all("style")]
    assert rules["img-src"] == "data: blob:"


def test_nothing_is_asked_from_elsewhere_and_no_handler_is_inline() -> None:
    parts = Parts(page_html(*story(), title="Offline"))
    for tag, attrs, _ in parts.found:
        assert tag not in ("link", "iframe", "base", "object", "embed", "form")
        assert not {name for name in attrs if name.startswith("on") or name in ("src", "style", "srcset")}
        assert "href" not in attrs
    assert "sourceMappingURL" not in page_html(*story(), title="Offline")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_any_column_stays_text(text: str) -> None:
    tags = [tag for tag, *_ in Parts(page_html(*story(), title="Plain")).found]
    rows = []
    for column in TEXTS:
        row = asdict(relation("Iran", "backs", "Syria")) | {column: text}
        rows.append(row | {"evidence_end": row["evidence_start"] + len(row["evidence"])})
    # An object table, as a caller may build one: the tables of this package refuse a lone surrogate themselves.
    html = page_html(pd.DataFrame(rows, dtype=object), story()[1], title=text)
    assert [tag for tag, *_ in Parts(html).found] == tags
    seen = json.dumps(data_of(html), ensure_ascii=False)
    assert json.dumps(re.sub("[\x00\ud800]", "\ufffd", text), ensure_ascii=False)[1:-1] in seen
    html.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_actors_stays_text(text: str) -> None:
    row = {"id": text, "name": text, "type": text, "principal": text, "aliases": [text, "a"], "mentions": 1}
    relations = pd.DataFrame([asdict(relation()) | {"source_id": text, "source": text}], dtype=object)
    html = page_html(relations, pd.DataFrame([row], dtype=object), title="x")
    assert len(Parts(html).all("script")) == 3
    actors = data_of(html)["actors"]
    assert len(actors) == 2
    assert {entry[2] for entry in actors} <= set(range(7))


def test_missing_values_become_null() -> None:
    holes = ("title", "date", "url", "claimant", "event_date", "event_date_end", "office", "source_principal")
    nothing: dict[str, Any] = dict.fromkeys(holes)
    frame = relations_frame([relation(**nothing)])
    frame["confidence"] = np.nan
    actors = actors_frame([actor("Russia", principal=None), actor("Syria")])
    data = data_of(page_html(frame, actors, title="Holes"))
    assert data["documents"] == [["doc-1", None, None, None, 1]]
    assert data["actors"][0][3] is None
    assert "NaN" not in json.dumps(data)


@pytest.mark.parametrize("value", [np.inf, -np.inf, 7.0, -1.0])
def test_a_confidence_outside_of_its_range_is_left_out(value: float) -> None:
    frame = relations_frame([relation()]).assign(confidence=value)
    piece = data_of(page_html(frame, story()[1], title="x"))["relations"][0][6][0]
    assert piece[8:9] in ([], [None])


def test_spans_count_as_scripts_count() -> None:
    before = "\U0001f54a In 東京 "
    data = data_of(page_html(relations_frame([relation(before=before)]), story()[1], title="Units"))
    sentence = data["sentences"][0]
    wide = sentence.encode("utf-16-le")
    spans = data["relations"][0][6][0][1:7]
    cut = [wide[2 * a : 2 * b].decode("utf-16-le") for a, b in zip(spans[::2], spans[1::2], strict=True)]
    assert cut == ["Russia", "Syria", "backs"]


def test_a_mention_outside_of_the_evidence_is_named_not_marked() -> None:
    frame = relations_frame([relation(source_start=2, source_end=8, source_text="Moscow")])
    data = data_of(page_html(frame, story()[1], title="Outside"))
    piece = data["relations"][0][6][0]
    assert piece[1:3] == [None, None]
    assert data["texts"][piece[15]] == "Moscow"


def test_relations_are_grouped_by_ends_label_event_and_sign() -> None:
    relations, actors = story()
    network = page_network(relations, actors, title="Groups")
    labels = [(e["from"], e["relation"], e["to"]) for e in network.edges]
    assert len(labels) == len(set(labels)) == 19
    backs = next(e for e in network.edges if (e["from"], e["relation"], e["to"]) == ("Q159", "backs", "Q858"))
    assert len(network.evidence[backs["id"]]) == 2
    assert len({e["id"] for e in network.edges}) == 19
    assert {e["id"] for e in network.edges} == {e["id"] for e in page_network(relations, actors, title="Other").edges}


def test_mutual_relations_are_one_edge_in_either_direction() -> None:
    network = page_network(*story(), title="Mutual")
    met = [e for e in network.edges if e["relation"] == "met with" and "Q22316" in (e["from"], e["to"])]
    assert len(met) == 1
    assert met[0]["arrows"] == ""
    pieces = network.evidence[met[0]["id"]]
    named = {network.node_map[met[0][end]]["label"] for end in ("from", "to")}
    assert {piece["text"][slice(*piece["spans"][:2])] for piece in pieces} == {
        network.node_map[met[0]["from"]]["label"]
    }
    assert named == {"Sergey Lavrov", "John Kerry"}


def test_documents_and_sentences_are_stored_once() -> None:
    rows = [relation(), relation(label="bombed", target="Islamic State", evidence="One sentence.", evidence_end=53),
            relation(label="warned", target="Turkey", evidence="One sentence.", evidence_end=53)]  # fmt: skip
    data = data_of(page_html(relations_frame(rows), story()[1], title="Once"))
    assert len(data["documents"]) == 1
    assert len(data["sentences"]) == 2


def test_principals_that_are_not_listed_get_an_actor() -> None:
    rows = relations_frame([relation("Sergey Lavrov", "warned", "Turkey", source_principal="Russia")])
    network = page_network(rows, actors_frame([]), title="Ghost")
    assert network.node_map["Q58217"]["principal"] == "principal:Russia"


def test_an_actor_is_not_related_to_itself() -> None:
    assert not page_network(relations_frame([relation("Russia", "backs", "Russia")]), story()[1], title="x").edges


def test_an_empty_graph_has_a_page() -> None:
    data = data_of(page_html(relations_frame([]), actors_frame([]), title="Empty"))
    assert data["actors"] == data["relations"] == []


def test_plain_object_columns_serve_as_well() -> None:
    relations, actors = story()
    loose = pd.DataFrame(relations.to_dict("records"), dtype=object)[list(RELATION_COLUMNS)]
    people = pd.DataFrame(actors.to_dict("records"), dtype=object)[list(ACTOR_COLUMNS)]
    assert page_html(loose, people, title="x") == page_html(relations, actors, title="x")


def test_write_page_writes_one_file(tmp_path: Path) -> None:
    target = tmp_path / "graph.html"
    write_page(*story(), target, title="File")
    assert target.read_text(encoding="utf-8") == page_html(*story(), title="File")
    assert [p.name for p in tmp_path.iterdir()] == ["graph.html"]


def test_write_page_says_why_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none/graph\.html: cannot be written .* choose another place"):
        write_page(*story(), tmp_path / "none" / "graph.html", title="File")


def test_scripts_are_joined_whole_and_share_no_name() -> None:
    script = page_module._script()
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names))
    listed = {f"{name}.mjs" for name in page_module.SCRIPTS} | {f"{name}.css" for name in page_module.STYLES}
    folder = files("communique.graph").joinpath("page")
    assert {entry.name for entry in folder.iterdir()} == listed | {"template.html"}


def test_boxes_do_not_overlap() -> None:
    pick = np.random.default_rng(3)
    boxes = [(float(w), 40.0) for w in pick.integers(40, 160, 120)]
    edges = [(int(a), int(b)) for a, b in pick.integers(0, 120, (160, 2)) if a % 5]
    xy = place(boxes, edges)
    sizes = np.array(boxes)
    apart = np.abs(xy[:, None] - xy[None]) - (sizes[:, None] + sizes[None]) / 2
    close = (apart < -1.5).all(axis=2)
    np.fill_diagonal(close, val=False)
    assert not close.any()


def test_layout_of_nothing_one_and_many_components() -> None:
    assert place([], []).shape == (0, 2)
    assert place([(80, 40)], []).tolist() == [[0.0, 0.0]]
    many = place([(80, 40)] * 400, [(2 * n, 2 * n + 1) for n in range(200)])
    assert len({tuple(point) for point in many.tolist()}) == 400


def test_the_page_opens_on_the_most_connected() -> None:
    network = page_network(*synthetic(400), title="Opening")
    opened = [n["id"] for n in network.nodes if n["opening"]]
    assert 100 < len(opened) <= page_module.OPENING
    assert {"Q159", "Q30", "Q858", "Q794"} <= set(opened)
