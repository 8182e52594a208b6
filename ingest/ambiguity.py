"""Names of the register that mean another in many texts: which of them a text supports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from communique.ingest.match import NameMatch
from communique.ingest.register import Register, Surface
from communique.ingest.vocabulary import packaged, rows

_Finder = Callable[[tuple[str, ...]], list[int]]

_SHORTEST = 2
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "&", "-"})


@dataclass(frozen=True, slots=True)
class _Ambiguity:
    context: tuple[str, ...]
    against: tuple[str, ...]


@cache
def _ambiguous() -> dict[str, _Ambiguity]:
    table = rows(packaged("actors/ambiguous.csv"), ("name", "context", "against", "note"))
    return {row["name"]: _Ambiguity(row.many("context"), row.many("against")) for row in table}


def supported(doc: Doc, matches: list[NameMatch], register: Register) -> list[NameMatch]:
    """Return the names of a text without those that mean somebody else in it.

    A name that the register calls ambiguous needs another name of its actor, of the one for whom that acts, or other
    words that go with it; an acronym that the text itself explains as something else never counts.
    """
    other = _explained_otherwise(doc, matches, register)
    texts = [_text(doc, match) for match in matches]
    find = _finder(doc)
    known = [m for m, text in zip(matches, texts, strict=True) if text not in _ambiguous()]
    found = []
    for match, text in zip(matches, texts, strict=True):
        if text in other and not _is_state(match, register):
            continue
        case = _ambiguous().get(text)
        if case is None or any(_supports(doc, match, r, case, known, register, find) for r in match.readings):
            found.append(match)
    return found


def _supports(
    doc: Doc,
    match: NameMatch,
    reading: Surface,
    case: _Ambiguity,
    known: list[NameMatch],
    register: Register,
    find: _Finder,
) -> bool:
    root = register.root(register.actors[reading.actor]).id
    wanted = {reading.actor, root} | {r.actor for word in case.context for r in register.surfaces.get(word, ())}
    before = next((m for m in known if m.end == match.start or (m.end + 1 == match.start and _owns(doc, m.end))), None)
    if before is not None and root != reading.actor and not _stands_for(before, {root}, register):
        return False  # "Peru's Congress"
    pro = [m.start for m in known if _stands_for(m, wanted, register)]
    pro += find(tuple(w for w in case.context if w not in register.surfaces))
    against = find(case.against)
    if not case.against:
        return bool(pro)
    if not against:
        return bool(pro) or root == reading.actor
    return bool(pro) and _distance(pro, match) < _distance(against, match)


def _stands_for(match: NameMatch, actors: set[str], register: Register) -> bool:
    return any({r.actor, register.root(register.actors[r.actor]).id} & actors for r in match.readings)


def _owns(doc: Doc, i: int) -> bool:
    return doc[i].tag_ == "POS"


def _is_state(match: NameMatch, register: Register) -> bool:
    return any(register.actors[r.actor].type == "state" for r in match.readings)


def _distance(places: Iterable[int], match: NameMatch) -> int:
    return min(abs(place - match.start) for place in places)


def _finder(doc: Doc) -> _Finder:
    """Return what finds the tokens at which some words stand."""
    text, starts = doc.text, [t.idx for t in doc]

    @cache
    def find(words: tuple[str, ...]) -> list[int]:
        alternatives = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
        stand = re.finditer(rf"\b(?:{alternatives})\b", text) if alternatives else ()
        return [bisect_right(starts, found.start()) - 1 for found in stand]

    return find


def _explained_otherwise(doc: Doc, matches: list[NameMatch], register: Register) -> frozenset[str]:
    """Return the acronyms that stand in brackets after words with their initials that name nobody they stand for."""
    found = set()
    for match in matches:
        i, acronym = match.start, _text(doc, match)
        if match.end != i + 1 or len(acronym) < _SHORTEST or not acronym.isupper() or not acronym.isalpha():
            continue
        if not (i >= len(acronym) and doc[i - 1].text == "(" and match.end < len(doc) and doc[match.end].text == ")"):
            continue
        words = _words_with_initials(doc, i - 2, acronym)
        names = {name for r in match.readings for name in _names(r.actor, register)}
        if words and not any(len(words & set(name.casefold().split())) * 2 >= len(words) for name in names):
            found.add(acronym)
    return frozenset(found)


def _words_with_initials(doc: Doc, last: int, acronym: str) -> set[str]:
    """Return the words up to a token whose initials are an acronym; nothing if they are not."""
    words: set[str] = set()
    i = last
    for letter in reversed(acronym):
        while i >= 0 and doc[i].lower_ in _SMALL and doc[i].text[0] != letter:
            i -= 1
        if i < 0 or doc[i].text[0].upper() != letter:
            return set()
        words.add(doc[i].lower_)
        i -= 1
    return words


def _names(actor: str, register: Register) -> tuple[str, ...]:
    return register.actors[actor].name, *register.aliases.get(actor, ())


def _text(doc: Doc, match: NameMatch) -> str:
    return doc[match.start : match.end].text.replace("’", "'")
