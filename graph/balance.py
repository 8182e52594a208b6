"""Structural balance: triads of the signed graph, and how many of them are balanced.

References
----------
.. [1] Cartwright, D., & Harary, F. (1956). Structural balance: a generalization of Heider's theory. Psychological
   Review, 63(5), 277-293.
.. [2] Davis, J. A. (1967). Clustering and structural balance in graphs. Human Relations, 20(2), 181-187.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from communique.graph.dyads import in_periods
from communique.graph.events import NO_DAY, days
from communique.graph.frame import Table
from communique.graph.signed import signed_graph

if TYPE_CHECKING:
    from communique.graph.events import Integers

KINDS = ("+++", "++-", "+--", "---")
"""The triads by their signs; those with an even number of minuses are balanced [1]_."""


def triads(graph: nx.Graph[str]) -> list[tuple[str, str, str, str]]:
    """List the triangles of a signed graph: three nodes, and their signs as one of :data:`KINDS`.

    Examples
    --------
    >>> g = nx.Graph([("a", "b", {"sign": 1}), ("b", "c", {"sign": -1}), ("a", "c", {"sign": -1})])
    >>> triads(g)
    [('a', 'b', 'c', '+--')]
    """
    rank = {node: place for place, node in enumerate(sorted(graph))}
    # Each edge points to its later end, so that a triangle is found once, from its first two nodes.
    later = {node: {other for other in graph[node] if rank[other] > rank[node]} for node in graph}
    found = []
    for a in sorted(graph):
        for b in sorted(later[a]):
            for c in sorted(later[a] & later[b]):
                minus = sum(graph.edges[pair]["sign"] < 0 for pair in ((a, b), (a, c), (b, c)))
                found.append((a, b, c, KINDS[minus]))
    return found


def triads_table(graph: nx.Graph[str]) -> Table:
    """Return the triangles with names; see :meth:`KnowledgeGraph.triads`."""
    names = {key: data["name"] for key, data in graph.nodes(data=True)}
    rows = [(names[a], names[b], names[c], a, b, c, kind) for a, b, c, kind in triads(graph)]
    made = pd.DataFrame(rows, columns=["a", "b", "c", "a_id", "b_id", "c_id", "signs"]).astype("str")
    made["signs"] = pd.Categorical(made["signs"], categories=list(KINDS))
    made["balanced"] = made["signs"].isin(["+++", "+--"])
    return Table(made.sort_values(["balanced", "a", "b", "c"], ignore_index=True))


def balance(table: pd.DataFrame, actors: pd.DataFrame, threshold: float, freq: str | None) -> Table:
    """Count balanced and unbalanced triads, at once or by period; see :meth:`KnowledgeGraph.balance`."""
    if freq is None:
        return Table([_counts(signed_graph(table, actors, threshold))], index=pd.Index(["all"], name="period"))
    first, _ = days(table)
    dated = np.flatnonzero(first != NO_DAY)
    periods = in_periods(first[dated], freq)
    parts = _by_period(periods, dated)
    rows = [_counts(signed_graph(table.take(rows), actors, threshold)) for _, rows in parts]
    index = pd.PeriodIndex([p for p, _ in parts], freq=periods.freq, name="period")
    return Table(pd.DataFrame(rows, columns=list(_counts(nx.Graph()))), index=None).set_index(index)


def _by_period(periods: pd.PeriodIndex, rows: Integers) -> list[tuple[pd.Period, Integers]]:
    """Return the rows of each period that has any, in order of time."""
    order = np.argsort(periods.asi8, kind="stable")
    cuts = np.flatnonzero(np.diff(periods.asi8[order])) + 1
    return [(periods[part[0]], np.sort(rows[part])) for part in np.split(order, cuts) if len(part)]


def _counts(graph: nx.Graph[str]) -> dict[str, float]:
    kinds = pd.Series([kind for *_, kind in triads(graph)], dtype="str").value_counts()
    numbers = {kind: int(kinds.get(kind, 0)) for kind in KINDS}
    whole, even = sum(numbers.values()), numbers["+++"] + numbers["+--"]
    shares = {"balance": even / whole if whole else np.nan}
    size = {"actors": graph.number_of_nodes(), "ties": graph.number_of_edges()}
    return {**size, "triads": whole, "balanced": even, "unbalanced": whole - even, **shares, **numbers}
