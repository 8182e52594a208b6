"""The words for offices in a text, and the owners that stand beside them."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import OfficeTerm, Register

OWNERS = ("state", "organisation", "institution", "political_body", "armed_group")
"""Types of actors that have offices."""
OF = frozenset({"of", "for", "to", "at", "in", "from"})
"""Prepositions between an office and its owner."""
_LONGEST = 6
_WORD = re.compile(r"\w+")
_BETWEEN = frozenset({"the", "republic", "kingdom", "of", "main", "opposition", "-"})


class Terms:
    """Finds the office terms of the register in a Doc."""

    def __init__(self, register: Register) -> None:
        self._terms = {t.term: t for t in register.terms.values() if t.kind in ("title", "noun")}
        self._first = {_edge(term, 0) for term in self._terms}
        self._last = {_edge(term, -1) for term in self._terms}
        self._modifiers = {t.term for t in register.terms.values() if t.kind == "modifier"}
        self._honorifics = {t.term.rstrip(".") for t in register.terms.values() if t.kind == "honorific"}

    def of(self, doc: Doc, start: int, end: int) -> OfficeTerm:
        """Return the term that some tokens spell."""
        return self._terms[_lower(doc, start, end)]

    def ending(self, doc: Doc, i: int) -> int | None:
        """Return where the longest office term that ends with token ``i`` starts."""
        if _edge(doc[i].lower_, -1) not in self._last:
            return None
        for start in range(max(0, i - _LONGEST + 1), i + 1):
            if _lower(doc, start, i + 1) in self._terms:
                return start
        return None

    def starting(self, doc: Doc, i: int) -> int | None:
        """Return where the longest office term that starts with token ``i`` ends."""
        if _edge(doc[i].lower_, 0) not in self._first:
            return None
        for end in range(min(len(doc), i + _LONGEST), i, -1):
            if _lower(doc, i, end) in self._terms:
                return end
        return None

    def with_modifiers(self, doc: Doc, start: int) -> int:
        """Return where the modifiers ("former", "deputy") before an office start."""
        while start > 0 and (doc[start - 1].lower_ in self._modifiers or doc[start - 1].text == "-"):
            start -= 1
        return start

    def is_honorific(self, doc: Doc, i: int) -> bool:
        """Whether a token is "Mr", "Dr" and the like, and no office."""
        return doc[i].lower_.rstrip(".") in self._honorifics and self.ending(doc, i) is None


def owner_before(doc: Doc, mentions: Mentions, start: int) -> Mention | None:
    """Return the owner in "Russian", "Russia's", "the United Nation's" right before an office."""
    i = start - 1
    if i >= 0 and doc[i].tag_ == "POS":
        i -= 1
    found = mentions.ending(i) if i >= 0 else None
    return found if found is not None and found.actor.type in OWNERS else None


def owner_after(doc: Doc, mentions: Mentions, end: int) -> Mention | None:
    """Return the owner in "of Egypt", "for the State Department" right after an office or its holder."""
    i = end
    if i >= len(doc) or doc[i].lower_ not in OF:
        return None
    while (
        i + 1 < len(doc)
        and i - end < _LONGEST
        and (i == end or doc[i].lower_ in _BETWEEN or doc[i].pos_ in ("ADJ", "PROPN") or doc[i].tag_ == "VBN")
    ):
        i += 1
        found = mentions.starting(i)
        if found is not None:
            return found if found.actor.type in OWNERS else None
    return None


def _edge(term: str, i: int) -> str:
    """Return the first (0) or last (-1) run of letters of a term, as the tokenizer may split it at hyphens."""
    words = _WORD.findall(term)
    return words[i] if words else term


def _lower(doc: Doc, start: int, end: int) -> str:
    return Span(doc, start, end).text.lower()
