"""A graph folder read: its tables, its graph and its state. Nothing is written, and no model is loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from communique.archive.duplicates import without_repeats
from communique.archive.folder import read_settings, unfinished
from communique.archive.parts import RELATIONS, Part, parts_of
from communique.errors import InputError
from communique.graph.knowledge import KnowledgeGraph
from communique.ingest.summary import Tally, actor_rows
from communique.table import actors_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from communique.archive.settings import Settings

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Status:
    """What a graph folder holds.

    ``stale`` counts the parts that were made with other settings than the manifest names, which a rebuild leaves
    that was broken off or failed in part.
    """

    parts: int
    documents: int
    copies: int
    relations: int
    words: int
    bytes: int
    stale: int
    settings: Settings


def status(folder: Path) -> Status:
    """Count what a graph folder holds.

    Raises
    ------
    InputError
        If there is none, or a part is damaged.
    """
    return _settled(folder, lambda parts: _counted(parts, read_settings(folder)))


def _counted(parts: list[Part], settings: Settings) -> Status:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.counts)
        total["bytes"] += sum(f.stat().st_size for f in part.path.iterdir())
        total["stale"] += part.settings != settings
    return Status(
        len(parts), total["documents"], total["copies"], total["relations"], total["words"], total["bytes"],
        total["stale"], settings,
    )  # fmt: skip


def load_archive(folder: Path, *, copies: bool = False) -> KnowledgeGraph:
    """Load the graph of a folder.

    Parameters
    ----------
    folder
        The folder.
    copies
        Count each printing of a story as evidence of its own.

    Raises
    ------
    InputError
        If there is none, a part is damaged, or a rebuild was broken off or failed in part.
    """

    def graph(parts: list[Part]) -> KnowledgeGraph:
        settings = read_settings(folder)
        if any(part.settings != settings for part in parts):
            raise unfinished(folder)
        frame = relations_of(parts)
        if not copies:
            frame = without_repeats(frame, copies_of(parts))
        return KnowledgeGraph(frame, actors_frame(actor_rows(_tallies(parts))))

    return _settled(folder, graph)


def _settled(folder: Path, read: Callable[[list[Part]], _Read]) -> _Read:
    """Read the parts of a folder, once more where a writer replaced some of them meanwhile."""
    while True:
        parts = parts_of(folder)
        try:
            return read(parts)
        except (InputError, FileNotFoundError):
            if parts_of(folder) == parts:
                raise


def relations_of(parts: list[Part]) -> pd.DataFrame:
    """Return all relations of some parts, in the order of the documents."""
    tables = [part.read("relations") for part in parts] or [RELATIONS.empty_table()]
    return pa.concat_tables(tables).to_pandas()  # type: ignore[no-any-return]


def copies_of(parts: list[Part]) -> dict[str, str]:
    """Return the first printing of each document that is a copy of another."""
    rows = (row for part in parts for row in part.read("documents", ["document", "copy_of"]).to_pylist())
    return {row["document"]: row["copy_of"] for row in rows if row["copy_of"] is not None}


def _tallies(parts: list[Part]) -> Iterator[Tally]:
    for part in parts:
        for row in part.read("actors").to_pylist():
            counts = dict(zip(row.pop("names"), row.pop("counts"), strict=True))
            del row["document"]
            yield Tally(**row, names=Counter(counts))
