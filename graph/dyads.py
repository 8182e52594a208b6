"""Who does what to whom, counted: dyads, the matrix of who to whom, and dyads over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from communique.errors import InputError
from communique.graph.events import NO_DAY, Integers, as_dates, codes, tally
from communique.graph.frame import Table
from communique.table import QUAD_CLASSES

QUADS = tuple(dict.fromkeys(QUAD_CLASSES.values()))
"""The quad classes, from verbal cooperation to material conflict."""

MOST_ACTORS = 2_000
"""A square table of more actors than this has millions of cells and is read by nobody."""

_FREQUENCIES = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
_MOST_PERIODS = 100_000


def quads_of(table: pd.DataFrame) -> Integers:
    """Return the place in :data:`QUADS` of each row's event; -1 for types that PLOVER does not have."""
    places = {event: QUADS.index(quad) for event, quad in QUAD_CLASSES.items()}
    return np.asarray(table["event"].map(places).fillna(-1), dtype="int64")


def dyads(table: pd.DataFrame, *, directed: bool) -> Table:
    """Count the events of each pair by quad class; see :meth:`KnowledgeGraph.dyads`."""
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    source, target = codes(told["source_id"], told["target_id"])
    names = np.r_[told["source"].to_numpy(object), told["target"].to_numpy(object)]
    ids = np.r_[told["source_id"].to_numpy(object), told["target_id"].to_numpy(object)]
    known, where = np.unique(np.r_[source, target], return_index=True)
    names, ids = names[where], ids[where]
    rank = np.empty(len(known), dtype="int64")
    rank[np.lexsort((ids.astype(str), names.astype(str)))] = np.arange(len(known))
    by_rank = np.argsort(rank)
    a, b = rank[source], rank[target]
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    pairs, group = np.unique(a * max(len(known), 1) + b, return_inverse=True)
    first, second = by_rank[pairs // max(len(known), 1)], by_rank[pairs % max(len(known), 1)]
    left, right = ("source", "target") if directed else ("a", "b")
    made = {left: names[first], f"{left}_id": ids[first], right: names[second], f"{right}_id": ids[second]}
    frame = pd.DataFrame(made).astype("str")
    measured = pd.concat([frame, _sums(group, len(pairs), counts, quads_of(told))], axis=1)
    order = ["events", "evidence", left, f"{left}_id", right, f"{right}_id"]
    ascending = [False, False, True, True, True, True]
    return Table(measured.sort_values(order, ascending=ascending, ignore_index=True))


def _sums(group: Integers, size: int, counts: pd.DataFrame, quads: Integers) -> pd.DataFrame:
    """Sum up the events of each group: how many, how intense, from when to when."""
    weights = counts["intensity"].to_numpy()
    events = np.bincount(group, minlength=size)
    evidence = np.bincount(group, counts["evidence"].to_numpy(), size).astype("int64")
    made: dict[str, Any] = {"events": events, "evidence": evidence}
    for place, quad in enumerate(QUADS):
        made[quad.replace(" ", "_")] = np.bincount(group[quads == place], minlength=size)
    made["intensity"] = np.bincount(group, weights, size) / np.maximum(events, 1)
    for place, quad in enumerate(QUADS):
        of = quads == place
        number = np.bincount(group[of], minlength=size)
        total = np.bincount(group[of], weights[of], size)
        made["intensity_" + quad.replace(" ", "_")] = np.where(number, total / np.maximum(number, 1), np.nan)
    dated = (counts["first"] != NO_DAY).to_numpy()
    first, last = np.full(size, np.iinfo(np.int64).max), np.full(size, NO_DAY)
    np.minimum.at(first, group[dated], counts["first"].to_numpy()[dated])
    np.maximum.at(last, group[dated], counts["last"].to_numpy()[dated])
    made["first"], made["last"] = as_dates(np.where(last == NO_DAY, NO_DAY, first)), as_dates(last)
    return pd.DataFrame(made)


def matrix(table: pd.DataFrame) -> Table:
    """Count the events from whom to whom; see :meth:`KnowledgeGraph.matrix`."""
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    ends = [told[["source_id", "source"]], told[["target_id", "target"]]]
    actors = pd.concat([e.set_axis(["id", "name"], axis=1) for e in ends]).drop_duplicates("id")
    if len(actors) > MOST_ACTORS:
        raise InputError(
            f"{len(actors):,} actors make a matrix that nobody reads; filter or roll up first, "
            f"or count pairs with dyads (at most {MOST_ACTORS:,} actors)"
        )
    # Two actors may share a name: then the id tells them apart.
    shared = actors["name"].duplicated(keep=False)
    labels = actors["name"].where(~shared, actors["name"] + " (" + actors["id"] + ")")
    actors = actors.assign(label=labels).sort_values("label", ignore_index=True)
    source, target, known = codes(told["source_id"], told["target_id"], actors["id"])
    place = np.argsort(known)
    cells = np.zeros((len(actors), len(actors)), dtype="int64")
    both = told["symmetric"].to_numpy()
    np.add.at(cells, (place[source], place[target]), 1)
    np.add.at(cells, (place[target][both], place[source][both]), 1)
    names = actors["label"].tolist()
    return Table(pd.DataFrame(cells, index=pd.Index(names, name="source"), columns=pd.Index(names, name="target")))


def timeline(table: pd.DataFrame, freq: str) -> Table:
    """Count the events of each period by quad class; see :meth:`KnowledgeGraph.timeline`."""
    counts = tally(table)
    dated = (counts["first"] != NO_DAY).to_numpy()
    counts = counts[dated]
    quads = quads_of(table.take(counts["row"].to_numpy()))
    periods = in_periods(counts["first"].to_numpy(), freq)
    whole = pd.period_range(periods.min(), periods.max(), freq=periods.freq) if len(periods) else periods
    group = (periods.asi8 - whole.asi8[0]).astype("int64") if len(periods) else np.zeros(0, dtype="int64")
    made = _sums(group, len(whole), counts, quads).drop(columns=["first", "last"])
    made["intensity"] = made["intensity"].where(made["events"] > 0)
    return Table(made.set_index(whole.rename("period")))


def in_periods(numbers: Integers, freq: str) -> pd.PeriodIndex:
    """Put days, counted from 1970, into periods.

    Raises
    ------
    InputError
        If the frequency is none, or makes far too many periods.
    """
    try:
        made = pd.DatetimeIndex(as_dates(numbers)).to_period(_FREQUENCIES.get(freq, freq))
    except (ValueError, AttributeError) as error:
        raise InputError(f"freq={freq!r} is no frequency; use day, week, month, quarter or year") from error
    if len(made) and made.asi8.max() - made.asi8.min() > _MOST_PERIODS:
        raise InputError(f"freq={freq!r} cuts these years into more than {_MOST_PERIODS:,} periods; use a longer one")
    return made
