"""Several processes give what one gives; one that dies is replaced, and nothing waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.archive import pool, writing
from communique.archive.batches import Batch
from communique.archive.partition import Entry, Recipe
from communique.archive.parts import Name
from communique.archive.pool import run
from communique.archive.settings import settings_of
from communique.archive.writing import add
from communique.errors import InputError
from communique.ingest.documents import Document, Report
from communique.ingest.worker import Worker, WorkerLost
from tests.archive.case import documents, files_of, stated

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    monkeypatch.setattr(pool, "_TARGET", "tests.archive.serving:answering")
    return Recipe("none", (), (), settings_of("none"))


def _batches(*texts: str) -> list[Batch]:
    return [Batch(Name(n, n), [Entry(Document(f"d{n}", t), "", None, None)]) for n, t in enumerate(texts, 1)]


def test_results_come_in_order_and_no_more_processes_start_than_asked(light: Recipe) -> None:
    started: list[int] = []
    done = list(run(_batches(*(f"t{n}" for n in range(20))), light, 2, started.append))
    assert [d.files for d in done] == [{"out": f"t{n}".encode()} for n in range(20)]
    assert len(started) <= 2


def test_a_worker_that_dies_is_replaced_and_its_batch_done(light: Recipe, tmp_path: Path) -> None:
    started: list[int] = []
    once = f"die-once {tmp_path / 'died'}"
    done = list(run(_batches("a", once, "b"), light, 2, started.append))
    assert [d.files and d.files["out"].decode() for d in done] == ["a", once, "b"]
    assert len(set(started)) == 3


@pytest.mark.parametrize(("text", "says"), [("die", "died twice"), ("fail", "ValueError: no such thing")])
def test_a_batch_that_cannot_be_done_is_reported_and_the_others_are_done(light: Recipe, text: str, says: str) -> None:
    first, second, third = run(_batches("a", text, "b"), light, 2)
    assert (first.files, third.files) == ({"out": b"a"}, {"out": b"b"})
    assert second.files is None
    assert says in second.failed["d2"]


@pytest.mark.parametrize("text", ["die", "fail"])
def test_a_bad_document_does_not_take_its_batch_with_it(light: Recipe, text: str) -> None:
    entries = [b.entries[0] for b in _batches("a", text, "c")]
    ((files, failed),) = [(d.files, d.failed) for d in run([Batch(Name(1, 1), entries)], light, 2)]
    assert (files, list(failed)) == ({"out": b"a c"}, ["d2"])


def test_a_part_that_is_made_anew_is_done_as_a_whole_or_not_at_all(light: Recipe) -> None:
    entries = [b.entries[0] for b in _batches("a", "fail", "c")]
    ((files, failed),) = [(d.files, d.failed) for d in run([Batch(Name(1, 1, 1), entries)], light, 2)]
    assert (files, list(failed)) == (None, ["d1", "d2", "d3"])


def test_where_all_documents_fail_not_all_are_tried(light: Recipe, tmp_path: Path) -> None:
    entries = [b.entries[0] for b in _batches(*[f"fail {tmp_path / 'tries'}"] * 9)]
    ((files, failed),) = [(d.files, d.failed) for d in run([Batch(Name(1, 1), entries)], light, 2)]
    assert (files, len(failed)) == (None, 9)
    assert len((tmp_path / "tries").read_text()) < 9


def test_who_stops_early_does_not_wait(light: Recipe) -> None:
    made = run(_batches(*"abcdef"), light, 2)
    assert next(made).files == {"out": b"a"}
    made.close()
    with pytest.raises(InputError, match="0 jobs"):
        next(run([], light, 0))


def test_a_call_that_takes_too_long_is_lost() -> None:
    worker = Worker("tests.archive.sleeping:answering")
    with pytest.raises(WorkerLost):
        worker.call(b"60", timeout=1)


@pytest.mark.usefixtures("one_model")
def test_two_processes_write_the_bytes_that_one_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 2)
    for jobs in (1, 2):
        add(documents(6), tmp_path / str(jobs), jobs=jobs)
    one, two = (files_of(tmp_path / str(jobs)) for jobs in (1, 2))
    del one["index.sqlite"], two["index.sqlite"]
    assert one == two


@pytest.mark.usefixtures("one_model")
def test_what_failed_is_reported_and_may_be_added_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report()
    with monkeypatch.context() as patch:
        patch.setattr(pool, "_TARGET", "tests.archive.serving:answering")
        assert add([Document("d", "die")], tmp_path / "case", jobs=2, report=report).failed == 1
    assert "d: the process that extracted it died twice" in str(report.skipped[0])
    assert add(documents(1), tmp_path / "case").documents == 1
    assert add([Document("d", "die")], tmp_path / "case").documents == 1
    assert len(stated(tmp_path / "case")) == 1
