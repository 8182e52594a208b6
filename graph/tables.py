"""What a knowledge graph holds: its two tables, the network that they make, and how parts are cut out of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from communique.graph.actors import Names, complete_actors, part_of_actors, with_aliases
from communique.graph.events import HAPPENED, coded, counted
from communique.graph.frame import Table
from communique.graph.network import network
from communique.table import as_relations

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import ArrayLike

    from communique.graph.events import Integers, Text


class Tables:
    """The two tables of a graph; :class:`KnowledgeGraph` adds the questions that are asked of them."""

    def __init__(self, relations: pd.DataFrame, actors: pd.DataFrame | None = None) -> None:
        self._relations = as_relations(relations)
        self._actors = complete_actors(self._relations, actors)

    @property
    def relations(self) -> Table:
        """The relations table. It is a copy: changing it does not change the graph."""
        return Table(self._relations.copy())

    @property
    def actors(self) -> Table:
        """The actors table. It is a copy: changing it does not change the graph."""
        return Table(with_aliases(self._actors, [list(a) for a in self._actors["aliases"]]))

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The network: a node for each actor under its id, an edge for each relation.

        The key of an edge is the number of its row in :attr:`relations`. Nodes have ``name``, ``type`` and
        ``principal``; edges have ``relation``, ``event``, ``polarity``, ``weight``, ``status``,
        ``claimant``, ``date``, ``event_date``, ``document``, ``evidence``, ``confidence`` and ``symmetric``.
        It is built once, when it is first asked for; change a copy of it.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
        >>> kg.graph.edges["iran", "syria", 0]["polarity"]
        1
        """
        return network(self._relations, self._actors)

    @cached_property
    def _names(self) -> Names:
        return Names(self._actors)

    @cached_property
    def _ends(self) -> tuple[Integers, Integers]:
        """The places of the sources and targets in the actors table: numbers are compared faster than texts."""
        places = pd.Index(self._actors["id"])
        made = []
        for end in ("source_id", "target_id"):
            numbers, ids = pd.factorize(self._relations[end])
            made.append(places.get_indexer(pd.Index(ids))[numbers].astype("int64"))
        return made[0], made[1]

    @cached_property
    def _coded(self) -> pd.DataFrame:
        return coded(self._relations)

    def _measured(self, status: Text | None = HAPPENED) -> pd.DataFrame:
        """Return the rows that measures count, with the columns that they read; see :func:`coded`."""
        return counted(self._coded, status)

    def _places(self, ids: list[str]) -> list[int]:
        """Return where actors are in the actors table."""
        return np.flatnonzero(self._actors["id"].isin(ids)).tolist()

    def _rows(self, keep: ArrayLike) -> Self:
        """Make a graph of the rows for which ``keep`` is true."""
        return self._part(self._relations.take(np.flatnonzero(keep)))

    def _part(self, relations: pd.DataFrame, actors: pd.DataFrame | None = None) -> Self:
        """Make a graph of some rows of this one, without checking them again."""
        part = type(self).__new__(type(self))
        part._relations = relations.reset_index(drop=True)
        part._actors = part_of_actors(self._actors, part._relations) if actors is None else actors
        return part

    def __len__(self) -> int:
        return len(self._relations)

    def __repr__(self) -> str:
        actors, relations = len(self._actors), len(self._relations)
        ends = "s" * (actors != 1), "s" * (relations != 1)
        return f"KnowledgeGraph({actors:,} actor{ends[0]}, {relations:,} relation{ends[1]})"
