"""Fields are checked one by one, ids are unique and safe, and a data frame reads as JSON lines do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import InputError
from communique.ingest.documents import MAX_ENTRIES, Document, Note, Report, Skipped, safe_id
from communique.ingest.read import documents_from_frame, read_documents
from tests.ingest.reading import TEXT, read, reasons, write

if TYPE_CHECKING:
    from pathlib import Path


def test_json_lines_give_their_fields(tmp_path: Path) -> None:
    rows: list[Any] = [
        {
            "text": TEXT,
            "id": "one",
            "title": "T",
            "date": "Oct. 20, 2016",
            "source": "AP",
            "url": "https://x.org",
        },
        {"text": TEXT + " More.", "other": {"a": [1]}, "date": ""},
        {"text": "Talks resume in Geneva\nBy Jane Roe\nOct 20, 2016\n" + TEXT, "id": 7},
        {"text": "Talks resume\n\n" + TEXT, "title": "Talks resume"},
        {"text": "Talks resume\n\n" + TEXT, "title": "Another title"},
    ]
    documents, report = read(write(tmp_path / "d.jsonl.gz", rows))
    assert documents[0] == Document("one", TEXT, "T", "2016-10-20", "AP", "https://x.org")
    assert documents[1] == Document("d:2", TEXT + " More.")
    assert (documents[2].id, documents[2].title, documents[2].date) == (
        "7",
        "Talks resume in Geneva",
        "2016-10-20",
    )
    assert documents[2].article == documents[3].article == TEXT
    assert documents[4].body == 0
    assert not report.skipped_count + report.notes_count


@pytest.mark.parametrize(
    ("fields", "kept", "says"),
    [
        ({"date": "Friday"}, {"date": None}, "no single day ('Friday')"),
        ({"date": 1476921600000}, {"date": None}, "no single day"),
        ({"date": {"$date": 1}}, {"date": None}, "no single day"),
        ({"date": "03/04/2016"}, {"date": None}, "no single day"),
        ({"title": ["a"]}, {"title": None}, "has no text as its title"),
        ({"title": " a \n b\ud800"}, {"title": "a b\ufffd"}, ""),
        ({"url": "javascript:alert(1)"}, {"url": None}, "does not start with http"),
        ({"text": "Iran\ud800 met."}, {"text": "Iran\ufffd met."}, "lone surrogates"),
        ({"text": "Iran\x00 met."}, {"text": "Iran\ufffd met."}, "NULs"),
        ({"id": "a\u202eb\nc\ud800"}, {"id": "a\ufffdb c\ufffd"}, "cannot be shown as it is"),
        ({"id": True}, {"id": "d:1"}, "has no text as its id"),
        ({"id": " "}, {"id": "d:1"}, ""),
        ({"id": 2.0}, {"id": "2"}, ""),
        ({"text": "</script><img onerror=x> =1+1"}, {"text": "</script><img onerror=x> =1+1"}, ""),
    ],
)
def test_a_bad_field_is_left_out_and_noted(
    tmp_path: Path, fields: dict[str, Any], kept: dict[str, Any], says: str
) -> None:
    (document,), report = read(write(tmp_path / "d.jsonl", [{"text": TEXT} | fields]))
    assert {k: getattr(document, k) for k in kept} == kept
    assert says in reasons(report)
    assert bool(says) == bool(report.notes)


def test_ids_are_unique_and_repeated_texts_are_read_once(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": t} for t in ("One.", "Two.", "One.", "Two.", "Three.")]
    documents, report = read(write(tmp_path / "d.jsonl", [*rows, {"id": "a-2", "text": "Four."}]))
    assert [(d.id, d.text) for d in documents] == [
        ("a", "One."),
        ("a-2", "Two."),
        ("a-3", "Three."),
        ("a-2-2", "Four."),
    ]
    assert [s.place for s in report.skipped] == ["line 3", "line 4"]
    assert "with the same text" in report.skipped[0].reason
    assert "it was read as 'a-2'" in report.notes[0].text
    path = write(tmp_path / "a.txt", "Five.")
    assert [d.id for d in read_documents([path], report=report)] == ["a-4"]


def test_a_report_keeps_a_bounded_number_of_entries_and_counts_all() -> None:
    heard: list[Skipped | Note] = []
    report = Report(heard.append)
    for number in range(MAX_ENTRIES + 5):
        report.skip("a", f"line {number}", "is bad")
        report.note("a", "", "is odd")
    assert len(report.skipped) == len(report.notes) == MAX_ENTRIES
    assert report.skipped_count == report.notes_count == MAX_ENTRIES + 5
    assert len(heard) == 2 * MAX_ENTRIES + 10
    assert str(report.skipped[0]) == "a, line 0: is bad"


def test_a_frame_gives_documents_and_is_not_changed() -> None:
    frame = pd.DataFrame(
        {
            "body": [TEXT, "Two.", None, "Four."],
            "published": [pd.Timestamp("2016-10-20 23:59"), pd.NaT, pd.NaT, pd.NaT],
            "id": [1.0, None, 3.0, 4.0],
            "source": pd.array(["AP", None, "x", "y"], dtype="string"),
        },
        index=[5, 5, 7, 8],
    )
    before = frame.copy(deep=True)
    report = Report()
    documents = list(documents_from_frame(frame, text="body", date="published", report=report))
    assert documents == [
        Document("1", TEXT, date="2016-10-20", source="AP"),
        Document("row:2", "Two."),
        Document("4", "Four.", source="y"),
    ]
    assert [str(s) for s in report.skipped] == ["data frame, row 3: has no text"]
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_without_the_column_is_refused_with_a_hint() -> None:
    frame = pd.DataFrame({"texts": [TEXT]})
    with pytest.raises(InputError, match=r"no column 'text'; did you mean 'texts'\?"):
        list(documents_from_frame(frame))
    with pytest.raises(InputError, match="no column 'day'"):
        list(documents_from_frame(frame, text="texts", date="day"))
    with pytest.raises(InputError, match="row 1: has no text"):
        list(documents_from_frame(pd.DataFrame({"text": [""]})))
    with pytest.raises(InputError, match="no rows"):
        list(documents_from_frame(pd.DataFrame({"text": []})))


@given(st.text(st.characters()))
def test_an_id_can_always_be_shown(text: str) -> None:
    made = safe_id(text)
    assert made == safe_id(made)
    assert made.isprintable()
    assert len(made) <= 1000
