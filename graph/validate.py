"""Checks of a relations table that was made elsewhere: every fault with its column and row."""

from __future__ import annotations

import math
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd

from communique.errors import InputError
from communique.schema import DTYPES
from communique.table import ACTOR_TYPES, RELATION_COLUMNS, STATUSES, as_relations

if TYPE_CHECKING:
    from collections.abc import Callable

_NEEDED = ("source", "event", "target")
_SHOWN = 8
_BOOLEANS = ("true", "false")


def checked_relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the relations table of a frame; see :meth:`KnowledgeGraph.from_relations`.

    Raises
    ------
    InputError
        If a column or a cell is wrong; the message names the first eight faults.

    Examples
    --------
    >>> checked_relations(pd.DataFrame({"source": ["Iran", ""], "event": ["AID", "AID"], "target": ["Syria", "Iraq"],
    ...                                 "status": ["fact", "sure"]}))
    Traceback (most recent call last):
    ...
    communique.errors.InputError: the relations have 2 faults: column 'source', row 2: has no value; column 'status', \
row 2: 'sure' is none of fact, claimed, planned, hypothetical, negated. Rows are counted from 1; correct them
    """
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"relations come as a pandas DataFrame, not as a {type(frame).__name__}; make one of it")
    faults = _columns(frame)
    if not any(fault.startswith("there is no column") for fault in faults):
        for column in (c for c in RELATION_COLUMNS if c in frame.columns):
            faults += [f"column '{column}', row {row}: {fault}" for row, fault in _cells(frame[column], column)]
    if faults:
        more = f"; and {len(faults) - _SHOWN:,} more" if len(faults) > _SHOWN else ""
        what = f"{len(faults):,} faults" if len(faults) > 1 else "a fault"
        raise InputError(
            f"the relations have {what}: {'; '.join(faults[:_SHOWN])}{more}. Rows are counted from 1; correct them"
        )
    return as_relations(_iso_dates(frame))


def _columns(frame: pd.DataFrame) -> list[str]:
    faults = [
        f"column '{c}' is there twice" for c in sorted({str(c) for c in frame.columns[frame.columns.duplicated()]})
    ]
    faults += [f"there is no column '{c}', which is needed" for c in _NEEDED if c not in frame.columns]
    for column in frame.columns:
        near = get_close_matches(str(column), RELATION_COLUMNS, 1, cutoff=0.85)
        # A column of one's own does no harm; one that is nearly ours is a slip that would lose what it holds.
        if column not in RELATION_COLUMNS and near and near[0] not in frame.columns:
            faults.append(f"column '{column}' is unknown; did you mean '{near[0]}'?")
    return faults


def _cells(cells: pd.Series, column: str) -> list[tuple[int, str]]:
    """Return the rows, from 1, of cells that the column cannot hold, with what is wrong; few values are read once."""
    try:
        wrong = {value: _fault(value, column) for value in cells.unique()}
    except TypeError:  # lists and other values without a hash
        return [(n, fault) for n, value in enumerate(cells, 1) if (fault := _fault(value, column))]
    bad = {value: fault for value, fault in wrong.items() if fault}
    if not bad:
        return []
    return [(n, bad.get(value, "") or _fault(value, column)) for n, value in enumerate(cells, 1)
            if value in bad or (pd.isna(value) and _fault(value, column))]  # fmt: skip


def _fault(value: Any, column: str) -> str:
    value = value.item() if hasattr(value, "item") and not isinstance(value, date) else value
    if isinstance(value, (list, tuple, dict, set)):
        return f"holds a {type(value).__name__}; one value is wanted"
    if pd.isna(value):
        return "has no value" if column in _NEEDED or DTYPES[column] != "str" or column == "status" else ""
    if isinstance(value, str) and column in _NEEDED and not value.strip():
        return "has no value"
    return _CHECKS.get(column, _any)(value)


def _any(_: Any) -> str:
    return ""


def _one_of(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    return lambda value: "" if value in allowed else f"{value!r} is none of {', '.join(allowed)}"


def _number(low: float, high: float, *, whole: bool = False) -> Callable[[Any], str]:
    kind = "whole number" if whole else "number"
    span = f" from {low:g} to {high:g}" if math.isfinite(high) else f" of at least {low:g}"

    def check(value: Any) -> str:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return f"{value!r} is no {kind}"
        fits = low <= number <= high and (not whole or number.is_integer())
        return "" if fits and not isinstance(value, bool) else f"{value!r} is no {kind}{span}"

    return check


def _day(value: Any) -> str:
    if isinstance(value, date):
        return ""
    parts = str(value).split("-")
    try:
        date(int(parts[0]), *(int(p) for p in [*parts, "1", "1"][1:3]))
        fits = [len(p) for p in parts] == [4, 2, 2][: len(parts)]
    except (ValueError, IndexError):
        fits = False
    return "" if fits else f"{value!r} is no day; write YYYY, YYYY-MM or YYYY-MM-DD"


def _boolean(value: Any) -> str:
    return "" if str(value).casefold() in _BOOLEANS or value in (0, 1) else f"{value!r} is neither true nor false"


def _iso_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Write dates and times as ISO days."""
    made = {}
    for column in ("date", "event_date", "event_date_end"):
        if column in frame.columns and frame[column].dtype != "str":
            made[column] = frame[column].map(
                lambda d: d.strftime("%Y-%m-%d") if isinstance(d, date) else str(d), na_action="ignore"
            )
    return frame.assign(**made)


_CHECKS: dict[str, Callable[[Any], str]] = (
    {c: _number(0, math.inf, whole=True) for c, kind in DTYPES.items() if kind == "int64"}
    | {"polarity": _number(-1, 1, whole=True), "weight": _number(-10, 10), "confidence": _number(0, 1)}
    | {"status": _one_of(STATUSES), "source_type": _one_of(ACTOR_TYPES), "target_type": _one_of(ACTOR_TYPES)}
    | dict.fromkeys(("date", "event_date", "event_date_end"), _day)
    | {"symmetric": _boolean}
)
