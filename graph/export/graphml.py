"""GraphML, written by NetworkX."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from communique.graph.export.attributes import plain_network, xml_network

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write the network; the id of an edge is the number of its row. Types are kept: texts, numbers, booleans."""
    graph = xml_network(plain_network(relations, actors))
    with path.open("wb") as file:
        nx.write_graphml_xml(graph, file, encoding="utf-8")
