"""The partition function: a batch of documents in, the files of a part out. All ways of running it share it."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from communique.archive.parts import ACTORS, DOCUMENTS, RELATIONS, Files, pack
from communique.ingest.documents import Document
from communique.ingest.summary import ActorTally, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from communique.archive.settings import Settings
    from communique.ingest.pipeline import Extractor
    from communique.table import Relation


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that is to be in a part, under its final id."""

    document: Document
    digest: str
    copy_of: str | None
    minhash: bytes | None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an extractor is made with, and how the folder's parts name it."""

    model: str
    actors: tuple[Path, ...]
    relations: tuple[Path, ...]
    settings: Settings

    def extractor(self) -> Extractor:
        """Load the model."""
        from communique.ingest.pipeline import Extractor

        return Extractor(self.model, actors=self.actors, relations=self.relations)


def extract_part(entries: Sequence[Entry], extractor: Extractor, settings: Settings) -> Files:
    """Extract from a batch of documents and make the files of its part.

    Parameters
    ----------
    entries
        The documents, in their order.
    extractor
        The pipeline.
    settings
        What the pipeline was made with.
    """
    actors: list[tuple[str, Tally]] = []
    found: list[Relation] = []
    words: list[int] = []
    for extraction in extractor.stream(e.document for e in entries):
        tally = ActorTally(extractor.register)
        tally.add(extraction)
        actors += [(extraction.document.id, t) for t in tally.tallies()]
        found += extraction.relations
        words.append(len(extraction.doc))
    tables = {
        "documents": documents_table(entries, words),
        "relations": pa.table({f.name: [getattr(r, f.name) for r in found] for f in RELATIONS}, RELATIONS),
        "actors": _actors_table(actors),
    }
    return pack(tables, settings)


def documents_table(entries: Sequence[Entry], words: Sequence[int]) -> pa.Table:
    """Make the table of the documents of a part."""
    documents = [e.document for e in entries]
    columns = {
        name: [getattr(d, name) for d in documents] for name in ("title", "date", "source", "url", "body", "text")
    }
    columns |= {name: [getattr(e, name) for e in entries] for name in ("copy_of", "digest", "minhash")}
    columns |= {"document": [d.id for d in documents], "words": list(words)}
    return pa.table({f.name: columns[f.name] for f in DOCUMENTS}, DOCUMENTS)


def entries_from(table: pa.Table) -> list[Entry]:
    """Make entries of a documents table."""
    return [
        Entry(
            Document(r["document"], r["text"], r["title"], r["date"], r["source"], r["url"], r["body"]),
            r["digest"], r["copy_of"], r["minhash"],
        )
        for r in table.to_pylist()
    ]  # fmt: skip


def _actors_table(rows: list[tuple[str, Tally]]) -> pa.Table:
    ranked = [sorted(tally.names.items()) for _, tally in rows]
    columns: dict[str, list[Any]] = {"document": [document for document, _ in rows]}
    columns["names"] = [[name for name, _ in pairs] for pairs in ranked]
    columns["counts"] = [[count for _, count in pairs] for pairs in ranked]
    columns |= {f.name: [getattr(t, f.name) for _, t in rows] for f in ACTORS if f.name not in columns}
    return pa.table(columns, ACTORS)


def answering(setting: bytes) -> Callable[[bytes], bytes]:
    """Load the model once, and return the function that a worker process answers with."""
    recipe: Recipe = pickle.loads(setting)  # noqa: S301  # from our own parent process
    extractor = recipe.extractor()

    def answer(request: bytes) -> bytes:
        entries = pickle.loads(request)  # noqa: S301
        return pickle.dumps(extract_part(entries, extractor, recipe.settings))

    return answer
