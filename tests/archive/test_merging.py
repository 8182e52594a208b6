"""Small parts become larger ones, and nothing else changes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from communique.archive import merging, reading, writing
from communique.archive.changing import rebuild, remove
from communique.archive.checking import check
from communique.archive.parts import TABLES, Name, Part, all_parts, parts_of
from communique.archive.reading import load_archive, status
from communique.archive.writing import add
from tests.archive.case import documents, files_of, stated

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("one_model")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 4)


def _crumbs(case: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add documents one at a time, merging nothing."""
    with monkeypatch.context() as patch:
        patch.setattr(merging, "CRUMBS", 99)
        for document in documents(count):
            add([document], case)


def _names(case: Path) -> list[str]:
    return [part.path.name for part in all_parts(case)]


def _joined(case: Path) -> dict[str, pa.Table]:
    return {name: pa.concat_tables(part.read(name) for part in parts_of(case)) for name in TABLES}


def test_merged_parts_are_the_bytes_of_parts_added_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, whole = tmp_path / "case", tmp_path / "whole"
    _crumbs(case, 7, monkeypatch)
    before = _joined(case)
    monkeypatch.setattr(merging, "CRUMBS", 5)
    add([], case)
    assert _names(case) == ["00000001-00000004-0", "00000005-00000007-0"]
    assert all(_joined(case)[name].equals(table) for name, table in before.items())
    add(documents(7), whole)
    ours, theirs = ([p for name, p in sorted(files_of(f / "parts").items())] for f in (case, whole))
    assert ours == theirs
    assert not check(case)


def test_nothing_is_merged_for_a_few_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    _crumbs(case, 4, monkeypatch)
    before = files_of(case)
    monkeypatch.setattr(merging, "CRUMBS", 4)
    add([], case)
    assert files_of(case) == before


def test_a_folder_that_grows_daily_has_few_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    monkeypatch.setattr(merging, "CRUMBS", 3)
    for document in documents(18):
        add([document], case)
    assert status(case).documents == 18
    assert len(_names(case)) < 18 / 4 + 3
    assert add(documents(18), case).already == 18


def test_a_merged_part_is_a_part_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    _crumbs(case, 4, monkeypatch)
    monkeypatch.setattr(merging, "CRUMBS", 1)
    add([], case)
    remove(["d1"], case)
    assert _names(case) == ["00000001-00000004-1"]
    before = stated(case)
    monkeypatch.setattr("communique.archive.settings._packaged", lambda: "0" * 32)
    assert rebuild(case).documents == 3
    assert (_names(case), stated(case)) == (["00000001-00000004-2"], before)
    (parts_of(case)[0].path / "actors.parquet").unlink()
    assert [found.repaired for found in check(case)] == [True]
    assert (_names(case), stated(case)) == (["00000001-00000004-3"], before)
    monkeypatch.setattr(merging, "CRUMBS", 99)
    assert add(documents(5), case).documents == 2
    assert _names(case) == ["00000001-00000004-3", "00000005-0"]


def test_a_damaged_part_is_left_to_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    _crumbs(case, 8, monkeypatch)
    before = stated(case)
    (case / "parts/00000002-0/relations.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(merging, "CRUMBS", 2)
    add([], case)
    assert _names(case) == [*(f"0000000{n}-0" for n in range(1, 5)), "00000005-00000008-0"]
    assert [found.place for found in check(case)] == ["00000002-0"]
    add([], case)
    assert (len(_names(case)), stated(case)) == (2, before)


def test_who_reads_while_parts_are_merged_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    _crumbs(case, 4, monkeypatch)
    graph = load_archive(case)
    real = reading.relations_of

    def meanwhile(parts: list[Part]) -> object:
        monkeypatch.setattr(merging, "CRUMBS", 1)
        monkeypatch.setattr(reading, "relations_of", real)
        add([], case)
        return real(parts)

    monkeypatch.setattr(reading, "relations_of", meanwhile)
    assert load_archive(case).relations.equals(graph.relations)
    assert len(_names(case)) == 1


def test_the_widest_part_counts_then_the_latest(tmp_path: Path) -> None:
    every = [Name(1, 1), Name(2, 2, 3), Name(2, 3), Name(2, 3, 1), Name(3, 3), Name(4, 4), Name(4, 4, 10), Name(5, 5)]
    for name in random.Random(1).sample(every, len(every)):  # noqa: S311
        (tmp_path / "parts" / str(name)).mkdir(parents=True)
    assert [p.name for p in parts_of(tmp_path)] == [Name(1, 1), Name(2, 3, 1), Name(4, 4, 10), Name(5, 5)]
    assert [p.name for p in all_parts(tmp_path)] == sorted(every)
