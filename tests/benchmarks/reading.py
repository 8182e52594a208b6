"""The annotated texts, read by the grammar, with their candidates and labels; and their relations, scored."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from communique.ingest.candidates import Candidate
from communique.ingest.classify import SIGNS, Pair, PairReader, Seen, signed
from communique.ingest.documents import Document
from communique.ingest.encoder import HOME, LONGEST, Floats, read_pieces
from communique.ingest.ends import Ends
from communique.ingest.features import Sentences, describe
from communique.ingest.lexicon import load_lexicon
from communique.ingest.model import CLASSES, NONE, Policy
from communique.ingest.opinion import Judged, SecondOpinion
from communique.ingest.pipeline import Extractor
from communique.ingest.pooling import shares
from communique.ingest.relations import RelationFinder, relations
from communique.ingest.scorer import scored_pairs, sentence_of
from communique.ingest.wordpiece import WordPiece
from tests.benchmarks.labels import WEIGHTS, Label, annotated_labels, document_labels, pair_labels, scorer

DOCUMENTS, PAIRS = ("dev", "train"), ("sentences_dev", "pairs_train")
SCORED = "pairs_train"
"""The set of marked pairs by which their classification is scored."""
FOLDS = 5
_ANNOTATED = Path(__file__).with_name("annotated.csv")
_RAREST = 5
"""Named features of fewer candidates are left out."""


@dataclass(slots=True)
class Text:
    """One annotated text, read by the grammar, with its candidates, what is known of them, and their labels."""

    name: str
    gold: dict[str, Any]
    document: Document
    doc: Doc
    events: list[Judged]
    pairs: list[Candidate]
    features: list[list[str]]
    labels: list[Label]
    fold: int


@dataclass(slots=True)
class Marked:
    """A marked pair, its type, and what is known of it."""

    name: str
    gold: dict[str, Any]
    kind: str
    seen: Seen
    fold: int


@dataclass(slots=True)
class Item:
    """A sentence as the network sees it, with the classes of its candidates and how much each counts."""

    pieces: list[int]
    shares: Floats
    features: list[list[int]]
    kinds: list[list[tuple[int, float]]]


class Reader:
    """Reads the annotated texts.

    Parameters
    ----------
    shared
        The folder with the folders ``gold``, ``eval`` and ``text``.
    """

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self.score: Any = scorer(shared)
        self.extractor = Extractor(grammar_only=True)
        self.register, self.lexicon = self.extractor.register, load_lexicon()
        self.finder = RelationFinder(self.register, self.lexicon)
        self.spell = WordPiece(read_pieces(HOME), LONGEST)

    def texts(self, name: str) -> list[Text]:
        """Read a set of annotated texts; the folds of a set are of equal size."""
        rows = _rows(self.shared / "gold" / f"{name}.jsonl")
        inputs = [
            Document(r["id"], r["text"], r.get("title"), r.get("date") or None, None, None, _body(r)) for r in rows
        ]
        order = list(range(len(rows)))
        random.Random(7).shuffle(order)  # noqa: S311  # folds need no secret
        folds = {number: place % FOLDS for place, number in enumerate(order)}
        return [
            self._text(name, row, e.document, e.doc, folds[number])
            for number, (row, e) in enumerate(zip(rows, self.extractor.stream(inputs), strict=True))
        ]

    def _text(self, name: str, row: dict[str, Any], document: Document, doc: Doc, fold: int) -> Text:
        pairs, features = self._candidates(doc)
        labels = (
            document_labels(row, doc, document.body, pairs, self.register, self.score)
            if name in DOCUMENTS
            else list(pair_labels(row, doc, pairs, self.score))
        )
        return Text(name, row, document, doc, list(doc._.events), pairs, features, labels, fold)

    def _candidates(self, doc: Doc, starts: set[int] | None = None) -> tuple[list[Candidate], list[list[str]]]:
        """Return the candidates of a Doc and what is known of them; only of the sentences that start there."""
        events = [event for event, _ in doc._.events]
        pairs = scored_pairs(doc, events, self.register)
        if starts is not None:
            pairs = [p for p in pairs if p.path.top.sent.start_char in starts]
        sentences = Sentences(doc, events, self.lexicon, self.register)
        return pairs, [describe(p, sentences) for p in pairs]

    def annotated(self) -> Iterator[Text]:
        """Read the open texts of which sentences are annotated; a text that has changed since is left out."""
        with _ANNOTATED.open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(line for line in file if not line.startswith("#")))
        for corpus, group in groupby(table, key=lambda r: r["corpus"]):
            told: dict[str, list[dict[str, str]]] = defaultdict(list)
            for row in group:
                told[row["document"]].append(row)
            path = self.shared / "text" / f"{corpus}.jsonl.gz"
            chosen = [r for r in _rows(path) if r["id"] in told and _unchanged(r["text"], told[r["id"]])]
            inputs = [Document(r["id"], r["text"], r.get("title"), r.get("date") or None) for r in chosen]
            for row, extraction in zip(chosen, self.extractor.stream(inputs), strict=True):
                starts = {int(r["start"]) for r in told[row["id"]]}
                pairs, features = self._candidates(extraction.doc, starts)
                labels = annotated_labels(told[row["id"]], extraction.doc, pairs, self.register)
                yield Text(corpus, {}, extraction.document, extraction.doc, [], pairs, features, labels, -1)

    def marked(self, folds: dict[str, int]) -> list[Marked]:
        """Read the annotated pairs, in the folds of their texts; an end that is not written there is not named."""
        reader = PairReader()
        found = []
        for name in PAIRS:
            told = []
            for row in _rows(self.shared / "gold" / f"{name}.jsonl"):
                # the scorer of pairs knows the first event alone
                for event in row["events"][: 1 if name == SCORED else None]:
                    pair = _pair(row, event)
                    if pair.source is not None or pair.target is not None:
                        told.append((row, event, pair))
            for (row, event, _), seen in zip(told, reader([t[2] for t in told]), strict=True):
                kind = self.score.FOLD.get(event["root"], event["root"])
                found.append(Marked(name, row, kind, seen, folds[row["text"]]))
        return found

    def items(self, text: Text, known: dict[str, int]) -> Iterator[Item]:
        """Yield the sentences of a text for the network; they hold all its candidates in order."""
        labels = defaultdict(list)
        for label in text.labels:
            labels[label.candidate].append((CLASSES.index(label.kind), label.weight))
        numbered = enumerate(text.pairs)
        for start, group in groupby(numbered, key=lambda p: sentence_of(p[1])):
            chosen = list(group)
            pieces = self.spell(t.text for t in text.doc[start].sent)
            yield Item(
                pieces.ids,
                shares([p for _, p in chosen], start, pieces.words, len(pieces.ids)),
                [_known(text.features[i], known) for i, _ in chosen],
                [labels[i] for i, _ in chosen],
            )

    def marked_items(self, text: Text, known: dict[str, int]) -> Iterator[Item]:
        """Yield the related pairs of a text, each marked in its sentence as if it were asked for."""
        for label in text.labels:
            if label.kind == NONE or label.weight < WEIGHTS["required"]:
                continue
            pair = text.pairs[label.candidate]
            start = sentence_of(pair)
            ends = zip((pair.source, pair.target), SIGNS, strict=True)
            written = signed(text.doc[start].sent, list(ends))
            yield self._signed_item(pair, start, written, _known(text.features[label.candidate], known), label.kind)

    def marked_item(self, pair: Marked, known: dict[str, int]) -> Item:
        """Return a marked pair for the network."""
        seen = pair.seen
        return self._signed_item(seen.candidate, 0, (seen.words, seen.tokens), _known(seen.features, known), pair.kind)

    def _signed_item(
        self, pair: Candidate, start: int, written: tuple[list[str], list[int]], features: list[int], kind: str
    ) -> Item:
        words, tokens = written
        pieces = self.spell(words)
        places = [pieces.words[i] for i in tokens]
        return Item(
            pieces.ids, shares([pair], start, places, len(pieces.ids)), [features], [[(CLASSES.index(kind), 1.0)]]
        )

    def opinion(self, policy: Policy) -> SecondOpinion:
        """Return the second opinion of a policy."""
        return SecondOpinion(policy, self.lexicon, self.register)

    def rows(self, text: Text, opinion: SecondOpinion | None, scores: Floats) -> list[dict[str, Any]]:
        """Return the relations of a text: the grammar's, or with an opinion and scores those of both."""
        for event, _ in text.events:
            event.confidence = None
        found = text.events
        if opinion is not None:
            ends = Ends(text.doc, self.register)
            found = opinion(text.events, lambda e: self.finder.judge(e, ends), text.pairs, scores)
        text.doc._.events = found
        made = [_row(r) for r in relations(text.doc, text.document, self.register)]
        text.doc._.events = text.events
        return made


def vocabulary(features: Iterator[list[str]]) -> dict[str, int]:
    """Return the named features that are common enough, numbered."""
    counts: dict[str, int] = defaultdict(int)
    for names in features:
        for name in names:
            counts[name] += 1
    return {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= _RAREST))}


def _known(names: list[str], known: dict[str, int]) -> list[int]:
    return [known[n] for n in names if n in known]


def _rows(path: Path) -> list[dict[str, Any]]:
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode().split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def _unchanged(text: str, rows: list[dict[str, str]]) -> bool:
    return all(
        hashlib.sha256(text[int(r["start"]) : int(r["end"])].encode()).hexdigest()[:8] == r["digest"] for r in rows
    )


def _pair(row: dict[str, Any], event: dict[str, Any]) -> Pair:
    ends = [event.get(f"{end}_text") or event[end] for end in ("source", "target")]
    source, target = (end if end and end in row["text"] else None for end in ends)
    return Pair(row["id"], row["text"], source, target)


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
