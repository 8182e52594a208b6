"""The public functions: read, extract, build, explain and load. The command line calls these and nothing deeper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from communique.archive.folder import is_archive
from communique.archive.reading import load_archive
from communique.archive.writing import Progress
from communique.archive.writing import add as add_to_folder
from communique.errors import InputError
from communique.graph.knowledge import KnowledgeGraph
from communique.ingest.classify import Classification, Pair, load_classifier
from communique.ingest.documents import MAX_CHARACTERS, Document, Report, without_surrogates
from communique.ingest.explain import Explanation
from communique.ingest.explain import explain as explain_extraction
from communique.ingest.lexicon import load_lexicon
from communique.ingest.marked import Marked
from communique.ingest.mentions_table import MENTION_COLUMNS, mention_rows
from communique.ingest.pipeline import DEFAULT_MODEL, Extraction, Extractor
from communique.ingest.publication import parse_date
from communique.ingest.read import documents_from_frame, read_documents
from communique.ingest.summary import ActorTally
from communique.table import Relation, actors_frame, relations_frame

Input = str | Path | Document | pd.DataFrame
"""What can be read: a path (``"-"`` is standard input), a Document, a table with one document a row."""


def read(
    inputs: Input | Iterable[Input],
    *,
    report: Report | None = None,
    **columns: Any,
) -> Iterator[Document]:
    """Read documents from files, folders, standard input or data frames, one at a time.

    Parameters
    ----------
    inputs
        One input or several.
    report
        Collects what was skipped and why.
    **columns
        For data frames, the columns that hold ``text``, ``id``, ``title``, ``date``, ``source`` and ``url``
        where they have other names, such as ``text="body"``.

    Yields
    ------
    Document

    Raises
    ------
    InputError
        If a frame has no text column, or there is nothing at all to read.

    Examples
    --------
    >>> frame = pd.DataFrame({"body": ["Iran backed Hezbollah."], "published": ["2016-10-20"]})
    >>> [d.date for d in read(frame, text="body", date="published")]
    ['2016-10-20']
    """
    report = report if report is not None else Report()
    items = [inputs] if isinstance(inputs, (str, Path, Document, pd.DataFrame)) else inputs
    fault = InputError("nothing to read: name a file, a folder, - for standard input, a Document or a data frame")
    any_read = False
    for is_path, group in groupby(items, key=lambda item: isinstance(item, (str, Path))):
        found: Iterator[Document] = _given(group, report, columns)
        if is_path:
            found = read_documents((item for item in group if isinstance(item, (str, Path))), report=report)
        try:
            for document in found:
                any_read = True
                yield document
        except InputError as error:  # one bad input does not spoil the others
            fault = error
    if not any_read:
        raise fault


def _given(items: Iterable[Any], report: Report, columns: dict[str, Any]) -> Iterator[Document]:
    """Yield the documents that are given as such or as rows of data frames."""
    for item in items:
        if isinstance(item, Document):
            if len(item.text) > MAX_CHARACTERS:
                report.skip(item.id, "", f"has more than {MAX_CHARACTERS:,} characters; split it")
                continue
            report.documents += 1
            yield replace(item, text=without_surrogates(item.text))
        elif isinstance(item, pd.DataFrame):
            yield from documents_from_frame(item, report=report, **columns)
        else:
            raise InputError(f"cannot read a {type(item).__name__}; give a path, a Document or a data frame")


def extract(
    inputs: Input | Iterable[Input],
    *,
    model: str = DEFAULT_MODEL,
    actors: Sequence[Path] = (),
    relations: Sequence[Path] = (),
    grammar_only: bool = False,
    **columns: Any,
) -> pd.DataFrame:
    """Extract the relations that documents state.

    Parameters
    ----------
    inputs
        As for :func:`read`.
    model
        An installed spaCy pipeline for English.
    actors, relations
        Your own vocabulary files.
    grammar_only
        Leave the learned model out; confidences are then by rule of thumb.
    **columns
        As for :func:`read`.

    Returns
    -------
    pandas.DataFrame
        One row a stated relation, with the columns of :data:`communique.table.RELATION_COLUMNS`.

    Examples
    --------
    >>> table = extract(Document("d1", "Iran condemned the United States."))
    >>> table[["source", "relation", "target", "status"]].values.tolist()
    [['Iran', 'condemned', 'United States', 'fact']]
    """
    extractor = Extractor(model, actors=actors, relations=relations, grammar_only=grammar_only)
    found: list[Relation] = []
    for extraction in extractor.stream(read(inputs, **columns)):
        found += extraction.relations
    return relations_frame(found)


def build(
    inputs: Input | Iterable[Input],
    *,
    model: str = DEFAULT_MODEL,
    actors: Sequence[Path] = (),
    relations: Sequence[Path] = (),
    grammar_only: bool = False,
    **columns: Any,
) -> KnowledgeGraph:
    """Build the knowledge graph of documents.

    Parameters and errors are those of :func:`extract`.

    Returns
    -------
    KnowledgeGraph

    Examples
    --------
    >>> build(Document("d1", "Iran backs Hezbollah."))
    KnowledgeGraph(2 actors, 1 relation)
    """
    extractor = Extractor(model, actors=actors, relations=relations, grammar_only=grammar_only)
    return assemble(extractor.stream(read(inputs, **columns)), extractor)


def mentions(
    inputs: Input | Iterable[Input],
    *,
    model: str = DEFAULT_MODEL,
    actors: Sequence[Path] = (),
    **columns: Any,
) -> pd.DataFrame:
    """Find every mention of an actor, and who is meant.

    Parameters and errors are those of :func:`extract`.

    Returns
    -------
    pandas.DataFrame
        One row a mention in text order, with the columns of
        :data:`communique.ingest.mentions_table.MENTION_COLUMNS`; ``how`` tells how it was resolved.

    Examples
    --------
    >>> table = mentions(Document("d1", "Moscow said its troops had left.", date="2016-10-20"))
    >>> table[["text", "actor", "how"]].values.tolist()
    [['Moscow', 'Russia', 'metonym'], ['its', 'Russia', 'pronoun']]
    """
    extractor = Extractor(model, actors=actors)
    return mentions_frame(
        row for e in extractor.stream(read(inputs, **columns)) for row in mention_rows(e, extractor.register)
    )


def mentions_frame(found: Iterable[dict[str, object]]) -> pd.DataFrame:
    """Make the mentions table, with its columns typed even when it is empty."""
    frame = pd.DataFrame(found, columns=list(MENTION_COLUMNS))
    whole = {"start": "int64", "end": "int64", "confidence": "float64"}
    return frame.astype(dict.fromkeys(MENTION_COLUMNS, "str") | whole)


def classify(text: str, source: Marked, target: Marked, *, model: str = DEFAULT_MODEL) -> Classification:
    """Name the PLOVER type of what a marked source does to a marked target.

    Parameters
    ----------
    text
        A sentence or a few.
    source, target
        A stretch of the text, or the numbers of its first character and of the one after its last; None for one
        of them that the text does not name.
    model
        An installed spaCy pipeline for English.

    Returns
    -------
    Classification
        ``event``, the most probable of the fifteen types; ``label``, what is read on the edge; ``confidence``, the
        calibrated probability of the type.

    Raises
    ------
    InputError
        If the text does not hold an end.

    Examples
    --------
    >>> classify("Turkey condemned the Syrian offensive.", "Turkey", "the Syrian offensive")[:2]
    ('ACCUSE', 'condemned')
    """
    return next(load_classifier(model)([Pair("text", text, source, target)]))


def explain(
    text: str,
    *,
    date: str | None = None,
    model: str = DEFAULT_MODEL,
    actors: Sequence[Path] = (),
    relations: Sequence[Path] = (),
) -> Explanation:
    """Explain what is found in a sentence or a short text, what nearly was, and how to teach the rest.

    Parameters
    ----------
    text
        What to explain.
    date
        The day of its publication, for words such as "Friday".
    model, actors, relations
        As for :func:`extract`.

    Returns
    -------
    Explanation
        Printed, it is a text of 80 columns; in a notebook it draws the parse.

    Raises
    ------
    InputError
        If there is no text, or the date is none.

    Examples
    --------
    >>> made = explain("France serenaded Germany.")
    >>> made.relations
    ()
    >>> [lesson.row[:6] for lesson in made.lessons]
    [('serenade', 'VERB', '', 'subj', 'obj', 'serenaded')]
    """
    day = parse_date(date) if date else None
    if date and day is None:
        raise InputError(f"'{date}' is no date; write it as YYYY-MM-DD")
    if not text.strip():
        raise InputError("there is nothing to explain; give a sentence")
    extractor = Extractor(model, actors=actors, relations=relations)
    lexicon = load_lexicon(tuple(str(p) for p in relations))
    extraction = next(extractor.stream(read(Document("text", text, date=day))))
    return explain_extraction(extraction, lexicon, extractor.register)


def assemble(extractions: Iterable[Extraction], extractor: Extractor) -> KnowledgeGraph:
    """Put what documents gave together into a graph."""
    rows: list[Relation] = []
    tally = ActorTally(extractor.register)
    for extraction in extractions:
        rows += extraction.relations
        tally.add(extraction)
    return KnowledgeGraph(relations_frame(rows), actors_frame(tally.rows()))


def add(
    inputs: Input | Iterable[Input],
    to: str | Path,
    *,
    model: str | None = None,
    actors: Sequence[Path] = (),
    relations: Sequence[Path] = (),
    jobs: int = 1,
    report: Report | None = None,
    **columns: Any,
) -> Progress:
    """Add documents to a graph folder, which is started where there is none; :func:`load` reads it.

    Parameters
    ----------
    inputs, **columns
        As for :func:`read`. What the folder holds already is left out.
    to
        The folder.
    model, actors, relations
        As for :func:`extract`. The folder remembers them.
    jobs
        How many processes extract.
    report
        Collects what was skipped and why.

    Returns
    -------
    Progress
        How many documents were new, copies of others or there already, and how many relations they gave.

    Raises
    ------
    InputError
        If there is nothing to read, or the folder cannot be written, is being written by another process, or
        was made with another model or vocabulary.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = add(Document("d1", "Iran backs Hezbollah."), folder)
    ...     again = add(Document("d1", "Iran backs Hezbollah."), folder)
    ...     print(made.documents, again.documents, load(folder))
    1 0 KnowledgeGraph(2 actors, 1 relation)
    """
    report = report if report is not None else Report()
    report.unique_ids = False  # the folder gives them
    return add_to_folder(
        read(inputs, report=report, **columns), Path(to), model=model, actors=actors, relations=relations, jobs=jobs,
        report=report,
    )  # fmt: skip


def load(path: str | Path, *, copies: bool = False) -> KnowledgeGraph:
    """Load a graph folder, a graph that :meth:`KnowledgeGraph.save` wrote, or a relations table.

    Parameters
    ----------
    path
        The folder or file.
    copies
        From a graph folder, count each printing of a story as evidence of its own.

    Raises
    ------
    InputError
        If there is none at ``path``, or it is damaged.
    """
    if is_archive(Path(path)):
        return load_archive(Path(path), copies=copies)
    return KnowledgeGraph.load(Path(path))
