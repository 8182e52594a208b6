"""The knowledge graph: two tables, the questions asked of them, and the network that they make."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from communique.graph.actors import Names, complete_actors, names_of, part_of_actors, with_aliases
from communique.graph.network import network
from communique.graph.notebook import summary_html
from communique.graph.select import chosen, in_days, one_of, roll_up, several, strongest_edges
from communique.graph.store import load_tables, save_tables
from communique.table import ACTOR_TYPES, EVENTS, STATUSES, STRUCTURAL, as_relations

if TYPE_CHECKING:
    from datetime import date

    import networkx as nx

Text = str | Iterable[str]
"""One value or several."""

_TITLE = "Communiqué"


class KnowledgeGraph:
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

    def __init__(self, relations: pd.DataFrame, actors: pd.DataFrame | None = None) -> None:
        self._relations = as_relations(relations)
        self._actors = complete_actors(self._relations, actors)

    @property
    def relations(self) -> pd.DataFrame:
        """The relations table. It is a copy: changing it does not change the graph."""
        return self._relations.copy()

    @property
    def actors(self) -> pd.DataFrame:
        """The actors table. It is a copy: changing it does not change the graph."""
        return with_aliases(self._actors, [list(a) for a in self._actors["aliases"]])

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
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
        >>> kg.graph.edges["iran", "syria", 0]["polarity"]
        1
        """
        return network(self._relations, self._actors)

    @cached_property
    def _names(self) -> Names:
        return Names(self._actors)

    def filter(
        self,
        *,
        actor: Text | None = None,
        type: Text | None = None,  # noqa: A002  # the filters are named as the columns
        event: Text | None = None,
        label: Text | None = None,
        status: Text | None = None,
        claimant: Text | None = None,
        polarity: int | Iterable[int] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        document: Text | None = None,
        min_evidence: int | None = None,
    ) -> KnowledgeGraph:
        """Keep the relations that meet all conditions; of several values for one, any may fit.

        Parameters
        ----------
        actor
            Either end is this actor, by id, name or alias.
        type
            Either end is of this type: one of :data:`communique.table.ACTOR_TYPES`.
        event, label, status, document
            The columns ``event``, ``relation``, ``status`` and ``document``, without regard to case.
        claimant
            Who claims it, by id, name or alias.
        polarity
            1 cooperation, -1 conflict, 0 neither.
        since, until
            First and last day. ``event_date`` is compared, or ``date`` where that is not known; relations
            without either are left out. "2016" and "2016-10" stand for the whole year and month.
        min_evidence
            Keep a relation only if so many of those kept have the same source, event and target.

        Raises
        ------
        UnknownActorError
            If the graph holds no such actor or claimant.
        InputError
            If a type, event, status, polarity or day is none that a table could hold.

        Examples
        --------
        >>> import pandas as pd
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Iran"], "event": ["SUPPORT", "ACCUSE"], "target": ["Syria", "Israel"],
        ...     "date": ["2016-10-20", "2017-01-05"],
        ... }))
        >>> kg.filter(actor="iran", since="2017").relations["target"].tolist()
        ['Israel']
        """
        table = self._relations
        keep = pd.Series(True, index=table.index)
        if actor is not None:
            ids = [i for name in several(actor) for i in self._names.find(name)]
            keep &= table["source_id"].isin(ids) | table["target_id"].isin(ids)
        if type is not None:
            types = one_of(type, ACTOR_TYPES, "type")
            keep &= table["source_type"].isin(types) | table["target_type"].isin(types)
        if event is not None:
            known = dict.fromkeys((*EVENTS, *STRUCTURAL, *table["event"]))
            keep &= table["event"].isin(one_of(event, known, "event"))
        if status is not None:
            keep &= table["status"].isin(one_of(status, STATUSES, "status"))
        if polarity is not None:
            signs = one_of((str(p) for p in several(polarity)), ("1", "-1", "0"), "polarity")
            keep &= table["polarity"].isin([int(s) for s in signs])
        if label is not None:
            keep &= chosen(table["relation"], several(label))
        if document is not None:
            keep &= chosen(table["document"], several(document))
        if claimant is not None:
            keep &= chosen(table["claimant"], self._claimants(several(claimant)))
        if since is not None or until is not None:
            keep &= in_days(table, since, until)
        kept = table[keep]
        if min_evidence is not None:
            same = kept.groupby(["source_id", "event", "target_id"])["event"].transform("size")
            kept = kept[same >= min_evidence]
        return self._part(kept)

    def between(self, a: str, b: str) -> KnowledgeGraph:
        """Keep the relations between two actors, in both directions.

        Parameters
        ----------
        a, b
            Id, name or alias of an actor, without regard to case. For all who act for two states ask
            ``kg.rollup().between(a, b)``.

        Raises
        ------
        UnknownActorError
            If the graph holds no such actor; the message gives the nearest names.

        Examples
        --------
        >>> import pandas as pd
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
        >>> len(kg.between("Syria", "Iran"))
        1
        >>> kg.between("Siria", "Iran")
        Traceback (most recent call last):
        ...
        communique.errors.UnknownActorError: the graph holds no actor 'Siria'; did you mean 'Syria'?
        """
        ours, theirs = self._names.find(a), self._names.find(b)
        source, target = self._relations["source_id"], self._relations["target_id"]
        there = source.isin(ours) & target.isin(theirs)
        back = source.isin(theirs) & target.isin(ours)
        return self._part(self._relations[there | back])

    def rollup(self) -> KnowledgeGraph:
        """Replace each actor by the one for whom it acts in the end: Lavrov and his ministry by Russia.

        Relations whose ends become the same are dropped, and so are offices.

        Examples
        --------
        >>> import pandas as pd
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Sergey Lavrov"], "source_principal": ["Russia"],
        ...     "event": ["CONSULT"], "target": ["Iran"],
        ... }))
        >>> kg.rollup().relations[["source", "target"]].values.tolist()
        [['Russia', 'Iran']]
        """
        return self._part(roll_up(self._relations, self._actors))

    def edges(self) -> pd.DataFrame:
        """Return one row for each source, event, label and target, with how well it is supported.

        Returns
        -------
        pandas.DataFrame
            ``source``, ``source_id``, ``relation``, ``event``, ``polarity``, ``weight`` (the mean),
            ``target``, ``target_id``, ``evidence`` and ``documents`` (how many), ``first`` and ``last``
            (dates), ``status`` (the strongest). The best supported come first.

        Examples
        --------
        >>> import pandas as pd
        >>> row = {"source": "Iran", "event": "SUPPORT", "target": "Syria"}
        >>> kg = KnowledgeGraph(pd.DataFrame([row | {"status": s} for s in ("claimed", "fact")]))
        >>> kg.edges()[["source", "target", "evidence", "status"]].values.tolist()
        [['Iran', 'Syria', 2, 'fact']]
        """
        return strongest_edges(self._relations)

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

    @classmethod
    def load(cls, path: str | Path) -> KnowledgeGraph:
        """Load what :meth:`save` wrote, or a relations table (.jsonl, .csv or .parquet).

        Raises
        ------
        InputError
            If there is neither, or it is damaged.
        """
        return cls(*load_tables(Path(path)))

    def _part(self, relations: pd.DataFrame) -> KnowledgeGraph:
        """Make a graph of some rows of this one, without checking them again."""
        part = KnowledgeGraph.__new__(KnowledgeGraph)
        part._relations = relations.reset_index(drop=True)
        part._actors = part_of_actors(self._actors, part._relations)
        return part

    def _claimants(self, given: list[str]) -> set[str]:
        """Return the names under which the table may hold these claimants."""
        names = set(given)
        claimants = set(self._relations["claimant"].dropna().str.casefold())
        for text in given:
            # A claimant need be no actor of the graph: then the text itself has to be in the column.
            ids = self._names.get(text) if text.casefold() in claimants else self._names.find(text)
            names |= names_of(self._actors, ids)
        return names

    def __len__(self) -> int:
        return len(self._relations)

    def __repr__(self) -> str:
        actors, relations = len(self._actors), len(self._relations)
        ends = "s" * (actors != 1), "s" * (relations != 1)
        return f"KnowledgeGraph({actors:,} actor{ends[0]}, {relations:,} relation{ends[1]})"

    def _repr_html_(self) -> str:
        """Show counts and, where it is small enough to be read, the interactive page."""
        return summary_html(self._relations, self._actors, title=_TITLE)
