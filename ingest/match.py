"""Names of the register in a text: the longest one wins, and none is cut out of a longer name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from communique.ingest.register import Register, Surface

_WORD = re.compile(r"\w+|\S")
_ARTICLE = re.compile(r"(^|\s)[Aa]l[- ](?=[A-Z])")
_NAMED = frozenset({"PERSON", "ORG", "FAC", "EVENT", "LAW", "LOC", "GPE", "NORP"})
"""Entity labels of the model that make one name of several words."""


_DESCRIBING = frozenset({"government", "forces", "institution", "group"})
"""Kinds of common nouns that make a capitalised phrase a description of its owner."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A written form of the register over tokens ``start`` to ``end`` (exclusive), with its readings."""

    start: int
    end: int
    readings: tuple[Surface, ...]


class NameMatcher:
    """Finds the register's written forms in a Doc."""

    def __init__(self, register: Register) -> None:
        self._forms = dict(register.surfaces)
        self._common = {k for k, kind in register.collectives.items() if kind in _DESCRIBING} | set(register.terms)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for name in register.surfaces:
            for text in {name, *_article_forms(name)}:
                self._by_word[_first_word(text)].append(text)
                if text != name and text not in self._forms:
                    self._forms[text] = register.surfaces[name]
        for texts in self._by_word.values():
            texts.sort(key=lambda t: (-len(t), t))

    def __call__(self, doc: Doc) -> list[NameMatch]:
        """Return the names in a Doc, in order and without overlap."""
        text = re.sub(r"\s", " ", doc.text).replace("’", "'")
        ends = {t.idx + len(t): t.i + 1 for t in doc}
        found = []
        i = 0
        while i < len(doc):
            match = self._at(doc, i, text, ends)
            if match is None:
                i += 1
                continue
            found.append(match)
            i = match.end
        entities = _entities(doc)
        named = {i for m in found for i in range(m.start, m.end)}
        return [m for m in found if not self._cut_out(m, entities.get(m.start), named)]

    def _cut_out(self, match: NameMatch, ent: Span | None, named: set[int]) -> bool:
        """Whether a match is only a piece of a longer name, as "Chad" is of "Chad Smith" "China" of "China Daily"."""
        if ent is None or (match.start <= ent.start and match.end >= ent.end):
            return False
        rest = [t for t in ent if not match.start <= t.i < match.end]
        # "southern Lebanon", "Tehran, Iran": what is not a name, or is another one, makes no longer name of it.
        if all(t.i in named or t.is_punct or t.is_lower or t.lower_ in ("the", "'s", "’s") for t in rest):
            return False
        # "Russian Foreign Ministry" describes something Russian, but "American Solidarity Party" is not Solidarity's.
        starts = all(t.lower_ == "the" for t in rest if t.i < match.start)
        return not starts or not any(t.lower_ in self._common or t.lemma_.lower() in self._common for t in rest)

    def _at(self, doc: Doc, i: int, text: str, ends: dict[int, int]) -> NameMatch | None:
        start = doc[i].idx
        found = _WORD.match(text, start)
        word = found.group() if found else ""
        forms = self._by_word.get(word, ())
        if word.endswith("s"):
            forms = (*forms, *self._by_word.get(word[:-1], ()))
        for form in forms:
            if not text.startswith(form, start):
                continue
            # Web text drops apostrophes: "Turkeys foreign minister", "Assads forces".
            for end in (start + len(form), start + len(form) + 1):
                if end in ends and (end == start + len(form) or _lost_apostrophe(doc, text, end, ends)):
                    return NameMatch(i, ends[end], tuple(self._forms[form]))
        return None


def _article_forms(name: str) -> list[str]:
    """Return the ways to write the Arabic article in a name: "al-Sham", "Al-Sham", "al Sham", "Al Sham"."""
    if not _ARTICLE.search(name):
        return []
    return [_ARTICLE.sub(lambda m, a=a: f"{m[1]}{a}", name) for a in ("al-", "Al-", "al ", "Al ")]  # type: ignore[misc]


def _first_word(text: str) -> str:
    match = _WORD.match(text)
    return match.group() if match else text


def _lost_apostrophe(doc: Doc, text: str, end: int, ends: dict[int, int]) -> bool:
    following = ends[end]
    return (
        text[end - 1] == "s"
        and text[end - 2].lower() != "s"
        and following < len(doc)
        and doc[following].pos_ in ("NOUN", "PROPN", "ADJ")
    )


def _entities(doc: Doc) -> dict[int, Span]:
    """Return the model's entity at each token, where its label makes one name of several words."""
    return {i: ent for ent in doc.ents if ent.label_ in _NAMED for i in range(ent.start, ent.end)}
