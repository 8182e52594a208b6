"""Documents added to a graph folder, batch by batch."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from communique.archive.batches import Batch, Done
from communique.archive.duplicates import signature
from communique.archive.folder import (
    faults,
    is_new,
    keep_vocabulary,
    locked,
    read_settings,
    unfinished,
    vocabulary_files,
    write_settings,
)
from communique.archive.index import Index, content_digest
from communique.archive.merging import merge_small
from communique.archive.partition import Entry, Recipe
from communique.archive.parts import Name, clear_replaced, commit, parts_of
from communique.archive.pool import run
from communique.archive.settings import Settings, settings_of
from communique.errors import InputError
from communique.ingest.documents import Document, Report
from communique.ingest.pipeline import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH_DOCUMENTS = 64
BATCH_CHARACTERS = 400_000
"""A batch ends with either: it is what a kill may cost, half a minute of one processor at the most."""

BATCH_WORDS = BATCH_CHARACTERS // 5
"""About as much in words, punctuation among them; small parts are merged up to this."""


@dataclass(slots=True)
class Progress:
    """How far a run has come; ``already`` counts the documents that were in the folder before."""

    documents: int = 0
    already: int = 0
    copies: int = 0
    relations: int = 0
    words: int = 0
    failed: int = 0
    parts: int = 0
    read: int = 0
    stopped: bool = False


class Stop:
    """Asked between batches whether to go on. The first Ctrl-C asks it to end, the second breaks off."""

    def __init__(self) -> None:
        self.wanted = False

    @contextmanager
    def on_interrupt(self) -> Iterator[Stop]:
        """Listen to Ctrl-C, where this is the thread that hears it."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = signal.getsignal(signal.SIGINT)

        def hear(_signal: int, _frame: object) -> None:
            self.wanted = True
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, hear)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)


def add(
    documents: Iterable[Document],
    folder: Path,
    *,
    model: str | None = None,
    actors: Sequence[Path] = (),
    relations: Sequence[Path] = (),
    jobs: int = 1,
    scheduler: str | None = None,
    report: Report | None = None,
    told: Callable[[Progress], object] | None = None,
) -> Progress:
    """Add to a graph folder what it does not hold yet.

    Parameters
    ----------
    documents
        Read one at a time. What has the same text and metadata as a document of the folder is left out.
    folder
        The graph folder; it is started where there is none.
    model, actors, relations
        What to extract with; the folder remembers it, and later calls need not say it again.
    jobs
        How many processes extract.
    scheduler
        Address of a Dask scheduler whose workers extract instead, or "local".
    report
        Told of documents that could not be extracted.
    told
        Called after each batch and each document that is already there.

    Raises
    ------
    InputError
        If the folder cannot be written, is being written by another, or was made with other settings.
    """
    new = is_new(folder)
    settings = _wanted(folder, model, actors, relations, new=new)
    progress = Progress()
    with Stop().on_interrupt() as stop, locked(folder), faults(folder):
        if new:
            keep_vocabulary(folder, [*actors, *relations])
            write_settings(folder, settings)
        clear_replaced(folder)
        recipe = recipe_of(folder, settings)
        index = Index(folder)
        try:
            batches = _batches(documents, folder, index, progress, stop, told)
            with _running(batches, recipe, jobs, scheduler) as made:
                for done in made:
                    keep(done, folder, index, progress, report, told)
            if not progress.stopped:
                merge_small(folder, index, BATCH_DOCUMENTS, BATCH_WORDS)
        finally:
            index.close()
    return progress


@contextmanager
def _running(batches: Iterable[Batch], recipe: Recipe, jobs: int, scheduler: str | None) -> Iterator[Iterator[Done]]:
    """Have the batches done here, or by a scheduler's workers."""
    if scheduler is None:
        with closing(run(batches, recipe, jobs)) as made:
            yield made
        return
    from communique.archive.remote import connect, run_on

    with connect(scheduler) as client:
        yield run_on(client, batches, recipe)
        if scheduler == "local":
            client.cluster.close()


def _wanted(
    folder: Path, model: str | None, actors: Sequence[Path], relations: Sequence[Path], *, new: bool
) -> Settings:
    """Return the settings to work with; refuse others than those of the folder."""
    if new:
        return settings_of(model or DEFAULT_MODEL, actors, relations)
    there = read_settings(folder)
    now = settings_of(model or there.model, actors, relations)
    # What the command does not say is as the folder has it.
    now = replace(
        now, actors=now.actors if actors else there.actors, relations=now.relations if relations else there.relations
    )
    if now != there:
        raise InputError(
            f"{folder}: was made with another state of {there.differences(now)}; run 'communique rebuild {folder}' "
            "with what you want to use, or name a new folder"
        )
    if any(part.settings != there for part in parts_of(folder)):
        raise unfinished(folder)
    return there


def recipe_of(folder: Path, settings: Settings) -> Recipe:
    """Return what to extract with, the vocabulary taken from the folder's copies."""
    actors, relations = (vocabulary_files(folder, digests) for digests in (settings.actors, settings.relations))
    return Recipe(settings.model, actors, relations, settings)


def _batches(
    documents: Iterable[Document],
    folder: Path,
    index: Index,
    progress: Progress,
    stop: Stop,
    told: Callable[[Progress], object] | None,
) -> Iterator[Batch]:
    """Gather what is new into batches."""
    number = max((part.name.last for part in parts_of(folder)), default=0) + 1
    batch, size = Batch(Name(number, number), []), 0
    for document in documents:
        if stop.wanted:
            progress.stopped = True
            break
        progress.read += 1
        digest = content_digest(document)
        if index.holds(digest):
            progress.already += 1
            if told:
                told(progress)
            continue
        minhash = signature(document.article)
        key, first = index.enter(document.id, digest, str(batch.name), minhash)
        batch.entries.append(Entry(replace(document, id=key), digest, first, minhash))
        size += len(document.text)
        if len(batch.entries) >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
            yield batch
            number += 1
            batch, size = Batch(Name(number, number), []), 0
    if batch.entries:
        yield batch


def keep(
    done: Done,
    folder: Path,
    index: Index,
    progress: Progress,
    report: Report | None,
    told: Callable[[Progress], object] | None,
) -> None:
    """Commit a batch, and report what of it could not be done."""
    progress.failed += len(done.failed)
    for key, reason in done.failed.items() if report else ():
        report.skip(key, "", reason)  # type: ignore[union-attr]
    if not done.batch.name.revision:
        index.drop(done.failed)
    if done.files is None:
        return
    part = commit(folder, done.files, done.batch.name)
    if part.name.revision:
        index.forget(str(replace(part.name, revision=part.name.revision - 1)))
        index.learn(part)
    index.committed(part.path.name)
    counts = part.counts
    progress.parts += 1
    progress.documents += counts["documents"]
    progress.copies += counts["copies"]
    progress.relations += counts["relations"]
    progress.words += counts["words"]
    if told:
        told(progress)
