"""A graph folder changed: documents removed, the whole extracted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from communique.archive.batches import Batch
from communique.archive.folder import VOCABULARY, faults, keep_vocabulary, locked, read_settings, write_settings
from communique.archive.index import Index
from communique.archive.merging import replace_parts
from communique.archive.partition import entries_from
from communique.archive.parts import Part, clear_replaced, pack, parts_of
from communique.archive.pool import run
from communique.archive.settings import Settings, settings_of
from communique.archive.writing import Progress, Stop, keep, recipe_of
from communique.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.ingest.documents import Report


def remove(keys: Iterable[str], folder: Path) -> int:
    """Remove documents and all that they gave; return how many relations went with them.

    Raises
    ------
    InputError
        If the folder does not hold one of them; then nothing is removed.
    """
    read_settings(folder)
    with locked(folder), faults(folder):
        index = Index(folder)
        try:
            named = [(_part_of(key, index, folder), key) for key in sorted(set(keys))]
            lost = 0
            for name, group in groupby(sorted(named), key=lambda pair: pair[0]):
                part = next(p for p in parts_of(folder) if p.path.name == name)
                lost += _without(part, {key for _, key in group}, folder, index)
            return lost
        finally:
            index.close()


def _part_of(key: str, index: Index, folder: Path) -> str:
    name = index.part_with(key)
    if name is None:
        near = index.like(key)
        hint = (
            f"; did you mean {' or '.join(repr(k) for k in near)}?"
            if near
            else "; its documents are in documents.parquet"
        )
        raise InputError(f"{folder}: holds no document '{key}'{hint}")
    return name


def _without(part: Part, keys: set[str], folder: Path, index: Index) -> int:
    """Write a part anew without some of its documents."""
    tables = {name: part.read(name) for name in ("documents", "relations", "actors")}
    settings = part.settings
    gone = pa.array(sorted(keys), pa.string())
    kept = {n: t.filter(pc.invert(pc.is_in(t.column("document"), value_set=gone))) for n, t in tables.items()}
    replace_parts([part], pack(kept, settings), folder, index)
    return int(tables["relations"].num_rows - kept["relations"].num_rows)


def rebuild(
    folder: Path,
    *,
    model: str | None = None,
    actors: Sequence[Path] | None = None,
    relations: Sequence[Path] | None = None,
    jobs: int = 1,
    report: Report | None = None,
    told: Callable[[Progress], object] | None = None,
) -> Progress:
    """Extract again from the documents of a folder whose parts were made with other settings.

    Parameters
    ----------
    folder
        The graph folder. It keeps the texts, so the inputs are not needed again.
    model, actors, relations
        What to use from now on; None keeps what the folder has.
    jobs, report, told
        As for :func:`add`.

    Returns
    -------
    Progress
        ``failed`` counts the documents that could not be extracted: they are in the report, their parts stay as they
        were, and the next rebuild tries them again. Until one succeeds the folder cannot be loaded.
    """
    there = read_settings(folder)
    with Stop().on_interrupt() as stop, locked(folder), faults(folder):
        now = settings_of(model or there.model, actors or (), relations or ())
        keep_vocabulary(folder, [*(actors or ()), *(relations or ())])
        now = replace(
            now,
            actors=there.actors if actors is None else now.actors,
            relations=there.relations if relations is None else now.relations,
        )
        recipe = recipe_of(folder, now)
        write_settings(folder, now)
        progress = Progress()
        index = Index(folder)
        try:
            stale = [p for p in parts_of(folder) if p.settings != now]
            with closing(run(_again(stale, stop), recipe, jobs)) as made:
                for done in made:
                    keep(done, folder, index, progress, report, told)
        finally:
            index.close()
        clear_replaced(folder)
        with suppress(FileNotFoundError):
            _clear_vocabulary(folder, now)
        progress.stopped = stop.wanted
    return progress


def _again(parts: Iterable[Part], stop: Stop) -> Iterator[Batch]:
    for part in parts:
        if stop.wanted:
            return
        yield Batch(part.name.next, entries_from(part.read("documents")))


def _clear_vocabulary(folder: Path, settings: Settings) -> None:
    used = {f"{digest}.csv" for digest in (*settings.actors, *settings.relations)}
    for file in (folder / VOCABULARY).iterdir():
        if file.name not in used:
            file.unlink()
