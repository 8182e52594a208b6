"""Word pieces: how the sentence encoder spells words.

The vocabulary is that of BERT (uncased), which MiniLM shares. Words come from spaCy's tokenizer, so that each piece
belongs to one token.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_INSIDE = "##"
_PARTS = re.compile(r"\w+|[^\w\s]")
_LONGEST_WORD = 8
"""Pieces of one word that are kept: longer words are addresses and numbers."""
_REMEMBERED = 50_000
"""Words whose pieces are remembered: memory must not grow with the texts."""


class Pieces(NamedTuple):
    """The numbers of the pieces of a sentence, and where the pieces of each word start and end among them."""

    ids: list[int]
    words: list[tuple[int, int]]


class WordPiece:
    """Cuts words into the longest pieces that the vocabulary has.

    Parameters
    ----------
    vocabulary
        The pieces, each at the place of its number.
    longest
        Pieces of a sentence, with the signs of its start and end, beyond which it is cut. Words behind the cut
        get the place of the end sign.
    """

    def __init__(self, vocabulary: Sequence[str], longest: int) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._longest = longest
        self._spell = lru_cache(_REMEMBERED)(self._cut_word)

    def __call__(self, words: Iterable[str]) -> Pieces:
        """Return the pieces of a sentence, between the signs of start and end."""
        ids = [self._numbers[_START]]
        places = []
        for word in words:
            start = len(ids)
            ids += self._spell(word)
            places.append((start, max(len(ids), start + 1)))
        ids = [*ids[: self._longest - 1], self._numbers[_END]]
        end = len(ids)
        return Pieces(ids, [(a, min(z, end)) if a < end - 1 else (end - 1, end) for a, z in places])

    def _cut_word(self, word: str) -> list[int]:
        plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        return [number for part in _PARTS.findall(plain) for number in self._cut(part)][:_LONGEST_WORD]

    def _cut(self, part: str) -> list[int]:
        """Cut a word without accents and signs, from its start, each time as much as the vocabulary has."""
        numbers: list[int] = []
        start = 0
        while start < len(part):
            prefix = _INSIDE if start else ""
            end = next((e for e in range(len(part), start, -1) if prefix + part[start:e] in self._numbers), None)
            if end is None:
                return [self._numbers[_UNKNOWN]]
            numbers.append(self._numbers[prefix + part[start:end]])
            start = end
        return numbers
