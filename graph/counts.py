"""What a graph counts: edges, events, dyads, the matrix of who to whom, time, and the difference to another graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from communique.graph.compare import compare
from communique.graph.dyads import dyads, matrix, timeline
from communique.graph.edges import strongest_edges, typed
from communique.graph.events import HAPPENED, Text, counted, events
from communique.graph.select import of_values
from communique.graph.tables import Tables

if TYPE_CHECKING:
    from communique.graph.frame import Table


class Counts(Tables):
    """The questions whose answer is a table of numbers.

    Methods with ``status`` count what is said to have happened, facts and claims; name other statuses, or None
    for all. What is a standing fact, such as an office, is no event and is not counted by them.
    """

    def to_pandas(self) -> Table:
        """Return the relations in types for analysis.

        Returns
        -------
        pandas.DataFrame
            The columns of :attr:`relations`, with ``date`` as a date, types, ``event``, ``status``, labels and
            documents as categories, and two more: ``first`` and ``last``, the days between which it happened as
            far as known (the document's day where the text gives none).

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran"], "event": ["AID"], "target": ["Syria"], "event_date": ["2016-10"],
        ... }))
        >>> [str(day.date()) for day in kg.to_pandas().loc[0, ["first", "last"]]]
        ['2016-10-01', '2016-10-31']
        """
        return typed(self._relations)

    def edges(self) -> Table:
        """Return one row for each source, event, label and target, with how well it is supported.

        Returns
        -------
        pandas.DataFrame
            ``source``, ``source_id``, ``relation``, ``event``, ``polarity``, ``weight`` (the mean),
            ``target``, ``target_id``, ``events`` (different ones, see :meth:`events`), ``evidence`` (places that
            say so) and ``documents`` (how many), ``first`` and ``last`` (dates), ``status`` (the strongest). All
            statuses are counted, offices and memberships too. The best supported come first.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> row = {"source": "Iran", "event": "SUPPORT", "target": "Syria"}
        >>> kg = KnowledgeGraph(pd.DataFrame([row | {"status": s} for s in ("claimed", "fact")]))
        >>> kg.edges()[["source", "target", "evidence", "status"]].values.tolist()
        [['Iran', 'Syria', 2, 'fact']]
        """
        return strongest_edges(self._relations)

    def events(self, *, status: Text | None = HAPPENED) -> Table:
        """Return one row for each event: what several places tell is one row.

        Two rows of the relations tell the same event if source, target and event type are the same (ends in
        either order where the relation is symmetric) and they can mean the same day;
        :mod:`communique.graph.events` defines it in full. All counts of ``events`` are counts of these.

        Returns
        -------
        pandas.DataFrame
            ``source``, ``source_id``, ``relation`` (the first label), ``event``, ``polarity``, ``target``,
            ``target_id``, ``symmetric``, ``intensity`` (the mean weight), ``first`` and ``last`` (the days
            on which all tellings agree), ``status`` (the strongest), ``evidence``, ``documents``.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> row = {"source": "Iran", "event": "AID", "target": "Syria"}
        >>> days = ("2016-10-01", "2016-10-01", "2016-10-05")
        >>> kg = KnowledgeGraph(pd.DataFrame([row | {"event_date": day} for day in days]))
        >>> kg.events()["evidence"].tolist()
        [2, 1]
        """
        return events(counted(self._relations, status))

    def dyads(self, *, directed: bool = False, status: Text | None = HAPPENED) -> Table:
        """Return one row for each pair of actors: how often they cooperate and clash, and how intensely.

        Parameters
        ----------
        directed
            Count what A does to B apart from what B does to A.
        status
            The statuses to count; None for all.

        Returns
        -------
        pandas.DataFrame
            ``a``, ``a_id``, ``b``, ``b_id`` (``source`` and ``target`` if directed), ``events``, ``evidence``, the
            number of events of each quad class (``verbal_cooperation``, ``material_cooperation``,
            ``verbal_conflict``, ``material_conflict``), ``intensity`` (mean of the events, from -10 to 10) and
            ``intensity_...`` for each class, ``first``, ``last``. The most events come first.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({
        ...     "source": ["Iran", "Syria"], "event": ["AID", "ACCUSE"], "target": ["Syria", "Iran"],
        ... }))
        >>> kg.dyads()[["a", "b", "events", "material_cooperation", "verbal_conflict"]].values.tolist()
        [['Iran', 'Syria', 2, 1, 1]]
        """
        return dyads(self._measured(status), directed=directed)

    def matrix(self, event: str | None = None, *, measure: str = "events", status: Text | None = HAPPENED) -> Table:
        """Return the table of who to whom: a row for each source, a column for each target.

        A symmetric relation counts in both directions.

        Parameters
        ----------
        event
            Count this type only.
        measure
            ``events`` (how many) or ``intensity`` (their mean, from -10 to 10; missing where there are none).
        status
            The statuses to count; None for all.

        Raises
        ------
        InputError
            If the event or measure is none, or there are more than 2,000 actors.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> kg = KnowledgeGraph(pd.DataFrame({"source": ["Iran"], "event": ["AID"], "target": ["Syria"]}))
        >>> kg.matrix().loc["Iran", "Syria"]
        np.int64(1)
        """
        table = self._coded
        if event is not None:
            table = table.take(np.flatnonzero(of_values(table, {"event": event}, None)))
        return matrix(counted(table, status), measure)

    def timeline(self, freq: str = "month", *, status: Text | None = HAPPENED) -> Table:
        """Return the events of each period by quad class; what has no day is left out.

        Parameters
        ----------
        freq
            ``day``, ``week``, ``month``, ``quarter``, ``year`` or a pandas period alias.
        status
            The statuses to count; None for all.

        Returns
        -------
        pandas.DataFrame
            Indexed by period, without gaps: ``events``, ``evidence``, the number of events of each quad class,
            ``intensity`` (the mean) and ``intensity_...`` of each class. An event counts in the period of its
            first day.

        Raises
        ------
        InputError
            If the frequency is none.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> row = {"source": "Iran", "event": "AID", "target": "Syria"}
        >>> kg = KnowledgeGraph(pd.DataFrame([row | {"date": day} for day in ("2016-10-01", "2016-12-05")]))
        >>> kg.timeline()["events"].tolist()
        [1, 0, 1]
        """
        return timeline(self._measured(status), freq)

    def compare(self, other: Tables, *, status: Text | None = HAPPENED) -> Table:
        """Say what is new here against another graph or an earlier period.

        Returns
        -------
        pandas.DataFrame
            One row for each source, event type and target that either graph has: ``change`` (new, more, same,
            fewer or gone), ``source``, ``source_id``, ``event``, ``target``, ``target_id``, ``events`` here and
            ``events_before`` there.

        Examples
        --------
        >>> import pandas as pd
        >>> from communique import KnowledgeGraph
        >>> rows = [{"source": "Iran", "event": e, "target": "Syria", "date": d}
        ...         for e, d in (("AID", "2015-03-01"), ("AID", "2016-03-01"), ("SUPPORT", "2016-03-02"))]
        >>> kg = KnowledgeGraph(pd.DataFrame(rows))
        >>> kg.filter(since="2016").compare(kg.filter(until="2015"))[["change", "event"]].values.tolist()
        [['new', 'SUPPORT'], ['same', 'AID']]
        """
        return compare(counted(self._relations, status), counted(other._relations, status))
