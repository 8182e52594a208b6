"""Every relation of a large body of text has offsets that hold: a sweep that finds crashes and slips.

Run from the repository root: ``python -m tests.benchmarks.sweep [--limit N] [--texts FOLDER]``; without a limit it
reads everything in the folder. It ends with 1 if anything failed, and names the document.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import communique
from communique.ingest.documents import Report
from communique.ingest.pipeline import DEFAULT_MODEL, Extractor
from communique.table import EVENTS, STATUSES, STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.ingest.documents import Document
    from communique.table import Relation

TEXTS = Path(__file__).resolve().parents[2].parent / "shared" / "text"
BLOCK = 64
_SHOWN = 20
_SPANS = {"evidence": "evidence", "source": "source_text", "target": "target_text", "trigger": "trigger"}


@dataclass(slots=True)
class Sweep:
    """What was read and found, and what failed: a line a failure."""

    documents: int = 0
    relations: int = 0
    events: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def read(self, documents: Iterable[Document], extractor: Extractor) -> None:
        """Extract from documents and check what comes."""
        for document, found in _extracted(documents, extractor):
            self.documents += 1
            if isinstance(found, Exception):
                self.failures.append(f"{document.id}: {type(found).__name__}: {found}")
                continue
            for row in found:
                self.relations += 1
                self.events[row.event] += 1
                self.statuses[row.status] += 1
                self.failures += [
                    f"{document.id}: {row.source} {row.relation} {row.target}: {f}" for f in faults(row, document)
                ]


def faults(row: Relation, document: Document) -> Iterator[str]:
    """Yield what is wrong with a relation of a document."""
    spans = {}
    for name, column in _SPANS.items():
        start, end = getattr(row, f"{name}_start"), getattr(row, f"{name}_end")
        spans[name] = start, end
        if not document.body <= start < end <= len(document.text):
            yield f"{name} {start} to {end} is empty or outside the document's {len(document.text)} characters"
        elif document.text[start:end] != getattr(row, column):
            yield f"{name} {start} to {end} is {document.text[start:end]!r}, not {getattr(row, column)!r}"
    first, last = spans["evidence"]
    for name in ("source", "target", "trigger"):
        if not first <= spans[name][0] < spans[name][1] <= last:
            yield f"{name} is outside the evidence"
    if row.source_id == row.target_id:
        yield "both ends are the same actor"
    if row.status not in STATUSES or row.event not in (*EVENTS, *STRUCTURAL):
        yield f"status {row.status!r} or event {row.event!r} is unknown"
    if row.claimant is not None and row.status != "claimed":
        yield f"what is {row.status} has the claimant {row.claimant!r}"


def _extracted(
    documents: Iterable[Document], extractor: Extractor
) -> Iterator[tuple[Document, list[Relation] | Exception]]:
    """Yield what each document gives; a block in which something breaks is read again one by one."""
    waiting = iter(documents)
    while block := list(islice(waiting, BLOCK)):
        try:
            found = [(e.document, e.relations) for e in extractor.stream(block)]
        except Exception:  # whatever it is, the documents are read again to name the one
            for document in block:
                try:
                    yield document, next(extractor.stream([document])).relations
                except Exception as error:  # a crash is what the sweep looks for
                    yield document, error
        else:
            yield from found


def main() -> int:
    """Print counts and failures of each file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--limit", type=int, help="documents of each file (default: all)")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder of the documents")
    parser.add_argument("--model", default=DEFAULT_MODEL, help="an installed spaCy pipeline for English")
    arguments = parser.parse_args()
    extractor = Extractor(arguments.model)
    failed = 0
    for path in sorted(arguments.texts.iterdir()):
        report, sweep, started = Report(), Sweep(), perf_counter()
        sweep.read(islice(communique.read(path, report=report), arguments.limit), extractor)
        failed += len(sweep.failures)
        seconds = perf_counter() - started
        print(f"{path.name}: {sweep.documents:,} documents in {seconds:,.0f} s, {report.skipped_count} skipped")
        print(f"  {sweep.relations:,} relations, {len(sweep.failures)} failures")
        for counts in (sweep.statuses, sweep.events):
            print("  " + ", ".join(f"{key} {n:,}" for key, n in sorted(counts.items(), key=lambda i: (-i[1], i[0]))))
        for failure in sweep.failures[:_SHOWN]:
            print(f"  FAILED {failure}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
