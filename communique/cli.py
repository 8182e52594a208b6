"""The command line: each command is a public function with a summary."""

from __future__ import annotations

import atexit
import gc
import sys
import webbrowser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from communique import commands
from communique.console import Actors, Inputs, Model, Relations, console, marked, say, tell
from communique.errors import CommuniqueError, InputError

if TYPE_CHECKING:
    import pandas as pd

    from communique.ingest.documents import Report
    from communique.ingest.pipeline import Extraction, Extractor

# What the library needs to import (spaCy above all) takes seconds; commands import it when they run, so that
# --help and --version answer at once.

app = typer.Typer(
    name="communique",
    help="Turn diplomatic news text into a graph of who backs, condemns, meets, arms or attacks whom.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
_BAD_INPUT = 2
_LISTED = 60
_TABLES = (".jsonl", ".csv", ".parquet")

GrammarOnly = Annotated[bool, typer.Option("--grammar-only", help="Leave the learned model out.")]


@app.command()
def build(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("-o", "--output", help="The HTML file to write.")] = Path("graph.html"),
    relations: Relations = None,
    actors: Actors = None,
    model: Model = None,
    grammar_only: GrammarOnly = False,
    table: Annotated[
        Path | None, typer.Option("--table", help="Also write the relations table (.jsonl, .csv, .parquet).")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Title of the page.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Read documents and write their graph as one interactive HTML file."""
    from communique.api import assemble, load
    from communique.ingest.documents import Report
    from communique.table import write_relations

    _check_writable(output)
    if table:
        _check_writable(table, _TABLES)
    report = Report()
    folder = _graph_folder(inputs)
    if folder:
        graph = load(folder)
    else:
        extractor = _extractor(model, actors, relations, grammar_only)
        graph = assemble(_progress(extractor, inputs, report), extractor)
    graph.to_html(output, title=title or _title(inputs, graph.relations))
    if table:
        write_relations(graph.relations, table)
    if folder:
        report.documents = graph.relations["document"].nunique()
    _summary(report, graph.relations, len(graph.actors), [output, *([table] if table else [])])
    if open_page:
        webbrowser.open(output.resolve().as_uri())


@app.command()
def extract(
    inputs: Inputs,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The table to write: .jsonl, .csv or .parquet.")
    ] = Path("relations.jsonl"),
    relations: Relations = None,
    actors: Actors = None,
    model: Model = None,
    grammar_only: GrammarOnly = False,
) -> None:
    """Read documents and write the relations that they state as a table."""
    from communique.ingest.documents import Report
    from communique.table import relations_frame, write_relations

    _check_writable(output, _TABLES)
    report = Report()
    extractor = _extractor(model, actors, relations, grammar_only)
    frame = relations_frame(r for e in _progress(extractor, inputs, report) for r in e.relations)
    write_relations(frame, output)
    _summary(report, frame, len({*frame["source_id"], *frame["target_id"]}), [output])


@app.command()
def actors(
    inputs: Inputs,
    mentions: Annotated[
        Path | None, typer.Option("--mentions", help="Write every mention (.jsonl, .csv or .parquet).")
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option("--review", help="Write a CSV to edit and feed back with --actors: retype, drop, merge, split."),
    ] = None,
    actors: Actors = None,
    model: Model = None,
) -> None:
    """List who was found, how each was resolved, and what is doubtful."""
    from communique.api import mentions_frame
    from communique.ingest.documents import Report
    from communique.ingest.mentions_table import Review, tabulate, write_review
    from communique.table import write_table

    written = [p for p in (mentions, review) if p]
    for path, suffixes in ((mentions, _TABLES), (review, (".csv",))):
        if path:
            _check_writable(path, suffixes)
    report = Report()
    extractor = _extractor(model, actors, None, grammar_only=True)
    found = Review(extractor.register)
    frame = mentions_frame(tabulate(_progress(extractor, inputs, report), extractor.register, found))
    if mentions:
        write_table(frame, mentions)
    if review:
        write_review(found.rows(), review)
    listing = Table("actor", "type", "acts for", "mentions", "documents", "how", "doubt")
    names = {key: actor.name for key, actor in extractor.register.actors.items()}
    for row in found.rows()[:_LISTED]:
        acts_for = names.get(row["principal"], row["principal"])
        cells = (row["name"], row["type"], acts_for, row["mentions"], row["documents"], row["how"], row["doubt"])
        listing.add_row(*map(escape, cells))
    Console(highlight=False).print(listing)
    _counts(f"{report.documents:,} documents, {len(found.rows()):,} actors, {len(frame):,} mentions", report, written)


@app.command()
def classify(
    pairs: Annotated[Path, typer.Argument(help="Texts with a marked source and target (.jsonl).", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write (.jsonl).")] = Path("events.jsonl"),
    model: Model = None,
) -> None:
    """Name the PLOVER type of what a given source does to a given target in each text."""
    from communique.pairs import classify_file

    _check_writable(output, (".jsonl",))
    count = classify_file(pairs, output, model)
    say(f"{count:,} pairs")
    say(f"wrote {output}")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Annotated documents (.jsonl).")],
    predicted: Annotated[Path, typer.Argument(help="A relations table.")],
    errors: Annotated[int, typer.Option("--errors", min=0, help="Print this many misses and false alarms.")] = 0,
) -> None:
    """Score a relations table against annotated documents: precision, recall and F1 at four levels."""
    from communique.evaluate import evaluate as score

    result = score(gold, predicted)
    out = Console(highlight=False)
    table = Table("level", "precision", "recall", "F1", "right", "predicted", "gold")
    for name, row in result.table().iterrows():
        scores = (f"{row[c]:.3f}" for c in ("precision", "recall", "f1"))
        table.add_row(str(name), *scores, *(str(int(row[c])) for c in ("tp", "predicted", "gold")))
    out.print(table)
    out.print(f"status accuracy {result.status_accuracy:.3f}")
    for kind, entries in (("missed", result.misses), ("false alarm", result.alarms)):
        for entry in entries[:errors]:
            out.print(escape(f"{kind} | " + " | ".join(str(cell) for cell in entry)), soft_wrap=True)


@app.command()
def explain(
    sentence: Annotated[str, typer.Argument(help="The text to explain, or - for standard input.", show_default=False)],
    date: Annotated[str | None, typer.Option("--date", help="The day of the text, for words such as Friday.")] = None,
    relations: Relations = None,
    actors: Actors = None,
    model: Model = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write it with a picture of the parse (.html).")
    ] = None,
) -> None:
    """Show what is found in a sentence and why, what nearly was, and the rows that would teach the rest."""
    from communique.api import explain as explain_text
    from communique.ingest.decode import decode
    from communique.ingest.explain_text import renderable
    from communique.ingest.pipeline import DEFAULT_MODEL

    if html:
        _check_writable(html, (".html",))
    text = decode(sys.stdin.buffer.read())[0] if sentence == "-" else sentence
    made = explain_text(text, date=date, model=model or DEFAULT_MODEL, actors=actors or (), relations=relations or ())
    out = Console(highlight=False)
    if out.is_terminal:
        out.print(renderable(made), crop=False)
    else:
        typer.echo(str(made))
    if html:
        made.to_html(html)
        say(f"wrote {html}")


for _command in commands.ALL:
    app.command()(_command)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"communique {version('communique')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; errors raised on purpose end it with one sentence and exit code 2."""
    atexit.register(gc.freeze)  # a last look for garbage in the language model would take most of a second
    try:
        app()
    except CommuniqueError as error:
        marked("error", str(error), "red")
        sys.exit(_BAD_INPUT)


def _graph_folder(inputs: list[str]) -> Path | None:
    """Return the graph folder that is to be built from, if one is named."""
    from communique.archive.folder import is_archive

    found = [Path(name) for name in inputs if name != "-" and is_archive(Path(name))]
    if found and len(inputs) > 1:
        raise InputError(f"{found[0]}: is a graph folder; name it alone, or add the other inputs to it")
    return found[0] if found else None


def _extractor(
    model: str | None, actors: list[Path] | None, relations: list[Path] | None, grammar_only: bool
) -> Extractor:
    from communique.ingest.pipeline import DEFAULT_MODEL, Extractor

    vocabulary = {"actors": actors or (), "relations": relations or ()}
    return Extractor(model or DEFAULT_MODEL, **vocabulary, grammar_only=grammar_only)


def _progress(extractor: Extractor, inputs: list[str], report: Report) -> Iterator[Extraction]:
    """Stream what the documents give, with a progress bar where somebody looks."""
    from communique.api import read

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading", total=None)
        words = 0
        for number, extraction in enumerate(extractor.stream(read(inputs, report=report)), 1):
            words += len(extraction.doc)
            progress.update(task, advance=1, description=f"{number:,} documents, {words:,} words")
            yield extraction


def _check_writable(path: Path, suffixes: tuple[str, ...] = ()) -> None:
    """Refuse an output that cannot be written before the work is done, not after."""
    if suffixes and path.suffix.lower() not in suffixes:
        *most, last = suffixes
        usable = f"{', '.join(most)} or {last}" if most else last
        raise InputError(f"{path}: cannot write '{path.suffix}'; use {usable}")
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file to write")
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; make it first")
    try:
        existed = path.exists()
        with path.open("ab"):
            pass
        if not existed:
            path.unlink()
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def _title(inputs: list[str], relations: pd.DataFrame) -> str:
    """Name the page after its only document or its only input."""
    titles = set(relations["title"].dropna())
    if len(titles) == 1 and relations["document"].nunique() == 1:
        return str(titles.pop())
    return Path(inputs[0]).name if len(inputs) == 1 and inputs[0] != "-" else "Communiqué"


def _summary(report: Report, relations: pd.DataFrame, actors: int, written: Iterable[Path]) -> None:
    """Say what was read, found, skipped and written."""
    counts = Counter(relations["event"])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    found = "\n  " + ", ".join(f"{event} {n:,}" for event, n in ranked) if ranked else ""
    _counts(f"{report.documents:,} documents, {actors:,} actors, {len(relations):,} relations{found}", report, written)


def _counts(found: str, report: Report, written: Iterable[Path]) -> None:
    say(found)
    tell(report)
    for path in written:
        say(f"wrote {path}")
