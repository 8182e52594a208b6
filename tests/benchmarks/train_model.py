"""Train the model of the second opinion, and measure it by cross-validation grouped by document.

Run from the repository root: ``python -m tests.benchmarks.train_model [--gold FOLDER] [--dry]``. The annotated
texts are read in place. Writes seeds/model/relations.npz and its card; the same texts give the same bytes.
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
from spacy.tokens import Doc

from communique.ingest.candidates import Candidate, candidates
from communique.ingest.documents import Document
from communique.ingest.ends import Ends
from communique.ingest.features import Sentences, describe, vectors
from communique.ingest.lexicon import load_lexicon
from communique.ingest.model import Calibration, Floats, Model, save_model
from communique.ingest.opinion import Judged, SecondOpinion
from communique.ingest.pipeline import Extractor
from communique.ingest.relations import RelationFinder, relations
from communique.table import EVENTS
from tests.benchmarks.fitting import fit, platt
from tests.benchmarks.labels import SHARED, Label, document_labels, pair_labels, scorer

DOCUMENTS, PAIRS = ("dev", "train"), ("sentences_dev", "pairs_train")
HOME = Path(__file__).resolve().parents[2] / "seeds" / "model"
FOLDS = 5
PENALTY = 0.03
RAREST = 3
"""Features of fewer examples are left out."""
NEVER = 2.0
WORTH = 0.05
"""Gain in F1 below which the model only gives confidences: proposals and vetoes cost trust in single sentences."""
THRESHOLDS = [(p, k) for p in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, NEVER) for k in (0.0, 0.05, 0.1, 0.15, 0.2)]


@dataclass(slots=True)
class Text:
    """One annotated text, read by the grammar, with its candidates and their labels."""

    name: str
    gold: dict[str, Any]
    document: Document
    doc: Doc
    events: list[Judged]
    features: list[list[str]]
    vectors: Floats
    labels: list[Label]
    fold: int = 0
    scored: tuple[int, list[Candidate], Floats] | None = None


class Trainer:
    """Reads the annotated texts, fits models and scores them."""

    def __init__(self, gold: Path) -> None:
        self.score: Any = scorer(gold.parent)
        self.extractor = Extractor(grammar_only=True)
        self.register, self.lexicon = self.extractor.register, load_lexicon()
        self.finder = RelationFinder(self.register, self.lexicon)
        self.texts = [t for name in (*DOCUMENTS, *PAIRS) for t in self._read(gold / f"{name}.jsonl", name)]

    def _read(self, path: Path, name: str) -> list[Text]:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        inputs = [
            Document(r["id"], r["text"], r.get("title"), r.get("date") or None, None, None, _body(r)) for r in rows
        ]
        texts = [
            self._text(name, row, e.document, e.doc) for row, e in zip(rows, self.extractor.stream(inputs), strict=True)
        ]
        order = list(range(len(texts)))
        random.Random(7).shuffle(order)  # noqa: S311  # folds need no secret
        for place, number in enumerate(order):
            texts[number].fold = place % FOLDS
        return texts

    def _text(self, name: str, row: dict[str, Any], document: Document, doc: Doc) -> Text:
        events = list(doc._.events)
        pairs = list(candidates(doc, self.register))
        sentences = Sentences(doc, [e for e, _ in events], self.lexicon, self.register)
        labels = (
            document_labels(row, doc, document.body, pairs, self.register, self.score)
            if name in DOCUMENTS
            else list(pair_labels(row, doc, pairs, self.score))
        )
        width = 3 * doc.vocab.vectors_length
        dense = np.stack([vectors(p) for p in pairs]) if pairs else np.zeros((0, width), dtype=np.float32)
        return Text(name, row, document, doc, events, [describe(p, sentences) for p in pairs], dense, labels)

    def fit(self, texts: list[Text]) -> Model:
        """Fit the weights to the labels of some texts."""
        chosen = [(text, label) for text in texts for label in text.labels]
        return fit(
            [text.features[label.candidate] for text, label in chosen],
            np.stack([text.vectors[label.candidate] for text, label in chosen]),
            [label.kind for _, label in chosen],
            [label.weight for _, label in chosen],
            penalty=PENALTY,
            rarest=RAREST,
        )

    def rows(self, text: Text, model: Model | None) -> list[dict[str, Any]]:
        """Return the relations of a text: the grammar's, or those of both."""
        for event, _ in text.events:
            event.confidence = None
        found = text.events
        if model is not None:
            ends = Ends(text.doc, self.register)
            opinion = SecondOpinion(model, self.lexicon, self.register)
            if text.scored is None or text.scored[0] != id(model.weights):  # thresholds change nothing of the scores
                text.scored = id(model.weights), *opinion.score(text.doc, [e for e, _ in text.events])
            found = opinion.decide(text.events, lambda e: self.finder.judge(e, ends), *text.scored[1:])
        text.doc._.events = found
        made = [_row(r) for r in relations(text.doc, text.document, self.register)]
        text.doc._.events = text.events
        return made

    def figures(self, name: str, rows: list[dict[str, Any]], fold: int | None = None) -> dict[str, Any]:
        """Score the rows of a set of texts, or of one fold of it."""
        gold = [t.gold for t in self.texts if t.name == name and fold in (None, t.fold)]
        score = self.score.docs if name in DOCUMENTS else self.score.dyads
        result: dict[str, Any] = score(gold, rows)[0]
        return result


def main() -> None:
    """Cross-validate, choose the thresholds, calibrate, fit to everything and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold", help="folder of the annotated texts")
    parser.add_argument("--dry", action="store_true", help="measure only, write nothing")
    arguments = parser.parse_args()
    trainer = Trainer(arguments.gold)
    say = sys.stdout.write
    models = [trainer.fit([t for t in trainer.texts if t.fold != k]) for k in range(FOLDS)]
    alone = {t.document.id: trainer.rows(t, None) for t in trainer.texts}
    tried = {pair: _joined(trainer, models, *pair) for pair in THRESHOLDS}
    floor = _pooled(trainer, alone)["precision"]
    trusted = [pair for pair in THRESHOLDS if _pooled(trainer, tried[pair])["precision"] >= floor]
    # People must be able to trust the edges: more of them only where they are as often right as the grammar's.
    chosen = max(trusted, key=lambda pair: (_pooled(trainer, tried[pair])["f1"], pair))
    lines = [f"propose {p}, keep {k}: {_told_all(trainer, tried[p, k])}" for p, k in THRESHOLDS]
    lines.append(f"thresholds: propose {chosen[0]}, keep {chosen[1]}")
    for name in (*DOCUMENTS, *PAIRS):
        for what, made in (("grammar", alone), ("both", tried[chosen])):
            lines.append(f"{name:14s} {what:8s} {_told(trainer, name, made, None)}")
        for k in range(FOLDS):
            parts = (
                f"{what} {_told(trainer, name, made, k)}"
                for what, made in (("grammar", alone), ("both", tried[chosen]))
            )
            lines.append(f"  fold {k}  {'   '.join(parts)}")
    calibrations, table = _calibrate(trainer, tried[0.25, 0.0])
    lines += table
    say("\n".join(lines) + "\n")
    if arguments.dry:
        return
    gain = _pooled(trainer, tried[chosen])["f1"] - _pooled(trainer, alone)["f1"]
    lines.append(f"gain {gain:.3f}: {'all of it' if gain >= WORTH else 'confidences alone'} in use")
    propose, keep = chosen if gain >= WORTH else (NEVER, 0.0)
    final = replace(
        trainer.fit(trainer.texts), propose=propose, keep=keep, grammar=calibrations[0], proposals=calibrations[1]
    )
    HOME.mkdir(exist_ok=True)
    save_model(final, HOME / "relations.npz")
    (HOME / "figures.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"wrote {HOME / 'relations.npz'}: {len(final.vocabulary):,} features\n")


def _joined(trainer: Trainer, models: list[Model], propose: float, keep: float) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each text from the model that did not see it."""
    made = [replace(m, propose=propose, keep=keep) for m in models]
    return {t.document.id: trainer.rows(t, made[t.fold]) for t in trainer.texts}


def _pooled(trainer: Trainer, made: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    """Return the figures of "state dyad + type" over all documents together."""
    texts = [t for t in trainer.texts if t.name in DOCUMENTS]
    rows = [row for t in texts for row in made[t.document.id]]
    level: dict[str, float] = trainer.score.docs([t.gold for t in texts], rows)[0]["state dyad + type"]
    return level


def _told_all(trainer: Trainer, made: dict[str, list[dict[str, Any]]]) -> str:
    return f"both {_pooled(trainer, made)['f1']:.3f}  " + "  ".join(
        f"{name} {_told(trainer, name, made, None)}" for name in (*DOCUMENTS, *PAIRS)
    )


def _told(trainer: Trainer, name: str, made: dict[str, list[dict[str, Any]]], fold: int | None) -> str:
    rows = [row for t in trainer.texts if t.name == name for row in made[t.document.id] if fold in (None, t.fold)]
    figures = trainer.figures(name, rows, fold)
    level = figures["state dyad + type" if name in DOCUMENTS else "directed dyad + type"]
    status = f" status {figures['status accuracy']:.3f}" if name in DOCUMENTS else ""
    return f"P {level['precision']:.3f} R {level['recall']:.3f} F1 {level['f1']:.3f}{status}"


def _calibrate(
    trainer: Trainer, made: dict[str, list[dict[str, Any]]]
) -> tuple[tuple[Calibration, Calibration], list[str]]:
    """Fit Platt's scaling to the grammar's events and to the proposals, on rows of models that did not see them."""
    seen: dict[bool, list[tuple[float, bool, int]]] = {False: [], True: []}
    for text in trainer.texts:
        if text.name not in DOCUMENTS:
            continue
        for row in made[text.document.id]:
            if row["event"] not in EVENTS or row["certain"] is None:
                continue
            right = _right(trainer.score, text.gold, row)
            if right is not None:
                seen[row["rule"].startswith("model.")].append((row["certain"], right, text.fold))
    calibrations, lines, pooled = [], ["calibration, out of fold: expected and observed share of right relations"], []
    for proposed in (False, True):
        examples = seen[proposed]
        calibrations.append(platt([e[:2] for e in examples]))
        # each fold's figures come from a scaling that was fitted to the others
        scaled = [
            (platt([e[:2] for e in examples if e[2] != k])(p), right)
            for k in range(FOLDS)
            for p, right, f in examples
            if f == k
        ]
        pooled += scaled
        lines += [f"{'proposals' if proposed else 'grammar'} ({len(scaled)})", *_reliability(scaled)]
    lines += [f"all ({len(pooled)})", *_reliability(pooled)]
    return (calibrations[0], calibrations[1]), lines


def _reliability(scaled: list[tuple[float, bool]]) -> list[str]:
    """Lay out how often relations of about the same confidence are right, and the expected calibration error."""
    lines, error = [], 0.0
    for low in range(10):
        part = [(p, right) for p, right in scaled if min(int(p * 10), 9) == low]
        if part:
            expected, observed = (float(np.mean([x[i] for x in part])) for i in (0, 1))
            error += len(part) / len(scaled) * abs(expected - observed)
            lines.append(
                f"  {low / 10:.1f}-{low / 10 + 0.1:.1f}  n {len(part):4d}  "
                f"expected {expected:.2f}  observed {observed:.2f}"
            )
    return [*lines, f"  expected calibration error {error:.3f}"]


def _right(score: Any, gold: dict[str, Any], row: dict[str, Any]) -> bool | None:
    """Tell whether a row is right at "state dyad + type"; None where it fits optional entries only."""
    figures, _, alarms = score.docs([gold], [row])
    if alarms:
        return False
    return True if figures["state dyad + type"]["tp"] else None


def _row(relation: Any) -> dict[str, Any]:
    names = (
        "document source target source_principal target_principal source_text target_text event status claimant rule "
        "evidence"
    ).split()
    row = {name: getattr(relation, name) for name in names}
    return row | {"certain": min(max(relation.confidence, 1e-3), 1 - 1e-3)}


def _body(row: dict[str, Any]) -> int:
    """Return where the annotated part of a text starts: one document keeps the head of its page."""
    return row["text"].index("Russia's foreign ministry, meanwhile") if row["id"] == "seed-lausanne" else 0


if __name__ == "__main__":
    main()
