"""Who is central: measures of igraph on the graph of who had to do with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import igraph
import numpy as np
import pandas as pd

from communique.graph.events import codes, tally
from communique.graph.frame import Table
from communique.graph.select import one_of

if TYPE_CHECKING:
    from collections.abc import Callable

Scores = list[float]

MEASURES: dict[str, Callable[[igraph.Graph], Scores]] = {
    "degree": lambda g: _simple(g).degree(),
    "in_degree": lambda g: g.indegree(),
    "out_degree": lambda g: g.outdegree(),
    "events": lambda g: g.strength(weights="events"),
    "betweenness": lambda g: _simple(g).betweenness(),
    "closeness": lambda g: [0.0 if s != s else s for s in _simple(g).harmonic_centrality()],
    "eigenvector": lambda g: _simple(g).eigenvector_centrality(weights="events"),
    "pagerank": lambda g: g.pagerank(weights="events"),
}
"""The measures by name; each takes the directed graph and returns a score for each actor."""


def central(table: pd.DataFrame, measure: str) -> Table:
    """Rank actors by a measure; see :meth:`KnowledgeGraph.central`."""
    (name,) = one_of(measure, MEASURES, "measure")
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    ends = [told[[f"{e}_id", e, f"{e}_type"]].set_axis(["id", "actor", "type"], axis=1) for e in ("source", "target")]
    actors = pd.concat(ends, ignore_index=True).drop_duplicates("id", ignore_index=True).astype("str")
    source, target, known = codes(told["source_id"], told["target_id"], actors["id"])
    place = np.argsort(known)
    both = told["symmetric"].to_numpy()
    pairs = np.c_[np.r_[place[source], place[target][both]], np.r_[place[target], place[source][both]]]
    edges, number = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0, return_counts=True)
    graph = igraph.Graph(n=len(actors), edges=edges.tolist(), directed=True)
    graph.es["events"] = number.tolist()
    scores = np.round(np.asarray(MEASURES[name](graph) if len(actors) else [], dtype="float64"), 9)
    whole = bool((scores % 1 == 0).all()) and name in ("degree", "in_degree", "out_degree", "events")
    made = actors[["actor", "id", "type"]].assign(**{name: scores.astype("int64") if whole else scores})
    made["type"] = made["type"].astype("category")
    return Table(made.sort_values([name, "actor", "id"], ascending=[False, True, True], ignore_index=True))


def _simple(graph: igraph.Graph) -> igraph.Graph:
    """Return the graph without directions, the events of both added up."""
    return graph.as_undirected(combine_edges={"events": "sum"})
