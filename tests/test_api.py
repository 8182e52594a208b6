"""The public functions: every row points to its words in the text, and the same input gives the same bytes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import communique
from communique.api import assemble
from communique.errors import CommuniqueError, InputError, ModelError, VocabularyError
from communique.ingest.documents import Document, Report
from communique.table import (
    ACTOR_TYPES,
    EVENTS,
    RELATION_COLUMNS,
    STATUSES,
    read_relations,
    relations_frame,
    write_relations,
)

if TYPE_CHECKING:
    from pathlib import Path

    from communique.ingest.pipeline import Extraction, Extractor

HEADED = """Envoys meet in Geneva
By Jane Doe
Oct 20, 2016

Turkey condemned Syria on Friday. Iran’s foreign minister “met” Qatari officials in Doha. 🇺🇳 Russia vetoed a resolution.

Łódź was not mentioned. “The United States,” it said, will arm the Free Syrian Army."""


@pytest.fixture(scope="module")
def documents(root: Path) -> dict[str, Document]:
    """Return the sample documents, and one with a head, quotes and characters beyond the first plane."""
    found = list(communique.read(root / "seeds" / "documents"))
    headed = communique.read(pd.DataFrame({"id": ["headed"], "text": [HEADED]}))
    return {d.id: d for d in (*found, *headed)}


@pytest.fixture(scope="module")
def extractions(extractor: Extractor, documents: dict[str, Document]) -> list[Extraction]:
    return list(extractor.stream(documents.values()))


@pytest.fixture(scope="module")
def table(extractions: list[Extraction]) -> pd.DataFrame:
    return relations_frame(r for e in extractions for r in e.relations)


def test_the_samples_give_relations_of_most_event_types(table: pd.DataFrame) -> None:
    assert len(table) > 150
    assert len(set(table["event"]) & set(EVENTS)) >= 12
    assert set(STATUSES) - {"negated"} <= set(table["status"])


def test_offsets_point_to_the_words_that_the_row_quotes(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        text = extraction.document.text
        for row in extraction.relations:
            assert text[row.evidence_start : row.evidence_end] == row.evidence
            assert text[row.source_start : row.source_end] == row.source_text
            assert text[row.target_start : row.target_end] == row.target_text
            assert text[row.trigger_start : row.trigger_end] == row.trigger


def test_mentions_and_trigger_lie_inside_the_evidence(extractions: list[Extraction]) -> None:
    for row in (r for e in extractions for r in e.relations):
        for start, end in (
            (row.source_start, row.source_end),
            (row.target_start, row.target_end),
            (row.trigger_start, row.trigger_end),
        ):
            assert row.evidence_start <= start < end <= row.evidence_end, row


def test_evidence_is_not_the_head_and_has_no_space_around_it(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        for row in extraction.relations:
            assert row.evidence_start >= extraction.document.body
            assert row.evidence == row.evidence.strip()


def test_mentions_cover_words_of_the_text(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        for mention in extraction.doc._.mentions:
            assert 0 <= mention.start < mention.end <= len(extraction.doc)
            assert extraction.doc[mention.start : mention.end].text.strip()
            assert mention.actor.type in ACTOR_TYPES
            assert 0 < mention.confidence <= 1


def test_rows_hold_only_what_their_columns_allow(table: pd.DataFrame) -> None:
    assert tuple(table.columns) == RELATION_COLUMNS
    assert set(table["event"]) <= {*EVENTS, "HOLDS_OFFICE"}
    assert set(table["source_type"]) | set(table["target_type"]) <= set(ACTOR_TYPES)
    assert table["confidence"].between(0, 1, inclusive="right").all()
    assert table["polarity"].isin([-1, 0, 1]).all()
    assert table["weight"].between(-10, 10).all()
    assert (table["source_id"] != table["target_id"]).all()
    offices = table["event"] == "HOLDS_OFFICE"
    assert table.loc[offices, "office"].notna().all()
    assert table.loc[~offices, "office"].isna().all()
    assert table.loc[table["status"] != "claimed", "claimant"].isna().all()
    ranges = table[table["event_date_end"].notna()]
    assert (ranges["event_date"] <= ranges["event_date_end"]).all()


def test_no_row_is_there_twice(table: pd.DataFrame) -> None:
    key = [
        "document",
        "event",
        "source_id",
        "target_id",
        "source_start",
        "target_start",
        "trigger_start",
        "trigger_end",
    ]
    assert table[table.duplicated(key)][[*key, "evidence"]].to_dict("records") == []


def test_a_document_gives_the_same_alone_as_among_others(
    extractor: Extractor, documents: dict[str, Document], extractions: list[Extraction]
) -> None:
    for extraction in extractions[::4]:
        alone = next(iter(extractor.stream([documents[extraction.document.id]])))
        assert alone.relations == extraction.relations


def test_two_processes_write_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """Whatever the hash seed: no order of a set may show."""
    sample = str(root / "seeds" / "documents" / "2016-lausanne-syria.txt")
    for seed in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "communique",
            "build",
            sample,
            "-o",
            f"{seed}.html",
            "--table",
            f"{seed}.jsonl",
        ]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, check=False, env={"PYTHONHASHSEED": seed, "PATH": ""}
        )
        assert done.returncode == 0, done.stderr.decode()
    for suffix in ("jsonl", "html"):
        assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()


@pytest.mark.usefixtures("one_model")
def test_read_extract_and_build_agree_on_a_file(root: Path, tmp_path: Path) -> None:
    path = root / "seeds" / "documents" / "2016-lausanne-syria.txt"
    (document,) = communique.read(path)
    assert document.id == "2016-lausanne-syria"
    assert document.date == "2016-10-16"
    table = communique.extract(path)
    graph = communique.build([document])
    pd.testing.assert_frame_equal(graph.relations, table)
    pd.testing.assert_frame_equal(communique.extract(str(path)), table)
    ids = set(graph.actors["id"])
    assert set(table["source_id"]) | set(table["target_id"]) <= ids
    for suffix in ("jsonl", "csv", "parquet"):
        write_relations(table, tmp_path / f"r.{suffix}")
        pd.testing.assert_frame_equal(read_relations(tmp_path / f"r.{suffix}"), table)
        pd.testing.assert_frame_equal(communique.load(tmp_path / f"r.{suffix}").relations, table)


@pytest.mark.usefixtures("one_model")
def test_a_data_frame_is_read_by_its_columns_and_left_as_it_is() -> None:
    frame = pd.DataFrame(
        {
            "body": ["Iran backed Hezbollah.", None, "Egypt thanked Qatar on Monday."],
            "published": [pd.Timestamp("2016-10-20 14:05"), pd.NaT, "2021-01-20"],
            "key": ["a", "b", "c"],
        }
    )
    before = frame.copy(deep=True)
    table = communique.extract(frame, text="body", date="published", id="key")
    pd.testing.assert_frame_equal(frame, before)
    rows = table[["document", "date", "source", "event", "target", "event_date"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        ["a", "2016-10-20", "Iran", "SUPPORT", "Hezbollah", None],
        ["c", "2021-01-20", "Egypt", "SUPPORT", "Qatar", "2021-01-18"],
    ]


@pytest.mark.usefixtures("one_model")
def test_documents_paths_and_frames_may_be_mixed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Iran backed Hezbollah.", encoding="utf-8")
    frame = pd.DataFrame({"text": ["Turkey condemned Syria."]})
    table = communique.extract([tmp_path / "a.txt", Document("b", "Cuba thanked Mexico."), frame])
    assert table["source"].tolist() == ["Iran", "Cuba", "Turkey"]


@pytest.mark.usefixtures("one_model")
def test_a_text_without_relations_gives_an_empty_table_and_graph() -> None:
    document = Document("a", "The weather was fine.")
    table = communique.extract(document)
    assert len(table) == 0
    assert tuple(table.columns) == RELATION_COLUMNS
    graph = communique.build(document)
    assert len(graph.actors) == 0


def test_actors_are_those_of_relations_and_their_principals(
    extractor: Extractor, extractions: list[Extraction], table: pd.DataFrame
) -> None:
    actors = assemble(extractions, extractor).actors
    names = set(actors["name"])
    assert actors["id"].is_unique
    assert actors["id"].is_monotonic_increasing
    assert set(table["source_id"]) | set(table["target_id"]) <= set(actors["id"])
    assert set(table["source_principal"].dropna()) | set(table["target_principal"].dropna()) <= names
    assert (actors["mentions"] >= 0).all()


def test_what_was_skipped_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Iran backed Hezbollah.", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    report = Report()
    assert [d.id for d in communique.read(tmp_path, report=report)] == ["a"]
    assert [str(s).startswith(str(tmp_path / "b.pdf")) for s in report.skipped] == [True]


def test_errors_name_the_thing_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing could be read: .*gone\.txt"):
        list(communique.read(tmp_path / "gone.txt"))
    with pytest.raises(InputError, match="did you mean 'text'"):
        list(communique.read(pd.DataFrame({"text": ["x"]}), text="texts"))
    with pytest.raises(ModelError, match=r"'no_such_model' is not installed; install it with pip"):
        communique.extract(Document("a", "x"), model="no_such_model")
    bad = tmp_path / "bad.csv"
    bad.write_text("trigger,pos\nback,VERB\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"bad\.csv: column 'object' is missing"):
        communique.extract(Document("a", "x"), relations=[bad])
    assert issubclass(InputError, CommuniqueError)


def test_the_package_names_what_it_offers() -> None:
    assert set(communique.__all__) <= set(dir(communique))
    for name in communique.__all__:
        assert getattr(communique, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = communique.nothing
