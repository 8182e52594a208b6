"""The partition function past one machine: on Dask distributed, with parts written to any place that fsspec knows.

The scheduler hands batches to its workers; one that dies is replaced by Dask, and what it had is done again. A
part is written file by file with ``part.json`` last: where that is missing, the part is not there. The names and
bytes of the parts are those of a run on one machine, so a folder written to a shared disk is a graph folder.
"""

from __future__ import annotations

import logging
from collections import deque
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.archive.batches import Batch, Done, Failed, attempted
from communique.archive.partition import Entry, Recipe, extract_part
from communique.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from communique.archive.parts import Files
    from communique.ingest.pipeline import Extractor

_AHEAD = 3  # batches for each worker: one that it does, and two so that it need not wait
_RETRIES = 2
_LOCAL = {
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1, "MKL_NUM_THREADS": 1},
}
"""Workers as ours are: the profile of each, and memory given back at every step, cost a tenth of the time."""


@cache
def _extractor(recipe: Recipe) -> Extractor:
    """Load the model once a worker."""
    return recipe.extractor()


def partition(entries: list[Entry], recipe: Recipe, vocabulary: dict[str, bytes]) -> Files:
    """Extract from documents on a worker, which may share no disk with us."""
    return extract_part(entries, _extractor(_placed(recipe, tuple(sorted(vocabulary.items())))), recipe.settings)


@cache
def _placed(recipe: Recipe, vocabulary: tuple[tuple[str, bytes], ...]) -> Recipe:
    """Put the user's vocabulary files where this worker can read them."""
    from tempfile import mkdtemp

    if not vocabulary:
        return recipe
    folder = Path(mkdtemp(prefix="communique-"))
    for name, content in vocabulary:
        (folder / name).write_bytes(content)
    lists = ((folder / path.name for path in paths) for paths in (recipe.actors, recipe.relations))
    actors, relations = map(tuple, lists)
    return Recipe(recipe.model, actors, relations, recipe.settings)


def connect(address: str) -> Any:
    """Connect to a scheduler, or start workers on this machine for the address "local".

    Raises
    ------
    InputError
        If Dask is not installed, or the scheduler does not answer.
    """
    try:
        dask: Any = import_module("distributed")  # an optional extra
    except ImportError as error:
        raise InputError("Dask is not installed; install it with: pip install 'communique[scale]'") from error
    try:
        if address == "local":
            from communique.archive.pool import processors

            with import_module("dask.config").set(_LOCAL):
                cluster = dask.LocalCluster(
                    n_workers=processors(), threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
                )
            return dask.Client(cluster)
        return dask.Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise InputError(f"{address}: the scheduler does not answer; check the address ({error})") from error


def run_on(client: Any, batches: Iterable[Batch], recipe: Recipe) -> Generator[Done, None, None]:
    """Yield what each batch gives, in order, as :func:`communique.archive.pool.run` does."""
    vocabulary = {path.name: path.read_bytes() for path in (*recipe.actors, *recipe.relations)}
    under_way: deque[tuple[Batch, Any]] = deque()

    def submitted(entries: list[Entry]) -> Any:
        return client.submit(partition, entries, recipe, vocabulary, pure=False, retries=_RETRIES)

    def first() -> Done:
        batch, future = under_way.popleft()

        def attempt(entries: list[Entry]) -> Files:
            made = future if entries is batch.entries else submitted(entries)
            try:
                return made.result()  # type: ignore[no-any-return]
            except Exception as error:  # whatever a worker raises comes back here
                raise Failed.by(error) from error

        return attempted(batch, attempt)

    for batch in batches:
        # One thread a worker at a time: the resource of a worker is its model.
        under_way.append((batch, submitted(batch.entries)))
        while len(under_way) >= _AHEAD * max(len(client.scheduler_info()["workers"]), 1):
            yield first()
    while under_way:
        yield first()


def write_parts(done: Iterable[Done], place: str) -> int:
    """Write parts to any place that fsspec knows, such as ``s3://bucket/case``; return how many were written.

    Raises
    ------
    InputError
        If the place cannot be written, or a batch could not be done.
    """
    import fsspec

    count = 0
    try:
        files, root = fsspec.core.url_to_fs(place)
        for one in done:
            if one.files is None or one.failed:
                key, reason = next(iter(one.failed.items()))
                raise InputError(f"{place}: part {one.batch.name} is missing: {key} {reason}")
            folder = f"{root}/parts/{one.batch.name}"
            files.makedirs(folder, exist_ok=True)
            for name in sorted(one.files, key=lambda n: n == "part.json"):
                files.pipe_file(f"{folder}/{name}", one.files[name])
            count += 1
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{place}: cannot be written ({error})") from error
    return count
