"""The plots draw the numbers of the tables, whatever names hold, and show nothing themselves."""

from __future__ import annotations

import re
import sys
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

from communique.errors import InputError
from communique.graph import KnowledgeGraph
from communique.graph.chords import COLOURS
from communique.graph.plots import CONFLICT, COOPERATION, SERIES
from tests.graph.frames import story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

mpl.use("agg")

STORY = KnowledgeGraph(*story())
EMPTY = STORY.filter(actor="Russia", since="1900", until="1900")
KINDS = ("timeline", "matrix", "coalitions")
HOSTILE = [
    r"$\frac{",
    "$x^2$ & co",
    "_hidden",
    r"\textbf{x}",
    "<script>alert(1)</script>",
    "a\nb\x00\u202ec",
    "x" * 200,
]


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def picture(ax: Axes) -> bytes:
    figure = ax.get_figure(root=True)
    assert figure is not None
    made = BytesIO()
    figure.savefig(made, format="png", dpi=50)
    return made.getvalue()


def texts(ax: Axes) -> list[str]:
    return [t.get_text() for t in ax.texts] + [t.get_text() for t in ax.get_yticklabels()]


@pytest.mark.parametrize("freq", ["day", "week", "month", "year"])
def test_bars_are_as_high_as_the_timeline_says(freq: str) -> None:
    ax, table = STORY.plot.timeline(freq), STORY.timeline(freq)
    assert len(ax.containers) == len(SERIES)
    for bars in ax.containers:
        name = str(bars.get_label())
        side, colour = SERIES[name]
        assert [bar.get_height() for bar in bars] == (side * table[name]).tolist()
        assert {to_hex(bar.get_facecolor()) for bar in bars} == {colour}
        assert f"{name.replace('_', ' ')} {table[name].sum()}" in texts(ax)
    tops = np.max([[bar.get_y() + bar.get_height() for bar in bars] for bars in ax.containers], axis=0)
    assert tops.tolist() == (table["verbal_cooperation"] + table["material_cooperation"]).tolist()
    assert ax.get_title(loc="left") == f"Events by {freq}"


def test_the_timeline_chooses_periods_that_can_be_seen() -> None:
    row = {"source": "Iran", "event": "AID", "target": "Syria"}
    for days, freq in ((("2016-10-01", "2016-10-20"), "day"), (("2016-01-01", "2021-01-01"), "month"),
                       (("1950-01-01", "2020-01-01"), "year")):  # fmt: skip
        kg = KnowledgeGraph(pd.DataFrame([row | {"date": day} for day in days]))
        ax = kg.plot.timeline()
        assert ax.get_title(loc="left") == f"Iran and Syria: events by {freq}"
        assert len(ax.containers[0]) == len(kg.timeline(freq)) <= 100


def test_cells_hold_the_counts_and_have_the_colour_of_the_intensity() -> None:
    ax, counts, means = STORY.plot.matrix(), STORY.matrix(), STORY.matrix(measure="intensity")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert sorted(names) == sorted(counts.index)
    assert names == [t.get_text() for t in ax.get_xticklabels()]
    drawn = {(names[int(t.get_position()[1])], names[int(t.get_position()[0])]): int(t.get_text()) for t in ax.texts}
    assert drawn == {(a, b): n for a, row in counts.to_dict("index").items() for b, n in row.items() if n}
    (mesh,) = ax.collections
    values: NDArray[np.float64] = np.ma.filled(np.ma.asarray(mesh.get_array()), np.nan).reshape(len(names), len(names))
    assert np.array_equal(values, means.loc[names, names], equal_nan=True)


def test_the_matrix_takes_the_actors_with_the_most_events_and_says_so() -> None:
    counts = STORY.matrix()
    ax = STORY.plot.matrix(most=3)
    names = [t.get_text() for t in ax.get_yticklabels()]
    both = counts.sum(axis=0) + counts.sum(axis=1)
    assert sorted(both[names]) == sorted(both.nlargest(3))
    assert f"3 of {len(counts)} actors" in ax.get_title(loc="left")


def test_a_curve_for_each_tie_in_the_colour_of_its_sign() -> None:
    ax, signed = STORY.plot.coalitions(), STORY.signed()
    curves = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    signs = [{COOPERATION: 1, CONFLICT: -1}[to_hex(curve.get_edgecolor())] for curve in curves]
    assert signs == [data["sign"] for *_, data in signed.edges(data=True)]
    weights = [abs(data["weight"]) for *_, data in signed.edges(data=True)]
    assert (
        np.argsort([c.get_linewidth() for c in curves], kind="stable").tolist()
        == np.argsort(weights, kind="stable").tolist()
    )
    assert {data["name"] for _, data in signed.nodes(data=True)} <= {*texts(ax)}
    few = STORY.plot.coalitions(most=4)
    assert f"4 of {len(signed)} actors" in few.get_title(loc="left")


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_drawn_as_they_stand(kind: str) -> None:
    rows = [
        {"source": name, "event": "ACCUSE", "target": "$y$", "date": "2016-10-01", "weight": -3.0} for name in HOSTILE
    ]
    for part in ([rows[0]], rows):
        ax = getattr(KnowledgeGraph(pd.DataFrame(part)).plot, kind)()
        assert picture(ax).startswith(b"\x89PNG")
        said = " ".join([*texts(ax), ax.get_title(loc="left")])
        assert r"$\frac{" in said or (kind == "timeline" and len(part) > 1)
        assert said.isprintable()
        assert "x" * 60 not in said


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_graph_has_an_empty_picture(kind: str) -> None:
    assert not len(EMPTY)
    ax = getattr(EMPTY.plot, kind)()
    assert picture(ax).startswith(b"\x89PNG")
    assert not ax.patches
    assert ax.get_title(loc="left")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_graph_gives_the_same_picture(kind: str) -> None:
    assert picture(getattr(STORY.plot, kind)()) == picture(getattr(STORY.plot, kind)())


def test_a_plot_is_drawn_into_axes_that_are_given() -> None:
    from matplotlib import pyplot

    _, axes = pyplot.subplots(1, 3)
    for kind, ax in zip(KINDS, axes, strict=True):
        assert getattr(STORY.plot, kind)(ax=ax) is ax
    assert len(pyplot.get_fignums()) == 1


def test_without_matplotlib_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for kind in KINDS:
        with pytest.raises(InputError, match=r"pip install 'communique\[plot\]'"):
            getattr(STORY.plot, kind)()


def test_colours_are_those_of_the_page() -> None:
    page = files("communique.graph").joinpath("page", "palette.mjs").read_text(encoding="utf-8").partition("dark:")[0]
    assert f'1: "{COOPERATION}"' in page
    assert f'"-1": "{CONFLICT}"' in page
    assert re.findall("#[0-9a-f]{6}", page.partition("coalitions:")[2]) == [*COLOURS]
