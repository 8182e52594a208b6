"""Quotations, over several sentences too, and who is quoted in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.syntax import SUBJECTS

_SAYING = frozenset(
    (
        "say tell add warn state declare announce note insist stress claim argue write tweet continue conclude explain "
        "reply respond remark comment ask emphasize emphasise reiterate post"
    ).split()
)
Doc.set_extension("quotations", default=(), force=True)

_OPENING, _CLOSING, _STRAIGHT = "“«„", "”»", '"'
_LONGEST = 400
"""Tokens after which a quotation mark that nothing closes is taken for a stray one."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens ``start`` to ``end`` (exclusive) between quotation marks, and the mention of who says them."""

    start: int
    end: int
    speaker: Mention | None


def find_quotations(doc: Doc, mentions: Mentions) -> list[Quotation]:
    """Return the quotations of a Doc in text order; those that nobody known speaks have no speaker."""
    spans = list(_spans(doc))
    inside = {i for start, end in spans for i in range(start, end)}
    return [Quotation(start, end, _speaker(doc, start, end, inside, mentions)) for start, end in spans]


def _spans(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the stretches between quotation marks; a mark that opens a paragraph again goes on with the quotation."""
    opened: int | None = None
    for token in doc:
        if opened is not None and token.i - opened > _LONGEST:
            opened = None
        if token.text in _OPENING or (token.text == _STRAIGHT and opened is None):
            opened = token.i if opened is None else opened
        elif opened is not None and (
            token.text in _CLOSING or (token.text == _STRAIGHT and not _opens_paragraph(token))
        ):
            yield opened, token.i + 1
            opened = None


def _opens_paragraph(token: Token) -> bool:
    return token.i > 0 and token.nbor(-1).is_space and "\n" in token.nbor(-1).text


def quoted(token: Token) -> Mention | None:
    """Return who says the quotation in which a token stands."""
    return next((q.speaker for q in token.doc._.quotations if q.start <= token.i < q.end), None)


def _speaker(doc: Doc, start: int, end: int, inside: set[int], mentions: Mentions) -> Mention | None:
    """Return the subject of the verb of saying in the sentences of a quotation, else right after or right before it."""
    first, last = doc[start].sent, doc[end - 1].sent
    around = [(first.start, last.end)]
    if last.end < len(doc):
        around.append((last.end, doc[last.end].sent.end))
    if first.start > 0:
        around.append((doc[first.start - 1].sent.start, first.start))
    for left, right in around:
        if _new_paragraph(doc, min(left, start), start) or _new_paragraph(doc, end, right):
            continue
        for verb in doc[left:right]:
            if verb.i not in inside and verb.lemma_.lower() in _SAYING:
                for subject in (c for c in verb.children if c.dep_ in SUBJECTS):
                    found = mentions.headed(subject.i)
                    if found is not None:
                        return found
    return None


def _new_paragraph(doc: Doc, start: int, end: int) -> bool:
    """Whether a paragraph begins between two tokens."""
    return any(
        doc[i - 1].is_space and "\n" in doc[i - 1].text and doc[i].is_sent_start for i in range(max(start, 1), end)
    )
