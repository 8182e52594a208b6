"""Persons: full names that the model finds, and the surnames that stand for them later."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable

from spacy.tokens import Doc, Span, Token

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor, Register
from communique.table import slug

_HONORIFICS = frozenset("mr mrs ms miss dr sir lord lady dame prof sheikh sayyid".split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_THINGS = frozenset("news center centre church award prize act cup".split())
_PROMINENT = frozenset(
    {"head_of_state", "head_of_government", "monarch", "foreign_minister", "defence_minister", "secretary_general",
     "vice_president", "high_representative", "group_leader", "party_leader", "national_security_adviser"}
)  # fmt: skip
"""Roles whose holders news text calls by surname alone, without an introduction."""


def fold(name: str) -> str:
    """Take accents and case away.

    >>> fold("Erdoğan")
    'erdogan'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold()


def surname(name: str) -> str:
    """Return the last word of a name, suffixes aside.

    >>> surname("Joseph R. Biden, Jr.")
    'Biden'
    """
    words = [w for w in name.replace(",", " ").split() if w.rstrip(".").casefold() not in _SUFFIXES]
    return words[-1] if words else name


def find_people(doc: Doc, mentions: Mentions, register: Register, date: str | None) -> None:
    """Add the persons that the register's full names did not give.

    Full names come first, so that a surname that stands before its full name resolves too.
    """
    spans = [s for s in (_trimmed(e) for e in doc.ents if e.label_ == "PERSON") if s is not None]
    # "Sputnik News", "Donovan Correctional Facility": the last word says that it is no person
    spans = [s for s in spans if len(s) == 1 or not (s[-1].lower_ in register.collectives or s[-1].lower_ in _THINGS)]
    spans = [s for s in spans if all(mentions.covering(t.i) is None for t in s) and s.text not in register.dropped]
    known = {m.actor.id: m.actor for m in mentions if m.actor.type == "official"}
    by_name = {_ends(a.name): a for a in reversed(known.values())}
    for span in (s for s in spans if len(s) > 1):
        ends = _ends(span.text)
        namesakes = (register.actors[p] for p in register.surnames.get(surname(span.text), ()))
        actor = (
            by_name.get(ends)
            or next((a for a in namesakes if _ends(a.name) == ends), None)
            or Actor(slug(span.text), span.text, "official")
        )
        known[actor.id] = by_name[ends] = actor
        mentions.add(Mention(span.start, span.end, span.root.i, actor, "model", 0.8))
    _find_surnames(doc, mentions, register, date, {s.start for s in spans if len(s) == 1}, known.values())


def _find_surnames(
    doc: Doc,
    mentions: Mentions,
    register: Register,
    date: str | None,
    persons: set[int],
    known: Iterable[Actor],
) -> None:
    entities = {i: e for e in doc.ents for i in range(e.start, e.end)}
    by_surname = _surnames(register, known)
    for token in doc:
        if token.pos_ != "PROPN" or not token.text[0].isupper() or mentions.covering(token.i) is not None:
            continue
        people = by_surname.get(token.text) or by_surname.get(token.text.removesuffix("s"), [])
        ent = entities.get(token.i)
        if len(people) == 1 and (ent is None or ent.end == token.i + 1 or ent.label_ == "PERSON"):
            mentions.add(Mention(token.i, token.i + 1, token.i, people[0], "surname", 0.9))
        elif not people and (token.i in persons or _alone_as_subject(token, ent)):
            actor = register.in_role(token.text, _roles_before(token, register), date)
            if actor is not None:
                mentions.add(Mention(token.i, token.i + 1, token.i, actor, "surname", 0.7))


def _roles_before(token: Token, register: Register) -> Collection[str]:
    """Return the roles that a title right before a surname names ("President Obama"), else those of the prominent."""
    term = register.terms.get(token.nbor(-1).lower_) if token.i else None
    return {term.role} if term is not None and term.role in _PROMINENT else _PROMINENT


def _alone_as_subject(token: Token, ent: Span | None) -> bool:
    """Whether a lone name acts, though the model takes it for no person: "Lavrov said"."""
    return token.dep_ in ("nsubj", "poss") and (ent is None or len(ent) == 1)


def _trimmed(ent: Span) -> Span | None:
    """Cut honorifics and possessive endings off a person's name; None if what is left is no name."""
    start, end = ent.start, ent.end
    while start < end and ent.doc[start].lower_.rstrip(".") in _HONORIFICS:
        start += 1
    while end > start and (ent.doc[end - 1].tag_ == "POS" or ent.doc[end - 1].is_punct):
        end -= 1
    span = Span(ent.doc, start, end)
    wordlike = all(t.text.strip(".").isalpha() or t.text in "-'’.," for t in span)
    return span if start < end and wordlike and span[0].text[0].isupper() else None


def _ends(name: str) -> tuple[str, str]:
    """Return the given name and the surname, folded: by them two full names are one person's."""
    return fold(name).split()[0], fold(surname(name))


def _surnames(register: Register, people: Iterable[Actor]) -> dict[str, list[Actor]]:
    found: dict[str, list[Actor]] = defaultdict(list)
    for actor in people:
        for word in {surname(actor.name), *register.short_names.get(actor.id, ())}:
            found[word].append(actor)
    return found
