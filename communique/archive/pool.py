"""Batches through the partition function: in this process, or in several that are replaced when they die."""

from __future__ import annotations

import os
import pickle
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from typing import TYPE_CHECKING

from communique.archive.batches import Batch, Done, Failed, attempted
from communique.archive.partition import Entry, Recipe, extract_part
from communique.errors import InputError
from communique.ingest.worker import Worker, WorkerFailed, WorkerLost

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from communique.archive.parts import Files

_TARGET = "communique.archive.partition:answering"


def run(
    batches: Iterable[Batch], recipe: Recipe, jobs: int = 1, started: Callable[[int], object] | None = None
) -> Generator[Done, None, None]:
    """Yield what each batch gives, in order.

    Parameters
    ----------
    batches
        Taken as they are needed: never more than two for each job are under way.
    recipe
        What to extract with.
    jobs
        How many processes extract. With one it is this process.
    started
        Told the number of each process that starts.
    """
    if jobs < 1:
        raise InputError(f"{jobs} jobs cannot extract anything; give at least 1")
    if jobs == 1:
        yield from _here(batches, recipe)
        return
    pool = _Pool(recipe, jobs, started)
    under_way: deque[Future[Done]] = deque()
    try:
        with ThreadPoolExecutor(jobs) as threads, closing(pool):
            for batch in batches:
                under_way.append(threads.submit(pool.do, batch))
                while len(under_way) >= 2 * jobs or (under_way and under_way[0].done()):
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
    finally:
        pool.reap()


def _here(batches: Iterable[Batch], recipe: Recipe) -> Iterator[Done]:
    extractor = None

    def attempt(entries: list[Entry]) -> Files:
        nonlocal extractor
        extractor = extractor or recipe.extractor()
        try:
            return extract_part(entries, extractor, recipe.settings)
        except Exception as error:  # as a worker would report it
            raise Failed.by(error) from error

    for batch in batches:
        yield attempted(batch, attempt)


class _Pool:
    """Workers, started when they are needed. One that dies is replaced, and its batch is tried once more."""

    def __init__(self, recipe: Recipe, jobs: int, started: Callable[[int], object] | None) -> None:
        self._recipe = recipe
        self._started = started
        self._closed = False
        self._workers: set[Worker] = set()
        self._idle: SimpleQueue[Worker | None] = SimpleQueue()
        for _ in range(jobs):
            self._idle.put(None)

    def do(self, batch: Batch) -> Done:
        """Do a batch, in whatever worker is idle."""
        return attempted(batch, self._attempt)

    def _attempt(self, entries: list[Entry]) -> Files:
        worker = self._idle.get()
        request, reason = pickle.dumps(entries), ""
        try:
            for _ in range(2):
                if self._closed:
                    break
                worker = worker or self._start()
                try:
                    return pickle.loads(worker.call(request))  # type: ignore[no-any-return]  # noqa: S301  # our child
                except WorkerLost:
                    reason = "the process that extracted it died twice; give it more memory, or fewer --jobs"
                except WorkerFailed as error:
                    reason = f"could not be extracted ({error})"
                self._end(worker)
                worker = None
            raise Failed(reason)
        finally:
            self._idle.put(worker)

    def _start(self) -> Worker:
        worker = Worker(_TARGET, pickle.dumps(self._recipe))
        self._workers.add(worker)
        if self._started:
            self._started(worker.pid)
        return worker

    def _end(self, worker: Worker) -> None:
        self._workers.discard(worker)
        worker.close()

    def close(self) -> None:
        """End all workers, also those that work, and begin nothing more."""
        self._closed = True
        for worker in list(self._workers):
            worker.kill()

    def reap(self) -> None:
        """Let go of the processes, when no thread waits for one any more."""
        for worker in list(self._workers):
            self._end(worker)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
