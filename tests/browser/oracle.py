"""What the page should show under given filters, reckoned from the tables with pandas and not by the page's code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import pandas as pd

from communique.table import STRUCTURAL

Shown = frozenset[tuple[frozenset[str] | tuple[str, str], str, str, int, int]]
"""Ends (without order where mutual), label, event, sign, pieces of evidence."""


@dataclass(frozen=True)
class Filters:
    """The filters of the page; as made, those it opens with."""

    events: frozenset[str] = frozenset(STRUCTURAL)
    statuses: frozenset[str] = frozenset({"negated"})
    signs: frozenset[int] = frozenset()
    types: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    since: str = ""
    until: str = ""
    claimant: str = ""
    document: str = ""
    least: int = 1
    rolled: bool = False
    hash: tuple[str, ...] = field(default=(), compare=False)

    def also(self, hash_: str, **changes: object) -> Filters:
        """Add a filter with its words in the address."""
        return replace(self, hash=(*self.hash, hash_), **changes)  # type: ignore[arg-type]


def expected(relations: pd.DataFrame, actors: pd.DataFrame, filters: Filters) -> Shown:
    """Return the edges that pass the filters, each with how much evidence passes."""
    table = relations.copy()
    table = table[~table["event"].isin(filters.events) & ~table["status"].isin(filters.statuses)]
    table = table[~table["polarity"].isin(filters.signs) & ~table["relation"].isin(filters.labels)]
    day = table["event_date"].fillna(table["date"])
    if filters.since:
        table = table[(day >= filters.since).fillna(value=False).astype(bool)]
        day = day[table.index]
    if filters.until:
        table = table[(day <= filters.until).fillna(value=False).astype(bool)]
    if filters.claimant:
        table = table[(table["claimant"] == filters.claimant).fillna(value=False).astype(bool)]
    if filters.document:
        table = table[table["document"] == filters.document]
    above = dict(zip(actors["name"], actors["principal"], strict=True))
    known = {name: (key, kind) for name, key, kind in zip(actors["name"], actors["id"], actors["type"], strict=True)}

    def root(name: str) -> str:
        while isinstance(above.get(name), str):
            name = above[name]
        return name

    counts: Counter[tuple[frozenset[str] | tuple[str, str], str, str, int]] = Counter()
    for row in table.to_dict("records"):
        ends = []
        for end in ("source", "target"):
            acts_for = row[f"{end}_principal"]
            name = root(acts_for if isinstance(acts_for, str) else row[end]) if filters.rolled else row[end]
            ends.append(known[name])
        if ends[0] == ends[1] or any(kind in filters.types for _, kind in ends):
            continue
        ids = ends[0][0], ends[1][0]
        key = frozenset(ids) if row["symmetric"] else ids
        counts[(key, row["relation"], row["event"], row["polarity"])] += 1
    return frozenset((*key, much) for key, much in counts.items() if much >= filters.least)
