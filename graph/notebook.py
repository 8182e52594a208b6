"""How a graph shows itself in a notebook cell."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from communique.graph.select import when
from communique.table import EVENTS, STRUCTURAL

if TYPE_CHECKING:
    import pandas as pd

MOST_INLINE = 300
"""A cell with more actors than this is slow to open and shows nothing that can be read."""

_MOST_EVENTS = 8
_TOO_MANY = "<p>Too many actors to draw here: <code>.filter(...)</code> or <code>.to_html(path)</code> helps.</p>"
_FRAME = "width:100%;height:640px;border:1px solid #8884;border-radius:6px"


def summary_html(relations: pd.DataFrame, actors: pd.DataFrame, *, title: str) -> str:
    """Return a table of counts and, for a graph that is small enough, its interactive page.

    Examples
    --------
    >>> from communique.graph.actors import complete_actors
    >>> from communique.table import relations_frame
    >>> empty = relations_frame([])
    >>> "<td>0</td>" in summary_html(empty, complete_actors(empty), title="Empty")
    True
    """
    counts = _counts(relations, actors)
    cells = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{escape(v)}</td></tr>' for k, v in counts.items())
    table = f"<table><caption>{escape(title)}</caption>{cells}</table>"
    if relations.empty:
        return table
    if len(actors) > MOST_INLINE:
        return table + _TOO_MANY
    from communique.graph.page import page_html  # the page's libraries are slow to load

    page = escape(page_html(relations, actors, title=title))
    # Without allow-same-origin the page cannot reach the notebook, whatever the documents say.
    sandbox = "allow-scripts allow-downloads allow-popups"
    frame = f'<iframe title="{escape(title)}" sandbox="{sandbox}" style="{_FRAME}" srcdoc="{page}"></iframe>'
    return table + frame


def _counts(relations: pd.DataFrame, actors: pd.DataFrame) -> dict[str, str]:
    counts = {
        "actors": f"{len(actors):,}",
        "relations": f"{len(relations):,}",
        "documents": f"{relations['document'].nunique():,}",
    }
    days = when(relations).dropna()
    if len(days):
        first, last = str(days.min()), str(days.max())
        counts["days"] = first if first == last else f"{first} to {last}"
    order = {event: rank for rank, event in enumerate((*EVENTS, *STRUCTURAL))}
    events = relations["event"].value_counts().to_dict()
    ranked = sorted(events.items(), key=lambda e: (-e[1], order.get(str(e[0]), len(order)), str(e[0])))
    if ranked:
        shown = ", ".join(f"{event} {number:,}" for event, number in ranked[:_MOST_EVENTS])
        more = len(ranked) - _MOST_EVENTS
        counts["events"] = shown + (f" and {more} more" if more > 0 else "")
    return counts
