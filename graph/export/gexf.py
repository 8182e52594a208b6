"""GEXF with time intervals, written by NetworkX, for the timeline of Gephi."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx

from communique.graph.export.attributes import intervals, plain_network, xml_network

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_CLOCK = re.compile(r'<meta lastmodifieddate="[^"]*">')


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write the network; edges and their ends last from the first to the last day known of them.

    Gephi draws an edge as thick as its ``weight`` and cannot take a negative one: here it is the size of the
    intensity, at least 1, and the signed value is the attribute ``intensity``.
    """
    graph = xml_network(plain_network(relations, actors))
    spans = intervals(relations)
    for source, target, number, data in graph.edges(keys=True, data=True):
        data["intensity"] = data.pop("weight")
        data["weight"] = max(1.0, abs(data["intensity"]))
        data["id"] = str(number)
        span = spans[number]
        if span is not None:
            data["start"], data["end"] = span
            for node in (graph.nodes[source], graph.nodes[target]):
                node["start"], node["end"] = (
                    min(node.get("start", span[0]), span[0]),
                    max(node.get("end", span[1]), span[1]),
                )
    text = "\n".join(nx.generate_gexf(graph))
    # NetworkX writes the day of today into the file; the same graph has to give the same bytes.
    text = _CLOCK.sub("<meta>", text, count=1)
    path.write_text("<?xml version='1.0' encoding='utf-8'?>\n" + text + "\n", encoding="utf-8", newline="\n")
