"""Who is near whom: neighbourhoods and the shortest ways from one actor to another."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from communique.graph.frame import Table

if TYPE_CHECKING:
    from communique.graph.events import Integers

_FAR = np.iinfo(np.int64).max // 4


def distances(source: Integers, target: Integers, start: list[int], size: int, most: int) -> Integers:
    """Return how many steps each of ``size`` actors is away from the nearest of ``start``, up to ``most``.

    Directions do not matter. Each step looks at every relation once.

    Examples
    --------
    >>> distances(np.array([0, 1, 3]), np.array([1, 2, 2]), [0], 4, 2).tolist()[:3]
    [0, 1, 2]
    """
    found = np.full(size, _FAR, dtype="int64")
    found[start] = 0
    for step in range(1, most + 1):
        near = found == step - 1
        for one, other in ((source, target), (target, source)):
            reached = other[near[one]]
            found[reached] = np.minimum(found[reached], step)
        if not (found == step).any():
            break
    return found


def within(source: Integers, target: Integers, start: list[int], size: int, hops: int) -> NDArray[np.bool_]:
    """Tell which relations are between actors that are at most so many steps from the start."""
    near = distances(source, target, start, size, hops) <= hops
    return np.asarray(near[source] & near[target])


def shortest(edges: pd.DataFrame, start: list[str], end: list[str], *, longest: int, most: int) -> Table:
    """Return the shortest paths between two actors; see :meth:`KnowledgeGraph.paths`."""
    columns = ["path", "step", "actor", "next", "source", "relation", "target", "event", "status", "events", "evidence"]
    ids = pd.Index(pd.concat([edges["source_id"], edges["target_id"]]).unique())
    source, target = ids.get_indexer(edges["source_id"]), ids.get_indexer(edges["target_id"])
    here, there = ([int(p) for p in ids.get_indexer(keys) if p >= 0] for keys in (start, end))
    rows: list[list[object]] = []
    if here and there and not set(here) & set(there):
        reach = distances(source, target, here, len(ids), longest) + distances(source, target, there, len(ids), longest)
        on_the_way = (reach <= longest)[source] & (reach <= longest)[target] & (source != target)
        # Edges come best supported first: of each pair the first stands for all.
        best: dict[tuple[int, int], int] = {}
        for place in np.flatnonzero(on_the_way).tolist():
            best.setdefault((int(source[place]), int(target[place])), place)
        graph: nx.Graph[int] = nx.Graph(list(best))
        for number, path in enumerate(islice(_paths(graph, here, there, longest), most), 1):
            for step, (one, other) in enumerate(pairwise(path), 1):
                place = min(p for p in (best.get((one, other)), best.get((other, one))) if p is not None)
                row = edges.iloc[place]
                actor, after = (
                    (row["source"], row["target"]) if source[place] == one else (row["target"], row["source"])
                )
                rows.append([number, step, actor, after, *(row[c] for c in columns[4:])])
    numbers = dict.fromkeys(("path", "step", "events", "evidence"), "int64")
    return Table(pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str") | numbers))


def _paths(graph: nx.Graph[int], here: list[int], there: list[int], longest: int) -> list[list[int]]:
    """Return paths between any of the two sets, the shortest first."""
    found: list[list[int]] = []
    for one in here:
        for other in there:
            if one in graph and other in graph and nx.has_path(graph, one, other):
                for path in nx.shortest_simple_paths(graph, one, other):
                    if len(path) - 1 > longest or len(found) > 1_000:
                        break
                    found.append(path)
    return sorted(found, key=len)
