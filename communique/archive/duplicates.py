"""Near-duplicate articles: the same wire story as several papers print it.

Two articles are printings of one story where the Jaccard similarity of their sets of five-word shingles is
:data:`THRESHOLD` or more, as MinHash estimates it [1]_ from 128 permutations (standard error 0.04 at the
threshold). Candidates come from locality-sensitive hashing in bands [2]_; both are datasketch's. Every later
printing is linked to the first one that is like it, never to another copy, so that a story cannot drift away by
small steps.

References
----------
.. [1] A. Z. Broder, "On the resemblance and containment of documents", SEQUENCES 1997.
.. [2] P. Indyk and R. Motwani, "Approximate nearest neighbors: towards removing the curse of dimensionality",
   STOC 1998.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

THRESHOLD = 0.7
"""Of two printings of a wire story that differ in a paragraph out of five, about this much is the same."""

PERMUTATIONS = 128
_SHINGLE = 5  # words
_LEAST = 20  # words; two short notes are alike by chance
_WORD = re.compile(r"\w+")
_STATED = ["_story", "source_id", "event", "target_id", "status"]


def signature(text: str) -> bytes | None:
    """Return the MinHash signature of an article, or None where it is too short to compare.

    Examples
    --------
    >>> story = " ".join(f"Word {n} of the story." for n in range(100))
    >>> similarity(signature(story), signature(story + " One line more from our own desk.")) > THRESHOLD
    True
    >>> signature("Iran met Russia.") is None
    True
    """
    from datasketch import MinHash  # it takes SciPy with it, for which nobody who only draws a graph should wait

    words = _WORD.findall(text.lower())
    if len(words) < _LEAST:
        return None
    shingles = {" ".join(words[i : i + _SHINGLE]).encode() for i in range(len(words) - _SHINGLE + 1)}
    made = MinHash(PERMUTATIONS, seed=1, hashfunc=_hash, scheme="affine32")
    made.update_batch(shingles)
    values: np.ndarray = made.digest()
    return values.astype("<u4").tobytes()


def similarity(one: bytes | None, other: bytes | None) -> float:
    """Estimate the Jaccard similarity of two articles from their signatures."""
    if one is None or other is None:
        return 0.0
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def bands(made: bytes) -> Iterator[bytes]:
    """Yield the keys of a signature's bands: articles that share one are candidates."""
    for number, (start, end) in enumerate(_ranges()):
        yield blake2b(bytes([number]) + made[4 * start : 4 * end], digest_size=8).digest()


def without_repeats(relations: pd.DataFrame, copy_of: dict[str, str]) -> pd.DataFrame:
    """Leave out what the copies of a story only repeat, so that one story is one piece of evidence.

    From a later printing a relation is kept only if no earlier printing of the same story states the same event
    between the same actors with the same status.

    Parameters
    ----------
    relations
        The relations table, in the order in which the documents came.
    copy_of
        The first printing of each document that is a copy.
    """
    story = relations["document"].map(lambda key: copy_of.get(key, key))
    first = relations.assign(_story=story).groupby(_STATED, sort=False, dropna=False)["document"].transform("first")
    return relations[(first == relations["document"]).to_numpy()].reset_index(drop=True)


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    from datasketch import MinHashLSH

    return tuple(MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS).hashranges)


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=4).digest(), "little")
