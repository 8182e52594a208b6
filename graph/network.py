"""From the two tables to a NetworkX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    import pandas as pd

NODE_ATTRIBUTES = ("name", "type", "principal")
EDGE_ATTRIBUTES = (
    "relation", "event", "polarity", "weight", "status", "claimant",
    "date", "event_date", "document", "evidence", "confidence", "symmetric",
)  # fmt: skip


def network(relations: pd.DataFrame, actors: pd.DataFrame) -> nx.MultiDiGraph[str]:
    """Make the graph: actors under their ids, an edge for each relation under the number of its row.

    Examples
    --------
    >>> import pandas as pd
    >>> from communique.graph.actors import complete_actors
    >>> from communique.table import as_relations
    >>> table = as_relations(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
    >>> list(network(table, complete_actors(table)).edges(keys=True))
    [('iran', 'syria', 0)]
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(zip(actors["id"].tolist(), _dicts(actors, NODE_ATTRIBUTES), strict=True))
    ends = (_values(relations[c]) for c in ("source_id", "target_id"))
    graph.add_edges_from(zip(*ends, range(len(relations)), _dicts(relations, EDGE_ATTRIBUTES), strict=True))
    return graph


def _dicts(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = zip(*(_values(frame[c]) for c in columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _values(cells: pd.Series) -> list[Any]:
    """Return the cells, None where there is none; equal texts are one object, which saves memory."""
    if cells.dtype != "str":
        return cells.tolist()
    shared: dict[str, str] = {}
    return [shared.setdefault(c, c) if isinstance(c, str) else None for c in cells.tolist()]
