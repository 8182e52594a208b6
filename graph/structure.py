"""What a graph shows as a whole: paths, centres, friends and foes, coalitions, balance, rival accounts, meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from communique.errors import InputError
from communique.graph.balance import balance, triads_table
from communique.graph.central import central
from communique.graph.coalitions import coalitions
from communique.graph.edges import strongest_edges
from communique.graph.events import HAPPENED, Text, counted
from communique.graph.meetings import meetings
from communique.graph.neighbours import shortest, within
from communique.graph.rivals import rivals
from communique.graph.select import one_of
from communique.graph.signed import positions, signed_graph
from communique.graph.tables import Tables
from communique.table import STATUSES

if TYPE_CHECKING:
    import networkx as nx

    from communique.graph.frame import Table


class Structure(Tables):
    """The questions about the whole; ``status`` means the same as in :class:`Counts`."""

    def paths(self, a: str, b: str, *, longest: int = 3, most: int = 10, status: Text | None = HAPPENED) -> Table:
        """Return the shortest chains of relations from one actor to another; directions do not matter.

        Parameters
        ----------
        a, b
            Id, name or alias of an actor.
        longest
            Steps of the longest path to look for.
        most
            How many paths to return, the shortest first.
        status
            The statuses a step may have; None for all. Offices and memberships may be steps.

        Returns
        -------
        pandas.DataFrame
            One row a step: ``path`` and ``step`` (numbers), ``actor`` and ``next``, and of the best supported edge
            between these ``source``, ``relation``, ``target``, ``event``, ``status``, ``events``, ``evidence``.

        Raises
        ------
        UnknownActorError
            If the graph holds no such actor.
        InputError
            If ``longest`` or ``most`` is less than 1.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Russia"], "event": "AID", "target": ["Syria", "Syria"],
        ... }))
        >>> kg.paths("Iran", "Russia")[["path", "step", "actor", "next", "source"]].values.tolist()
        [[1, 1, 'Iran', 'Syria', 'Iran'], [1, 2, 'Syria', 'Russia', 'Russia']]
        """
        if longest < 1 or most < 1:
            raise InputError("longest and most of paths are numbers of 1 or more; correct them")
        ends = self._names.find(a), self._names.find(b)
        near = within(*self._ends, self._places(ends[0]), len(self._actors), longest)
        near &= within(*self._ends, self._places(ends[1]), len(self._actors), longest)
        table = self._relations.take(np.flatnonzero(near))
        if status is not None:
            kept = table["status"].isin(one_of(status, STATUSES, "status"))
            table = table.take(np.flatnonzero(kept))
        return shortest(strongest_edges(table), *ends, longest=longest, most=most)

    def central(self, measure: str = "degree", *, status: Text | None = HAPPENED) -> Table:
        """Rank the actors by how central they are.

        Parameters
        ----------
        measure
            ``degree``, ``in_degree``, ``out_degree`` (how many others), ``events`` (how many events),
            ``betweenness``, ``closeness`` (harmonic), ``eigenvector`` or ``pagerank`` (the last two weighted
            by events), as igraph defines them; only pagerank and the in- and out-degree heed directions.
        status
            The statuses to count; None for all.

        Returns
        -------
        pandas.DataFrame
            ``actor``, ``id``, ``type`` and the score under the name of the measure; the highest first.

        Raises
        ------
        InputError
            If the measure is none of these.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Russia"], "event": "AID", "target": ["Syria", "Syria"],
        ... }))
        >>> kg.central()[["actor", "degree"]].values.tolist()
        [['Syria', 2], ['Iran', 1], ['Russia', 1]]
        """
        return central(self._measured(status), measure)

    def positions(self, actor: str, *, status: Text | None = HAPPENED) -> Table:
        """Return the friends and foes of an actor.

        Returns
        -------
        pandas.DataFrame
            One row for each other actor: ``actor``, ``id``, ``position``, ``events``, ``evidence``, ``cooperation`` and
            ``conflict`` (events), ``given`` and ``received`` (intensity of what the actor did and what was
            done to it), ``net`` (sum of all), ``first``, ``last``. A friend is one with whom net intensity
            is at least a third of the sum of the sizes, a foe one with whom it is at most minus a third; others
            are mixed. The best friend comes first.

        Raises
        ------
        UnknownActorError
            If the graph holds no such actor.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Israel"], "event": ["AID", "ACCUSE"], "target": ["Syria", "Syria"],
        ... }))
        >>> kg.positions("Syria")[["actor", "position"]].values.tolist()
        [['Iran', 'friend'], ['Israel', 'foe']]
        """
        return positions(self._measured(status), self._names.find(actor))

    def signed(self, *, threshold: float = 0.0, status: Text | None = HAPPENED) -> nx.Graph[str]:
        """Return the simple signed graph: who is on balance friend or foe of whom.

        Parameters
        ----------
        threshold
            Leave out pairs whose net intensity is not greater than this, in size.
        status
            The statuses to count; None for all.

        Returns
        -------
        networkx.Graph
            Nodes under their ids with ``name`` and ``type``; edges with ``sign`` (1 or -1), ``weight`` (net
            intensity: the sum over the events, not over the evidence), ``events``, ``cooperation``, ``conflict``.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Israel"], "event": ["ACCUSE"], "target": ["Syria"]}))
        >>> kg.signed().edges["israel", "syria"]["sign"]
        -1
        """
        return signed_graph(self._measured(status), self._actors, threshold)

    def coalitions(self, *, resolution: float = 0.0, threshold: float = 0.0, status: Text | None = HAPPENED) -> Table:
        """Divide the actors of the signed graph into coalitions: friends within, foes between.

        The criterion is that of Doreian and Mrvar (1996), searched by the Leiden algorithm of Traag, Waltman and van
        Eck (2019); :mod:`communique.graph.coalitions` gives the references.

        Parameters
        ----------
        resolution
            0 for that criterion; more makes smaller coalitions (the constant Potts model).
        threshold, status
            As for :meth:`signed`.

        Returns
        -------
        pandas.DataFrame
            ``coalition`` (1 is the largest), ``actor``, ``id``, ``type``, ``within`` and ``outside`` (net
            intensity towards the own and the other coalitions).

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Israel"], "event": ["AID", "ACCUSE"], "target": ["Syria", "Syria"],
        ... }))
        >>> kg.coalitions()[["coalition", "actor"]].values.tolist()
        [[1, 'Iran'], [1, 'Syria'], [2, 'Israel']]
        """
        return coalitions(self.signed(threshold=threshold, status=status), resolution)

    def triads(self, *, threshold: float = 0.0, status: Text | None = HAPPENED) -> Table:
        """List the triangles of the signed graph, the unbalanced ones first.

        Returns
        -------
        pandas.DataFrame
            ``a``, ``b``, ``c`` with their ids, ``signs`` (``+++``, ``++-``, ``+--`` or ``---``) and ``balanced``.
        """
        return triads_table(self.signed(threshold=threshold, status=status))

    def balance(self, freq: str | None = None, *, threshold: float = 0.0, status: Text | None = HAPPENED) -> Table:
        """Count balanced and unbalanced triads.

        Is the friend of a friend a friend, and the foe of a foe too? A triad is balanced if the product of its
        signs is positive (Cartwright and Harary 1956). By Davis (1967) ``---`` is no imbalance either; it is
        counted apart.

        Parameters
        ----------
        freq
            Make one row a period, each from that period's events alone; see :meth:`timeline`.
        threshold, status
            As for :meth:`signed`.

        Returns
        -------
        pandas.DataFrame
            ``actors``, ``ties``, ``triads``, ``balanced``, ``unbalanced``, ``balance`` (the share that is balanced;
            missing where there is no triad), and the number of each kind.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Israel", "Israel"], "event": ["AID", "ACCUSE", "ASSAULT"],
        ...     "target": ["Syria", "Syria", "Iran"],
        ... }))
        >>> kg.balance()[["triads", "balanced", "+--"]].values.tolist()
        [[1, 1, 1]]
        """
        return balance(self._measured(status), self._actors, threshold, freq)

    def rivals(self, *, least: int = 2) -> Table:
        """List the events that are told differently: who states, who claims and who denies them.

        Parameters
        ----------
        least
            How many accounts there have to be; 1 lists what only one side claims or denies, too.

        Returns
        -------
        pandas.DataFrame
            ``source``, ``relation``, ``event``, ``target``, ``first``, ``last``, ``stated_in`` (documents that
            tell it as a fact), ``claimed_by`` and ``denied_by`` (names; a document's own voice is
            ``(the text)``), ``evidence``, ``documents``, ``quotes``.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> row = {"source": "Iran", "event": "AID", "target": "Houthis", "date": "2015-07-21"}
        >>> told = [("claimed", "Saudi Arabia"), ("negated", "Iran")]
        >>> kg = KnowledgeGraph(pd.DataFrame([row | {"status": s, "claimant": c} for s, c in told]))
        >>> kg.rivals()[["claimed_by", "denied_by"]].values.tolist()
        [[('Saudi Arabia',), ('Iran',)]]
        """
        return rivals(counted(self._relations, ("fact", "claimed", "negated")), least)

    def meetings(self, *, status: Text | None = ("fact", "claimed", "planned")) -> Table:
        """List who met whom when; a meeting of several parties is one row.

        Returns
        -------
        pandas.DataFrame
            ``first`` and ``last`` (days), ``parties`` (names), ``relation``, ``size`` (how many parties), ``status``,
            ``evidence`` (sentences), ``documents``, ``quotes``, ``ids``; in order of time.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> row = {"event": "CONSULT", "symmetric": True, "evidence": "Iran, Iraq and Syria met.", "date": "2016-10-15"}
        >>> pairs = [("Iran", "Iraq"), ("Iran", "Syria"), ("Iraq", "Syria")]
        >>> kg = KnowledgeGraph(pd.DataFrame([row | {"source": a, "target": b} for a, b in pairs]))
        >>> kg.meetings()[["parties", "size"]].values.tolist()
        [[('Iran', 'Iraq', 'Syria'), 3]]
        """
        met = (self._relations["event"] == "CONSULT") & self._relations["symmetric"]
        return meetings(counted(self._relations.take(np.flatnonzero(met)), status))
