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

from communique.console import Actors, Inputs, Model, Relations, console, marked, say, tell

if TYPE_CHECKING:
    from types import TracebackType

    from communique.archive.writing import Progress as State
    from communique.ingest.documents import Report

Folder = Annotated[Path, typer.Argument(help="The graph folder.", show_default=False)]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="How many processes extract.")]

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
    total = count_documents(inputs) if console.is_terminal else None
    with Shown(total) as shown:
        made = add_documents(
            read(inputs, report=report), to, model=model, actors=actors or (), relations=relations or (),
            jobs=jobs, scheduler=scheduler or ("local" if dask else None), report=report, told=shown.tell,
        )  # fmt: skip
    _say(made, report)
    if made.stopped:
        say(f"stopped; the same command goes on where this one ended ({to} is whole)")
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
        say("stopped; the same command goes on where this one ended")
        sys.exit(_STOPPED)
    if made.failed:
        say("what could not be extracted stands as it was; the same command tries it again, 'remove' takes it out")
        sys.exit(_LOST)


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
    say(f"removed {len(set(documents)):,} documents and {lost:,} relations")


def check(
    folder: Folder,
    repair: Annotated[bool, typer.Option(help="Put right what can be.")] = True,
) -> None:
    """Verify every part of a graph folder, and repair what can be."""
    from communique.archive.checking import check as check_folder

    findings = check_folder(folder, repair=repair)
    for found in findings:
        marked("repaired" if found.repaired else "damaged", f"{found.place}: {found.fault}")
        for key in found.lost:
            marked("lost", f"{key}; add it again", "red")
    say(f"{len(findings):,} faults" if findings else "all parts are whole")
    if not all(found.repaired for found in findings):
        sys.exit(_LOST)


class Shown:
    """Progress as a bar where somebody looks, as a line a minute where nobody does."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._start = self._last = monotonic()
        self._live = console.is_terminal
        columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True, disable=not self._live)
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
            say(text)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _say(made: State, report: Report) -> None:
    copies = f", {made.copies:,} of them copies" if made.copies else ""
    already = f"; {made.already:,} were there already" if made.already else ""
    failed = f"; {made.failed:,} could not be extracted" if made.failed else ""
    say(f"{made.documents:,} documents{copies}, {made.relations:,} relations{already}{failed}")
    tell(report)
