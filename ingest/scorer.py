"""The probability of each type of relation for each pair of actors of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from spacy.tokens import Doc

from communique.ingest.candidates import Candidate, candidates, path_between
from communique.ingest.encoder import Encoder, Floats
from communique.ingest.features import Sentences, describe
from communique.ingest.lexicon import Lexicon
from communique.ingest.model import CLASSES, Model
from communique.ingest.pooling import shares
from communique.ingest.predicates import Event
from communique.ingest.register import Register


class Scorer:
    """Asks the learned model about the candidates of a Doc."""

    def __init__(self, model: Model, encoder: Encoder, lexicon: Lexicon, register: Register) -> None:
        self.policy = model.policy
        self._model = model
        self._encode = encoder
        self._lexicon = lexicon
        self._register = register

    def __call__(self, doc: Doc, events: Sequence[Event]) -> tuple[list[Candidate], Floats]:
        """Return the candidates of a Doc and the probability of each class for each, shape (candidates, classes)."""
        pairs = scored_pairs(doc, events, self._register)
        if not pairs:
            return [], np.zeros((0, len(CLASSES)), dtype=np.float32)
        sentences = Sentences(doc, events, self._lexicon, self._register)
        features = [describe(p, sentences) for p in pairs]
        return pairs, self._model.probabilities(features, np.concatenate(list(self._vectors(doc, pairs))))

    def _vectors(self, doc: Doc, pairs: list[Candidate]) -> Iterator[Floats]:
        """Yield the vectors of the candidates of each sentence, shape (candidates, PARTS * WIDTH)."""
        for start, group in groupby(pairs, key=sentence_of):
            chosen = list(group)
            pieces, states = self._encode(t.text for t in doc[start].sent)
            yield (shares(chosen, start, pieces.words, len(states)) @ states).reshape(len(chosen), -1)


def scored_pairs(doc: Doc, events: Sequence[Event], register: Register) -> list[Candidate]:
    """Return the candidates of a Doc and the ends of its events that are none, sentence by sentence."""
    pairs = list(candidates(doc, register))
    known = {(id(p.source), id(p.target)) for p in pairs}
    for event in events:
        path = path_between(doc[event.source.head], doc[event.target.head])
        ends = id(event.source), id(event.target)
        if path is not None and ends not in known and event.source.head != event.target.head:
            known.add(ends)
            pairs.append(Candidate(event.source, event.target, path))
    return sorted(pairs, key=sentence_of)


def sentence_of(pair: Candidate) -> int:
    """Return the number of the first token of the sentence of a candidate."""
    return pair.path.top.sent.start
