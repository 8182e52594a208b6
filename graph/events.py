"""What one event is: the same event told twice is one event and two pieces of evidence.

Two rows tell the same event if they have the same source and target (in either order where the relation is
symmetric) and the same event type, and can mean the same day: the days from ``event_date`` to
``event_date_end``, or the day of the document where the text gives none, have a day in common. Rows without any
day tell the same event only within one document. Status does not matter: an event that one side claims and the
other denies is one event.

Where three spans overlap in a chain, as "in March", "in spring" and "in May" do, as few events are counted as can
explain all tellings: the spans are pierced with the least number of days, which the greedy algorithm for interval
graphs finds [1]_. Every count of events in this package is made here.

References
----------
.. [1] Gavril, F. (1972). Algorithms for minimum coloring, maximum clique, minimum covering by cliques, and maximum
   independent set of a chordal graph. SIAM Journal on Computing, 1(2), 180-187. (On intervals: sort by the end.)
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from communique.graph.frame import Table
from communique.graph.select import one_of
from communique.table import STATUSES, STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Iterable

Integers = NDArray[np.int64]
Text = str | tuple[str, ...] | list[str]

HAPPENED = ("fact", "claimed")
"""What the measures count unless they are told otherwise: what is said to have happened."""

_TEXTS = [("source_id", "target_id"), ("source", "target"), ("source_type", "target_type"), ("document",), ("event",),
          ("status",)]  # fmt: skip
_NUMBERS = ["polarity", "weight", "symmetric"]

NO_DAY = np.iinfo(np.int64).min
"""The day of what has none, among days counted from 1970."""

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:[T ].*)?")
_EPOCH = date(1970, 1, 1).toordinal()
_FAR = 4_000_000
"""No day of the years 1 to 9999 is farther from 1970."""


def counted(table: pd.DataFrame, status: Text | None = HAPPENED) -> pd.DataFrame:
    """Return the rows that measures count: events, no standing facts, of these statuses (None: of all)."""
    keep = ~table["event"].isin(STRUCTURAL)
    if status is not None:
        keep &= table["status"].isin(one_of(status, STATUSES, "status"))
    return table if bool(keep.all()) else table.take(np.flatnonzero(keep))


def coded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that measures read, in a form that is counted quickly.

    Returns
    -------
    pandas.DataFrame
        One row each of the table. Texts are categories, which the columns of both ends share; in place of the dates
        there are ``first_day`` and ``last_day``, see :func:`days`.
    """
    made: dict[str, Any] = {}
    for columns in _TEXTS:
        numbers, texts = pd.factorize(pd.concat([table[c] for c in columns], ignore_index=True))
        kind = pd.CategoricalDtype(texts)
        for column, part in zip(columns, np.split(numbers, len(columns)), strict=True):
            made[column] = pd.Categorical.from_codes(part, dtype=kind)
    made["first_day"], made["last_day"] = days(table)
    return pd.DataFrame(made | {c: table[c].to_numpy() for c in _NUMBERS})


def intensity(table: pd.DataFrame) -> pd.Series:
    """Return the weight of each row, or its polarity where a table made elsewhere has no weights."""
    return table["weight"].where(table["weight"] != 0, table["polarity"].astype("float64"))


def days(table: pd.DataFrame) -> tuple[Integers, Integers]:
    """Return the first and last day on which each row may have happened, in days from 1970.

    Examples
    --------
    >>> from communique.table import as_relations
    >>> row = {"source": "a", "event": "AID", "target": "b"}
    >>> rows = as_relations(pd.DataFrame([row | {"event_date": "1970-02"}, row | {"date": "1970-01-02"}, row]))
    >>> first, last = days(rows)
    >>> first.tolist()[:2], last.tolist()[:2], bool(first[2] == NO_DAY)
    ([31, 1], [58, 1], True)
    """
    if "first_day" in table:
        return table["first_day"].to_numpy(), table["last_day"].to_numpy()
    first, last = _parsed(table["event_date"])
    _, end = _parsed(table["event_date_end"])
    last = np.where((first != NO_DAY) & (end > last), end, last)
    told_first, told_last = _parsed(table["date"])
    unknown = first == NO_DAY
    return np.where(unknown, told_first, first), np.where(unknown, told_last, last)


def as_dates(numbers: Integers) -> NDArray[np.datetime64]:
    """Make dates of days from 1970; what has no day becomes NaT."""
    made = np.where(numbers == NO_DAY, 0, numbers).astype("datetime64[D]").astype("datetime64[s]")
    made[numbers == NO_DAY] = np.datetime64("NaT")
    return made


def codes(*columns: pd.Series) -> list[Integers]:
    """Give the values of columns numbers: equal texts have equal numbers; a missing one is -1."""
    together = pd.concat(columns, ignore_index=True) if len(columns) > 1 else columns[0]
    numbers = pd.factorize(together)[0].astype("int64")
    return np.split(numbers, np.cumsum([len(c) for c in columns])[:-1])


def event_numbers(table: pd.DataFrame) -> Integers:
    """Give the events numbers: rows that tell the same event have the same number, from 0 in order of first mention.

    Examples
    --------
    >>> from communique.table import as_relations
    >>> row = {"source": "a", "event": "AID", "target": "b"}
    >>> spans = [("2016-03-01", "2016-03-31"), ("2016-03-10", None), ("2016-04-02", None), ("2016-03-31", "2016-04-02")]
    >>> rows = [row | {"event_date": first, "event_date_end": last} for first, last in spans]
    >>> event_numbers(as_relations(pd.DataFrame(rows))).tolist()
    [0, 0, 1, 1]
    """
    source, target = codes(table["source_id"], table["target_id"])
    both_ways = table["symmetric"].to_numpy()
    a = np.where(both_ways, np.minimum(source, target), source)
    b = np.where(both_ways, np.maximum(source, target), target)
    (kind,), (place,) = codes(table["event"]), codes(table["document"])
    first, last = days(table)
    # Few numbers sort faster than many: one for ends and type, one for the days, or for the document below zero.
    told = ((a * (b.max(initial=0) + 1) + b) * (kind.max(initial=0) + 1) + kind) * 2 + both_ways
    when = np.where(first == NO_DAY, -2 - place, (last + _FAR) * (2 * _FAR) + first + _FAR)
    order = np.lexsort((when, told))
    told, when = told[order], when[order]
    new_group = np.zeros(len(order), dtype=bool)
    new_group[1:] = (told[1:] != told[:-1]) | ((when[1:] != when[:-1]) & (when[:-1] < 0))
    pierced = np.empty(len(order), dtype="int64")
    pierced[order] = _pierce(new_group.tolist(), first[order].tolist(), last[order].tolist())
    return pd.factorize(pierced)[0].astype("int64")


def _pierce(new_group: list[bool], first: list[int], last: list[int]) -> list[int]:
    """Give numbers to the piercing days of spans that are sorted by group, then by their last day."""
    numbers, number, day = [], -1, 0
    for begins, start, end in zip(new_group, first, last, strict=True):
        if begins or start > day or number < 0:
            number, day = number + 1, end
        numbers.append(number)
    return numbers


def tally(table: pd.DataFrame) -> pd.DataFrame:
    """Count the rows of each event.

    Returns
    -------
    pandas.DataFrame
        One row an event, under its number: ``row`` (the first that tells it), ``evidence`` (rows),
        ``intensity`` (the mean), ``first`` and ``last`` (the days on which all tellings agree, from 1970).
    """
    numbers = event_numbers(table)
    first, last = days(table)
    count = int(numbers.max()) + 1 if len(numbers) else 0
    evidence = np.bincount(numbers, minlength=count)
    total = np.bincount(numbers, weights=intensity(table).to_numpy(), minlength=count)
    row = np.empty(count, dtype="int64")
    row[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    latest, earliest = np.full(count, NO_DAY), np.full(count, np.iinfo(np.int64).max)
    np.maximum.at(latest, numbers, first)
    np.minimum.at(earliest, numbers, last)
    means = total / np.maximum(evidence, 1)
    columns = {"row": row, "evidence": evidence, "intensity": means, "first": latest, "last": earliest}
    return pd.DataFrame(columns)


def events(table: pd.DataFrame) -> Table:
    """Return one row for each event that the rows tell, in order of time; see :meth:`KnowledgeGraph.events`."""
    numbers, counts = event_numbers(table), tally(table)
    ranks = table["status"].map({s: rank for rank, s in enumerate(STATUSES)}).to_numpy(dtype="int64")
    strongest = np.full(len(counts), len(STATUSES) - 1)
    np.minimum.at(strongest, numbers, ranks)
    told = pd.DataFrame({"event": numbers, "document": codes(table["document"])[0]}).drop_duplicates()
    columns = ["source", "source_id", "relation", "event", "polarity", "target", "target_id", "symmetric"]
    made = table[columns].take(counts["row"].to_numpy()).reset_index(drop=True)
    made["intensity"] = counts["intensity"]
    made["first"], made["last"] = as_dates(counts["first"].to_numpy()), as_dates(counts["last"].to_numpy())
    made["status"] = pd.Categorical.from_codes(strongest, dtype=pd.CategoricalDtype(list(STATUSES), ordered=True))
    made["evidence"] = counts["evidence"]
    made["documents"] = np.bincount(told["event"], minlength=len(counts))
    made["event"] = made["event"].astype("category")
    order = ["first", "last", "source", "target", "event"]
    return Table(made.sort_values(order, ignore_index=True, kind="stable"))


def _parsed(cells: pd.Series) -> tuple[Integers, Integers]:
    """Return the first and the last day that each cell names; each different text is read once."""
    numbers, texts = pd.factorize(cells)
    found = np.array([_span(text) for text in texts] + [(NO_DAY, NO_DAY)], dtype="int64")
    return found[numbers, 0], found[numbers, 1]


def _span(text: str) -> tuple[int, int]:
    match = _DAY.fullmatch(text)
    if not match:
        return NO_DAY, NO_DAY
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return NO_DAY, NO_DAY
    return first.toordinal() - _EPOCH, last.toordinal() - _EPOCH


def distinct(table: pd.DataFrame, by: Iterable[Integers]) -> Integers:
    """Count the different events in each group of rows; the groups are numbered columns together.

    Returns
    -------
    ndarray
        For each row, how many different events its group tells.
    """
    keys = pd.DataFrame(dict(enumerate(by)))
    group = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy() if len(keys) else np.zeros(0, "int64")
    told = pd.DataFrame({"group": group, "event": event_numbers(table)}).drop_duplicates()
    counts: Integers = np.bincount(told["group"].to_numpy(dtype="int64"), minlength=1)
    return counts[group]
