"""The commands of a graph folder: add, status, remove, check, rebuild."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from types import TracebackType

    from communique.archive.writing import Progress as State
    from communique.ingest.documents import Report

Folder = Annotated[Path, typer.Argument(help="The graph folder.", show_default=False)]
Inputs = Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", show_default=False)]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="How many processes extract.")]
Model = Annotated[str | None, typer.Option("--model", help="An installed spaCy pipeline for English.")]
Actors = Annotated[list[Path] | None, typer.Option("--actors", help="Your own actors file (CSV); repeatable.")]
Relations = Annotated[list[Path] | None, typer.Option("--relations", help="Your own lexicon (CSV); repeatable.")]

_console = Console(stderr=True, highlight=False)
_SHOWN = 10
_EVERY = 60.0  # seconds between lines where nobody looks
_STOPPED = 130  # what a shell reports for a command that Ctrl-C ended
_LOST = 1


def add(
    inputs: Inputs,
    to: Annotated[Path, typer.Option("--to", help="The graph folder; started if there is none.", show_default=False)],
    jobs: Jobs = 1,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask scheduler whose workers extract.")
    ] = None,
    dask: Annotated[bool, typer.Option("--dask", help="Extract with Dask workers on this machine.")] = False,
    relations: Relations = None,
    actors: Actors = None,
    model: Model = None,
) -> None:
    """Add documents to a graph folder; what it holds already costs nothing."""
    from communique.api import read
    from communique.archive.writing import add as add_documents
    from communique.ingest.documents import Report
    from communique.ingest.size import count_documents

    report = Report(unique_ids=False)
    total = count_documents(inputs) if _console.is_terminal else None
    with Shown(total) as shown:
        made = add_documents(
            read(inputs, report=report), to, model=model, actors=actors or (), relations=relations or (),
            jobs=jobs, scheduler=scheduler or ("local" if dask else None), report=report, told=shown.tell,
        )  # fmt: skip
    _say(made, report)
    if made.stopped:
        _console.print(f"stopped; the same command goes on where this one ended ({escape(str(to))} is whole)")
        sys.exit(_STOPPED)


def rebuild(
    folder: Folder,
    jobs: Jobs = 1,
    relations: Relations = None,
    actors: Actors = None,
    model: Model = None,
) -> None:
    """Extract again from the documents of a graph folder, after the vocabulary, the model or the version changed."""
    from communique.archive.changing import rebuild as rebuild_folder
    from communique.ingest.documents import Report

    report = Report()
    with Shown(None) as shown:
        made = rebuild_folder(
            folder, model=model, actors=actors or None, relations=relations or None,
            jobs=jobs, report=report, told=shown.tell,
        )  # fmt: skip
    _say(made, report)
    if made.stopped:
        _console.print("stopped; the same command goes on where this one ended")
        sys.exit(_STOPPED)


def status(folder: Folder) -> None:
    """Say what a graph folder holds."""
    from communique.archive.reading import status as status_of

    found = status_of(folder)
    out = Console(highlight=False)
    out.print(f"{found.documents:,} documents ({found.copies:,} of them copies), {found.words:,} words")
    out.print(f"{found.relations:,} relations in {found.parts:,} parts, {found.bytes / 1e6:,.1f} MB")
    made = found.settings
    out.print(escape(f"made with {made.model} {made.model_version}, communique {made.communique}"))
    if made.actors or made.relations:
        out.print(f"and own files: {len(made.actors)} of actors, {len(made.relations)} of words")
    if found.stale:
        out.print(f"{found.stale:,} parts wait for 'communique rebuild {escape(str(folder))}'")


def remove(
    documents: Annotated[list[str], typer.Argument(help="Ids of documents.", show_default=False)],
    folder: Annotated[Path, typer.Option("--from", help="The graph folder.", show_default=False)],
) -> None:
    """Remove documents from a graph folder, with all that they gave."""
    from communique.archive.changing import remove as remove_documents

    lost = remove_documents(documents, folder)
    _console.print(f"removed {len(set(documents)):,} documents and {lost:,} relations")


def check(
    folder: Folder,
    repair: Annotated[bool, typer.Option(help="Put right what can be.")] = True,
) -> None:
    """Verify every part of a graph folder, and repair what can be."""
    from communique.archive.checking import check as check_folder

    findings = check_folder(folder, repair=repair)
    for found in findings:
        state = "repaired" if found.repaired else "damaged"
        _console.print(f"[yellow]{state}:[/yellow] {escape(f'{found.place}: {found.fault}')}", soft_wrap=True)
        for key in found.lost:
            _console.print(f"[red]lost:[/red] {escape(key)}; add it again", soft_wrap=True)
    _console.print(f"{len(findings):,} faults" if findings else "all parts are whole")
    if not all(found.repaired for found in findings):
        sys.exit(_LOST)


class Shown:
    """Progress as a bar where somebody looks, as a line a minute where nobody does."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._start = self._last = monotonic()
        self._live = _console.is_terminal
        columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=_console, transient=True, disable=not self._live)
        self._task = self._bar.add_task("starting", total=total)

    def __enter__(self) -> Shown:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def tell(self, state: State) -> None:
        """Show how far a run has come."""
        now = monotonic()
        ahead = state.documents + state.already
        text = f"{ahead:,} documents, {state.words / max(now - self._start, 1e-9):,.0f} words a second"
        if self._total and state.documents:
            left = max(self._total - ahead, 0) * (now - self._start) / state.documents
            text += f", about {_duration(left)} left"
        self._bar.update(self._task, completed=ahead, description=text)
        if not self._live and now - self._last >= _EVERY:
            self._last = now
            _console.print(text)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _say(made: State, report: Report) -> None:
    copies = f", {made.copies:,} of them copies" if made.copies else ""
    already = f"; {made.already:,} were there already" if made.already else ""
    _console.print(f"{made.documents:,} documents{copies}, {made.relations:,} relations{already}", soft_wrap=True)
    for kind, entries, count in (
        ("skipped", report.skipped, report.skipped_count),
        ("note", report.notes, report.notes_count),
    ):
        for entry in entries[:_SHOWN]:
            _console.print(f"[yellow]{kind}:[/yellow] {escape(str(entry))}", soft_wrap=True)
        if count > _SHOWN:
            _console.print(f"[yellow]{kind}:[/yellow] {count - _SHOWN:,} more")


def register(app: typer.Typer) -> None:
    """Give the command line these commands."""
    for command in (add, status, remove, check, rebuild):
        app.command()(command)
