"""Smaller graphs out of a graph, and two made one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import numpy as np

from communique.errors import InputError
from communique.graph.actors import names_of
from communique.graph.compare import united, united_actors
from communique.graph.find import matching
from communique.graph.neighbours import within
from communique.graph.select import chosen, in_days, of_values, often, roll_up, several
from communique.graph.tables import Tables

if TYPE_CHECKING:
    from datetime import date

Text = str | Iterable[str]
"""One value or several."""


class Selection(Tables):
    """The questions whose answer is a smaller graph."""

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
        min_confidence: float | None = None,
    ) -> Self:
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
        min_confidence
            Least ``confidence``, from 0 to 1.

        Raises
        ------
        UnknownActorError
            If the graph holds no such actor or claimant.
        InputError
            If a type, event, status, polarity or day is none that a table could hold.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Iran"], "event": ["SUPPORT", "ACCUSE"], "target": ["Syria", "Israel"],
        ...     "date": ["2016-10-20", "2017-01-05"],
        ... }))
        >>> kg.filter(actor="iran", since="2017").relations["target"].tolist()
        ['Israel']
        """
        table = self._relations
        keep = np.ones(len(table), dtype=bool)
        if actor is not None:
            places = self._places([i for name in several(actor) for i in self._names.find(name)])
            source, target = self._ends
            keep &= np.isin(source, places) | np.isin(target, places)
        values = {"type": type, "event": event, "label": label, "status": status, "document": document}
        keep &= of_values(table, values, polarity)
        if claimant is not None:
            keep &= chosen(table["claimant"], self._claimants(several(claimant))).to_numpy()
        if since is not None or until is not None:
            keep &= in_days(table, since, until).to_numpy()
        if min_confidence is not None:
            keep &= (table["confidence"] >= min_confidence).to_numpy()
        if min_evidence is not None:
            keep &= often(table, keep, min_evidence)
        return self._rows(keep)

    def between(self, a: str, b: str) -> Self:
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
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
        >>> len(kg.between("Syria", "Iran"))
        1
        >>> kg.between("Siria", "Iran")
        Traceback (most recent call last):
        ...
        communique.errors.UnknownActorError: the graph holds no actor 'Siria'; did you mean 'Syria'?
        """
        ours, theirs = (self._places(self._names.find(name)) for name in (a, b))
        source, target = self._ends
        there = np.isin(source, ours) & np.isin(target, theirs)
        back = np.isin(source, theirs) & np.isin(target, ours)
        return self._rows(there | back)

    def ego(self, actor: str, hops: int = 1) -> Self:
        """Keep an actor, those at most so many steps away from it, and all relations among them.

        Parameters
        ----------
        actor
            Id, name or alias.
        hops
            Steps along relations in either direction, as the ``radius`` of :func:`networkx.ego_graph`.

        Raises
        ------
        UnknownActorError
            If the graph holds no such actor.
        InputError
            If ``hops`` is negative.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Russia", "France"], "event": "AID", "target": ["Syria", "Iran", "Mali"],
        ... }))
        >>> len(kg.ego("Syria")), len(kg.ego("Syria", hops=2))
        (1, 2)
        """
        if hops < 0:
            raise InputError(f"hops={hops}: give the number of steps, 0 or more")
        start = self._places(self._names.find(actor))
        return self._rows(within(*self._ends, start, len(self._actors), hops))

    def search(self, text: str) -> Self:
        """Keep the relations that hold all words of a text, without regard to case.

        Each word may be part of the evidence, the document's title, the label, the event type, the office,
        the claimant or one of the names of either end; of names accents do not matter either.

        Raises
        ------
        InputError
            If the text has no word.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran"], "event": ["AID"], "target": ["Syria"], "evidence": ["Tehran sent grain to Syria."],
        ... }))
        >>> len(kg.search("GRAIN iran")), len(kg.search("grain france"))
        (1, 0)
        """
        return self._rows(matching(self._relations, self._actors, text))

    def rollup(self) -> Self:
        """Replace each actor by the one for whom it acts in the end: Lavrov and his ministry by Russia.

        Relations whose ends become the same are dropped, and so are offices.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Sergey Lavrov"], "source_principal": ["Russia"],
        ...     "event": ["CONSULT"], "target": ["Iran"],
        ... }))
        >>> kg.rollup().relations[["source", "target"]].values.tolist()
        [['Russia', 'Iran']]
        """
        return self._part(roll_up(self._relations, self._actors))

    def __add__(self, other: Tables) -> Self:
        """Unite two graphs; a piece of evidence that both hold counts once.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["AID"], "target": ["Syria"]}))
        >>> more = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["AID"], "target": ["Iraq"]}))
        >>> kg + more + kg
        KnowledgeGraph(3 actors, 2 relations)
        """
        if not isinstance(other, Tables):
            return NotImplemented
        apart = not set(self._relations["document"]) & set(other._relations["document"])
        actors = united_actors(self._actors, other._actors, apart=apart)
        return self._part(united(self._relations, other._relations), actors)

    def _claimants(self, given: list[str]) -> set[str]:
        """Return the names under which the table may hold these claimants."""
        names = set(given)
        claimants = set(self._relations["claimant"].dropna().str.casefold())
        for text in given:
            # A claimant need be no actor of the graph: then the text itself has to be in the column.
            ids = self._names.get(text) if text.casefold() in claimants else self._names.find(text)
            names |= names_of(self._actors, ids)
        return names
