"""Where the actors stand on the page: Fruchterman-Reingold, boxes moved apart, components packed.

Pure functions of their arguments: the same graph gives the same positions.
"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import igraph
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Points = NDArray[np.float64]

SEED = 2016
"""Seed of igraph's generator, which only breaks exact ties: the start is a fixed spiral."""

_FILL = 0.62
"""Share of the picture that names and marks may cover before the rest is spread wider."""

_EVENNESS = 0.65
"""How far positions move towards an even spread; 0 keeps the forces' picture, 1 only its order."""

_GAP = 26.0
"""Free space between components, in pixels at full size."""


def place(boxes: Sequence[tuple[float, float]], edges: Sequence[tuple[int, int]], aspect: float = 1.4) -> Points:
    """Give every actor a position so that no two boxes (mark and name) overlap.

    Parameters
    ----------
    boxes
        Width and height of each actor's mark with its name, in pixels.
    edges
        Pairs of positions in ``boxes``; directions and repeats do not matter.
    aspect
        Width of the wanted picture divided by its height.

    Returns
    -------
    ndarray
        One row of x and y an actor, centred on the origin, rounded to whole pixels.

    Examples
    --------
    >>> place([(90, 40), (90, 40)], [(0, 1)]).shape
    (2, 2)
    """
    sizes = np.array(boxes, dtype=np.float64).reshape(len(boxes), 2)
    xy = np.zeros_like(sizes)
    if not len(sizes):
        return xy
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    graph = igraph.Graph(n=len(sizes), edges=pairs)
    parts = sorted((sorted(part) for part in graph.connected_components()), key=lambda p: (-len(p), p[0]))
    for part in parts:
        xy[part] = _component(graph.induced_subgraph(part), sizes[part], aspect)
    _pack(xy, sizes, parts, aspect)
    middle = (_low(xy, sizes) + _high(xy, sizes)) / 2
    centred: Points = np.round(xy - middle) + 0.0
    return centred


def _component(graph: igraph.Graph, sizes: Points, aspect: float) -> Points:
    """Lay out one connected component around the origin."""
    count = len(sizes)
    if count == 1:
        return np.zeros((1, 2))
    xy: Points = _forces(graph)
    xy -= xy.mean(axis=0)
    # The longest extent lies along the wider side of the picture.
    axes = np.linalg.svd(xy, full_matrices=False)[2]
    axes *= np.where(axes[:, :1] < 0, -1.0, 1.0)
    xy = np.asarray(xy @ axes.T)
    if count <= 4:
        wide = sizes.max(axis=0) * (1.6, 1.9)
    else:
        # Few actors get more air, as their lines carry words; very many too, as their boxes part much sooner.
        area = float(np.prod(sizes, axis=1).sum()) / (_FILL if 40 <= count <= 1000 else _FILL / 2.4)
        wide = np.array([np.sqrt(area * aspect), np.sqrt(area / aspect)])
    spread: Points = _even(xy) * wide / 2
    _separate(spread, sizes)
    return spread


def _even(xy: Points) -> Points:
    """Scale to [-1, 1] and open the knots around hubs: part of the way to an even spread on each axis."""
    reach = np.maximum(np.abs(xy).max(axis=0), 1e-6)
    count = len(xy)
    if count <= 4:
        return np.asarray(xy / reach)
    ranks = np.argsort(np.argsort(xy, axis=0, kind="stable"), axis=0, kind="stable")
    evened: Points = (1 - _EVENNESS) * xy / reach + _EVENNESS * (2 * ranks / (count - 1) - 1)
    return evened


def _forces(graph: igraph.Graph) -> Points:
    count = graph.vcount()
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    start = np.sqrt(np.arange(count) + 0.5)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    rounds = 800 if count <= 300 else 300 if count <= 3000 else 120
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 (a drawing, not a secret)
    try:
        drawn = graph.layout_fruchterman_reingold(niter=rounds, seed=start.tolist())
    finally:
        igraph.set_random_number_generator(random)
    coordinates: Points = np.array(drawn.coords, dtype=np.float64)
    return coordinates


def _near(xy: Points, sizes: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of boxes whose vertical extents can touch, by a sweep from top to bottom."""
    order = np.argsort(xy[:, 1], kind="stable")
    ys = xy[order, 1]
    reach = float(sizes[:, 1].max())
    firsts, seconds = [], []
    for step in range(1, len(order)):
        close = np.flatnonzero(ys[step:] - ys[:-step] < reach)
        if not len(close):
            break
        firsts.append(order[close])
        seconds.append(order[close + step])
    if not firsts:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    return np.concatenate(firsts), np.concatenate(seconds)


def _separate(xy: Points, sizes: Points) -> None:
    """Move overlapping boxes apart in place, each pair along the axis that needs less."""
    half = sizes / 2
    rounds = 400 if len(xy) <= 500 else 90
    for attempt in range(40):
        for _ in range(rounds if attempt == 0 else 25):
            first, second = _near(xy, sizes)
            delta = xy[second] - xy[first]
            overlap = half[first] + half[second] - np.abs(delta)
            hit = (overlap > 0.5).all(axis=1)
            if not hit.any():
                return
            first, second, delta, overlap = first[hit], second[hit], delta[hit], overlap[hit]
            sign = np.where(delta < 0, -1.0, 1.0)
            # In shares of the boxes, which are wide and low: else all would give way up and down.
            room = half[first] + half[second]
            along_x = overlap[:, 0] / room[:, 0] < overlap[:, 1] / room[:, 1]
            push = np.where(np.column_stack([along_x, ~along_x]), sign * (overlap + 1) / 2, 0.0) * 0.6
            shift = np.zeros_like(xy)
            np.add.at(shift, second, push)
            np.add.at(shift, first, -push)
            xy += shift
        xy *= 1.06


def _low(xy: Points, sizes: Points) -> Points:
    return np.asarray((xy - sizes / 2).min(axis=0))


def _high(xy: Points, sizes: Points) -> Points:
    return np.asarray((xy + sizes / 2).max(axis=0))


def _pack(xy: Points, sizes: Points, parts: Sequence[Sequence[int]], aspect: float) -> None:
    """Move components in place: the largest in the middle, each next one as near to it as it can be."""
    frame = np.array([1.0, aspect])
    placed = np.zeros((0, 4))
    for number, part in enumerate(parts):
        low, high = _low(xy[part], sizes[part]), _high(xy[part], sizes[part])
        extent = high - low + _GAP
        corner = -extent / 2 if not len(placed) else _best_corner(placed, extent, frame)
        xy[part] += corner + _GAP / 2 - low
        placed = np.vstack([placed, _outline(xy[part], sizes[part])])
        if number >= 160:
            # Beyond that many components only the hull matters: one box keeps the search quick.
            placed = np.array([[*placed[:, :2].min(axis=0), *placed[:, 2:].max(axis=0)]])
            _shelves(xy, sizes, parts[number + 1 :], placed[0])
            return


def _outline(xy: Points, sizes: Points) -> Points:
    """Return boxes that cover a component in bands from top to bottom, so that others may use its corners."""
    low, high = xy - sizes / 2 - _GAP / 2, xy + sizes / 2 + _GAP / 2
    bounds = np.linspace(low[:, 1].min(), high[:, 1].max(), (10 if len(xy) > 20 else 1) + 1)
    bands = []
    for top, bottom in itertools.pairwise(bounds):
        inside = (high[:, 1] > top) & (low[:, 1] < bottom)
        if inside.any():
            bands.append([low[inside, 0].min(), top, high[inside, 0].max(), bottom])
    return np.array(bands)


def _best_corner(placed: Points, extent: Points, frame: Points) -> Points:
    """Return the free corner next to a placed box that lies nearest to the middle."""
    xs, ys = placed[:, [0, 2]], placed[:, [1, 3]]
    lefts = np.concatenate([xs[:, 1], xs[:, 0] - extent[0], xs[:, 0], xs[:, 1] - extent[0]])
    tops = np.concatenate([ys[:, 0], ys[:, 0], ys[:, 1], ys[:, 0] - extent[1]])
    tops = np.concatenate([tops, np.tile(ys[:, 1] - extent[1], 4)])
    corners = np.column_stack([np.tile(lefts, 2), tops])
    far = corners + extent
    free = ~(
        (corners[:, None, 0] < placed[None, :, 2] - 1e-6)
        & (far[:, None, 0] > placed[None, :, 0] + 1e-6)
        & (corners[:, None, 1] < placed[None, :, 3] - 1e-6)
        & (far[:, None, 1] > placed[None, :, 1] + 1e-6)
    ).any(axis=1)
    away = np.abs(np.stack([corners, far])).max(axis=0) * frame
    cost = np.where(free, away.max(axis=1) + away.sum(axis=1) / 1e3, np.inf)
    return np.asarray(corners[int(np.argmin(cost))])


def _shelves(xy: Points, sizes: Points, parts: Sequence[Sequence[int]], hull: Points) -> None:
    """Set the remaining small components in rows below ``hull``."""
    left, top, row = float(hull[0]), float(hull[3]), 0.0
    for part in parts:
        low, high = _low(xy[part], sizes[part]), _high(xy[part], sizes[part])
        extent = high - low + _GAP
        if left + extent[0] > hull[2] and left > hull[0]:
            left, top, row = float(hull[0]), top + row, 0.0
        xy[part] += np.array([left, top]) + _GAP / 2 - low
        left, row = left + float(extent[0]), max(row, float(extent[1]))
