"""Small neighbouring parts merged, so that a folder that grows a little every day does not fall into crumbs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow as pa

from communique.archive.parts import TABLES, Name, clear_replaced, commit, pack, parts_of
from communique.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from communique.archive.index import Index
    from communique.archive.parts import Files, Part

CRUMBS = 16
"""Merging begins where it saves this many parts, so that no document is written again at every ``add``."""


def merge_small(folder: Path, index: Index, documents: int, words: int) -> int:
    """Merge neighbouring parts that together are no larger than a batch; return how many parts there are less.

    The tables of the merged part are those of its parts, one after the other. A part that is damaged stays as it is,
    for ``check`` to put right.

    Parameters
    ----------
    folder, index
        The folder, locked by the caller, and its index.
    documents, words
        How many a part may have.
    """
    runs = [run for run in _runs(parts_of(folder), documents, words) if len(run) > 1]
    if sum(len(run) - 1 for run in runs) < CRUMBS:
        return 0
    saved = 0
    for run in runs:
        with suppress(InputError):
            replace_parts(run, _merged(run), folder, index)
            saved += len(run) - 1
    return saved


def replace_parts(parts: Sequence[Part], files: Files, folder: Path, index: Index) -> None:
    """Put one part in the place of one or several neighbours: with the rename it counts, and they do not."""
    first, last = parts[0].name, parts[-1].name
    name = first.next if len(parts) == 1 else Name(first.first, last.last)
    made = commit(folder, files, name)
    for part in parts:
        index.forget(str(part.name))
    index.learn(made)
    index.committed(str(name))
    clear_replaced(folder)


def _runs(parts: Sequence[Part], documents: int, words: int) -> Iterator[list[Part]]:
    """Gather neighbours for as long as they fit together."""
    run: list[Part] = []
    left = documents, words
    for part in parts:
        size = part.counts["documents"], part.counts["words"]
        if run and (size[0] > left[0] or size[1] > left[1]):
            yield run
            run, left = [], (documents, words)
        run.append(part)
        left = left[0] - size[0], left[1] - size[1]
    if run:
        yield run


def _merged(parts: Sequence[Part]) -> Files:
    tables = {name: pa.concat_tables([part.read(name) for part in parts]).combine_chunks() for name in TABLES}
    return pack(tables, parts[0].settings)
