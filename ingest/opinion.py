"""The second opinion: what the model says of the grammar's events, and what it proposes where the grammar is silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from spacy.tokens import Doc, Token

from communique.ingest.candidates import Candidate, candidates, path_between
from communique.ingest.features import Sentences, describe, vectors
from communique.ingest.lexicon import WORD_CLASSES, Lexicon, Sense
from communique.ingest.model import CLASSES, Floats, Model
from communique.ingest.predicates import Event
from communique.ingest.register import Register
from communique.ingest.status import Status
from communique.ingest.vocabulary import packaged, rows
from communique.table import EVENTS

Judged = tuple[Event, Status]
_Key = tuple[str, str, int]
"""The sides of the two ends and where their sentence starts."""


class SecondOpinion:
    """Lets a model confirm, drop and add events of one Doc."""

    def __init__(self, model: Model, lexicon: Lexicon, register: Register) -> None:
        self._model = model
        self._lexicon = lexicon
        self._register = register

    def __call__(self, doc: Doc, judged: Sequence[Judged], judge: Callable[[Event], Status]) -> list[Judged]:
        """Return the events that stand and those proposed, each with its confidence, in the order of their triggers.

        Parameters
        ----------
        doc
            The Doc with its mentions.
        judged
            The grammar's events and their statuses.
        judge
            Tells the status of a proposed event.
        """
        pairs, scores = self.score(doc, [event for event, _ in judged])
        best = self._best(doc, pairs, scores)
        kept = [found for found in judged if self._stands(doc, found[0], best)]
        said = {self._key(doc, e.source.head, e) for e, _ in kept}
        said |= {(b, a, n, kind) for a, b, n, kind in said if any(self._mutual(e, (a, b, n, kind), doc) for e, _ in kept)}
        added = [(event, judge(event)) for event in self._proposals(doc, pairs, scores, said)]
        return sorted([*kept, *added], key=lambda found: found[0].trigger.i)

    def score(self, doc: Doc, events: Sequence[Event]) -> tuple[list[Candidate], Floats]:
        """Return the candidates of a Doc and the probability of each class for each."""
        pairs = list(candidates(doc, self._register))
        known = {(id(p.source), id(p.target)) for p in pairs}
        for event in events:
            path = path_between(doc[event.source.head], doc[event.target.head])
            if path is not None and (id(event.source), id(event.target)) not in known and event.source.head != event.target.head:
                known.add((id(event.source), id(event.target)))
                pairs.append(Candidate(event.source, event.target, path))
        if not pairs:
            return [], np.zeros((0, len(CLASSES)), dtype=np.float32)
        sentences = Sentences(doc, events, self._lexicon, self._register)
        features = [describe(p, sentences) for p in pairs]
        return pairs, self._model.probabilities(features, np.stack([vectors(p) for p in pairs]))

    def _key(self, doc: Doc, head: int, event: Event) -> tuple[str, str, int, str]:
        source, target = self._register.root(event.source.actor).id, self._register.root(event.target.actor).id
        return source, target, doc[head].sent.start, event.sense.event

    def _mutual(self, event: Event, key: tuple[str, str, int, str], doc: Doc) -> bool:
        return event.sense.symmetric and self._key(doc, event.source.head, event) == key

    def _best(self, doc: Doc, pairs: list[Candidate], scores: Floats) -> dict[_Key, Floats]:
        """Return the highest probability of each class between two sides in a sentence."""
        best: dict[_Key, Floats] = {}
        for pair, score in zip(pairs, scores, strict=True):
            source, target = self._register.root(pair.source.actor).id, self._register.root(pair.target.actor).id
            key = source, target, doc[pair.source.head].sent.start
            best[key] = np.maximum(best[key], score) if key in best else score
        return best

    def _stands(self, doc: Doc, event: Event, best: dict[_Key, Floats]) -> bool:
        """Set the confidence of an event of the grammar, and tell whether it stands."""
        source, target, start, kind = self._key(doc, event.source.head, event)
        column = CLASSES.index(kind)
        found = [best[key][column] for key in ((source, target, start), *([(target, source, start)] if event.sense.symmetric else [])) if key in best]
        if not found:
            return True
        probability = float(max(found))
        event.confidence = self._model.grammar(probability)
        return probability >= self._model.keep

    def _proposals(self, doc: Doc, pairs: list[Candidate], scores: Floats, said: set[tuple[str, str, int, str]]) -> list[Event]:
        """Return the proposals, the most probable of those that say the same."""
        likely = np.argwhere(scores[:, 1:] >= self._model.propose)
        found = []
        for row, column in sorted(likely.tolist(), key=lambda rc: (-scores[rc[0], rc[1] + 1], rc)):
            pair, kind = pairs[row], EVENTS[column]
            source, target = self._register.root(pair.source.actor).id, self._register.root(pair.target.actor).id
            start = doc[pair.source.head].sent.start
            if source == target or (source, target, start, kind) in said:
                continue
            trigger, sense = self._worded(pair, kind)
            said.add((source, target, start, kind))
            if sense.symmetric or generic(kind).symmetric:
                said.add((target, source, start, kind))
            confidence = self._model.proposals(float(scores[row, column + 1]))
            found.append(Event(trigger, trigger, sense, pair.source, pair.target, f"model.{kind}", confidence=confidence))
        return found

    def _worded(self, pair: Candidate, kind: str) -> tuple[Token, Sense]:
        """Return the word that carries a proposal and its sense: the nearest on the path or hanging on it, else the top."""
        path = pair.path
        ends = {pair.source.head, pair.target.head}
        words = [t for t in (path.top, *path.up[1:], *path.down[:-1]) if t.i not in ends]
        near = [c for t in words for c in t.children if c.i not in ends]
        for token in (*words, *near):
            for sense in _senses(self._lexicon, token):
                if sense.event == kind:
                    return token, sense
        carrier = next((t for t in words if t.pos_ in ("VERB", "NOUN", "ADJ")), path.top)
        return carrier, replace(generic(kind), trigger=carrier.lemma_.lower())


def _senses(lexicon: Lexicon, token: Token) -> list[Sense]:
    """Return the senses of a word, those of its own word class first."""
    lemma = token.lemma_.lower()
    classes = sorted(WORD_CLASSES, key=lambda c: c != token.pos_)
    return [s for c in classes for s in lexicon.of(lemma, c)]


def generic(kind: str) -> Sense:
    """Return the sense of an event type that no word of the lexicon names."""
    return _generic()[kind]


@cache
def _generic() -> dict[str, Sense]:
    found = {}
    for row in rows(packaged("model/labels.csv"), ("event", "label", "intensity", "symmetric")):
        kind = row.one_of("event", EVENTS)
        symmetric = row.one_of("symmetric", ("yes", "")) == "yes"
        found[kind] = Sense("", "VERB", frozenset(), ("subj",), ("obj",), row["label"], kind, row.number("intensity"), symmetric)
    return found
