"""An explanation for the terminal, by rich: readable at 80 columns, plain where it is piped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from communique.ingest.explain import Explanation, Found

_WIDTH = 80
_NO_REASON = "no word around it says otherwise"
TITLES = {
    "words": "Parse",
    "mentions": "Mentions",
    "relations": "Relations",
    "misses": "Nearly",
    "lessons": "To teach: rows of a file for --relations",
}
NOTHING = {
    "mentions": "No actor was found; add the names that matter with --actors FILE.",
    "relations": "None was found.",
}


def as_text(explanation: Explanation) -> str:
    """Return an explanation as plain text, 80 columns wide."""
    out = io.StringIO()
    Console(file=out, width=_WIDTH, color_system=None).print(renderable(explanation), crop=False)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def renderable(explanation: Explanation) -> Group:
    """Return what rich prints of an explanation."""
    parts: list[RenderableType] = [Text(visible(explanation.text))]
    if explanation.date:
        parts.append(Text(f"dated {explanation.date}", style="dim"))
    bodies: dict[str, list[RenderableType]] = {
        "words": [_table(WORD_HEAD, word_cells(explanation))],
        "mentions": [_table(MENTION_HEAD, mention_cells(explanation))] if explanation.mentions else [],
        "relations": [part for found in explanation.relations for part in _found(found)],
        "misses": [part for cells in miss_cells(explanation) for part in _miss(*cells)],
        "lessons": [part for cells in lesson_cells(explanation) for part in _lesson(*cells)],
    }
    for key, body in bodies.items():
        if body or key in NOTHING:
            parts += [Text(f"\n{TITLES[key]}", style="bold"), *(body or [_indented(Text(NOTHING[key]))])]
    return Group(*parts)


def visible(text: str) -> str:
    """Return a text in which what would steer a terminal, or cannot be seen, is replaced."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


WORD_HEAD = ("word", "lemma", "class", "relation", "governed by")
MENTION_HEAD = ("mention", "actor", "found as", "type", "acts for")


def word_cells(explanation: Explanation) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the parse."""
    for word in explanation.words:
        yield word.text, word.lemma, word.pos, word.dep, "" if word.dep == "ROOT" else word.head


def mention_cells(explanation: Explanation) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the mentions."""
    for row in explanation.mentions:
        yield tuple(str(row[column] or "") for column in ("text", "actor", "how", "type", "principal"))


def relation_lines(found: Found) -> list[tuple[str, str]]:
    """Return what is to be said of a relation, each with its heading."""
    row = found.relation
    status = row.status + (f" by {row.claimant}" if row.claimant else "")
    days = " to ".join(day for day in (row.event_date, row.event_date_end) if day)
    slots = f": source in {found.source_slot}, target in {found.target_slot}" if found.target_slot else ""
    lines = [
        ("type", f"{row.event}, intensity {row.weight:+g}" + (", symmetric" if row.symmetric else "")),
        ("trigger", row.trigger),
        ("rule", f"{row.rule}{slots}"),
        ("ends", f"'{row.source_text}' to '{row.target_text}'"),
        ("status", status),
        *(("because", reason) for reason in found.reasons or (_NO_REASON,) if row.office is None),
        ("date", days),
        ("confidence", f"{row.confidence:g}"),
    ]
    return [(head, text) for head, text in lines if text]


def miss_cells(explanation: Explanation) -> Iterator[tuple[str, str, str]]:
    """Yield what nearly gave a relation, why it did not, and the row that would let it."""
    for miss in explanation.misses:
        yield f"'{miss.trigger}' as {miss.pos}, {miss.label} ({miss.event})", miss.why, miss.line


def lesson_cells(explanation: Explanation) -> Iterator[tuple[str, str, str]]:
    """Yield what a word would join, the row that would teach it, and what the row leaves to the user."""
    for lesson in explanation.lessons:
        ask = f"type and intensity are guessed from '{lesson.like}': correct them" if lesson.like else "fill in EVENT"
        yield (
            f"'{lesson.trigger}' is not in the lexicon; it joins {lesson.source} and {lesson.target}",
            lesson.line,
            ask,
        )


def _indented(part: RenderableType, depth: int = 1) -> Padding:
    return Padding(part, (0, 0, 0, 2 * depth))


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Padding:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for column in head:
        table.add_column(column, overflow="fold")
    for cells in rows:
        table.add_row(*(Text(visible(cell)) for cell in cells))
    return _indented(table)


def _found(found: Found) -> list[RenderableType]:
    row = found.relation
    style = "green" if row.polarity > 0 else "red" if row.polarity < 0 else ""
    title = Text.assemble(visible(row.source), " ", (visible(row.relation), style), " ", visible(row.target))
    table = Table.grid(padding=(0, 2, 0, 0))
    for head, text in relation_lines(found):
        table.add_row(Text(head, style="dim"), Text(visible(text)))
    return [_indented(title), _indented(table, 2)]


def _miss(what: str, why: str, line: str) -> list[RenderableType]:
    told: list[RenderableType] = [_indented(Text(visible(what), style="yellow")), _indented(Text(visible(why)), 2)]
    return [*told, _row(line)] if line else told


def _lesson(what: str, line: str, ask: str) -> list[RenderableType]:
    return [_indented(Text(visible(what))), _row(line), _indented(Text(visible(ask), style="dim"), 2)]


def _row(line: str) -> Text:
    """Return a row that can be copied in one piece, however narrow the terminal: padding would cut it."""
    return Text(f"    {visible(line)}", style="cyan", no_wrap=True, overflow="ignore")
