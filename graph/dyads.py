"""Who does what to whom, counted: dyads, the matrix of who to whom, and dyads over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from communique.errors import InputError
from communique.graph.events import NO_DAY, Integers, as_dates, codes, tally
from communique.graph.frame import Table
from communique.graph.select import one_of
from communique.table import QUAD_CLASSES

QUADS = tuple(dict.fromkeys(QUAD_CLASSES.values()))
"""The quad classes, from verbal cooperation to material conflict."""

MOST_ACTORS = 2_000
"""A square table of more actors than this has millions of cells and is read by nobody."""

_NAMES, _IDS = ("source", "target"), ("source_id", "target_id")
_FREQUENCIES = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
_MOST_PERIODS = 100_000


def quads_of(table: pd.DataFrame) -> Integers:
    """Return the place in :data:`QUADS` of each row's event; -1 for types that PLOVER does not have."""
    events = pd.Categorical(table["event"])
    places = [QUADS.index(QUAD_CLASSES[event]) if event in QUAD_CLASSES else -1 for event in events.categories]
    found: Integers = np.array([*places, -1], dtype="int64")[events.codes]
    return found


def dyads(table: pd.DataFrame, *, directed: bool) -> Table:
    """Count the events of each pair by quad class; see :meth:`KnowledgeGraph.dyads`."""
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    source, target = codes(told["source_id"], told["target_id"])
    ends = np.r_[source, target]
    size = int(ends.max(initial=-1)) + 1
    where = np.empty(size, dtype="int64")
    where[ends[::-1]] = np.arange(len(ends) - 1, -1, -1)  # the first mention of each actor
    names, ids = (pd.concat([told[c] for c in cs]).iloc[where].astype("str").array for cs in (_NAMES, _IDS))
    by_rank = np.lexsort((ids.to_numpy(object).astype(str), names.to_numpy(object).astype(str)))
    rank = np.empty(size, dtype="int64")
    rank[by_rank] = np.arange(size)
    a, b = rank[source], rank[target]
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    pairs, group = np.unique(a * size + b, return_inverse=True)
    sums = _sums(group, len(pairs), counts, quads_of(told))
    # The pairs are in the order of their names; that stays the order of those with as many events.
    order = np.lexsort((-sums["evidence"].to_numpy(), -sums["events"].to_numpy()))
    first, second = by_rank[pairs[order] // max(size, 1)], by_rank[pairs[order] % max(size, 1)]
    left, right = ("source", "target") if directed else ("a", "b")
    made = {left: names[first], f"{left}_id": ids[first], right: names[second], f"{right}_id": ids[second]}
    return Table(pd.concat([pd.DataFrame(made), sums.take(order).reset_index(drop=True)], axis=1))


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


def matrix(table: pd.DataFrame, measure: str = "events") -> Table:
    """Measure the events from whom to whom; see :meth:`KnowledgeGraph.matrix`."""
    (measure,) = one_of(measure, ("events", "intensity"), "measure")
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    named = [told[["source_id", "source"]], told[["target_id", "target"]]]
    actors = pd.concat([e.set_axis(["id", "name"], axis=1) for e in named]).drop_duplicates("id").astype("str")
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
    both = told["symmetric"].to_numpy()
    ends = np.r_[place[source], place[target][both]], np.r_[place[target], place[source][both]]
    weights = counts["intensity"].to_numpy()
    cells = np.zeros((len(actors), len(actors)), dtype="int64")
    np.add.at(cells, ends, 1)
    if measure == "intensity":
        sums = np.zeros(cells.shape)
        np.add.at(sums, ends, np.r_[weights, weights[both]])
        cells = np.where(cells, sums / np.maximum(cells, 1), np.nan)
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
