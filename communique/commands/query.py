"""``communique query``: what a notebook can ask of a graph, asked from the shell."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

    from communique.graph import KnowledgeGraph

Graph = Annotated[
    Path, typer.Argument(help="A saved graph or relations table (.jsonl, .csv, .parquet, .sqlite).", show_default=False)
]
Several = list[str] | None
Only = "Which relations"
Shown = "What to show"

TABLES: dict[str, Callable[[KnowledgeGraph], Any]] = {
    "relations": lambda kg: kg.relations[
        ["document", "source", "relation", "target", "event", "status", "claimant", "date", "event_date", "evidence"]
    ],
    "actors": lambda kg: kg.actors.assign(aliases=kg.actors["aliases"].map(" | ".join)),
    "edges": lambda kg: kg.edges(),
    "events": lambda kg: kg.events(),
    "dyads": lambda kg: kg.dyads(),
    "matrix": lambda kg: kg.matrix().reset_index(),
    "timeline": lambda kg: kg.timeline().reset_index(),
    "central": lambda kg: kg.central(),
    "coalitions": lambda kg: kg.coalitions(),
    "balance": lambda kg: kg.balance().reset_index(),
    "triads": lambda kg: kg.triads(),
    "rivals": lambda kg: kg.rivals(),
    "meetings": lambda kg: kg.meetings(),
}
"""What can be shown of the relations that were chosen."""


def query(
    graph: Graph,
    between: Annotated[
        tuple[str, str] | None, typer.Option(help="Relations between two actors.", rich_help_panel=Only)
    ] = None,
    ego: Annotated[str | None, typer.Option(help="Relations around an actor.", rich_help_panel=Only)] = None,
    hops: Annotated[int, typer.Option(min=0, help="Steps around --ego.", rich_help_panel=Only)] = 1,
    actor: Annotated[Several, typer.Option(help="Either end is this actor.", rich_help_panel=Only)] = None,
    type_: Annotated[Several, typer.Option("--type", help="Either end is of this type.", rich_help_panel=Only)] = None,
    event: Annotated[Several, typer.Option(help="PLOVER event type.", rich_help_panel=Only)] = None,
    label: Annotated[Several, typer.Option(help="Label, such as 'met with'.", rich_help_panel=Only)] = None,
    status: Annotated[Several, typer.Option(help="fact, claimed, planned ...", rich_help_panel=Only)] = None,
    claimant: Annotated[Several, typer.Option(help="Who claims it.", rich_help_panel=Only)] = None,
    polarity: Annotated[list[int] | None, typer.Option(help="1, -1 or 0.", rich_help_panel=Only)] = None,
    since: Annotated[str | None, typer.Option(help="YYYY, YYYY-MM or YYYY-MM-DD.", rich_help_panel=Only)] = None,
    until: Annotated[str | None, typer.Option(help="The last day.", rich_help_panel=Only)] = None,
    document: Annotated[Several, typer.Option(help="Id of a document.", rich_help_panel=Only)] = None,
    min_evidence: Annotated[
        int | None, typer.Option(min=1, help="Told at least so often.", rich_help_panel=Only)
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Words of the evidence, labels, names.", rich_help_panel=Only)
    ] = None,
    rollup: Annotated[
        bool, typer.Option("--rollup", help="Count officials for those they act for.", rich_help_panel=Only)
    ] = False,
    show: Annotated[
        str, typer.Option(help=f"{', '.join(TABLES)}.", rich_help_panel=Shown, metavar="TABLE")
    ] = "relations",
    positions: Annotated[str | None, typer.Option(help="Friends and foes of an actor.", rich_help_panel=Shown)] = None,
    paths: Annotated[
        tuple[str, str] | None, typer.Option(help="Shortest chains between two actors.", rich_help_panel=Shown)
    ] = None,
    freq: Annotated[str | None, typer.Option(help="Periods: day, week, month ...", rich_help_panel=Shown)] = None,
    format_: Annotated[
        str, typer.Option("--format", help="table, csv or json.", rich_help_panel=Shown, metavar="FORMAT")
    ] = "table",
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many rows.", rich_help_panel=Shown)] = None,
) -> None:
    """Ask a graph what a notebook can ask: who, whom, when, by which text."""
    from communique.api import load
    from communique.graph.select import one_of

    (form,), (table,) = one_of(format_, WRITERS, "format"), one_of(show, TABLES, "table")
    conditions = {
        "actor": actor, "type": type_, "event": event, "label": label, "status": status, "claimant": claimant,
        "polarity": polarity, "since": since, "until": until, "document": document, "min_evidence": min_evidence,
    }  # fmt: skip
    kg = load(graph)
    kg = kg.rollup() if rollup else kg
    kg = kg.between(*between) if between else kg
    kg = kg.ego(ego, hops) if ego else kg
    kg = kg.filter(**{name: value for name, value in conditions.items() if value})  # type: ignore[arg-type]
    kg = kg.search(search) if search else kg
    if positions:
        frame = kg.positions(positions)
    elif paths:
        frame = kg.paths(*paths)
    elif freq and table in ("timeline", "balance"):
        frame = getattr(kg, table)(freq).reset_index()
    else:
        frame = TABLES[table](kg)
    WRITERS[form](_texts(frame if limit is None else frame.head(limit)))


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Write dates as ISO days, periods and categories as texts, numbers as they are."""
    import pandas as pd

    made = pd.DataFrame(frame).reset_index(drop=True)
    for column in made.columns:
        cells = made[column]
        if pd.api.types.is_datetime64_any_dtype(cells):
            made[column] = cells.dt.strftime("%Y-%m-%d").astype("str")
        elif isinstance(cells.dtype, (pd.CategoricalDtype, pd.PeriodDtype)):
            made[column] = cells.astype("str")
        elif pd.api.types.is_float_dtype(cells):
            made[column] = cells.round(6)
    return made


def _cells(frame: pd.DataFrame, none: Any) -> list[list[Any]]:
    cells = frame.astype(object)
    return [list(row) for row in cells.where(cells.notna(), none).itertuples(index=False, name=None)]


def _as_table(frame: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200
    listing = Table(*(str(c) for c in frame.columns))
    for row in _cells(frame, ""):
        listing.add_row(*(Text(_visible(_joined(cell))) for cell in row))
    console.print(listing)


def _as_csv(frame: pd.DataFrame) -> None:
    import csv

    from communique.table import harmless

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in _cells(frame, ""):
        writer.writerow(harmless(_joined(c)) if isinstance(c, (str, tuple)) else c for c in row)


def _as_json(frame: pd.DataFrame) -> None:
    names = [str(c) for c in frame.columns]
    rows = [dict(zip(names, row, strict=True)) for row in _cells(frame, None)]
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))


def _joined(cell: Any) -> str:
    return " | ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def _visible(text: str) -> str:
    """Replace control characters, by which a document could steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


WRITERS: dict[str, Callable[[pd.DataFrame], None]] = {"table": _as_table, "csv": _as_csv, "json": _as_json}
"""How an answer is printed; in CSV cells that a spreadsheet would run are given an apostrophe."""
