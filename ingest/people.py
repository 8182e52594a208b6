"""Persons: full names that the model finds, and the surnames that stand for them later."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable

from spacy.tokens import Doc, Span, Token

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor, Register
from communique.ingest.things import is_thing, located_names, things
from communique.table import slug

_HONORIFICS = frozenset("mr mrs ms miss dr sir lord lady dame prof sheikh sayyid".split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_THINGS = frozenset("news center centre church award prize act cup".split())
_PROMINENT = frozenset(
    {"head_of_state", "head_of_government", "monarch", "foreign_minister", "defence_minister", "secretary_general",
     "vice_president", "high_representative", "group_leader", "party_leader", "national_security_adviser"}
)  # fmt: skip
"""Roles whose holders news text calls by surname alone, without an introduction."""
_TITLED = _PROMINENT | {"council_president", "commission_president", "speaker"}
"""Roles that stand as a title before a surname that nothing else introduces."""
_LONGEST_TITLE = 4
_COMMON_GIVEN_NAME = 5
"""Of how many people of the register a name must be the given name, to be hardly ever a surname when alone."""
_ADJECTIVES = frozenset("great new old north south east west northern southern eastern western upper lower".split())
_JUNIOR = frozenset({"jr", "ii", "iii", "iv"})
_ORDINALS = _JUNIOR | frozenset("i v vi vii viii ix x xi xii xiii xiv xv xvi".split())


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
    spans = [_untitled(s, register) for s in (_trimmed(e) for e in doc.ents if e.label_ == "PERSON") if s is not None]
    places = located_names(doc, register)
    spans = [s for s in spans if s.text not in places and not any(mentions.is_place(t.i) for t in s)]
    # "Sputnik News", "Donovan Correctional Facility", "Rowan Act": the words say that it is no person
    spans = [s for s in spans if len(s) == 1 or not (s[-1].lower_ in register.collectives or s[-1].lower_ in _THINGS)]
    spans = [s for s in spans if not is_thing(s)]
    spans = [s for s in spans if all(mentions.covering(t.i) is None for t in s) and s.text not in register.dropped]
    known = {m.actor.id: m.actor for m in mentions if m.actor.type == "official"}
    by_name = {_ends(a.name): a for a in reversed(known.values())}
    for span in (s for s in spans if len(s) > 1):
        ends = _ends(span.text)
        actor = by_name.get(ends) or _registered(span.text, register) or Actor(slug(span.text), span.text, "official")
        known[actor.id] = by_name[ends] = actor
        mentions.add(Mention(span.start, span.end, span.root.i, actor, "model", 0.8))
    _find_surnames(doc, mentions, register, date, {s.start for s in spans if len(s) == 1}, known.values())


def _registered(name: str, register: Register) -> Actor | None:
    """Return the person of the register whom a full name means, also in capitals or with the family name first."""
    for reading in register.surfaces.get(name, ()):
        if register.actors[reading.actor].type == "official":
            return register.actors[reading.actor]
    written = name.title() if name.isupper() else name
    ends, words = _ends(written), _words(written)
    people = [p for word in (surname(written), written.split()[0]) for p in register.surnames.get(word, ())]
    for actor in (register.actors[p] for p in people):
        if (_ends(actor.name) == ends and is_called(actor, written, register)) or _words(actor.name) == words:
            return actor
    return None


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
    given = {fold(a.name.split()[0]) for a in known}
    for token in doc:
        if token.pos_ != "PROPN" or not token.text[0].isupper() or mentions.covering(token.i) is not None:
            continue
        if mentions.is_place(token.i) or _is_end_of_another(token):
            continue
        people = by_surname.get(token.text) or (by_surname.get(token.text[:-1], []) if _owns(token) else [])
        # "Donald Trump Jr." has the bare surname only where nobody prominent bears it.
        if len(people) == 1 and _JUNIOR & _words(people[0].name) and people[0].id not in register.actors:
            people = [register.in_role(token.text, _PROMINENT, date) or people[0]]
        ent = entities.get(token.i)
        if len(people) == 1 and (ent is None or ent.end == token.i + 1 or ent.label_ == "PERSON"):
            mentions.add(Mention(token.i, token.i + 1, token.i, people[0], "surname", 0.9))
        elif not people and fold(token.text) not in given and (token.i in persons or _alone_as_subject(token, ent)):
            roles = _roles_before(token, register)
            forename = register.given_names[token.text] >= _COMMON_GIVEN_NAME and roles is _PROMINENT
            actor = None if forename else register.in_role(token.text, roles, date)
            if actor is not None:
                mentions.add(Mention(token.i, token.i + 1, token.i, actor, "surname", 0.7))


def _roles_before(token: Token, register: Register) -> Collection[str]:
    """Return the roles that a title before a surname names ("Vice President Gore"), else those of the prominent."""
    for length in range(min(_LONGEST_TITLE, token.i), 0, -1):
        term = register.terms.get(token.doc[token.i - length : token.i].text.lower())
        if term is not None and term.role:
            return {term.role} if term.role in _TITLED else _PROMINENT
    return _PROMINENT


def _is_end_of_another(token: Token) -> bool:
    """Whether a surname ends a longer name that is no full name of a person: "Tropical Storm Barry", "Great Lakes"."""
    if token.i == 0 or token.nbor(-1).head.i != token.i or token.nbor(-1).pos_ != "PROPN":
        return False
    before = token.nbor(-1).lower_
    return before in things()["first"] or before in things()["last"] or before in _ADJECTIVES


def _owns(token: Token) -> bool:
    """Whether a name has lost an apostrophe: "Assads forces"."""
    return token.text.endswith("s") and token.i + 1 < len(token.doc) and token.nbor(1).pos_ in ("NOUN", "ADJ")


def is_called(person: Actor, name: str, register: Register) -> bool:
    """Whether a name can be a person's: no given name, suffix or title in it contradicts those of the register.

    >>> from communique.ingest.register import load_register
    >>> register = load_register()
    >>> [is_called(register.actors["Q9696"], name, register) for name in ("Jack Kennedy", "Robert Kennedy")]
    [True, False]
    """
    forms = [_words(form) for form in (person.name, *register.aliases.get(person.id, ()))]
    if bool(_JUNIOR & _words(name)) not in {bool(_JUNIOR & form) for form in forms}:
        return False
    theirs = set[str]().union(*forms)
    given = [w for w in _split(name) if w not in _JUNIOR and w != fold(surname(name))]
    if not given or given[0] in theirs:
        return True
    initials = {w[0] for w in theirs if w != fold(surname(person.name))}
    return all(w in theirs or w[0] in initials for w in given)


def _words(name: str) -> set[str]:
    return set(_split(name))


def _split(name: str) -> list[str]:
    return [w.strip(".,'’") for w in fold(name).replace("-", " ").split()]


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
    span = Span(ent.doc, start, end, label=ent.label)
    wordlike = all(t.text.strip(".").isalpha() or t.text in "-'’.," for t in span)
    return span if start < end and wordlike and span[0].text[0].isupper() else None


def _untitled(name: Span, register: Register) -> Span:
    """Cut the title of an office off a full name: "Crown Prince Mohammed bin Salman", but not "King Hussein"."""
    for length in range(min(_LONGEST_TITLE, len(name) - 2), 0, -1):
        rest = name[length:]
        if name[:length].text.lower() in register.terms and rest[1].lower_.rstrip(".") not in _ORDINALS:
            return rest
    return name


def _ends(name: str) -> tuple[str, str]:
    """Return the given name and the surname, folded: by them two full names are one person's."""
    return fold(name).split()[0], fold(surname(name))


def _surnames(register: Register, people: Iterable[Actor]) -> dict[str, list[Actor]]:
    found: dict[str, list[Actor]] = defaultdict(list)
    for actor in people:
        for word in {surname(actor.name), *register.short_names.get(actor.id, ())}:
            found[word].append(actor)
    return found
