"""What an evaluation reads: annotated documents and predicted relations, and whom a predicted name means."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from communique.errors import InputError
from communique.table import ACTOR_TYPES, EVENTS, STATUSES, read_relations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

# Names that count as one although neither contains the other, all in the form that `normal` gives. They are
# fixed here and not taken from the vocabulary: figures must not move when the vocabulary learns a name.
_OTHER_NAMES = {
    "china": "peoples republic of china",
    "czech republic": "czechia",
    "european union": "eu",
    "iran": "islamic republic of iran",
    "islamic state": "is|isis|isil|daesh|islamic state group|islamic state of iraq and syria"
    "|islamic state of iraq and the levant",
    "jabhat fateh al sham": "jabhat fatah al sham|jabhat al nusra|al nusra front|nusra front|nusra",
    "nato": "north atlantic treaty organization",
    "north korea": "dprk|democratic peoples republic of korea",
    "palestine": "state of palestine|palestinian authority",
    "russia": "russian federation",
    "south korea": "rok|republic of korea",
    "syria": "syrian arab republic",
    "turkey": "turkiye",
    "uae": "united arab emirates",
    "united kingdom": "uk|britain|great britain|united kingdom of great britain and northern ireland",
    "united nations": "un|united nations organization",
    "united states": "us|usa|america|united states of america",
}
_ONE_NAME = {other: name for name, others in _OTHER_NAMES.items() for other in others.split("|")}

_NEWER_LABELS = {
    "CONCEDE": "YIELD", "RETREAT": "YIELD", "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT",
}  # fmt: skip

# What an annotated document must have; a list without a form of its own holds texts.
_DOCUMENT: dict[str, type | dict[str, type]] = {
    "id": str,
    "actors": {"name": str, "type": str, "accept": list},
    "relations": {
        "source": str, "relation": str, "accept": list, "target": str,
        "symmetric": bool, "status": str, "evidence": str, "optional": bool,
    },
    "offices": {"holder": str, "of": str},
}  # fmt: skip
_KINDS: dict[type, str] = {str: "text", bool: "true or false", list: "a list"}

_DROPPED = re.compile(r"['’]s?\b|\.")  # the possessive, the apostrophe of O'Brien, the points of U.S.
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldActor:
    """An annotated actor; ``accept`` are other names that are as right as its own."""

    name: str
    type: str
    accept: tuple[str, ...]
    principal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRelation:
    """An annotated relation; ``labels`` are all that are right, its own (``relation``) among them."""

    source: str
    relation: str
    labels: frozenset[str]
    target: str
    symmetric: bool
    status: str
    evidence: str
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """An annotated document; ``offices`` are pairs of the holder and the actor that the office is of."""

    id: str
    cast: Cast
    relations: tuple[GoldRelation, ...]
    offices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What an evaluation needs of one row of a relations table."""

    document: str
    source: str | None
    source_principal: str | None
    event: str | None
    target: str | None
    target_principal: str | None
    status: str | None
    evidence: str | None


_CELLS = tuple(f.name for f in fields(Prediction))


class Cast:
    """The annotated actors of one document.

    Parameters
    ----------
    actors
        The actors. One whose principal is an actor of the document too acts for it.
    """

    def __init__(self, actors: Sequence[GoldActor]) -> None:
        members = {a.name: a for a in actors}
        self._principals = {name: a.principal or name for name, a in members.items()}
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for actor in members.values():
            for name in (actor.name, *actor.accept):
                self._named[normal(name)].add(actor.name)
        bearers: defaultdict[str, set[str]] = defaultdict(set)
        for actor in actors:
            words = normal(actor.name).split()
            if actor.type == "official" and len(words) > 1:
                bearers[words[-1]].add(actor.name)
        self._surnames = {surname: min(names) for surname, names in bearers.items() if len(names) == 1}

    def __contains__(self, name: str) -> bool:
        return name in self._principals

    def head(self, actor: str) -> str:
        """Follow the principals of an actor up to the last one that the document annotates."""
        passed = {actor}
        while (above := self._principals[actor]) in self._principals and above not in passed:
            actor = above
            passed.add(actor)
        return actor

    def meant(self, name: str | None) -> frozenset[str]:
        """List the actors that a predicted name stands for.

        An official is meant by the surname too where no other official of the document has it; a name of
        several words must then begin with the same letter ("S. Lavrov", "Sergey Lavrov" for Sergei Lavrov).
        """
        key = normal(name)
        found = set(self._named.get(key, ()))
        words = key.split()
        bearer = self._surnames.get(words[-1]) if words else None
        if bearer is not None and (len(words) == 1 or words[0][0] == normal(bearer)[0]):
            found.add(bearer)
        return frozenset(found)

    def represented(self, name: str | None, principal: str | None) -> frozenset[str]:
        """List the actors that a predicted name stands for when agents count as their principals."""
        direct = self.meant(name)
        heads = direct | self.meant(principal or name)
        return direct | {actor for actor in self._principals if self.head(actor) in heads}


@lru_cache(maxsize=1 << 16)
def normal(name: str | None) -> str:
    """Reduce a name to what two spellings of it share.

    Examples
    --------
    >>> normal("The U.S."), normal("Türkiye"), normal("Assad's")
    ('united states', 'turkey', 'assad')
    """
    letters = (c for c in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(c))
    bare = _DROPPED.sub("", "".join(letters).casefold())
    key = _BETWEEN_WORDS.sub(" ", bare).strip().removeprefix("the ")
    return _ONE_NAME.get(key, key)


def read_gold(path: Path) -> list[GoldDocument]:
    """Read annotated documents, one JSON object a line.

    Raises
    ------
    InputError
        If the file cannot be read or holds no document, or a line is damaged or lacks something.
    """
    documents = []
    for number, row in _json_objects(path):
        try:
            documents.append(_document(row))
        except InputError as error:
            raise InputError(f"{path}, line {number}: {error}; correct the annotation") from error
    if not documents:
        raise InputError(f"{path}: holds no annotated document; name a file with one JSON object a line")
    return documents


def read_predictions(path: Path) -> list[Prediction]:
    """Read a relations table in any of its formats; of a .jsonl file few columns are needed.

    A line of .jsonl must have ``document``, ``source``, ``event`` and ``target``. A principal, status or
    evidence that is absent is taken for null, all other columns are passed over.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is damaged or lacks one of the four.
    """
    if path.suffix.lower() == ".jsonl":
        return [_prediction(row, f"{path}, line {number}") for number, row in _json_objects(path)]
    cells = read_relations(path)[list(_CELLS)].astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    return [_prediction(row, f"{path}, row {number}") for number, row in enumerate(rows, start=1)]


def _json_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _json_object(line, f"{path}, line {number}")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); check the name") from error


def _json_object(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: is not JSON ({error}); mend or remove the line") from error
    if not isinstance(row, dict):
        raise InputError(f"{place}: is no JSON object; mend or remove the line")
    return row


def _prediction(row: dict[Any, Any], place: str) -> Prediction:
    for key in ("document", "source", "event", "target"):
        if key not in row:
            raise InputError(f"{place}: '{key}' is missing; write the table with 'communique extract'")
    cells: dict[str, Any] = {key: row.get(key) for key in _CELLS}
    for key, cell in cells.items():
        if not isinstance(cell, str) and (cell is not None or key == "document"):
            raise InputError(f"{place}: '{key}' is not text; write the table with 'communique extract'")
    return Prediction(**cells | {"event": _NEWER_LABELS.get(cells["event"], cells["event"])})


def _document(row: dict[str, Any]) -> GoldDocument:
    _check(row, _DOCUMENT, "the document")
    cast = Cast([_actor(entry, place) for place, entry in _placed(row, "actors")])
    for place, entry in _placed(row, "offices"):
        _require_members(entry, ("holder", "of"), cast, place)
    return GoldDocument(
        id=row["id"],
        cast=cast,
        relations=tuple(_relation(entry, cast, place) for place, entry in _placed(row, "relations")),
        # Several titles of one person at one actor are one office; the order of the annotation is kept.
        offices=tuple(dict.fromkeys((entry["holder"], entry["of"]) for entry in row["offices"])),
    )


def _placed(row: dict[str, Any], key: str) -> list[tuple[str, dict[str, Any]]]:
    return [(f"entry {number} of '{key}'", entry) for number, entry in enumerate(row[key], start=1)]


def _actor(row: dict[str, Any], place: str) -> GoldActor:
    _require(row["type"], ACTOR_TYPES, f"the type of {place}")
    principal = row.get("principal")
    if not isinstance(principal, str | None):
        raise InputError(f"'principal' of {place} is neither text nor null")
    return GoldActor(name=row["name"], type=row["type"], accept=tuple(row["accept"]), principal=principal)


def _relation(row: dict[str, Any], cast: Cast, place: str) -> GoldRelation:
    labels = [_NEWER_LABELS.get(label, label) for label in (row["relation"], *row["accept"])]
    for label in labels:
        _require(label, EVENTS, f"a label of {place}")
    _require(row["status"], STATUSES, f"the status of {place}")
    _require_members(row, ("source", "target"), cast, place)
    return GoldRelation(
        relation=labels[0],
        labels=frozenset(labels),
        **{key: row[key] for key in ("source", "target", "symmetric", "status", "evidence", "optional")},
    )


def _check(row: object, form: Mapping[str, type | dict[str, type]], place: str) -> None:
    """Refuse what is no object, lacks a key of the form, or holds there what the form does not allow."""
    if not isinstance(row, dict):
        raise InputError(f"{place} is no JSON object")
    for key, kind in form.items():
        if key not in row:
            raise InputError(f"{place} has no '{key}'")
        outer = list if isinstance(kind, dict) else kind
        if not isinstance(row[key], outer):
            raise InputError(f"'{key}' of {place} is not {_KINDS[outer]}")
        if isinstance(kind, dict):
            for inner_place, entry in _placed(row, key):
                _check(entry, kind, inner_place)
        elif kind is list and not all(isinstance(text, str) for text in row[key]):
            raise InputError(f"'{key}' of {place} holds something that is not text")


def _require(value: str, allowed: Sequence[str], what: str) -> None:
    if value not in allowed:
        raise InputError(f"{what} is '{value}' and none of {', '.join(allowed)}")


def _require_members(row: dict[str, Any], keys: Sequence[str], cast: Cast, place: str) -> None:
    for key in keys:
        if row[key] not in cast:
            raise InputError(f"'{key}' of {place} is '{row[key]}', who is not among the actors")
