"""Words a second of the whole of ``ingest`` against those of the bare spaCy pipeline, on the same texts in one run.

Run from the repository root: ``python -m tests.benchmarks.speed [N] [--texts FOLDER]``. Both pipelines take turns
on blocks of documents, and the time is that of the processor, so that neither a machine that slows down nor other
programs favour one; what counts is the ratio. Set OMP_NUM_THREADS=1 for figures of one core.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import communique
from communique.ingest.pipeline import DEFAULT_MODEL, Extractor, load_model
from communique.ingest.relations import relations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language

    from communique.ingest.documents import Document

TEXTS = Path(__file__).resolve().parents[2].parent / "shared" / "text"
SETS = (("wikinews_280.jsonl.gz", None), ("archive_8000.jsonl.gz", 200))
"""The texts, and how many documents of each are taken unless the command says otherwise (None: all)."""
BLOCK = 32


@dataclass(slots=True)
class Timing:
    """Seconds of the processor that each pipeline took for a number of words."""

    words: int = 0
    bare: float = 0.0
    ours: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Our throughput as a share of the bare pipeline's."""
        return self.bare / self.ours if self.ours else 0.0


def blocks(documents: Iterator[Document]) -> Iterator[list[Document]]:
    """Cut a stream of documents into lists."""
    while block := list(islice(documents, BLOCK)):
        yield block


def measure(documents: Iterator[Document], bare: Language, extractor: Extractor) -> Timing:
    """Time both pipelines on each block, the order changing from block to block."""
    timing = Timing()
    for number, block in enumerate(blocks(documents)):
        for turn in (number % 2, 1 - number % 2):
            started = process_time()
            if turn:
                timing.words += sum(len(e.doc) for e in extractor.stream(block))
                timing.ours += process_time() - started
            else:
                for _ in bare.pipe((d.article for d in block), batch_size=BLOCK):
                    pass
                timing.bare += process_time() - started
    return timing


def shares(documents: list[Document], extractor: Extractor) -> dict[str, float]:
    """Time each step of our pipeline on its own."""
    parts = {}
    started = process_time()
    docs = [extractor.nlp.make_doc(d.article) for d in documents]
    parts["tokenizer"] = process_time() - started
    for doc, document in zip(docs, documents, strict=True):
        doc._.date = document.date
    for name, component in extractor.nlp.pipeline:
        started = process_time()
        pipe = getattr(component, "pipe", None)
        docs = list(pipe(docs, batch_size=BLOCK)) if pipe else [component(doc) for doc in docs]
        parts[name] = process_time() - started
    started = process_time()
    for doc, document in zip(docs, documents, strict=True):
        list(relations(doc, document, extractor.register))
    parts["rows"] = process_time() - started
    return parts


def main() -> None:
    """Print the ratio for each set of texts, and where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("count", nargs="?", type=int, help="documents of the long set (default: 200)")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder of the .jsonl.gz files")
    arguments = parser.parse_args()
    say = sys.stdout.write
    bare, extractor = load_model(DEFAULT_MODEL), Extractor()
    for name, count in SETS:
        path = arguments.texts / name
        if not path.exists():
            say(f"{name}: not there; name the folder that holds it with --texts\n")
            continue
        wanted = arguments.count if count and arguments.count else count
        list(bare.pipe(["Warm up."])), list(extractor.stream([communique.Document("warm", "Warm up.")]))
        timing = measure(islice(communique.read(path), wanted), bare, extractor)
        say(f"{name}: {timing.words:,} words\n")
        say(f"  bare {timing.words / timing.bare:,.0f} words a second, ours {timing.words / timing.ours:,.0f}, ")
        say(f"ratio {timing.ratio:.3f}\n")
        parts = shares(list(islice(communique.read(path), min(wanted or 100, 100))), extractor)
        whole = sum(parts.values())
        for part, seconds in parts.items():
            say(f"  {part:<24} {seconds / whole:6.1%}\n")


if __name__ == "__main__":
    main()
