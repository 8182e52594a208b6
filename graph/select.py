"""Choosing and counting rows of the relations table."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from communique.errors import InputError
from communique.graph.actors import ids_by_name, principals_by_id
from communique.table import STATUSES

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


def strongest_edges(table: pd.DataFrame) -> pd.DataFrame:
    """Count the rows of each edge; the best supported come first."""
    keys = ["source_id", "event", "relation", "target_id"]
    ranks = table["status"].map({s: rank for rank, s in enumerate(STATUSES)}).astype("int64")
    groups = table.assign(_when=when(table), _rank=ranks).groupby(keys, sort=True)
    made = groups.agg(
        source=("source", "first"),
        polarity=("polarity", "first"),
        weight=("weight", "mean"),
        target=("target", "first"),
        evidence=("source", "size"),
        documents=("document", "nunique"),
        first=("_when", "min"),
        last=("_when", "max"),
        status=("_rank", "min"),
    ).reset_index()
    made["status"] = made["status"].map(dict(enumerate(STATUSES))).astype("str")
    columns = ["source", "source_id", "relation", "event", "polarity", "weight", "target", "target_id"]
    made = made[[*columns, "evidence", "documents", "first", "last", "status"]]
    order = ["evidence", "documents", *keys]
    return made.sort_values(order, ascending=[False, False, *[True] * len(keys)], ignore_index=True)


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
