"""Meetings: who met whom when, several parties as one event."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from communique.graph.events import NO_DAY, as_dates, codes, days, event_numbers
from communique.graph.frame import Table
from communique.table import STATUSES

_COLUMNS = {
    "first": "datetime64[s]", "last": "datetime64[s]", "parties": object, "relation": "str", "size": "int64",
    "status": "str", "evidence": "int64", "documents": "int64", "quotes": object, "ids": object,
}  # fmt: skip


def meetings(table: pd.DataFrame) -> Table:
    """List the meetings; see :meth:`KnowledgeGraph.meetings`.

    A row of the relations holds two parties. Rows belong to the same meeting if one word of one document states
    them ("Putin, Poroshenko and Merkel negotiated"), or if they tell the same event.
    """
    table = table.take(np.flatnonzero((table["event"] == "CONSULT") & table["symmetric"]))
    (place,) = codes(table["document"] + "\0" + table["trigger_start"].astype("str") + "\0" + table["evidence"])
    # Tables made elsewhere have no offsets and no sentence: there nothing but the event joins rows.
    placed = ((table["trigger_end"] > 0) | (table["evidence"] != "")).to_numpy()
    joined: nx.Graph[tuple[str, int]] = nx.Graph()
    for row, (event, word, known) in enumerate(zip(event_numbers(table), place, placed, strict=True)):
        joined.add_edge(("row", row), ("event", int(event)))
        if known:
            joined.add_edge(("row", row), ("word", int(word)))
    groups = [sorted(n for kind, n in part if kind == "row") for part in nx.connected_components(joined)]
    made = pd.DataFrame([_meeting(table.iloc[rows]) for rows in groups], columns=list(_COLUMNS)).astype(_COLUMNS)
    made["status"] = pd.Categorical(made["status"], categories=list(STATUSES), ordered=True)
    made = made.sort_values(["first", "last", "parties"], ignore_index=True, kind="stable")
    return Table(made)


def _meeting(rows: pd.DataFrame) -> dict[str, object]:
    ends = [(k, n) for e in ("source", "target") for k, n in zip(rows[f"{e}_id"], rows[e], strict=True)]
    parties = sorted(dict(ends).items(), key=lambda party: (party[1], party[0]))
    first, last = days(rows)
    # Where one telling gives the day and another has only its document's, the one that gives it counts.
    given = rows["event_date"].notna().to_numpy() & (first != NO_DAY)
    known = given if given.any() else first != NO_DAY
    span = np.array([first[known].min(), last[known].max()] if known.any() else [NO_DAY, NO_DAY])
    when = as_dates(span)
    return {
        "first": when[0], "last": when[1], "parties": tuple(name for _, name in parties),
        "relation": rows["relation"].iloc[0], "size": len(parties),
        "status": next(s for s in STATUSES if (rows["status"] == s).any()),
        "evidence": len(rows[["document", "evidence_start", "evidence"]].drop_duplicates()),
        "documents": rows["document"].nunique(),
        "quotes": tuple(dict.fromkeys(e for e in rows["evidence"] if e)), "ids": tuple(key for key, _ in parties),
    }  # fmt: skip
