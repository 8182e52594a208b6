"""Dask runs the same partition function and gives the same bytes; a worker that dies costs nothing."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from communique.archive import writing
from communique.archive.batches import Batch, Done
from communique.archive.partition import Entry, entries_from
from communique.archive.parts import Name, parts_of
from communique.archive.remote import run_on, write_parts
from communique.archive.writing import add, recipe_of
from communique.errors import InputError
from tests.archive.case import documents, files_of

if TYPE_CHECKING:
    from pathlib import Path

distributed = pytest.importorskip("distributed", reason="needs the extra: pip install 'communique[scale]'")
pytestmark = [
    pytest.mark.usefixtures("one_model"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_dask_gives_the_bytes_of_a_local_run_though_a_worker_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 2)
    here = tmp_path / "here"
    add(documents(6), here)
    batches = [Batch(p.name, entries_from(p.read("documents"))) for p in parts_of(here)]
    recipe = recipe_of(here, parts_of(here)[0].settings)
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        made = run_on(client, batches, recipe)
        victim = next(iter(client.run(os.getpid).values()))
        os.kill(victim, signal.SIGKILL)
        time.sleep(0.2)
        assert write_parts(made, f"file://{tmp_path}/there") == 3
        add(documents(6), tmp_path / "added", scheduler=cluster.scheduler_address)
    assert files_of(tmp_path / "there" / "parts") == files_of(here / "parts") == files_of(tmp_path / "added" / "parts")


def test_a_place_that_cannot_be_written_and_a_batch_that_failed_are_one_sentence() -> None:
    batch = Batch(Name(1, 1), [Entry(documents(1)[0], "", None, None)])
    with pytest.raises(InputError, match="part 00000001-0 is missing: d0 died"):
        write_parts([Done(batch, None, {"d0": "died"})], "memory://case")
    with pytest.raises(InputError, match="cannot be written"):
        write_parts([], "nosuch://case")


def test_a_scheduler_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-scheme://x: the scheduler does not answer"):
        add(documents(1), tmp_path / "case", scheduler="no-scheme://x")
