"""The knowledge graph: what it holds, what can be asked of it, and what can be made of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import pandas as pd

from communique.graph.counts import Counts
from communique.graph.export.formats import export
from communique.graph.notebook import summary_html
from communique.graph.selection import Selection
from communique.graph.store import load_tables, save_tables
from communique.graph.structure import Structure
from communique.graph.validate import checked_relations

if TYPE_CHECKING:
    from communique.graph.plots import Plots

_TITLE = "Communiqué"


class KnowledgeGraph(Selection, Counts, Structure):
    """Who does what to whom, every relation with its evidence.

    Parameters
    ----------
    relations
        One row a stated relation, with the columns of :data:`communique.table.RELATION_COLUMNS`. At least
        ``source``, ``event`` and ``target`` are needed; :func:`communique.table.as_relations` fills the rest.
    actors
        One row an actor, with the columns of :data:`communique.table.ACTOR_COLUMNS`. Actors that it lacks are
        derived from the relations.

    Examples
    --------
    >>> import pandas as pd
    >>> kg = KnowledgeGraph(pd.DataFrame({
    ...     "source": ["Iran", "Russia", "France"],
    ...     "event": ["SUPPORT", "SUPPORT", "ACCUSE"],
    ...     "target": ["Syria", "Syria", "Syria"],
    ... }))
    >>> kg
    KnowledgeGraph(4 actors, 3 relations)
    >>> kg.filter(event="ACCUSE").relations["source"].tolist()
    ['France']
    >>> sorted(kg.graph.predecessors("syria"))
    ['france', 'iran', 'russia']
    """

    @classmethod
    def from_relations(cls, relations: pd.DataFrame, actors: pd.DataFrame | None = None) -> Self:
        """Make a graph of a table that was made elsewhere, after checking every cell.

        Parameters
        ----------
        relations
            At least ``source``, ``event`` and ``target``; any other column of
            :data:`communique.table.RELATION_COLUMNS`. Dates may be texts or dates. It is not changed.
        actors
            At least ``name``, if there are any.

        Raises
        ------
        InputError
            If a column is missing or misspelt, or a cell has no value or one that its column cannot hold; the
            message gives the columns and rows.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"source": ["Iran"], "event": ["AID"], "target": ["Syria"], "date": ["20.10.2016"]})
        >>> KnowledgeGraph.from_relations(rows)
        Traceback (most recent call last):
        ...
        communique.errors.InputError: the relations have a fault: column 'date', row 1: '20.10.2016' is no day; \
write YYYY, YYYY-MM or YYYY-MM-DD. Rows are counted from 1; correct them
        """
        return cls(checked_relations(relations), actors)

    @property
    def plot(self) -> Plots:
        """Pictures of what it holds: ``plot.timeline()``, ``plot.matrix()`` and ``plot.coalitions()``.

        See :class:`communique.graph.plots.Plots`; they need the extra ``plot``.
        """
        from communique.graph.plots import Plots

        return Plots(self)

    def to_html(self, path: str | Path, *, title: str = _TITLE) -> None:
        """Write the interactive page: one file that needs nothing else.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        from communique.graph.page import write_page  # the page's libraries are slow to load

        write_page(self._relations, self._actors, Path(path), title=title)

    def save(self, path: str | Path) -> None:
        """Save the graph as a folder with two Parquet tables.

        Raises
        ------
        InputError
            If ``path`` is something else than a saved graph, or cannot be written.

        Examples
        --------
        >>> import pandas as pd
        >>> from tempfile import TemporaryDirectory
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
        >>> with TemporaryDirectory() as folder:
        ...     kg.save(folder + "/graph")
        ...     KnowledgeGraph.load(folder + "/graph")
        KnowledgeGraph(2 actors, 1 relation)
        """
        save_tables(self._relations, self._actors, Path(path))

    def export(self, path: str | Path, to: str | None = None) -> None:
        """Write the graph for another tool.

        Parameters
        ----------
        path
            The file, or the folder for ``csv``, ``parquet`` and ``neo4j``.
        to
            One of :data:`communique.graph.export.formats.FORMATS`; without it the end of the path's name decides.

        Raises
        ------
        InputError
            If there is no such format, an optional extra is not installed, or the file cannot be written.

        Examples
        --------
        >>> import pandas as pd
        >>> import networkx as nx
        >>> from tempfile import TemporaryDirectory
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
        >>> with TemporaryDirectory() as folder:
        ...     kg.export(folder + "/graph.graphml")
        ...     sorted(nx.read_graphml(folder + "/graph.graphml"))
        ['iran', 'syria']
        """
        export(self._relations, self._actors, Path(path), to)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Load what :meth:`save` wrote, a CSV or SQLite export, or a relations table (.jsonl, .csv or .parquet).

        Raises
        ------
        InputError
            If there is neither, or it is damaged.
        """
        return cls(*load_tables(Path(path)))

    def _repr_html_(self) -> str:
        """Show counts and, where it is small enough to be read, the interactive page."""
        return summary_html(self._relations, self._actors, title=_TITLE)
