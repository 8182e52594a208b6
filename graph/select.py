"""Choosing and counting rows of the relations table."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from communique.errors import InputError
from communique.graph.actors import ids_by_name, principals_by_id
from communique.table import ACTOR_TYPES, EVENTS, STATUSES, STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = TypeVar("Value", str, int)

_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def several(value: Value | Iterable[Value]) -> list[Value]:
    """Return the values of an argument that takes one or several."""
    return [value] if isinstance(value, (str, int)) else list(value)


def one_of(value: str | Iterable[str], known: Iterable[str], what: str) -> list[str]:
    """Return the values as the table writes them.

    Raises
    ------
    InputError
        If one is none of those that are known.

    Examples
    --------
    >>> one_of("support", ["ACCUSE", "SUPPORT"], "event")
    ['SUPPORT']
    """
    written = {k.casefold(): k for k in known}
    found = []
    for text in several(value):
        if text.casefold() not in written:
            near = get_close_matches(text.casefold(), written, 1)
            hint = f"did you mean {written[near[0]]!r}?" if near else f"there are {', '.join(written.values())}"
            raise InputError(f"there is no {what} {text!r}; {hint}")
        found.append(written[text.casefold()])
    return found


def chosen(cells: pd.Series, values: Iterable[str]) -> pd.Series:
    """Tell which cells are one of the values, without regard to case."""
    return cells.str.casefold().isin([v.casefold() for v in values])


def of_values(
    table: pd.DataFrame, values: dict[str, str | Iterable[str] | None], polarity: int | Iterable[int] | None
) -> NDArray[np.bool_]:
    """Tell which rows have one of the values that are asked for, by ``type``, ``event``, ``status`` and so on.

    Raises
    ------
    InputError
        If a type, event, status or polarity is none that a table could hold.
    """
    keep = np.ones(len(table), dtype=bool)
    wanted = {name: several(value) for name, value in values.items() if value is not None}
    if "type" in wanted:
        types = one_of(wanted["type"], ACTOR_TYPES, "type")
        keep &= (table["source_type"].isin(types) | table["target_type"].isin(types)).to_numpy()
    if "event" in wanted:
        known = dict.fromkeys((*EVENTS, *STRUCTURAL, *table["event"].unique()))
        keep &= table["event"].isin(one_of(wanted["event"], known, "event")).to_numpy()
    if "status" in wanted:
        keep &= table["status"].isin(one_of(wanted["status"], STATUSES, "status")).to_numpy()
    for name, column in (("label", "relation"), ("document", "document")):
        if name in wanted:
            keep &= chosen(table[column], wanted[name]).to_numpy()
    if polarity is not None:
        signs = one_of((str(p) for p in several(polarity)), ("1", "-1", "0"), "polarity")
        keep &= table["polarity"].isin([int(s) for s in signs]).to_numpy()
    return keep


def often(table: pd.DataFrame, keep: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Tell which of the rows kept share their source, event and target with so many of those."""
    kept = table.take(np.flatnonzero(keep))
    made = np.zeros(len(table), dtype=bool)
    made[keep] = kept.groupby(["source_id", "event", "target_id"])["event"].transform("size") >= least
    return made


def when(table: pd.DataFrame) -> pd.Series:
    """Return the day of each relation: of the event, or of the document where that is not known."""
    return table["event_date"].fillna(table["date"])


def day_limit(value: str | date, what: str) -> str:
    """Return a day, month or year in ISO form.

    Raises
    ------
    InputError
        If it is none.
    """
    text = value.strftime("%Y-%m-%d") if isinstance(value, date) else value
    if not _DAY.fullmatch(text):
        raise InputError(f"{what}={text!r} is no day; write YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def in_days(table: pd.DataFrame, since: str | date | None, until: str | date | None) -> pd.Series:
    """Tell which relations fall into a span of days; those without a day do not."""
    days = when(table)
    keep = days.notna()
    if since is not None:
        first = day_limit(since, "since")
        keep &= days.str.slice(0, len(first)).fillna("") >= first
    if until is not None:
        last = day_limit(until, "until")
        keep &= days.str.slice(0, len(last)).fillna("") <= last
    return keep


def roll_up(table: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Replace the ends by those for whom they act in the end; drop what then stays within one actor."""
    above = principals_by_id(actors)
    ids = ids_by_name(actors)
    rows = dict(zip(actors["id"], zip(actors["name"], actors["type"], strict=True), strict=True))

    def root(principal: str) -> str:
        """Return the id of the last in the chain; a chain that runs in a circle ends where it closes."""
        key, seen = ids.get(principal, principal), set[str]()
        while key not in seen and above.get(key) in ids:
            seen.add(key)
            key = ids[above[key]]
        return key

    changed: dict[str, pd.Series] = {}
    for end in ("source", "target"):
        own = table[f"{end}_principal"].isna()
        roots = {p: root(p) for p in table[f"{end}_principal"].dropna().unique()}
        made = table[f"{end}_principal"].map(roots)
        changed[f"{end}_id"] = table[f"{end}_id"].where(own, made)
        changed[end] = table[end].where(own, made.map({k: n for k, (n, _) in rows.items()}))
        changed[f"{end}_type"] = table[f"{end}_type"].where(own, made.map({k: t for k, (_, t) in rows.items()}))
        changed[f"{end}_principal"] = pd.Series(None, index=table.index, dtype="str")
    rolled = table.assign(**changed)
    return rolled[(rolled["source_id"] != rolled["target_id"]) & (rolled["event"] != "HOLDS_OFFICE")]
