"""Scores of the grammar on annotated documents.

The learned model is left out, as it was trained on these documents; what both find together is measured out of fold
by ``python -m tests.benchmarks.train`` and written in seeds/model/figures.txt.

Run from the repository root: ``python -m tests.benchmarks.accuracy [--gold FOLDER] [--errors N]``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import communique
from communique.evaluate import evaluate
from communique.ingest.pipeline import Extractor
from communique.table import relations_frame, write_relations

GOLD = Path(__file__).resolve().parents[2].parent / "shared" / "gold"
SETS = ("dev.jsonl", "train.jsonl")


def main() -> None:
    """Print the table of :func:`communique.evaluate.evaluate` for each set."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of the annotated documents")
    parser.add_argument("--errors", type=int, default=0, help="show this many misses and false alarms of each set")
    arguments = parser.parse_args()
    say = sys.stdout.write
    extractor = Extractor(grammar_only=True)
    for name in SETS:
        path = arguments.gold / name
        if not path.exists():
            say(f"{name}: not there; name the folder that holds it with --gold\n")
            continue
        with TemporaryDirectory() as folder:
            predicted = Path(folder) / "relations.jsonl"
            rows = (r for e in extractor.stream(communique.read(path)) for r in e.relations)
            write_relations(relations_frame(rows), predicted)
            result = evaluate(path, predicted)
        say(f"{name}\n{result.table().round(3).to_string()}\nstatus accuracy {result.status_accuracy:.3f}\n")
        for kind, entries in (("missed", result.misses), ("false alarm", result.alarms)):
            for entry in entries[: arguments.errors]:
                say(f"{kind} | {' | '.join(str(cell) for cell in entry)}\n")


if __name__ == "__main__":
    main()
