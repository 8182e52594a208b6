"""Words a second of the whole of ``ingest`` against those of the bare spaCy pipeline, on the same texts in one run.

Run from the repository root: ``python -m tests.benchmarks.speed [N] [--texts FOLDER] [--least RATIO]``. Both
pipelines take turns on blocks of documents, so that a machine that slows down favours neither. What counts is the
ratio of the processor's time, which other programs do not touch; that of the clock is printed beside it. Set
OMP_NUM_THREADS=1 for figures of one core.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import communique
from communique.ingest.pipeline import DEFAULT_MODEL, Extractor, load_model
from communique.ingest.relations import relations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language

    from communique.ingest.documents import Document

TEXTS = Path(__file__).resolve().parents[2].parent / "shared" / "text"
SETS = (("wikinews_280.jsonl.gz", None), ("archive_8000.jsonl.gz", 500))
"""The texts, and how many documents of each are taken unless the command says otherwise (None: all)."""
BLOCK = 32


@dataclass(slots=True)
class Seconds:
    """Time of the processor and of the clock."""

    processor: float = 0.0
    clock: float = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Add the time that a block of code takes."""
        processor, clock = process_time(), perf_counter()
        yield
        self.processor += process_time() - processor
        self.clock += perf_counter() - clock


@dataclass(slots=True)
class Timing:
    """What each pipeline took for a number of words."""

    words: int = 0
    documents: int = 0
    bare: Seconds = field(default_factory=Seconds)
    ours: Seconds = field(default_factory=Seconds)

    @property
    def ratio(self) -> float:
        """Our throughput as a share of the bare pipeline's, by the processor's time."""
        return self.bare.processor / self.ours.processor if self.ours.processor else 0.0

    def __str__(self) -> str:
        lines = [f"{self.documents:,} documents, {self.words:,} words"]
        for name, bare, ours in (
            ("processor", self.bare.processor, self.ours.processor),
            ("clock", self.bare.clock, self.ours.clock),
        ):
            rates = (
                f"bare {self.words / bare:,.0f} words a second, ours {self.words / ours:,.0f}" if bare else "no text"
            )
            lines.append(f"  {name:<9} {rates}, ratio {bare / ours if ours else 0:.3f}")
        return "\n".join(lines)


def blocks(documents: Iterator[Document]) -> Iterator[list[Document]]:
    """Cut a stream of documents into lists."""
    while block := list(islice(documents, BLOCK)):
        yield block


def measure(documents: Iterator[Document], bare: Language, extractor: Extractor) -> Timing:
    """Time both pipelines on each block, the order changing from block to block."""
    timing = Timing()
    for number, block in enumerate(blocks(documents)):
        timing.documents += len(block)
        for turn in (number % 2, 1 - number % 2):
            if turn:
                with timing.ours.counted():
                    timing.words += sum(len(e.doc) for e in extractor.stream(block))
            else:
                with timing.bare.counted():
                    for _ in bare.pipe((d.article for d in block), batch_size=BLOCK):
                        pass
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


def main() -> int:
    """Print the ratio for each set of texts and where the time goes; return 1 if one is below the least."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("count", nargs="?", type=int, help="documents of the long set (default: 500)")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder of the .jsonl.gz files")
    parser.add_argument("--least", type=float, default=0.0, help="end with 1 if a ratio is below this, such as 0.85")
    arguments = parser.parse_args()
    say = sys.stdout.write
    bare, extractor = load_model(DEFAULT_MODEL), Extractor()
    too_slow = 0
    for name, count in SETS:
        path = arguments.texts / name
        if not path.exists():
            say(f"{name}: not there; name the folder that holds it with --texts\n")
            continue
        wanted = arguments.count if count and arguments.count else count
        list(bare.pipe(["Warm up."])), list(extractor.stream([communique.Document("warm", "Warm up.")]))
        timing = measure(islice(communique.read(path), wanted), bare, extractor)
        too_slow |= timing.ratio < arguments.least
        say(f"{name}: {timing}\n")
        parts = shares(list(islice(communique.read(path), min(wanted or 100, 100))), extractor)
        whole = sum(parts.values())
        for part, seconds in parts.items():
            say(f"  {part:<24} {seconds / whole:6.1%}\n")
    return int(too_slow)


if __name__ == "__main__":
    sys.exit(main())
