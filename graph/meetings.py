"""Meetings: who met whom when, several parties as one event."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd

from communique.graph.events import NO_DAY, as_dates, codes, days, event_numbers
from communique.graph.frame import Table
from communique.table import STATUSES

_READ = ["source", "source_id", "target", "target_id", "relation", "status", "document", "evidence", "evidence_start"]
_COLUMNS: dict[str, Any] = {
    "first": "datetime64[s]", "last": "datetime64[s]", "parties": object, "relation": "str", "size": "int64",
    "status": "str", "evidence": "int64", "documents": "int64", "quotes": object, "ids": object,
}  # fmt: skip


def meetings(table: pd.DataFrame) -> Table:
    """List the meetings that rows of symmetric CONSULT tell; see :meth:`KnowledgeGraph.meetings`.

    A row of the relations holds two parties. Rows belong to the same meeting if one word of one document states
    them ("Putin, Poroshenko and Merkel negotiated"), or if they tell the same event.
    """
    (place,) = codes(table["document"] + "\0" + table["trigger_start"].astype("str") + "\0" + table["evidence"])
    # Tables made elsewhere have no offsets and no sentence: there nothing but the event joins rows.
    placed = ((table["trigger_end"] > 0) | (table["evidence"] != "")).to_numpy()
    joined: nx.Graph[tuple[str, int]] = nx.Graph()
    for row, (event, word, known) in enumerate(zip(event_numbers(table), place, placed, strict=True)):
        joined.add_edge(("row", row), ("event", int(event)))
        if known:
            joined.add_edge(("row", row), ("word", int(word)))
    first, last = days(table)
    cells = {c: table[c].tolist() for c in _READ} | {"first": first.tolist(), "last": last.tolist()}
    cells["given"] = table["event_date"].notna().tolist()
    parts = nx.connected_components(joined)
    groups = [sorted(n for kind, n in part if kind == "row") for part in parts]
    meetings = [_meeting({c: [values[n] for n in rows] for c, values in cells.items()}) for rows in groups]
    made = pd.DataFrame(meetings, columns=list(_COLUMNS))
    for end in ("first", "last"):
        made[end] = as_dates(made[end].to_numpy(dtype="int64"))
    made = made.astype(_COLUMNS)
    made["status"] = pd.Categorical(made["status"], categories=list(STATUSES), ordered=True)
    return Table(made.sort_values(["first", "last", "parties"], ignore_index=True, kind="stable"))


def _meeting(rows: dict[str, list[Any]]) -> dict[str, object]:
    """Make one row of the rows that tell of a meeting, given by column."""
    names = dict(zip(rows["source_id"] + rows["target_id"], rows["source"] + rows["target"], strict=True))
    parties = sorted(names.items(), key=lambda party: (party[1], party[0]))
    # Where one telling gives the day and another has only its document's, the one that gives it counts.
    known = [n for n, day in enumerate(rows["first"]) if day != NO_DAY]
    known = [n for n in known if rows["given"][n]] or known
    places = zip(rows["document"], rows["evidence_start"], rows["evidence"], strict=True)
    return {
        "first": min((rows["first"][n] for n in known), default=NO_DAY),
        "last": max((rows["last"][n] for n in known), default=NO_DAY),
        "parties": tuple(name for _, name in parties), "relation": rows["relation"][0], "size": len(parties),
        "status": min(rows["status"], key=STATUSES.index), "evidence": len(set(places)),
        "documents": len(set(rows["document"])), "quotes": tuple(dict.fromkeys(e for e in rows["evidence"] if e)),
        "ids": tuple(key for key, _ in parties),
    }  # fmt: skip
