"""An explanation tells what was found and why, what nearly was, and how to teach the rest; and it is safe to show."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from rich.console import Console

import communique
from communique.errors import InputError
from communique.ingest.documents import Document
from communique.ingest.explain import Explanation, NearMiss, explain
from communique.ingest.explain_html import _Picture
from communique.ingest.explain_text import renderable
from communique.ingest.lexicon import COLUMNS, load_lexicon
from communique.ingest.pipeline import Extractor
from communique.ingest.register import COLUMNS as ACTORS
from tests.docs import lexicon
from tests.ingest.test_random_sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.commands import Ended

HOSTILE = (
    "Iran <script>alert(1)</script> condemned Iraq</td></table><img src=x onerror=alert(1)>. \"Iran\" & 'Iraq' met "
    "</svg></text>{text} &lt;b&gt; \x1b[31mred\x07 [bold]x[/bold] ‮rtl‬ {0} Iran\x00 serenaded Iraq"
)
TAGS = set("div figure svg text tspan g path textpath table caption tr th td br p".split())
PAGE_TAGS = {"html", "head", "meta", "title", "style", "body", "h1"}


def _explain(extractor: Extractor, text: str, date: str | None = None) -> Explanation:
    extraction = next(extractor.stream([Document("text", text, date=date)]))
    return explain(extraction, load_lexicon(), extractor.register)


def _lines(made: Explanation) -> list[str]:
    """Return the rows that an explanation proposes."""
    return [lesson.line for lesson in made.lessons] + [miss.line for miss in made.misses if miss.line]


class _Tags(HTMLParser):
    """Collects the tags and attributes of a piece of HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(key, value or "") for key, value in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data

    def faults(self, allowed: set[str]) -> list[str]:
        """Return what could run or ask for something."""
        links = [v for k, v in self.attributes if k.endswith(("href", "src")) and not v.startswith("#")]
        return [*sorted(self.tags - allowed), *(k for k, _ in self.attributes if k.startswith("on")), *links]


def test_a_relation_is_told_with_its_rule_slots_and_reasons(extractor: Extractor) -> None:
    made = _explain(extractor, "Russia said Turkey had not attacked Syria on Friday.", "2016-10-20")
    found = next(f for f in made.relations if f.relation.event == "ASSAULT")
    row = found.relation
    assert (row.source, row.target, row.trigger, row.status) == ("Turkey", "Syria", "attacked", "negated")
    assert (found.source_slot, found.target_slot) == ("subj", "obj")
    assert any("'not'" in reason for reason in found.reasons)
    assert any("'said' governs 'attacked'" in reason for reason in found.reasons)
    assert [(m["text"], m["how"]) for m in made.mentions] == [
        ("Russia", "exact"),
        ("Turkey", "exact"),
        ("Syria", "exact"),
    ]
    assert [(w.text, w.lemma, w.pos, w.head) for w in made.words][5] == ("attacked", "attack", "VERB", "said")


def test_an_office_is_told_without_reasons(extractor: Extractor) -> None:
    made = _explain(extractor, "Russian President Vladimir Putin met Turkey's President Recep Tayyip Erdogan.")
    office = next(f for f in made.relations if f.relation.event == "HOLDS_OFFICE")
    assert (office.source_slot, office.reasons) == ("", ())


@pytest.mark.parametrize(
    ("text", "trigger", "why"),
    [
        ("Iran attacked the tractors.", "attacked", "no target: 'the tractors' is no actor that is known"),
        ("The plumber attacked Iran.", "attacked", "no source: 'The plumber' is no actor that is known"),
        ("The plumber attacked the tractors.", "attacked", "no target: 'the tractors' is no actor that is known"),
        ("Iran attacked.", "attacked", "no target: nothing in obj"),
        ("Iran backs Iran.", "backs", "both ends are Iran"),
        ("Iran met.", "met", "no target: nothing in obj or with"),
        ("Iran cut knots with Iraq.", "cut", "not 'knot'"),
        ("Russian troops helped Russia.", "helped", "Russia"),
    ],
)
def test_what_nearly_fired_says_what_it_lacked(extractor: Extractor, text: str, trigger: str, why: str) -> None:
    misses = [m for m in _explain(extractor, text).misses if m.trigger == trigger]
    assert [why in m.why for m in misses][-1:] == [True], misses


def test_a_word_of_another_class_is_told(extractor: Extractor) -> None:
    extraction = next(extractor.stream([Document("d", "Iran serenaded Iraq.")]))
    made = explain(extraction, lexicon("serenade,NOUN,,poss,of,made serenade of,SUPPORT,2,,"), extractor.register)
    assert [m.why for m in made.misses] == ["known as NOUN, but the parser takes it for VERB here"]
    assert [(x.row[:5], x.like) for x in made.lessons] == [(("serenade", "VERB", "", "subj", "obj"), "")]
    assert "fill in EVENT" in str(made)


def test_a_word_that_fired_did_not_nearly_fire(extractor: Extractor) -> None:
    made = _explain(extractor, "Turkey condemned Syria.")
    assert [f.relation.relation for f in made.relations] == ["condemned"]
    assert (made.misses, made.lessons) == ((), ())


TAUGHT = {
    "France serenaded Germany over the Nile.": ("France", "Germany", "serenade", "VERB", "subj", "obj"),
    "Germany was serenaded by France.": ("France", "Germany", "serenade", "VERB", "subj", "obj"),
    "Iran's serenade of Iraq went on.": ("Iran", "Iraq", "serenade", "NOUN", "poss", "of"),
    "Russia and China waltzed together.": ("Russia", "China", "waltz", "VERB", "subj", "both"),
    "Poland waltzed with Hungary.": ("Poland", "Hungary", "waltz", "VERB", "subj", "with"),
    "Iran is fond of Turkey.": ("Iran", "Turkey", "fond", "ADJ", "subj", "of"),
}


@pytest.mark.parametrize(("text", "row"), TAUGHT.items())
def test_unknown_words_are_proposed_with_their_frame(grammar: Extractor, text: str, row: tuple[str, ...]) -> None:
    (lesson,) = _explain(grammar, text).lessons
    trigger, pos, _, source, target = lesson.row[:5]
    assert (lesson.source, lesson.target, trigger, pos, source, target) == row
    assert lesson.like
    assert len(lesson.row) == len(COLUMNS)


def test_the_proposed_rows_teach_the_words(grammar: Extractor, tmp_path: Path) -> None:
    texts = [*TAUGHT, "Iran cut knots with Iraq."]
    before = [_explain(grammar, text) for text in texts]
    assert [e.relations for e in before] == [()] * len(texts)
    lines = [line for e in before for line in _lines(e)]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([",".join(COLUMNS), *dict.fromkeys(lines)]) + "\n", encoding="utf-8")
    taught = Extractor(relations=[path])
    found = [[(r.source, r.target) for r in next(taught.stream([Document("d", t)])).relations] for t in texts]
    assert found == [*([row[:2]] for row in TAUGHT.values()), [("Iran", "Iraq")]]


def test_explaining_leaves_the_doc_as_it_was(extractor: Extractor) -> None:
    extraction = next(extractor.stream([Document("d", "Iran condemned Iraq and serenaded Turkey.")]))
    events = extraction.doc._.events
    made = explain(extraction, load_lexicon(), extractor.register)
    assert extraction.doc._.events is events
    assert len(made.lessons) == 1


def test_the_text_is_plain_and_fits_80_columns(extractor: Extractor) -> None:
    texts = [*TAUGHT, HOSTILE, "Iran cut knots with Iraq.", "Russia said Turkey would attack Syria if it could."]
    for text in texts:
        made = _explain(extractor, text, "2016-10-20")
        shown = str(made)
        rows = _lines(made)
        assert [line for line in shown.splitlines() if len(line) > 80 and line.strip() not in rows] == []
        assert [c for c in shown if not c.isprintable() and c != "\n"] == []
        assert all(re.search(rf"^ +{re.escape(row)}$", shown, re.M) for row in rows), "a row is broken"


def test_a_row_longer_than_the_screen_is_shown_whole(extractor: Extractor) -> None:
    long = f"{'x' * 120},VERB"
    miss = NearMiss("x", "VERB", "x", "AID", "y", long)
    made = replace(_explain(extractor, "Iran met Iraq."), misses=(miss,))
    assert long in str(made)
    out = io.StringIO()
    Console(file=out, width=60, force_terminal=True).print(renderable(made), crop=False)
    assert long in out.getvalue()


def test_hostile_text_is_inert_in_html(extractor: Extractor, tmp_path: Path) -> None:
    made = _explain(extractor, HOSTILE)
    seen = _Tags(made._repr_html_())
    assert seen.faults(TAGS) == []
    assert "alert(1)</scrip" in seen.text  # the tokenizer parts the rest
    page = made.to_html(tmp_path / "e.html").read_text(encoding="utf-8")
    assert _Tags(page).faults(TAGS | PAGE_TAGS) == []
    assert "default-src 'none'" in page
    assert [c for c in page if not c.isprintable() and c != "\n"] == []


def test_the_picture_colours_actors_and_triggers_and_is_the_same_each_time(extractor: Extractor) -> None:
    text = "Iran condemned Iraq. Iraq met Turkey."
    first, second = (_explain(extractor, text)._repr_html_() for _ in range(2))
    assert first == second
    assert first.count("<svg") == 2
    coloured = re.findall(r'<tspan class="displacy-word" fill="(#\w+)"[^>]*>(\w+)<', first)
    assert [word for _, word in coloured] == ["Iran", "condemned", "Iraq", "Iraq", "met", "Turkey"]
    assert len({colour for colour, _ in coloured}) == 2
    ids = re.findall(r' id="([^"]+)"', first)
    assert len(ids) == len(set(ids))


def test_the_height_of_an_arc_does_not_hang_on_its_place_in_the_list() -> None:
    ends = ((0, 2), (1, 3), (2, 4), (0, 4))
    arcs = [{"start": a, "end": b, "label": "x", "dir": "left"} for a, b in ends]
    heights = [_Picture({}).get_levels(list(order)) for order in permutations(arcs)]
    assert all(h == heights[0] for h in heights)
    assert heights[0][0, 4, "x"] > max(heights[0][a, b, "x"] for a, b in ends[:3])


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(text=sentences())
def test_any_sentence_can_be_explained(extractor: Extractor, text: str) -> None:
    made = _explain(extractor, text)
    again = _explain(extractor, text)
    assert (str(made), made._repr_html_()) == (str(again), again._repr_html_())
    assert _Tags(made._repr_html_()).faults(TAGS) == []
    assert not [x.row for x in made.lessons if load_lexicon().of(x.row[0], x.row[1])], "known words need no lesson"


@pytest.mark.parametrize(
    ("text", "date", "fault"), [(" \n", None, "nothing to explain"), ("x", "soon", "'soon' is no date")]
)
def test_what_cannot_be_explained_is_refused(text: str, date: str | None, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        communique.explain(text, date=date)


def test_a_page_that_cannot_be_written_is_refused(extractor: Extractor, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone/e\.html: cannot be written"):
        _explain(extractor, "Iran met Iraq.").to_html(tmp_path / "gone" / "e.html")


def test_the_command_prints_and_writes_the_picture(run: Callable[..., Ended], tmp_path: Path) -> None:
    ended = run("explain", "Turkey condemned Syria on Friday.", "--date", "Oct 20, 2016", "--html", "e.html")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("Turkey condemned Syria on Friday.\ndated 2016-10-20\n")
    assert "date        2016-10-14" in ended.out
    assert "\x1b" not in ended.out
    assert "<svg" in (tmp_path / "e.html").read_text(encoding="utf-8")
    assert "wrote e.html" in ended.err


def test_the_command_takes_actors_and_standard_input(
    run: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text(",".join(ACTORS) + "\nwakanda,Wakanda,state,,,,,,\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Wakanda attacked Iran.")))
    ended = run("explain", "-", "--actors", "a.csv")
    assert ended.code == 0, ended.err
    assert "Wakanda attacked Iran\n" in ended.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("",), "error: there is nothing to explain"),
        (("x", "--date", "yesterday"), "error: 'yesterday' is no date; write it as YYYY-MM-DD"),
        (("x", "--html", "e.txt"), "error: e.txt: cannot write '.txt'; use .html"),
        (("x", "--relations", "gone.csv"), "error: gone.csv: cannot be read"),
    ],
)
def test_bad_use_ends_with_2(run: Callable[..., Ended], arguments: tuple[str, ...], complaint: str) -> None:
    ended = run("explain", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(complaint)
