"""Coalitions along a circle: each has an arc of it, and ties are curves through its middle."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

COLOURS = ("#347bd2", "#d75b68", "#88851f", "#402ec4", "#9f5487", "#385713", "#53212f", "#2a1353")
"""Those of the coalitions on the page; later ones, and actors that stand alone, are grey."""

_GREY = "#7d8696"
_SIGNS = {1: "#0b66b0", -1: "#c8480c"}
_LETTER = 5.2
"""Width of a letter of the labels, in points."""

_GAP = 1.2
"""Between two coalitions, in places of actors."""


def angles(groups: list[int]) -> NDArray[np.float64]:
    """Return where each actor stands on the circle, in radians: clockwise from the top, a gap before each group.

    Examples
    --------
    >>> np.degrees(angles([1, 1])).round().tolist()
    [-45.0, -158.0]
    """
    fresh = np.array([n == 0 or groups[n - 1] != group for n, group in enumerate(groups)], dtype="float64")
    places = np.arange(len(groups)) + _GAP * np.cumsum(fresh)
    made: NDArray[np.float64] = np.pi / 2 - 2 * np.pi * places / (len(groups) + _GAP * fresh.sum())
    return made


def draw_chords(ax: Axes, graph: nx.Graph[str], ids: list[str], labels: list[str], groups: list[int]) -> float:
    """Draw actors, in the order of their coalitions, and the ties between them.

    Returns
    -------
    float
        How far the labels reach above the axes, in points.
    """
    at = angles(groups)
    spots = np.c_[np.cos(at), np.sin(at)]
    _ties(ax, graph, dict(zip(ids, spots, strict=True)))
    number = 0
    for group, members in groupby(groups):
        size = len(list(members))
        part = slice(number, number + size)
        colour = COLOURS[group - 1] if size > 1 and group <= len(COLOURS) else _GREY
        ax.plot(*spots[part].T, "o", color=colour, markersize=8, markeredgecolor="white", zorder=4)
        if size > 1:
            arc = np.linspace(at[number], at[number + size - 1], 8 * size)
            ax.plot(np.cos(arc), np.sin(arc), color=colour, linewidth=3, solid_capstyle="round", zorder=3)
            ahead = at[number] + (at[number] - at[number + 1]) * 0.75
            bold: dict[str, Any] = {"color": colour, "fontsize": 10, "fontweight": "bold"}
            ax.text(np.cos(ahead), np.sin(ahead), str(group), ha="center", va="center", **bold)
        number += size
    for label, angle, (x, y) in zip(labels, at, spots, strict=True):
        left = x < -1e-9
        turned: dict[str, Any] = {"rotation": np.degrees(angle) + 180 * left, "rotation_mode": "anchor"}
        side: dict[str, Any] = {"ha": "right" if left else "left", "va": "center"}
        plain: dict[str, Any] = {"parse_math": False, "usetex": False, "color": "#1b2230", "fontsize": 9}
        ax.text(1.08 * x, 1.08 * y, label, **turned, **side, **plain)
    ax.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), aspect="equal")
    ax.set_axis_off()
    return max(0.0, *(_LETTER * len(label) * float(y) for label, (_, y) in zip(labels, spots, strict=True)))


def _ties(ax: Axes, graph: nx.Graph[str], spots: dict[str, NDArray[np.float64]]) -> None:
    """Draw the ties between those who have a place, conflict above cooperation."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    ties = [(a, b, data) for a, b, data in graph.edges(data=True) if a in spots and b in spots]
    most = max((abs(data["weight"]) for *_, data in ties), default=1.0)
    for a, b, data in ties:
        middle = (spots[a] + spots[b]) * 0.18
        path = Path([spots[a] * 0.97, middle, spots[b] * 0.97], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        width = 0.7 + 3.3 * abs(data["weight"]) / most
        colour, above = _SIGNS[data["sign"]], 2.0 if data["sign"] < 0 else 1.0
        ax.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=width, alpha=0.7, zorder=above))
