"""Which word pieces of a sentence tell what its candidates have to do with each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from communique.ingest.candidates import Candidate
from communique.ingest.encoder import Floats

PARTS = 5
"""Stretches of a candidate: source, target, top of the path, all between the ends, and the words of the path."""


def shares(candidates: Sequence[Candidate], first: int, places: Sequence[tuple[int, int]], pieces: int) -> Floats:
    """Return how much each piece counts in each stretch of each candidate.

    Parameters
    ----------
    candidates
        Candidates of one sentence.
    first
        The number of the sentence's first token in its Doc.
    places
        Where the pieces of each of its tokens start and end.
    pieces
        How many pieces the sentence has.

    Returns
    -------
    ndarray
        Shape (candidates, PARTS, pieces); times the vectors of the pieces it gives the mean vector of each stretch.
    """
    table = np.zeros((len(candidates), PARTS, pieces), dtype=np.float32)
    last = len(places) - 1

    def at(token: int) -> int:
        return min(max(token - first, 0), last)

    def fill(row: int, part: int, start: int, end: int) -> None:
        a, z = places[at(start)][0], places[at(end)][1]
        table[row, part, a:z] = 1 / max(z - a, 1)

    for row, candidate in enumerate(candidates):
        source, target, path = candidate.source, candidate.target, candidate.path
        heads = sorted((source.head, target.head))
        fill(row, 0, source.start, source.end - 1)
        fill(row, 1, target.start, target.end - 1)
        fill(row, 2, path.top.i, path.top.i)
        fill(row, 3, *heads)
        words = {t.i for t in (*path.up, path.top, *path.down)}.difference(heads) or {path.top.i}
        inside = sorted({p for word in words for p in range(*places[at(word)])})
        table[row, 4, inside] = 1 / len(inside)
    return table
