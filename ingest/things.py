"""Names of what is no actor: laws, plans, events, vessels, and the places that a text shows to be places."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from spacy.tokens import Doc, Span, Token

from communique.ingest.register import Register
from communique.ingest.syntax import first_conjunct
from communique.ingest.vocabulary import packaged, rows

_LOCATIVE = frozenset("at in inside near outside".split())
_TRUST = frozenset("belief believe confidence faith interest trust".split())
"""Words after which "in" introduces whom somebody trusts, and no place."""
_SETTLEMENTS = frozenset("town city village district province suburb neighbourhood neighborhood port camp".split())
_ORGANS = frozenset({"institution", "organisation", "group", "government"})
_PORTFOLIO = frozenset("secretary undersecretary minister".split())
_OF = frozenset({"of", "for"})
_LONG_ACRONYM = 8


@cache
def things() -> dict[str, frozenset[str]]:
    """Return the words that make a name that of no actor, by where in the name they stand."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(packaged("actors/things.csv"), ("word", "kind")):
        found[row.one_of("kind", ("first", "last", "whole"))].add(row["word"])
    return {kind: frozenset(words) for kind, words in found.items()}


def is_thing(span: Span) -> bool:
    """Whether the words of a name say that it is no actor's: "Treaty of Alliance", "Executive Order 1", "THEREFORE"."""
    words = things()
    if span.text.casefold() in words["whole"]:
        return True
    if len(span) > 1 and span[0].lower_.rstrip(".") in words["first"]:
        return True
    if span.label_ != "PERSON" and span.text.isupper() and len(span.text) > _LONG_ACRONYM:
        return True  # shouted: "BILLIONS OF DOLLARS"
    head = next((t for t in span[:-1] if t.nbor(1).lower_ in _OF), None)
    if head is None:  # of "Resolution 2231" the word
        head = next((t for t in reversed(list(span)) if not t.is_digit), span.root)
    return _singular(head) in words["last"]


def is_portfolio(span: Span) -> bool:
    """Whether a name is what a minister is minister of: "Transportation" in "Secretary of Transportation"."""
    start = span.start
    if start >= 1 and span.doc[start - 1].lower_ == "the":
        start -= 1
    if start < 2 or span.doc[start - 1].lower_ not in _OF:
        return False
    if span[-1].lower_ == "affairs" and not any(t.pos_ == "ADP" for t in span):
        return True  # "Assistant Secretary of State for East African Affairs"
    return span.doc[start - 2].lower_ in _PORTFOLIO


def located_names(doc: Doc, register: Register) -> frozenset[str]:
    """Return the names that mostly stand where a place does: "in El-Obeid", "the town of Khan Shaykhun"."""
    found: dict[str, list[bool]] = defaultdict(list)
    for ent in doc.ents:
        if ent.label_ in ("ORG", "PERSON") and register.collectives.get(ent[-1].lower_) not in _ORGANS:
            found[ent.text].append(is_located(ent.root, register))
    return frozenset(name for name, located in found.items() if 2 * sum(located) >= len(located))


def is_located(head: Token, register: Register) -> bool:
    """Whether a name stands where a place does."""
    first = first_conjunct(head)
    if first.dep_ in ("appos", "compound") and first.head.lower_ in _SETTLEMENTS:
        return True
    if first.dep_ != "pobj":
        return False
    governor = first.head.head.lemma_.lower()
    if first.head.lower_ == "of":
        return register.collectives.get(governor) == "territory"
    return first.head.lower_ in _LOCATIVE and governor not in _TRUST


def _singular(token: Token) -> str:
    lower = token.lower_
    return token.lemma_.lower() if not lower.endswith("s") else lower.removesuffix("s")
