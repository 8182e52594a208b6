"""Labels for candidates from annotated texts: which pair of actors stands in which relation in which sentence."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from spacy.tokens import Doc

from communique.ingest.candidates import Candidate
from communique.ingest.mentions import Mention
from communique.ingest.model import NONE
from communique.ingest.register import Register

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SYMMETRIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})
WEIGHTS = {
    "required": 1.0,
    "optional": 0.5,
    "elsewhere": 0.2,  # related, but by what another sentence says
    "unrelated": 1.0,
    "pair": 0.7,
    "mutual pair": 0.3,
    "reversed pair": 0.5,
}
"""How much each kind of label counts; the kinds were weighed by cross-validation."""
_OVERLAP = 0.3
_LONGEST_LIST = 15


class Label(NamedTuple):
    """A candidate by its number, its class, and how much that counts."""

    candidate: int
    kind: str
    weight: float


def scorer(folder: Path = SHARED) -> ModuleType:
    """Load the scorer that stands beside the annotated texts."""
    spec = importlib.util.spec_from_file_location("score", folder / "eval" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder}: no scorer there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def document_labels(
    gold: dict[str, Any], doc: Doc, body: int, pairs: list[Candidate], register: Register, score: ModuleType
) -> list[Label]:
    """Label the candidates of a wholly annotated document: what is not annotated is no relation."""
    actors, relations = score.Actors(gold["actors"]), gold["relations"]
    places = [(p, p + len(r["evidence"])) for r in relations for p in [gold["text"].find(r["evidence"])]]
    fits = [list(_fits(actors, relations, pair, register)) for pair in pairs]
    sentences = [doc[pair.source.head].sent for pair in pairs]
    told: list[list[tuple[int, int]]] = []
    best: dict[tuple[int, int], int] = {}
    for found, sentence in zip(fits, sentences, strict=True):
        start, end = body + sentence.start_char, body + sentence.end_char
        here = [(n, q) for n, q in found if _overlap(places[n], (start, end))]
        told.append(here)
        for number, quality in here:
            key = number, sentence.start
            best[key] = max(best.get(key, 0), quality)
    labels = []
    for i, (found, here, sentence) in enumerate(zip(fits, told, sentences, strict=True)):
        right = [n for n, quality in here if quality == best[n, sentence.start]]
        for number in right:
            kind = "optional" if relations[number]["optional"] else "required"
            labels.append(Label(i, relations[number]["relation"], WEIGHTS[kind]))
        if not right:
            labels.append(Label(i, NONE, WEIGHTS["elsewhere" if found else "unrelated"]))
    return labels


def pair_labels(gold: dict[str, Any], doc: Doc, pairs: list[Candidate], score: ModuleType) -> Iterator[Label]:
    """Label the candidates that stand where a sentence has its marked pair; nothing is known of the others."""
    for i, pair in enumerate(pairs):
        source, target = (score.words(doc[m.start : m.end].text) for m in (pair.source, pair.target))
        for event in gold["events"]:
            first, second = (score.words(event.get(f"{e}_text") or event[e]) for e in ("source", "target"))
            kind = score.FOLD.get(event["root"], event["root"])
            if source & first and target & second:
                yield Label(i, kind, WEIGHTS["pair"])
                break
            if source & second and target & first:
                mutual = kind in SYMMETRIC or event.get("reciprocal")
                yield Label(i, kind, WEIGHTS["mutual pair"]) if mutual else Label(i, NONE, WEIGHTS["reversed pair"])
                break


def annotated_labels(rows: list[dict[str, str]], doc: Doc, pairs: list[Candidate], register: Register) -> list[Label]:
    """Label the candidates of the annotated sentences of a text.

    Where a pair is related, other mentions of the same sides in that sentence are not labelled. Sentences that list
    many pairs are left out: they are signatures and calls of many.
    """
    labels: list[Label] = []
    by_sentence: dict[int, list[tuple[int, Candidate]]] = defaultdict(list)
    for i, pair in enumerate(pairs):
        by_sentence[pair.path.top.sent.start_char].append((i, pair))
    for start, group in groupby(rows, key=lambda r: int(r["start"])):
        told = list(group)
        if len(told) <= _LONGEST_LIST:
            labels += _sentence_labels(told, doc, by_sentence[start], register)
    return labels


def _sentence_labels(
    rows: list[dict[str, str]], doc: Doc, here: list[tuple[int, Candidate]], register: Register
) -> Iterator[Label]:
    sides = {i: tuple(register.root(m.actor).id for m in (p.source, p.target)) for i, p in here}
    related: dict[int, list[Label]] = defaultdict(list)
    for row in rows:
        if row["event"] == NONE:
            continue
        ends = [(int(row[f"{end}_start"]), int(row[f"{end}_end"])) for end in ("source", "target")]
        kinds = [row["event"], *row["accept"].split()]
        weight = WEIGHTS["optional" if row["optional"] else "required"]
        for i, pair in here:
            found = [_stretch(doc, m) for m in (pair.source, pair.target)]
            if found == ends or (row["mutual"] and found == ends[::-1]):
                for kind, share in zip(kinds, _shared(len(kinds)), strict=True):
                    related[i].append(Label(i, kind, weight * share))
    taken = {sides[i] for i in related}
    for i, _ in here:
        if i in related:
            yield from related[i]
        elif sides[i] not in taken:
            yield Label(i, NONE, WEIGHTS["unrelated"])


def _stretch(doc: Doc, mention: Mention) -> tuple[int, int]:
    span = doc[mention.start : mention.end]
    return span.start_char, span.end_char


def _shared(kinds: int) -> list[float]:
    """Return how much each of several types that are equally right counts, the better one first."""
    return [1.0] if kinds == 1 else [0.7] + [0.3 / (kinds - 1)] * (kinds - 1)


def _fits(actors: Any, relations: list[Any], pair: Candidate, register: Register) -> Iterator[tuple[int, int]]:
    """Yield the relations whose parties a candidate may be: with 2 by their names, with 1 by their sides only."""
    for number, relation in enumerate(relations):
        ways = [("source", "target"), ("target", "source")] if relation["symmetric"] else [("source", "target")]
        for first, second in ways:
            quality = min(
                _fit(actors, relation[first], pair.source.actor, register),
                _fit(actors, relation[second], pair.target.actor, register),
            )
            if quality:
                yield number, quality
                break


def _fit(actors: Any, gold: str, actor: Any, register: Register) -> int:
    if actors.same(gold, actor.name):
        return 2
    side = actors.root(gold)
    return int(actors.same(side, actor.name) or actors.same(side, register.root(actor).name))


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    shared = min(first[1], second[1]) - max(first[0], second[0])
    return shared > 0 and shared >= _OVERLAP * min(first[1] - first[0], second[1] - second[0])
