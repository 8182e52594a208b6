"""The register: every actor known by name, who acts for whom, and who held which office when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from communique.errors import VocabularyError
from communique.ingest.vocabulary import Row, Source, packaged, rows, stamps
from communique.table import ACTOR_TYPES

How = Literal["exact", "alias", "demonym", "metonym", "office", "pronoun", "description", "surname", "model", "place"]
"""How a mention came to its actor."""

COLUMNS = ("id", "name", "type", "principal", "aliases", "adjectives", "metonyms", "start", "end")
_EXTRA = ("iso2", "iso3", "country")
REVIEW_COLUMNS = ("action", "into", "mentions", "documents", "how", "doubt")
"""Further columns of a review file; the last four tell the user what was found and are not read back."""
ACTIONS = ("", "drop", "merge")
_REMEMBERED = 40
"""Years after an office in which its holder's surname alone still means the holder."""
_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?$")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who can stand at the end of a relation.

    ``principal`` is the id of the actor for whom this one speaks or acts; None for those who act for themselves.
    """

    id: str
    name: str
    type: str
    principal: str | None = None
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person's time in an office. ``start`` and ``end`` are ISO dates, possibly partial or empty."""

    person: str
    role: str
    office: str
    of: str
    start: str
    end: str

    def covers(self, date: str) -> bool:
        """Whether the office was held on an ISO date."""
        return within(self.start, self.end, date)


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """An English name of an office, and the office that it names."""

    term: str
    role: str
    kind: str
    default_state: str


class Surface(NamedTuple):
    """A written form of an actor's name."""

    text: str
    actor: str
    how: How


@dataclass(slots=True)
class Register:
    """Actors by id and by every written form of their names."""

    actors: dict[str, Actor] = field(default_factory=dict)
    surfaces: dict[str, list[Surface]] = field(default_factory=lambda: defaultdict(list))
    surnames: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    short_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given_names: Counter[str] = field(default_factory=Counter)
    genders: dict[str, str] = field(default_factory=dict)
    _name_genders: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    offices: dict[tuple[str, str], list[Tenure]] = field(default_factory=lambda: defaultdict(list))
    careers: dict[str, list[Tenure]] = field(default_factory=lambda: defaultdict(list))
    adjectives: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=lambda: defaultdict(tuple))
    terms: dict[str, OfficeTerm] = field(default_factory=dict)
    collectives: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    dropped_actors: set[str] = field(default_factory=set)

    def add(self, row: Row, *, first: bool = False) -> None:
        """Add the actor of one row; an actor of the same id is replaced.

        With ``first``, its names win over those of other actors, as a user's names do.
        """
        actor = Actor(
            id=row["id"] or _fail(row, "id is empty; give a Wikidata id or a short name of your own"),
            name=row["name"] or _fail(row, "name is empty"),
            type=row.one_of("type", ACTOR_TYPES),
            principal=row["principal"] or None,
            start=_date(row, "start"),
            end=_date(row, "end"),
        )
        self.actors[actor.id] = actor
        if row.many("adjectives"):
            self.adjectives[actor.id] = row.many("adjectives")[0]
        self.aliases[actor.id] = (*self.aliases[actor.id], *row.many("aliases"))
        for text, how in _names(row):
            # A name that the actor has already keeps its reading: a capital stays a place where it is one.
            known = any(s.actor == actor.id for s in self.surfaces[_plain(text)])
            self._name(text, actor.id, how, first=first and not known)

    def drop(self, row: Row) -> None:
        """Let the actor of a row and its names stand for nobody."""
        self.dropped_actors.add(row["id"])
        for text, _ in _names(row):
            self.surfaces.pop(_plain(text), None)
            self.dropped.add(text)

    def merge(self, row: Row) -> None:
        """Let the names of a row stand for the actor whose id is in its column ``into``."""
        if row["into"] not in self.actors:
            raise row.fault(f"into '{row['into']}' is not an actor; give the id of the actor that stays")
        for text, _ in _names(row):
            self._name(text, row["into"], "alias", first=True)

    def add_person(self, row: Row) -> None:
        """Add an official of the register."""
        person = Actor(row["id"], row["name"], "official", row["principal"] or None)
        self.actors[person.id] = person
        self.genders[person.id] = row["gender"]
        self.given_names[person.name.split()[0]] += 1
        self.aliases[person.id] = (*self.aliases[person.id], *row.many("aliases"))
        self._name(person.name, person.id, "exact")
        for text in row.many("aliases"):
            self._name(text, person.id, "alias")
        self.short_names[person.id] = row.many("surname")
        for text in row.many("surname"):
            self.surnames[text].append(person.id)

        self._name_genders[person.name.split()[0]][row["gender"]] += 1

    def gender_of_name(self, given: str) -> str:
        """Return the gender of those who bear a given name, "" where the register has nobody of it or both."""
        known = self._name_genders.get(given, Counter())
        ranked = [g for g, _ in known.most_common() if g]
        return ranked[0] if len(ranked) == 1 else ""

    def add_tenure(self, row: Row) -> None:
        """Add a term of office; its holder must be there."""
        if row["person"] not in self.actors:
            raise row.fault(f"person '{row['person']}' is not in officials.csv; add the person first")
        tenure = Tenure(row["person"], row["role"], row["office"], row["of"], _date(row, "start"), _date(row, "end"))
        self.offices[tenure.role, tenure.of].append(tenure)
        self.careers[tenure.person].append(tenure)

    def check(self) -> None:
        """Check that every principal is an actor.

        Raises
        ------
        VocabularyError
            If one is not.
        """
        for actor in self.actors.values():
            if actor.principal and actor.principal not in self.actors:
                raise VocabularyError(
                    f"actor '{actor.id}': principal '{actor.principal}' is not an actor; add it or correct its id"
                )

    def root(self, actor: Actor) -> Actor:
        """Return the actor for whom ``actor`` acts in the end: the state, organisation or group itself."""
        seen = {actor.id}
        while actor.principal and actor.principal in self.actors and actor.principal not in seen:
            actor = self.actors[actor.principal]
            seen.add(actor.id)
        return actor

    def add_place(self, row: Row) -> None:
        """Add a city or region, which only tells where something is."""
        if row["state"] not in self.actors:
            raise row.fault(f"state '{row['state']}' is not an actor; correct its id")
        self._name(row["name"], row["state"], "place")

    def holders(self, role: str, of: str, date: str | None) -> list[str]:
        """Return who held a role of an actor on a date, latest start first; without a date, nobody is certain."""
        found = self.offices.get((role, of), []) if date else []
        return [t.person for t in sorted(found, key=lambda t: t.start, reverse=True) if t.covers(date or "")]

    def in_role(self, surname: str, roles: Collection[str], date: str | None) -> Actor | None:
        """Return the only person of a surname who held one of some roles on a date.

        Where nobody did, or the date is unknown: who held one last before it, if no namesake held one elsewhere
        and it is not longer ago than people remember a name without more.
        """
        held = [
            t
            for person in self.surnames.get(surname, ())
            for t in self.careers.get(person, ())
            if t.role in roles and (not date or t.start[: len(date)] <= date)
        ]
        now = {t.person for t in held if date and t.covers(date)}
        if len(now) == 1:
            return self.actors[now.pop()]
        if now or min(len({t.of for t in held}), len({t.person for t in held})) != 1:
            return None
        last = max(held, key=lambda t: (t.start, t.person))
        if date and last.end and int(date[:4]) - int(last.end[:4]) > _REMEMBERED:
            return None
        return self.actors[last.person]

    def _name(self, text: str, actor: str, how: How, *, first: bool = False) -> None:
        text = _plain(text)
        readings = self.surfaces[text]
        if first:
            readings[:] = [Surface(text, actor, how)]
        elif all(s.actor != actor for s in readings):
            readings.append(Surface(text, actor, how))


def within(start: str, end: str, date: str) -> bool:
    """Whether an ISO date lies between two others; an empty bound is open, a partial one covers its year or month."""
    return start[: len(date)] <= date and (not end or date[: len(end)] <= end)


def _plain(text: str) -> str:
    """Write apostrophes straight, as the matcher reads them."""
    return text.replace("’", "'")


def _names(row: Row) -> list[tuple[str, How]]:
    """Return the written forms that a row gives, and how each stands for the actor."""
    return [
        (row["name"], "exact"),
        *((text, "alias") for text in row.many("aliases")),
        *((text, "demonym") for text in row.many("adjectives")),
        *((text, "metonym") for text in row.many("metonyms")),
    ]


def _fail(row: Row, what: str) -> str:
    raise row.fault(what)


def _date(row: Row, column: str) -> str:
    if not _DATE.match(row[column]):
        raise row.fault(f"{column} '{row[column]}' is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return row[column]


def read_actors(source: Source) -> Iterator[Row]:
    """Read the rows of an actors file."""
    return rows(source, COLUMNS, _EXTRA)


def build_register(extra: Iterable[Source] = ()) -> Register:
    """Load the packaged register, then the user's own actor files, which add to it and override it.

    Raises
    ------
    VocabularyError
        If a file breaks its form.
    """
    register = Register()
    for name in ("states", "organisations", "institutions", "groups"):
        for row in read_actors(packaged(f"actors/{name}.csv")):
            register.add(row)
    for row in rows(packaged("actors/officials.csv"), ("id", "name", "aliases", "surname", "gender", "principal")):
        register.add_person(row)
    for row in rows(packaged("actors/tenures.csv"), ("person", "role", "office", "of", "start", "end", "note")):
        register.add_tenure(row)
    for row in rows(packaged("actors/office_terms.csv"), ("term", "role", "kind", "default_state")):
        register.terms[row["term"]] = OfficeTerm(row["term"], row["role"], row["kind"], row["default_state"])
    for row in rows(packaged("actors/collectives.csv"), ("lemma", "kind", "note")):
        register.collectives[row["lemma"]] = row["kind"]
    for row in rows(packaged("actors/places.csv"), ("name", "state")):
        register.add_place(row)
    register.check()
    for source in extra:
        _add_users(register, source)
    return register


def _add_users(register: Register, source: Source) -> None:
    """Add a user's own actors file, or a review file that the user edited."""
    entries = list(rows(source, COLUMNS, (*_EXTRA, *REVIEW_COLUMNS)))
    for row in entries:
        if row.one_of("action", ACTIONS) == "":
            register.add(row, first=True)
    for row in entries:
        if row["principal"] and row["principal"] not in register.actors:
            raise row.fault(f"principal '{row['principal']}' is not an actor; add it or correct its id")
        if row["action"] == "drop":
            register.drop(row)
        elif row["action"] == "merge":
            register.merge(row)


def load_register(paths: tuple[str, ...] = ()) -> Register:
    """Return the register with the user's files at ``paths``, loaded once a process while they stay as they are."""
    return _load(paths, stamps(paths))


@cache
def _load(paths: tuple[str, ...], _stamps: tuple[tuple[int, int], ...]) -> Register:
    return build_register(Path(p) for p in paths)
