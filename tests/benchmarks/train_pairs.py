"""Train the model of marked pairs, and measure it by cross-validation grouped by text.

Run from the repository root: ``python -m tests.benchmarks.train_pairs [--gold FOLDER] [--dry]``. Writes
seeds/model/pairs.npz; the same texts give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from communique.ingest.classify import Pair, PairReader, Seen
from communique.ingest.model import CLASSES, Model, save_model
from tests.benchmarks.fitting import fit, platt
from tests.benchmarks.labels import SHARED, scorer

SETS = ("pairs_train", "sentences_dev")
SCORED = SETS[0]
HOME = Path(__file__).resolve().parents[2] / "seeds" / "model"
FOLDS = 5
PENALTY = 0.1
RAREST = 2


@dataclass(slots=True)
class Example:
    """A marked pair, its type, what is known of it, and its fold."""

    name: str
    gold: dict[str, Any]
    kind: str
    seen: Seen
    fold: int


def examples(folder: Path, score: Any) -> list[Example]:
    """Read the annotated pairs; an end that is not written in the text counts as not named."""
    reader = PairReader()
    found = []
    for name in SETS:
        rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        told = []
        for row in rows:
            # the scorer of pairs knows the first event alone
            for event in row["events"][: 1 if name == SCORED else None]:
                pair = _pair(row, event)
                if pair.source is not None or pair.target is not None:
                    told.append((row, event, pair))
        texts = sorted({row["text"] for row, _, _ in told})
        random.Random(3).shuffle(texts)  # noqa: S311  # folds need no secret
        folds = {text: place % FOLDS for place, text in enumerate(texts)}
        for (row, event, _), seen in zip(told, reader([t[2] for t in told]), strict=True):
            kind = score.FOLD.get(event["root"], event["root"])
            found.append(Example(name, row, kind, seen, folds[row["text"]]))
    return found


def _pair(row: dict[str, Any], event: dict[str, Any]) -> Pair:
    ends = [event.get(f"{end}_text") or event[end] for end in ("source", "target")]
    source, target = (end if end and end in row["text"] else None for end in ends)
    return Pair(row["id"], row["text"], source, target)


def train(chosen: list[Example]) -> Model:
    """Fit a model to some examples."""
    seen = [e.seen for e in chosen]
    features, dense = [s.features for s in seen], np.stack([s.vectors for s in seen])
    return fit(features, dense, [e.kind for e in chosen], [1.0] * len(chosen), penalty=PENALTY, rarest=RAREST)


def main() -> None:
    """Cross-validate, calibrate, fit to everything and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold", help="folder of the annotated texts")
    parser.add_argument("--dry", action="store_true", help="measure only, write nothing")
    arguments = parser.parse_args()
    score: Any = scorer(arguments.gold.parent)
    found = examples(arguments.gold, score)
    said, sure, lines = [], [], []
    for k in range(FOLDS):
        model = train([e for e in found if e.fold != k])
        asked = [e for e in found if e.fold == k and e.name == SCORED]
        scores = model.probabilities([e.seen.features for e in asked], np.stack([e.seen.vectors for e in asked]))
        kinds = [CLASSES[1 + i] for i in scores[:, 1:].argmax(axis=1).tolist()]
        said += [{"id": e.gold["id"], "event": kind} for e, kind in zip(asked, kinds, strict=True)]
        right = [kind == e.kind for e, kind in zip(asked, kinds, strict=True)]
        sure += list(zip(scores.max(axis=1).tolist(), right, strict=True))
        lines.append(f"fold {k}: accuracy {np.mean(right):.3f} of {len(right)}")
    gold = [e.gold for e in found if e.name == SCORED]
    lines.append(f"out of fold: {score.pairs(gold, said)[0]}")
    grammar = [
        {"id": e.gold["id"], "event": e.seen.events[0].sense.event} for e in found if e.name == SCORED and e.seen.events
    ]
    lines.append(f"grammar alone, silent on {len(gold) - len(grammar)}: {score.pairs(gold, grammar)[0]}")
    calibration = platt(sure)
    sys.stdout.write("\n".join(lines) + "\n")
    if not arguments.dry:
        final = replace(train(found), proposals=calibration)
        save_model(final, HOME / "pairs.npz")
        sys.stdout.write(f"wrote {HOME / 'pairs.npz'}: {len(final.vocabulary):,} features\n")


if __name__ == "__main__":
    main()
