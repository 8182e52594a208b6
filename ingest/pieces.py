"""Long documents parsed in pieces, so that the memory of the parser does not follow their length.

A long Doc is cut where a paragraph begins, its pieces are parsed one after the other, and then they are one Doc again:
who is meant by "he" or "the ministry" is asked of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Token

from communique.ingest.paragraphs import separates

PIECE = 100_000
"""Characters of a piece at the most; a shorter document is its only piece."""

_FINAL = frozenset(".!?")


def pieces(doc: Doc) -> Iterator[Doc]:
    """Cut a Doc that is not parsed yet.

    A piece ends with the last paragraph that fits; without one with the last line, the last full stop, the last token.
    """
    if length(doc) <= PIECE:
        yield doc
        return
    cuts = [0, *_cuts(doc), len(doc)]
    for start, end in pairwise(cuts):
        yield doc[start:end].as_doc()


def length(doc: Doc) -> int:
    """Return the number of characters, without putting the text together as ``len(doc.text)`` does."""
    return doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0


def whole(parsed: Sequence[Doc]) -> Doc:
    """Make one Doc of its parsed pieces: tokens, sentences, trees and entities stay as they were found."""
    if len(parsed) == 1:
        return parsed[0]
    return Doc.from_docs(list(parsed), ensure_whitespace=False, exclude=["tensor", "user_data"])  # type: ignore[call-arg]


def _cuts(doc: Doc) -> Iterator[int]:
    """Yield the tokens that begin a piece, but for the first."""
    start = 0
    for token in doc:
        while token.i > start and token.idx + len(token) - doc[start].idx > PIECE:
            start = max(range(start + 1, token.i + 1), key=lambda i: (_rank(doc[i - 1]), i))
            yield start


def _rank(before: Token) -> int:
    """Say how good it is to cut after a token."""
    if before.is_space and "\n" in before.text:
        return 3 if separates(before) else 2
    return int(before.text in _FINAL and bool(before.whitespace_))
