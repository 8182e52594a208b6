"""Rival accounts: the same event told differently, and who tells it how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from communique.graph.events import as_dates, event_numbers, tally
from communique.graph.frame import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = "(the text)"
"""Stands among those who claim or deny for a document that speaks in its own voice."""

_COLUMNS: dict[str, Any] = {
    "source": "str", "relation": "str", "event": "str", "target": "str", "first": "datetime64[s]",
    "last": "datetime64[s]", "stated_in": object, "claimed_by": object, "denied_by": object, "evidence": "int64",
    "documents": "int64", "quotes": object,
}  # fmt: skip


def rivals(table: pd.DataFrame, least: int) -> Table:
    """List the events that are told differently; see :meth:`KnowledgeGraph.rivals`."""
    numbers, counts = event_numbers(table), tally(table)
    heard = table["status"].isin(["fact", "claimed", "negated"]).to_numpy()
    voice = pd.factorize(table["status"] + "\0" + table["claimant"].fillna(""))[0]
    accounts = pd.DataFrame({"event": numbers[heard], "voice": voice[heard]}).drop_duplicates()
    told_by = np.bincount(accounts["event"], minlength=len(counts))
    doubted = np.zeros(len(counts), dtype=bool)
    doubted[numbers[table["status"].isin(["claimed", "negated"]).to_numpy()]] = True
    disputed = np.flatnonzero(heard & (doubted & (told_by >= least))[numbers])
    rows: list[dict[str, object]] = []
    for number, told in table.take(disputed).groupby(numbers[disputed], sort=True):
        voices = {s: told[told["status"] == s] for s in ("fact", "claimed", "negated")}
        first = told.iloc[0]
        when = as_dates(counts[["first", "last"]].to_numpy()[int(str(number))])
        rows.append({
            **{c: first[c] for c in ("source", "relation", "event", "target")}, "first": when[0], "last": when[1],
            "stated_in": tuple(sorted(set(voices["fact"]["document"]))),
            "claimed_by": _names(voices["claimed"]["claimant"]), "denied_by": _names(voices["negated"]["claimant"]),
            "evidence": len(told), "documents": told["document"].nunique(),
            "quotes": tuple(dict.fromkeys(e for e in told["evidence"] if e)),
        })  # fmt: skip
    made = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    made["event"] = made["event"].astype("category")
    return Table(made.sort_values(["first", "source", "target", "event"], ignore_index=True, kind="stable"))


def _names(claimants: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted({who if isinstance(who, str) else TEXT for who in claimants}))
