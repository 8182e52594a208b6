"""Coalitions: who stands together, and against whom.

The actors are divided so that as much cooperation as possible lies within coalitions and as much conflict as
possible between them: the criterion of Doreian and Mrvar [1]_, with the intensities as weights. Divisions are
searched by the Leiden algorithm [2]_ in igraph. Its quality function is the constant Potts model; at resolution 0
that is the sum of the weights within the coalitions, and its maximum is the minimum of Doreian and Mrvar [3]_.

References
----------
.. [1] Doreian, P., & Mrvar, A. (1996). A partitioning approach to structural balance. Social Networks, 18(2), 149-168.
.. [2] Traag, V. A., Waltman, L., & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected
   communities. Scientific Reports, 9, 5233.
.. [3] Traag, V. A., & Bruggeman, J. (2009). Community detection in networks with positive and negative links. Physical
   Review E, 80, 036115.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import igraph
import pandas as pd

from communique.graph.frame import Table

if TYPE_CHECKING:
    import networkx as nx

_STARTS = 20
"""The search is a climb: of so many from different starts the best is taken, the first of equals."""
_ROUNDS = 10


def coalitions(graph: nx.Graph[str], resolution: float) -> Table:
    """Divide a signed graph; see :meth:`KnowledgeGraph.coalitions`."""
    member = divide(graph, resolution)
    rows = []
    for node, data in graph.nodes(data=True):
        tied = [(member[other] == member[node], graph.edges[node, other]["weight"]) for other in graph[node]]
        within, outside = (sum(w for inside, w in tied if inside is side) for side in (True, False))
        rows.append((member[node], data["name"], node, data["type"], float(within), float(outside)))
    columns = ["coalition", "actor", "id", "type", "within", "outside"]
    made = pd.DataFrame(rows, columns=columns).astype({"coalition": "int64", "actor": "str", "id": "str"})
    made["type"] = made["type"].astype("category")
    order = ["coalition", "within", "actor", "id"]
    return Table(made.sort_values(order, ascending=[True, False, True, True], ignore_index=True))


def divide(graph: nx.Graph[str], resolution: float = 0.0) -> dict[str, int]:
    """Return the number of each node's coalition: 1 is the largest.

    Examples
    --------
    >>> import networkx as nx
    >>> g = nx.Graph([("a", "b", {"weight": 2}), ("b", "c", {"weight": -3}), ("c", "d", {"weight": 1})])
    >>> divide(g)
    {'a': 1, 'b': 1, 'c': 2, 'd': 2}
    """
    nodes = sorted(graph)
    if not nodes:
        return {}
    place = {node: number for number, node in enumerate(nodes)}
    pairs: list[tuple[int, int, float]] = sorted(
        (min(place[a], place[b]), max(place[a], place[b]), float(data["weight"]))
        for a, b, data in graph.edges(data=True)
    )
    made = igraph.Graph(n=len(nodes), edges=[(a, b) for a, b, _ in pairs])
    weights = [w for *_, w in pairs]
    best, most = list(range(len(nodes))), float("-inf")
    for start in range(_STARTS):
        draw = random.Random(start)  # noqa: S311  # not for secrets
        igraph.set_random_number_generator(draw)
        # Every second climb starts from a division at random; from there it may not settle, and is ended.
        first = [draw.randrange(len(nodes)) for _ in nodes] if start % 2 else None
        try:
            found = made.community_leiden(
                objective_function="CPM",
                weights=weights,
                resolution=resolution,
                initial_membership=first,
                n_iterations=_ROUNDS if first else -1,
            ).membership
        finally:
            igraph.set_random_number_generator(random)
        quality = _quality(pairs, found, resolution)
        if quality > most + 1e-9:
            best, most = found, quality
    groups: dict[int, list[str]] = {}
    for node, group in zip(nodes, best, strict=True):
        groups.setdefault(group, []).append(node)
    ranked = sorted(groups.values(), key=lambda members: (-len(members), members))
    numbers = {node: number for number, members in enumerate(ranked, 1) for node in members}
    return {node: numbers[node] for node in nodes}


def frustration(graph: nx.Graph[str], member: dict[str, int]) -> float:
    """Return the weight of conflict within and of cooperation between coalitions: what a division leaves wrong."""
    inside = ((member[a] == member[b], data["weight"]) for a, b, data in graph.edges(data=True))
    return float(sum(abs(w) for same, w in inside if same != (w > 0)))


def _quality(pairs: list[tuple[int, int, float]], member: list[int], resolution: float) -> float:
    sizes = pd.Series(member).value_counts()
    within = sum(w for a, b, w in pairs if member[a] == member[b])
    return float(within - resolution * (sizes * (sizes - 1) / 2).sum())
