"""What docs/relations-file.md says of relation files is so: its example, its output, its columns and its refusals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from communique.errors import VocabularyError
from communique.ingest.lexicon import COLUMNS, SLOTS, WORD_CLASSES, build_lexicon
from communique.table import EVENTS, read_relations
from tests.commands import Ended, jsonl
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.ingest.pipeline import Extraction

PAGE = (ROOT / "docs/relations-file.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"^```csv\n(.*?)^```", PAGE, re.M | re.S)[0]
READ = re.findall(r"^\| ([A-Z][^|]*\.) \| ([^|]*) \|$", PAGE, re.M)
REFUSED = re.findall(r"^\| `(.*)` \| (mine\.csv.*) \|$", PAGE, re.M)


def test_the_page_has_its_tables() -> None:
    assert (len(READ), len(REFUSED)) == (10, 6)


def test_the_example_finds_what_the_page_says(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(EXAMPLE, encoding="utf-8")
    texts = jsonl(tmp_path / "a.jsonl", *({"id": str(n), "text": text} for n, (text, _) in enumerate(READ)))
    ended = run("extract", texts, "--relations", "mine.csv", "-o", "r.jsonl")
    assert ended.code == 0, ended.err
    rows = read_relations(tmp_path / "r.jsonl").to_dict("records")
    found = {int(r["document"]): f"{r['source']} {r['relation']} {r['target']}" for r in rows}
    assert [found.get(n, "") for n in range(len(READ))] == [relation for _, relation in READ]
    assert len(rows) == len(READ)


def test_without_the_example_its_labels_are_not_found(read_text: Callable[..., Extraction]) -> None:
    found = read_text(" ".join(text for text, _ in READ)).relations
    assert [r for r in found if f"{r.source} {r.relation} {r.target}" in dict(READ).values()] == []


def test_explain_proposes_the_row_that_the_page_shows(run: Callable[..., Ended]) -> None:
    shown = re.findall(r"^```text\n(.*?)^```", PAGE, re.M | re.S)[0]
    sentence = re.findall(r'communique explain "(.*?)"', PAGE)[0]
    ended = run("explain", sentence)
    assert ended.code == 0, ended.err
    # The known word from which type and intensity are borrowed may change with the lexicon.
    frames = [re.sub(r",[A-Z]+,[-\d.]+,.*|'\w+': correct", "", text).strip() for text in (shown, ended.out)]
    assert frames[1].endswith(frames[0])


@pytest.mark.parametrize(("row", "answer"), REFUSED)
def test_a_bad_row_is_answered_as_the_page_says(tmp_path: Path, row: str, answer: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        build_lexicon([path])
    assert str(caught.value).startswith(answer)


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (",".join(COLUMNS).replace("symmetric", "mutual"), "mine.csv: column 'symmetric' is missing; the columns are:"),
        (f"{','.join(COLUMNS)},colour", "mine.csv: column 'colour' is unknown; remove it or correct its name"),
    ],
)
def test_a_bad_header_is_refused_on_the_command_line(
    run: Callable[..., Ended], tmp_path: Path, header: str, complaint: str
) -> None:
    (tmp_path / "mine.csv").write_text(f"{header}\n", encoding="utf-8")
    ended = run("explain", "Iran met Iraq.", "--relations", "mine.csv")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error: {complaint}")


def test_the_page_names_every_column_slot_and_event() -> None:
    named = set(re.findall(r"`(@?[A-Za-z_]+)`", PAGE))
    prepositions = SLOTS["VERB"] & SLOTS["NOUN"] & SLOTS["ADJ"] - {"both", "comp", "speaker", "subj"}
    slots = set().union(*SLOTS.values()) - prepositions
    assert {*COLUMNS, *WORD_CLASSES, *EVENTS, *slots} - named == set()
