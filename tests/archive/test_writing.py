"""A graph folder grows by what is new, and changes as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import communique
from communique.api import assemble, load
from communique.archive import partition, parts, writing
from communique.archive.changing import rebuild, remove
from communique.archive.folder import MANIFEST
from communique.archive.parts import all_parts, parts_of
from communique.archive.reading import load_archive, status
from communique.archive.writing import add
from communique.errors import InputError
from communique.ingest.documents import Report
from tests.archive.case import STORY, documents, files_of, stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.ingest.pipeline import Extractor
    from tests.commands import Ended

pytestmark = pytest.mark.usefixtures("one_model")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 3)


@pytest.mark.usefixtures("small")
def test_the_graph_is_that_of_the_same_documents_read_at_once(tmp_path: Path, extractor: Extractor) -> None:
    add(documents(8), tmp_path / "case")
    at_once = assemble(extractor.stream(documents(8)), extractor)
    graph = load(tmp_path / "case")
    pd.testing.assert_frame_equal(graph.relations, at_once.relations)
    pd.testing.assert_frame_equal(graph.actors, at_once.actors)
    assert len(parts_of(tmp_path / "case")) == 3


@pytest.mark.usefixtures("small")
def test_only_what_is_new_is_extracted(tmp_path: Path) -> None:
    case = tmp_path / "case"
    add(documents(4), case)
    before = files_of(case)
    again = add(documents(4), case)
    assert (again.documents, again.already, again.parts) == (0, 4, 0)
    assert files_of(case) == before
    more = add(documents(6), case)
    assert (more.documents, more.already) == (2, 4)
    assert {document for document, *_ in stated(case)} == {f"d{n}" for n in range(6)}


def test_two_texts_of_one_name_get_two_ids_whenever_they_come(tmp_path: Path) -> None:
    one, other = documents(2)
    add([one], tmp_path / "case")
    add([replace(other, id="d0")], tmp_path / "case")
    assert add([one, replace(other, id="d0"), replace(other, id="else")], tmp_path / "case").already == 3
    ids = sorted({row[0] for row in stated(tmp_path / "case")})
    assert ids[0] == "d0"
    assert ids[1].startswith("d0-")


def test_same_input_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        add(documents(5), tmp_path / name)
    one, other = (files_of(tmp_path / name) for name in ("a", "b"))
    del one["index.sqlite"], other["index.sqlite"]  # a cache
    assert one == other


def test_a_removed_document_takes_all_with_it_and_may_come_back(tmp_path: Path) -> None:
    case = tmp_path / "case"
    add(documents(4), case)
    assert remove(["d1", "d2"], case) == 2
    assert {row[0] for row in stated(case)} == {"d0", "d3"}
    only = tmp_path / "only"
    add([d for d in documents(4) if d.id in ("d0", "d3")], only)
    assert load_archive(case).actors.equals(load_archive(only).actors)
    assert len(all_parts(case)) == 1
    assert add(documents(4), case).documents == 2
    with pytest.raises(InputError, match="holds no document 'd'; did you mean 'd0'"):
        remove(["d", "d0"], case)
    assert len(stated(case)) == 4


def test_tools_read_the_folder_without_us(tmp_path: Path) -> None:
    add(documents(3), tmp_path / "case")
    files = sorted((tmp_path / "case" / "parts").glob("*/relations.parquet"))
    frame = pd.concat([pd.read_parquet(f) for f in files])
    assert list(frame["document"]) == ["d0", "d1", "d2"]


def test_words_of_the_user_stay_with_the_folder_and_others_need_a_rebuild(tmp_path: Path, root: Path) -> None:
    head = (root / "seeds/lexicon/senses.csv").read_text(encoding="utf-8")
    header = next(line for line in head.splitlines() if line.startswith("trigger"))
    words = tmp_path / "mine.csv"
    words.write_text(f"{header}\nserenade,VERB,,subj,obj,serenaded,SUPPORT,4,,\n", encoding="utf-8")
    case = tmp_path / "case"
    text = communique.Document("d", "France serenaded Germany.")
    add([text], case)
    assert not stated(case)
    with pytest.raises(InputError, match="another state of the --relations files; run 'communique rebuild"):
        add(documents(1), case, relations=[words])
    assert rebuild(case, relations=[words]).documents == 1
    words.unlink()
    add([communique.Document("e", "Iran serenaded Iraq.")], case)
    assert [row[1:] for row in stated(case)] == [("France", "serenaded", "Germany"), ("Iran", "serenaded", "Iraq")]
    assert rebuild(case).documents == 0


@pytest.mark.usefixtures("small")
def test_a_rebuild_that_was_broken_off_is_ended_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    add(documents(6), case)
    before = stated(case)
    old = (case / MANIFEST).read_bytes()
    monkeypatch.setattr("communique.archive.settings._packaged", lambda: "0" * 32)
    with monkeypatch.context() as patch:
        patch.setattr("communique.archive.writing.commit", _once(parts.commit))
        with pytest.raises(KeyboardInterrupt):
            rebuild(case)
    assert status(case).stale == 1
    assert stated(case) == before  # of the part that was done both revisions are there, and one counts
    with pytest.raises(InputError, match="rebuild was broken off or failed in part"):
        load_archive(case)
    with pytest.raises(InputError, match="rebuild was broken off or failed in part"):
        add([], case)
    assert rebuild(case).documents == 3
    assert (status(case).stale, stated(case), len(all_parts(case))) == (0, before, 2)
    (case / MANIFEST).write_bytes(old)
    with pytest.raises(InputError, match="another state of the packaged vocabulary"):
        add([], case)


@pytest.mark.usefixtures("small")
def test_what_failed_in_a_rebuild_is_reported_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Ended]
) -> None:
    case = tmp_path / "case"
    add(documents(9), case)
    before = stated(case)
    monkeypatch.setattr("communique.archive.settings._packaged", lambda: "0" * 32)
    with monkeypatch.context() as patch:
        patch.setattr("communique.archive.pool.extract_part", _failing(partition.extract_part, "d4"))
        report = Report()
        made = rebuild(case, report=report)
        assert (made.documents, made.failed, status(case).stale) == (6, 3, 1)
        assert [s.path for s in report.skipped] == ["d3", "d4", "d5"]
        assert "could not be extracted (ValueError: no such thing)" in report.skipped[0].reason
        assert stated(case) == before
        with pytest.raises(InputError, match="failed in part; run 'communique rebuild"):
            load_archive(case)
        ended = run("rebuild", "case")
        assert (ended.code, "3 could not be extracted" in ended.err) == (1, True)
        assert "skipped: d4: could not be extracted" in ended.err
        assert "the same command tries it again" in ended.err
    again = rebuild(case)
    assert (again.documents, again.failed, status(case).stale) == (3, 0, 0)
    assert stated(case) == before
    assert len(load_archive(case).relations) == 9


@pytest.mark.usefixtures("small")
def test_a_bad_document_is_left_out_alone_and_may_be_added_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, report = tmp_path / "case", Report()
    with monkeypatch.context() as patch:
        patch.setattr("communique.archive.pool.extract_part", _failing(partition.extract_part, "d4"))
        made = add(documents(9), case, report=report)
    assert (made.documents, made.failed, [s.path for s in report.skipped]) == (8, 1, ["d4"])
    assert (status(case).documents, len(stated(case))) == (8, 8)
    again = add(documents(9), case)
    assert (again.documents, again.already, len(stated(case))) == (1, 8, 9)


def _failing(real: Callable[..., object], key: str) -> Callable[..., object]:
    def call(entries: list[partition.Entry], *rest: object) -> object:
        if any(e.document.id == key for e in entries):
            raise ValueError("no such thing")
        return real(entries, *rest)

    return call


def _once(real: Callable[..., object]) -> Callable[..., object]:
    calls: list[object] = []

    def call(*args: object) -> object:
        if calls:
            raise KeyboardInterrupt
        calls.append(args)
        return real(*args)

    return call


def test_copies_of_a_story_are_one_piece_of_evidence(tmp_path: Path) -> None:
    case = tmp_path / "case"
    prints = [communique.Document(f"p{n}", f"{STORY} Paper {n}.") for n in range(4)]
    prints.append(communique.Document("p9", f"{STORY} China sanctioned Japan."))
    made = add(prints[:3], case)
    assert made.copies == 2
    assert add(prints[3:], case).copies == 2
    graph, every = load(case), load(case, copies=True)
    alone = communique.build(prints[0])
    assert len(every.relations) == 5 * len(alone.relations) + 1
    assert len(graph.relations) == len(alone.relations) + 1
    assert set(graph.relations["document"]) == {"p0", "p9"}


def test_the_commands(run: Callable[..., Ended], tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for document in documents(3):
        (news / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
    assert run("add", "news", "--to", "case").code == 0
    ended = run("add", "news", "--to", "case")
    assert "0 documents, 0 relations; 3 were there already" in ended.err
    assert "3 documents (0 of them copies)" in run("status", "case").out
    assert run("build", "case", "-o", "g.html").code == 0
    assert "wrote g.html" in run("build", "case/", "-o", "g.html").err
    assert "removed 1 documents and 1 relations" in run("remove", "d1", "--from", "case").err
    assert "all parts are whole" in run("check", "case").err
    assert "0 documents, 0 relations" in run("rebuild", "case").err
    ended = run("build", "case", "news", "-o", "g.html")
    assert (ended.code, "name it alone" in ended.err) == (2, True)
    ended = run("status", "news")
    assert (ended.code, "is no graph folder; 'communique add INPUT --to news' starts one" in ended.err) == (2, True)
    ended = run("add", "news", "--to", "news")
    assert (ended.code, "name a new or an empty folder" in ended.err) == (2, True)
