"""What the relations and the actors table hold: vocabulary, columns, types; how a frame is made to fit."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from typing import Any

import pandas as pd

from communique.errors import InputError

EVENTS = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
"""The PLOVER event types used here, from the most cooperative to the most hostile."""

QUAD_CLASSES = {
    event: quad
    for quad, events in {
        "verbal cooperation": EVENTS[:3],
        "material cooperation": EVENTS[3:6],
        "verbal conflict": EVENTS[6:10],
        "material conflict": EVENTS[10:],
    }.items()
    for event in events
}
"""The quad class of each event type (Goldstein's and PLOVER's four-way division)."""

STRUCTURAL = ("HOLDS_OFFICE", "MEMBER_OF", "PART_OF", "ALSO_KNOWN_AS")
"""Relations that are standing facts, not events."""

STATUSES = ("fact", "claimed", "planned", "hypothetical", "negated")
"""How sure the text is, from the strongest to the weakest."""

ACTOR_TYPES = (
    "state", "institution", "official", "armed_group", "political_body", "organisation", "other",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Relation:
    """One relation as one place of one document states it; its fields are the table's columns.

    Offsets count unicode code points in the text of the document. Dates are ISO strings.
    """

    document: str
    title: str | None
    date: str | None
    url: str | None
    source: str
    source_id: str
    source_type: str
    source_principal: str | None
    relation: str
    event: str
    polarity: int
    weight: float
    target: str
    target_id: str
    target_type: str
    target_principal: str | None
    symmetric: bool
    status: str
    claimant: str | None
    event_date: str | None
    event_date_end: str | None
    office: str | None
    evidence: str
    evidence_start: int
    evidence_end: int
    source_text: str
    source_start: int
    source_end: int
    target_text: str
    target_start: int
    target_end: int
    trigger: str
    trigger_start: int
    trigger_end: int
    confidence: float
    rule: str


@dataclass(slots=True, kw_only=True)
class ActorRow:
    """One actor of a graph. ``aliases`` are the other names that the documents use, sorted."""

    id: str
    name: str
    type: str
    principal: str | None
    aliases: list[str]
    mentions: int


RELATION_COLUMNS = tuple(f.name for f in fields(Relation))
ACTOR_COLUMNS = tuple(f.name for f in fields(ActorRow))

_INTEGERS = (
    "polarity",
    *(c for c in RELATION_COLUMNS if c.endswith(("_start", "_end")) and c != "event_date_end"),
)
_FLOATS = ("weight", "confidence")
DTYPES = (
    dict.fromkeys(RELATION_COLUMNS, "str")
    | dict.fromkeys(_INTEGERS, "int64")
    | dict.fromkeys(_FLOATS, "float64")
    | {"symmetric": "bool"}
)
_NEEDED = ("source", "source_id", "event", "target", "target_id", "status")
_NEVER_NULL = (
    "document", "source_type", "target_type", "relation",
    "evidence", "source_text", "target_text", "trigger", "rule",
)  # fmt: skip
_BOOLEANS = {True: True, False: False, "true": True, "false": False, "True": True, "False": False}
_BOOLEANS |= {"TRUE": True, "FALSE": False}


def slug(name: str) -> str:
    """Make the id of an actor that has no Wikidata id.

    Examples
    --------
    >>> slug("Jabhat Fateh al-Shām")
    'jabhat-fateh-al-sham'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    made = re.sub(r"[\W_]+", "-", plain.casefold()).strip("-")
    return made or "x-" + blake2b(name.encode("utf-8", "replace"), digest_size=4).hexdigest()


def relations_frame(relations: Iterable[Relation]) -> pd.DataFrame:
    """Make the relations table, with its columns in order and their types set even when it is empty."""
    return _typed(pd.DataFrame([asdict(r) for r in relations], columns=list(RELATION_COLUMNS)))


def actors_frame(actors: Iterable[ActorRow]) -> pd.DataFrame:
    """Make the actors table."""
    frame = pd.DataFrame([asdict(a) for a in actors], columns=list(ACTOR_COLUMNS))
    return frame.astype({"id": "str", "name": "str", "type": "str", "principal": "str", "mentions": "int64"})


def as_relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a relations table of any frame that names a source, an event and a target in each row.

    Columns that are absent are filled: ids from the names, ``relation`` and ``polarity`` from the event,
    ``status`` with "fact", mentions with the names, the rest with nothing. Other columns are left out.

    Parameters
    ----------
    frame
        The rows. It is not changed.

    Raises
    ------
    InputError
        If one of the three columns is missing, or a cell has no value or one that its column cannot hold.

    Examples
    --------
    >>> table = as_relations(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
    >>> table.loc[0, ["source_id", "relation", "status"]].tolist()
    ['iran', 'support', 'fact']
    """
    if set(RELATION_COLUMNS) <= set(frame.columns):
        return _typed(frame[list(RELATION_COLUMNS)])
    missing = [c for c in ("source", "event", "target") if c not in frame.columns]
    if missing:
        raise InputError(
            f"the relations have no column '{missing[0]}'; at least 'source', 'event' and 'target' are needed"
        )
    given = frame.reindex(columns=[c for c in RELATION_COLUMNS if c in frame.columns])
    ends = {c: given[c].map(str, na_action="ignore") for c in ("source", "event", "target")}
    filled: dict[str, Any] = {"document": "", "relation": ends["event"].map(_label, na_action="ignore")}
    for end in ("source", "target"):
        filled[f"{end}_id"] = ends[end].map(slug, na_action="ignore")
        filled[f"{end}_type"] = "other"
        filled[f"{end}_text"] = ends[end]
    filled["polarity"] = ends["event"].map(_polarity, na_action="ignore")
    filled |= dict.fromkeys(_INTEGERS[1:], 0) | {"weight": 0.0, "confidence": 1.0, "symmetric": False}
    filled |= {"status": STATUSES[0], "evidence": "", "trigger": "", "rule": "given"}
    absent = {c: v for c, v in filled.items() if c not in given.columns}
    return _typed(given.assign(**absent).reindex(columns=list(RELATION_COLUMNS)))


def as_actors(frame: pd.DataFrame) -> pd.DataFrame:
    """Make an actors table of any frame with a ``name`` in each row; the frame is not changed.

    Raises
    ------
    InputError
        If a name is missing or two rows have the same id.
    """
    if "name" not in frame.columns or bool(frame["name"].isna().any()):
        raise InputError("the actors have no column 'name', or one without a value; each actor needs a name")
    names = frame["name"].map(str)
    blank = pd.Series([None] * len(frame), index=frame.index, dtype="str")
    columns = {
        "id": frame["id"].map(str) if "id" in frame.columns else names.map(slug),
        "name": names,
        "type": frame.get("type", blank).fillna("other"),
        "principal": frame.get("principal", blank),
        "aliases": frame.get("aliases", blank).map(_aliases),
        "mentions": frame.get("mentions", pd.Series(0, index=frame.index)).fillna(0),
    }
    made = pd.DataFrame(columns, columns=list(ACTOR_COLUMNS)).reset_index(drop=True)
    twice = made["id"][made["id"].duplicated()]
    if len(twice):
        raise InputError(f"the actors have two rows with the id '{twice.iloc[0]}'; keep one of them")
    return made.astype({"id": "str", "name": "str", "type": "str", "principal": "str", "mentions": "int64"})


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Set the types of all columns, and refuse the first cell that cannot have its column's."""
    made: dict[str, pd.Series] = {}
    for column, kind in DTYPES.items():
        cells = frame[column]
        if kind == "bool" and cells.dtype != bool:
            cells = cells.map(lambda v: _BOOLEANS.get(v) if isinstance(v, (bool, int, str)) else None)
        elif column in _INTEGERS or column in _FLOATS:
            cells = pd.to_numeric(cells, errors="coerce").replace([math.inf, -math.inf], math.nan)
            if column in _INTEGERS:
                cells = cells.where(cells % 1 == 0)
        elif column in _NEVER_NULL:
            cells = cells.astype("str").fillna("")
        if column in _NEEDED or kind != "str":
            _refuse_nulls(cells, column)
        made[column] = cells.astype(kind)  # type: ignore[call-overload]
    wrong = ~made["status"].isin(STATUSES)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        found = made["status"].iloc[row]
        raise InputError(f"row {row + 1}: the status '{found}' is none of {', '.join(STATUSES)}; correct it")
    return pd.DataFrame(made).reset_index(drop=True)


def _refuse_nulls(cells: pd.Series, column: str) -> None:
    nulls = cells.isna()
    if nulls.any():
        row = int(nulls.to_numpy().argmax()) + 1
        raise InputError(f"row {row}: the column '{column}' has no value, or a wrong one; correct it")


def _label(event: str) -> str:
    return event.lower().replace("_", " ")


def _polarity(event: str) -> int:
    quad = QUAD_CLASSES.get(event, "")
    return 1 if quad.endswith("cooperation") else -1 if quad.endswith("conflict") else 0


def _aliases(cell: object) -> list[str]:
    if isinstance(cell, str):
        return [part for part in cell.split("|") if part]
    # Parquet gives arrays back where lists went in.
    return [str(part) for part in cell] if isinstance(cell, Iterable) else []
