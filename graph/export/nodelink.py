"""Node-link JSON, as NetworkX and D3 read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import networkx as nx

from communique.graph.export.attributes import plain_network

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write ``nodes`` and ``edges``; :func:`networkx.node_link_graph` reads them back."""
    data = nx.node_link_data(plain_network(relations, actors), edges="edges")
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
