"""An explanation for notebooks and browsers: displaCy's picture of the parse, and tables. All text is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from spacy import displacy
from spacy.displacy.render import DependencyRenderer

from communique.ingest.explain_text import (
    MENTION_HEAD,
    NOTHING,
    TITLES,
    lesson_cells,
    mention_cells,
    miss_cells,
    relation_lines,
    visible,
)

if TYPE_CHECKING:
    from communique.ingest.explain import Explanation

_OPTIONS = {"compact": False, "distance": 125, "color": "currentColor", "bg": "transparent", "collapse_punct": False}
_ACTOR, _TRIGGER = "#2f7ed8", "#d9730d"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color-scheme:light dark}"
    "th,td{text-align:left;vertical-align:top;padding:.1rem 1rem .1rem 0}"
)
_CAPTION = 'style="text-align:left;font-weight:bold"'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class _Picture(DependencyRenderer):
    """Displacy's dependency arcs, with some words in colour, drawn alike on every run."""

    def __init__(self, colours: dict[int, str]) -> None:
        super().__init__(_OPTIONS)
        self._colours = colours

    def render_word(self, text: str, tag: str, lemma: str | None, i: int) -> str:
        """Draw a word, in its colour if it has one."""
        drawn: str = super().render_word(visible(text), tag, lemma, i)
        if i not in self._colours:
            return drawn
        plain = 'class="displacy-word" fill="currentColor"'
        return drawn.replace(plain, f'class="displacy-word" fill="{self._colours[i]}" font-weight="bold"')

    def get_levels(self, arcs: list[dict[str, Any]]) -> dict[tuple[int, int, str], int]:
        """Return how high each arc is; displaCy orders those of one length at random."""
        highest = [0] * max((arc["end"] for arc in arcs), default=0)
        levels = {}
        for arc in sorted(arcs, key=lambda a: (a["end"] - a["start"], a["start"], a["label"])):
            inside = slice(arc["start"], arc["end"])
            level = max(highest[inside]) + 1
            highest[inside] = [level] * (arc["end"] - arc["start"])
            levels[arc["start"], arc["end"], arc["label"]] = level
        return levels


def as_html(explanation: Explanation) -> str:
    """Return an explanation as a piece of HTML."""
    relations = [
        (
            f"{row.source} {row.relation} {row.target}",
            "\n".join(f"{head}: {text}" for head, text in relation_lines(found)),
        )
        for found in explanation.relations
        for row in [found.relation]
    ]
    parts = [
        _pictures(explanation),
        _table(TITLES["mentions"], MENTION_HEAD, mention_cells(explanation), NOTHING["mentions"]),
        _table(TITLES["relations"], ("relation", "why"), relations, NOTHING["relations"]),
        _table(TITLES["misses"], ("word", "what it lacked", "row that would allow it"), miss_cells(explanation)),
        _table(TITLES["lessons"], ("word", "row", "remark"), lesson_cells(explanation)),
    ]
    return f"<div>{''.join(parts)}</div>"


def as_page(explanation: Explanation) -> str:
    """Return an explanation as a file of its own, without script and without requests."""
    title = "Explanation" + (f", {explanation.date}" if explanation.date else "")
    text = escape(visible(explanation.text))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{text}</p>{as_html(explanation)}</body></html>\n"
    )


def _pictures(explanation: Explanation) -> str:
    doc = explanation.doc
    # Two pictures in one notebook must not share the ids of their arcs.
    key = hashlib.sha256(explanation.text.encode("utf-8", "replace")).hexdigest()[:12]
    actors = {i for m in doc._.mentions for i in range(m.start, m.end)}
    triggers = {event.trigger.i for event, _ in doc._.events}
    drawn = []
    for number, sentence in enumerate(doc.sents):
        if sentence.text.strip():
            colours = {t.i - sentence.start: _ACTOR for t in sentence if t.i in actors}
            colours |= {t.i - sentence.start: _TRIGGER for t in sentence if t.i in triggers}
            parsed = displacy.parse_deps(sentence, _OPTIONS)
            drawn.append(_Picture(colours).render_svg(f"{key}-{number}", parsed["words"], parsed["arcs"]))
    return "".join(f'<figure style="margin:0;overflow-x:auto">{svg}</figure>' for svg in drawn)


def _table(caption: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], otherwise: str = "") -> str:
    body = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return f"<p>{escape(otherwise)}</p>" if otherwise else ""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    return f"<table><caption {_CAPTION}>{escape(caption)}</caption><tr>{heads}</tr>{body}</table>"


def _cell(text: str) -> str:
    return "<br>".join(escape(visible(line)) for line in text.split("\n"))
