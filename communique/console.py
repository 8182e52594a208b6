"""What the commands share: the options that several have, and how they say what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from communique.ingest.documents import Report

Inputs = Annotated[
    list[str],
    typer.Argument(help="Files, folders, web addresses, or - for standard input.", show_default=False),
]
Model = Annotated[str | None, typer.Option("--model", help="An installed spaCy pipeline for English.")]
Actors = Annotated[list[Path] | None, typer.Option("--actors", help="Your own actors file (CSV); repeatable.")]
Relations = Annotated[
    list[Path] | None, typer.Option("--relations", help="Your own relation lexicon (CSV); repeatable.")
]

SHOWN = 10
"""How many entries of a report are printed; of the others only how many there are."""

console = Console(stderr=True, highlight=False)


def say(line: str) -> None:
    """Print one line as it is."""
    console.print(escape(line), soft_wrap=True)


def marked(kind: str, line: str, colour: str = "yellow") -> None:
    """Print one line after a coloured word."""
    console.print(f"[{colour}]{kind}:[/{colour}] {escape(line)}", soft_wrap=True)


def tell(report: Report) -> None:
    """Print what reading skipped and changed, the first of each kind."""
    for kind, entries, count in (
        ("skipped", report.skipped, report.skipped_count),
        ("note", report.notes, report.notes_count),
    ):
        for entry in entries[:SHOWN]:
            marked(kind, str(entry))
        if count > SHOWN:
            marked(kind, f"{count - SHOWN:,} more")
