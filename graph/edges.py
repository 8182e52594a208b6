"""Edges: the rows of the same source, event, label and target, counted; and the relations in analysts' types."""

from __future__ import annotations

import pandas as pd

from communique.graph.events import as_dates, codes, days, distinct
from communique.graph.frame import Table
from communique.table import ACTOR_TYPES, EVENTS, STATUSES, STRUCTURAL

_KEYS = ["source_id", "event", "relation", "target_id"]


def strongest_edges(table: pd.DataFrame) -> Table:
    """Count the rows of each edge; see :meth:`KnowledgeGraph.edges`."""
    ranks = table["status"].map({s: rank for rank, s in enumerate(STATUSES)}).astype("int64")
    first, last = days(table)
    ends = codes(table["source_id"], table["target_id"]) + codes(table["event"]) + codes(table["relation"])
    told = table.assign(_first=as_dates(first), _last=as_dates(last), _rank=ranks, _events=distinct(table, ends))
    made = told.groupby(_KEYS, sort=True).agg(
        source=("source", "first"),
        polarity=("polarity", "first"),
        weight=("weight", "mean"),
        target=("target", "first"),
        events=("_events", "first"),
        evidence=("source", "size"),
        documents=("document", "nunique"),
        first=("_first", "min"),
        last=("_last", "max"),
        status=("_rank", "min"),
    ).reset_index()  # fmt: skip
    made["status"] = pd.Categorical.from_codes(
        made["status"].to_numpy(), dtype=pd.CategoricalDtype(list(STATUSES), ordered=True)
    )
    columns = ["source", "source_id", "relation", "event", "polarity", "weight", "target", "target_id"]
    made = made[[*columns, "events", "evidence", "documents", "first", "last", "status"]]
    order = ["events", "evidence", "documents", *_KEYS]
    made = made.sort_values(order, ascending=[False] * 3 + [True] * len(_KEYS), ignore_index=True)
    return Table(made.assign(event=made["event"].astype("category")))


def typed(table: pd.DataFrame) -> Table:
    """Return the relations with dates as dates and few-valued columns as categories; see :meth:`to_pandas`."""
    first, last = days(table)
    known = {"source_type": ACTOR_TYPES, "target_type": ACTOR_TYPES, "status": STATUSES, "event": EVENTS + STRUCTURAL}
    made: dict[str, pd.Series] = {}
    for column, values in known.items():
        all_values = [*values, *sorted({*table[column].unique()} - {*values})]
        ordered = column == "status"
        made[column] = table[column].astype(pd.CategoricalDtype(all_values, ordered=ordered))
    dates = {"date": as_dates(days(table.assign(event_date=None))[0]), "first": as_dates(first), "last": as_dates(last)}
    few = {c: table[c].astype("category") for c in ("document", "relation", "claimant", "rule")}
    return Table(table.assign(**made, **few, **dates))
