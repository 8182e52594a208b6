"""From the two tables to a NetworkX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import pyarrow as pa

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
    columns = [_values(relations[c]) for c in ("source_id", "target_id", *EDGE_ATTRIBUTES)]
    for number, (source, target, *cells) in enumerate(zip(*columns, strict=True)):
        graph.add_edge(source, target, number, **dict(zip(EDGE_ATTRIBUTES, cells, strict=True)))
    return graph


def _dicts(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = zip(*(_values(frame[c]) for c in columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _values(cells: pd.Series) -> list[Any]:
    """Return the cells, None where there is none; equal texts are one object, which saves memory."""
    if cells.dtype != "str":
        return cells.tolist()
    made: list[Any] = pa.chunked_array(pa.array(cells, from_pandas=True)).to_numpy(zero_copy_only=False).tolist()
    return made
