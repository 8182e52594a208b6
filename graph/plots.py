"""Plots of a graph, for what people would rather look at than read.

Each draws the numbers of a method of the same name. Matplotlib draws them, because its pictures lie in a notebook as
images: they show without a network, on a code host too, and the same graph gives the same picture. Colours are those of
the page: cooperation blue, conflict orange, apart for every common kind of colour vision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from communique.errors import InputError
from communique.graph.chords import draw_chords
from communique.graph.coalitions import coalitions
from communique.graph.events import HAPPENED, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from communique.graph.frame import Table
    from communique.graph.knowledge import KnowledgeGraph

COOPERATION, CONFLICT, INK, SOFT, GROUND = "#0b66b0", "#c8480c", "#1b2230", "#5a6372", "#ffffff"
SERIES = {
    "verbal_cooperation": (1, "#8fbde3"),
    "material_cooperation": (1, COOPERATION),
    "material_conflict": (-1, CONFLICT),
    "verbal_conflict": (-1, "#f2ac86"),
}
"""The quad classes from top to bottom: the side of the zero line, and the colour; deeds are darker than words."""

_MOST_BARS = 100


class Plots:
    """The plots of a graph, under :attr:`KnowledgeGraph.plot`.

    Every method returns the axes, draws into ``ax`` if it is given, and shows nothing itself: a notebook shows what a
    cell draws, a script calls ``ax.figure.savefig(path)``. Titles, fonts and limits can be changed as on any axes.

    Raises
    ------
    InputError
        If Matplotlib is not installed.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import pandas as pd
    >>> from communique import KnowledgeGraph
    >>> row = {"source": "Iran", "target": "Syria"}
    >>> rows = [row | {"event": "AID", "date": "2016-10-01"}, row | {"event": "ACCUSE", "date": "2016-12-05"}]
    >>> kg = KnowledgeGraph(pd.DataFrame(rows))
    >>> kg.plot.timeline("month").get_title(loc="left")
    'Iran and Syria: events by month'
    """

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg

    def timeline(self, freq: str | None = None, *, status: Text | None = HAPPENED, ax: Axes | None = None) -> Axes:
        """Draw the events of each period: cooperation upwards, conflict downwards, deeds darker than words.

        Parameters
        ----------
        freq
            As for :meth:`KnowledgeGraph.timeline`; without it the shortest that makes no more than 100 bars.
        status
            The statuses to count; None for all.
        ax
            Where to draw; new axes without it.

        Returns
        -------
        matplotlib.axes.Axes
            With one container of bars for each quad class, labelled as the columns of the table.
        """
        ax = ax or _new_axes(8.0, 3.2)
        table = self._finest(status) if freq is None else self._kg.timeline(freq, status=status)
        dyads = self._kg.dyads(status=status)
        who = f"{plain(dyads['a'][0])} and {plain(dyads['b'][0])}: events" if len(dyads) == 1 else "Events"
        if not len(table):
            return _empty(ax, f"{who}, none with a day")
        periods = pd.PeriodIndex(table.index)
        starts = periods.start_time.to_numpy()
        widths = (periods.end_time.to_numpy() - starts) * 0.88
        tops = {1: np.zeros(len(table)), -1: np.zeros(len(table))}
        for name in ("material_cooperation", "verbal_cooperation", "material_conflict", "verbal_conflict"):
            side, colour = SERIES[name]
            heights = side * table[name].to_numpy()
            ax.bar(starts, heights, widths, tops[side], align="edge", color=colour, label=name)
            tops[side] += heights
        _as_timeline(ax, table)
        return _titled(ax, f"{who} by {_period_name(periods.freqstr)}")

    def matrix(
        self, event: str | None = None, *, most: int = 20, status: Text | None = HAPPENED, ax: Axes | None = None
    ) -> Axes:
        """Draw who acts towards whom: the number of events in each cell, its colour their mean intensity.

        Parameters
        ----------
        event, status
            As for :meth:`KnowledgeGraph.matrix`.
        most
            Draw so many actors, those with the most events; the first has the most.
        ax
            Where to draw; new axes without it.

        Returns
        -------
        matplotlib.axes.Axes
            With one mesh whose values are the intensities, and a text in each cell that has events.

        Raises
        ------
        InputError
            If the event is none, or the graph has more actors than a matrix holds.
        """
        counts = self._kg.matrix(event, status=status)
        means = self._kg.matrix(event, measure="intensity", status=status)
        ranked = (counts.sum(axis=1) + counts.sum(axis=0)).sort_values(ascending=False, kind="stable")
        names = ranked.index[:most]
        cells, labels = 0.36 * max(len(names), 4), 0.075 * max((len(plain(str(n))) for n in names), default=0)
        ax = ax or _new_axes(1.0 + cells + 1.5 * labels, 1.2 + cells + 0.7 * labels)
        what = "Events" if event is None else f"{event.upper()} events"
        if not len(names):
            return _empty(ax, f"{what}: none")
        _draw_cells(ax, counts.loc[names, names], means.loc[names, names])
        left_out = f" ({len(names)} of {len(counts)} actors)" if len(counts) > len(names) else ""
        return _titled(ax, f"{what}, from row to column{left_out}")

    def coalitions(
        self,
        *,
        resolution: float = 0.0,
        threshold: float = 0.0,
        most: int = 40,
        status: Text | None = HAPPENED,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw the coalitions along a circle: friends joined in blue, foes in orange, the wider the more intense.

        Parameters
        ----------
        resolution, threshold, status
            As for :meth:`KnowledgeGraph.coalitions`, whose numbers stand before the coalitions.
        most
            Draw so many actors, those with the most intense ties.
        ax
            Where to draw; new axes without it.

        Returns
        -------
        matplotlib.axes.Axes
            With a curved patch for each tie, in the order of the edges of :meth:`KnowledgeGraph.signed`.
        """
        graph = self._kg.signed(threshold=threshold, status=status)
        table = coalitions(graph, resolution)
        ties = {key: sum(abs(data["weight"]) for data in graph[key].values()) for key in graph}
        kept = sorted(ties, key=lambda key: (-ties[key], key))[:most]
        ax = ax or _new_axes(5.8, 5.8)
        if not kept:
            return _empty(ax, "Coalitions: no friends or foes")
        drawn = table[table["id"].isin(kept)]
        labels = [plain(name, 28) for name in drawn["actor"]]
        height = draw_chords(ax, graph, drawn["id"].tolist(), labels, drawn["coalition"].tolist())
        left_out = f" ({len(kept)} of {len(graph)} actors)" if len(graph) > len(kept) else ""
        return _titled(ax, f"Coalitions{left_out}: friends joined in blue, foes in orange", above=height)

    def _finest(self, status: Text | None) -> Table:
        """Return the timeline of the shortest periods of which there are not too many."""
        table = self._kg.timeline("year", status=status)
        for freq, parts in (("quarter", 4), ("month", 3), ("week", 5), ("day", 7)):
            if not len(table) or len(table) * parts > _MOST_BARS:
                break
            table = self._kg.timeline(freq, status=status)
        return table


def plain(name: str, longest: int = 40) -> str:
    """Return a name as it may be drawn: on one line, not too long, and no character that steers the text.

    Examples
    --------
    >>> plain(chr(10).join(["Ira", "n"])), len(plain("x" * 99))
    ('Ira n', 40)
    """
    text = "".join(letter if letter.isprintable() else " " for letter in name)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _new_axes(width: float, height: float) -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise InputError("plots need matplotlib; install it with: pip install 'communique[plot]'") from error
    _, ax = pyplot.subplots(figsize=(width, height), layout="constrained")
    return ax


def text_style(**more: Any) -> dict[str, Any]:
    """Return the style of a text that is drawn as it stands: no formula, no TeX, whatever a name holds."""
    return {"parse_math": False, "usetex": False, "color": INK, "fontsize": 9} | more


def _titled(ax: Axes, title: str, above: float = 0.0) -> Axes:
    """Set the title, so many points higher than is usual."""
    ax.set_title(title, loc="left", pad=10 + above, **text_style(fontsize=11))
    return ax


def _empty(ax: Axes, title: str) -> Axes:
    ax.set_axis_off()
    return _titled(ax, title)


def _as_timeline(ax: Axes, table: pd.DataFrame) -> None:
    """Label the axes and the series of a timeline."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import MaxNLocator

    ax.spines[["left", "right", "top", "bottom"]].set_visible(False)
    ax.axhline(0, color=INK, linewidth=0.8)
    dates = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(dates)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(dates))  # type: ignore[no-untyped-call]
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    ax.tick_params(length=0, labelsize=9, labelcolor=SOFT)
    ax.grid(axis="y", color="#e3e3dc", linewidth=0.6)
    ax.set_axisbelow(True)
    beside: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    for place, (name, (_, colour)) in zip((26, 11, -11, -26), SERIES.items(), strict=True):
        ax.annotate("■", (1, 0), (8, place), **beside, **text_style(color=colour))
        said = f"{name.replace('_', ' ')} {table[name].sum():,}"
        ax.annotate(said, (1, 0), (20, place), **beside, **text_style())


def _period_name(alias: str) -> str:
    names = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
    return names.get(alias.partition("-")[0], alias)


def _draw_cells(ax: Axes, counts: pd.DataFrame, means: pd.DataFrame) -> None:
    """Draw the cells of a matrix, its first row at the top."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = [(0, "#8f3206"), (0.15, CONFLICT), (0.5, "#f4f4f1"), (0.85, COOPERATION), (1, "#06437a")]
    colours = LinearSegmentedColormap.from_list("conflict to cooperation", shades)
    mesh = ax.pcolormesh(means.to_numpy(float), cmap=colours, vmin=-10, vmax=10, edgecolors=GROUND, linewidth=1.5)
    for (row, column), number in np.ndenumerate(counts.to_numpy()):
        if number:
            red, green, blue, _ = mesh.to_rgba(means.to_numpy(float)[row, column])
            dark = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.3
            style = text_style(color=GROUND if dark else INK, ha="center", va="center")
            ax.text(column + 0.5, row + 0.5, f"{number:,}", **style)
    names = [plain(str(name)) for name in counts.index]
    ax.set_xticks(np.arange(len(names)) + 0.5, names, rotation=45, ha="left", rotation_mode="anchor", **text_style())
    ax.set_yticks(np.arange(len(names)) + 0.5, names, **text_style())
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.invert_yaxis()
    ax.set_aspect("equal")
    bar = ax.figure.colorbar(mesh, ax=ax, orientation="horizontal", shrink=0.5, aspect=30, ticks=[-10, 0, 10], pad=0.02)
    bar.ax.set_xticklabels(["−10 conflict", "mean intensity", "cooperation 10"], **text_style(fontsize=8, color=SOFT))
    bar.ax.tick_params(length=0)
    bar.outline.set_visible(False)
