"""The second opinion: what the model says of the grammar's events, and what it proposes where the grammar is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from spacy.tokens import Doc, Token

from communique.ingest.candidates import Candidate
from communique.ingest.encoder import Floats
from communique.ingest.lexicon import WORD_CLASSES, Lexicon, Sense, load_lexicon
from communique.ingest.mentions import Mention
from communique.ingest.model import CLASSES, Policy
from communique.ingest.predicates import Event
from communique.ingest.register import Register
from communique.ingest.status import Status
from communique.ingest.vocabulary import packaged, rows
from communique.table import EVENTS

Judged = tuple[Event, Status]
_Key = tuple[str, str, int]
"""The sides of the two ends and where their sentence starts."""
_Statement = tuple[str, str, int, str]
"""These, and the type of what one does to the other."""


_RETURNED = frozenset({"ASSAULT"})
"""Types that one does to the other while the other does it, too, without doing it together."""


class SecondOpinion:
    """Lets what a model says confirm, drop and add events of one Doc."""

    def __init__(self, policy: Policy, lexicon: Lexicon, register: Register) -> None:
        self._policy = policy
        self._lexicon = lexicon
        self._register = register
        self._taught = _every(lexicon) - _every(load_lexicon())

    def __call__(
        self, judged: Sequence[Judged], judge: Callable[[Event], Status], pairs: list[Candidate], scores: Floats
    ) -> list[Judged]:
        """Return the events that stand and those proposed, each with its confidence, in the order of their triggers.

        Parameters
        ----------
        judged
            The grammar's events and their statuses.
        judge
            Tells the status of a proposed event.
        pairs, scores
            The candidates and the probability of each class for each, shape (candidates, classes), as
            :class:`~communique.ingest.scorer.Scorer` gives them.
        """
        best = self._best(pairs, scores)
        kept = [found for found in judged if self._stands(found[0], best)]
        said: set[_Statement] = set()
        closed: set[_Key] = set()
        for event, _ in kept:
            said |= self._statements(event.trigger.doc, event.source, event.target, event.sense)
            if event.sense in self._taught:  # users know better
                first, second, start = self._sides(event.trigger.doc, event.source, event.target)
                closed |= {(first, second, start), (second, first, start)}
        added = [(event, judge(event)) for event in self._proposals(pairs, scores, said, closed)]
        return sorted([*kept, *added], key=lambda found: found[0].trigger.i)

    def _sides(self, doc: Doc, source: Mention, target: Mention) -> _Key:
        return self._register.root(source.actor).id, self._register.root(target.actor).id, doc[source.head].sent.start

    def _statements(self, doc: Doc, source: Mention, target: Mention, sense: Sense) -> set[_Statement]:
        """Return what an event says, both ways round if it is mutual."""
        first, second, start = self._sides(doc, source, target)
        said = {(first, second, start, sense.event)}
        return said | {(second, first, start, sense.event)} if sense.symmetric else said

    def _best(self, pairs: list[Candidate], scores: Floats) -> dict[_Key, Floats]:
        """Return the highest probability of each class between two sides in a sentence."""
        best: dict[_Key, Floats] = {}
        for pair, score in zip(pairs, scores, strict=True):
            key = self._sides(pair.path.top.doc, pair.source, pair.target)
            best[key] = np.maximum(best[key], score) if key in best else score
        return best

    def _stands(self, event: Event, best: dict[_Key, Floats]) -> bool:
        """Set the confidence of an event of the grammar, and tell whether it stands: what users teach always does."""
        column = CLASSES.index(event.sense.event)
        said = self._statements(event.trigger.doc, event.source, event.target, event.sense)
        found = [float(best[key][column]) for *sides, _ in said if (key := (sides[0], sides[1], sides[2])) in best]
        if not found:
            return True
        event.confidence = self._policy.grammar(max(found))
        return max(found) >= self._policy.keep or event.sense in self._taught

    def _proposals(
        self, pairs: list[Candidate], scores: Floats, said: set[_Statement], closed: set[_Key]
    ) -> Iterator[Event]:
        """Yield what the grammar did not find, the most probable first, and nothing the other way round as well.

        Of the sides in ``closed`` all is said.
        """
        likely: list[tuple[int, int]] = [
            (r, c + 1) for r, c in np.argwhere(scores[:, 1:] >= self._policy.propose).tolist()
        ]
        for row, column in sorted(likely, key=lambda place: (-scores[place], place)):
            pair, kind = pairs[row], CLASSES[column]
            first, second, start = self._sides(pair.path.top.doc, pair.source, pair.target)
            if (first, second, start) in closed or (first, second, start, kind) in said:
                continue
            if (second, first, start, kind) in said and kind not in _RETURNED:
                continue
            said.add((first, second, start, kind))
            trigger, sense = worded(pair, kind, self._lexicon)
            confidence = self._policy.proposals(float(scores[row, column]))
            yield Event(trigger, trigger, sense, pair.source, pair.target, f"model.{kind}", confidence=confidence)


def _every(lexicon: Lexicon) -> frozenset[Sense]:
    return frozenset(sense for senses in lexicon.senses.values() for sense in senses)


def worded(pair: Candidate, kind: str, lexicon: Lexicon) -> tuple[Token, Sense]:
    """Return the word that carries an event of a type between two ends, and its sense.

    It is the first on the path or hanging on it with a sense of that type; else the top of the path, with the
    generic label of the type.
    """
    path = pair.path
    ends = {pair.source.head, pair.target.head}
    words = [t for t in (path.top, *path.up[1:], *path.down[:-1]) if t.i not in ends]
    near = [c for t in words for c in t.children if c.i not in ends]
    for token in (*words, *near):
        for sense in _senses(lexicon, token):
            if sense.event == kind:
                return token, sense
    carrier = next((t for t in words if t.pos_ in ("VERB", "NOUN", "ADJ")), path.top)
    return carrier, replace(generic(kind), trigger=carrier.lemma_.lower())


def _senses(lexicon: Lexicon, token: Token) -> list[Sense]:
    """Return the senses of a word of which it has the object they ask for, those of its own word class first."""
    lemma = token.lemma_.lower()
    hanging = {c.lemma_.lower() for c in token.children}
    classes = sorted(WORD_CLASSES, key=lambda c: c != token.pos_)
    return [s for c in classes for s in lexicon.of(lemma, c) if not s.objects or s.objects & hanging]


def generic(kind: str) -> Sense:
    """Return the sense of an event type that no word of the lexicon names."""
    return _generic()[kind]


@cache
def _generic() -> dict[str, Sense]:
    found = {}
    for row in rows(packaged("model/labels.csv"), ("event", "label", "intensity", "symmetric")):
        kind = row.one_of("event", EVENTS)
        symmetric = row.one_of("symmetric", ("yes", "")) == "yes"
        found[kind] = Sense(
            "", "VERB", frozenset(), ("subj",), ("obj",), row["label"], kind, row.number("intensity"), symmetric
        )
    return found
