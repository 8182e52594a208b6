"""The network with plain attributes, as file formats want them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import networkx as nx

from communique.graph.events import NO_DAY, as_dates, days, event_numbers
from communique.table import RELATION_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_ENDS = (
    "source_id",
    "target_id",
    "source",
    "target",
    "source_type",
    "target_type",
    "source_principal",
    "target_principal",
)
EDGE_COLUMNS = tuple(c for c in RELATION_COLUMNS if c not in _ENDS)
"""The columns of the relations that become attributes of an edge; the others are attributes of its ends."""

# What XML 1.0 cannot hold, not even escaped; and carriage returns, which its readers turn into line feeds.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain_network(relations: pd.DataFrame, actors: pd.DataFrame) -> nx.MultiDiGraph[str]:
    """Make the network with all columns as attributes; an attribute without a value is not there.

    Nodes have ``label``, ``type``, ``principal``, ``aliases`` (joined by ``|``) and ``mentions``; edges have the
    columns of the relations, ``label`` and ``event_number``, equal for rows that tell the same event.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, *cells, aliases in actors[["id", "name", "type", "principal", "mentions", "aliases"]].values.tolist():
        values = dict(zip(("label", "actor_type", "principal", "mentions"), cells, strict=True))
        graph.add_node(key, **_held({**values, "aliases": "|".join(aliases)}))
    rows = zip(*(relations[c].tolist() for c in ("source_id", "target_id", *EDGE_COLUMNS)), strict=True)
    for number, ((source, target, *cells), event) in enumerate(
        zip(rows, event_numbers(relations).tolist(), strict=True)
    ):
        values = dict(zip(EDGE_COLUMNS, cells, strict=True))
        graph.add_edge(source, target, number, **_held({**values, "label": values["relation"], "event_number": event}))
    return graph


def intervals(relations: pd.DataFrame) -> list[tuple[str, str] | None]:
    """Return the first and last day of each relation in ISO form, None where there is none."""
    first, last = days(relations)
    return [
        (str(a)[:10], str(b)[:10]) if known else None
        for a, b, known in zip(as_dates(first), as_dates(last), first != NO_DAY, strict=True)
    ]


def for_xml(value: Any) -> Any:
    r"""Return a value that XML can hold: other characters become U+FFFD, carriage returns line feeds.

    Examples
    --------
    >>> for_xml("a\x00b\r\nc")
    'a\ufffdb\nc'
    """
    if not isinstance(value, str):
        return value
    return _NOT_XML.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def xml_network(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Return the network with texts that XML can hold, ids too."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, data in graph.nodes(data=True):
        made.add_node(for_xml(key), **{k: for_xml(v) for k, v in data.items()})
    for source, target, number, data in graph.edges(keys=True, data=True):
        made.add_edge(for_xml(source), for_xml(target), number, **{k: for_xml(v) for k, v in data.items()})
    return made


def _held(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v == v and v is not None and v != ""}
