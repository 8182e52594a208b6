"""The PLOVER type of what a marked source does to a marked target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Span

from communique.errors import InputError
from communique.ingest.candidates import Candidate
from communique.ingest.documents import MAX_CHARACTERS, Document, without_surrogates
from communique.ingest.encoder import Encoder, Floats, packaged_encoder
from communique.ingest.features import Sentences, describe
from communique.ingest.lexicon import Lexicon, load_lexicon
from communique.ingest.marked import Marked, Place, mark, places
from communique.ingest.mentions import Mention
from communique.ingest.model import CLASSES, Model, packaged_model
from communique.ingest.opinion import worded
from communique.ingest.pipeline import DEFAULT_MODEL, Extractor
from communique.ingest.pooling import shares
from communique.ingest.predicates import Event, EventFinder
from communique.ingest.register import Register

SIGNS = ("@", "#")
"""What is written around source and target for the encoder."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in which a source and a target are marked."""

    id: str
    text: str
    source: Marked
    target: Marked

    def places(self) -> tuple[Place, Place]:
        """Return where the ends stand.

        Raises
        ------
        InputError
            If the text is empty or too long, or does not hold an end.
        """
        if not self.text.strip():
            raise InputError("the text is empty; give the sentence")
        if len(self.text) > MAX_CHARACTERS:
            raise InputError(f"the text has more than {MAX_CHARACTERS:,} characters; give the sentence")
        return places(self.text, self.source, self.target)


class Classification(NamedTuple):
    """The PLOVER type of a pair, what is read on its edge, and how probable the type is."""

    event: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a marked pair: its candidate, its features, the grammar's events, and its text for the encoder.

    ``words`` are the tokens with signs around the marked ends; ``tokens`` tells where each token stands among them.
    """

    candidate: Candidate
    features: list[str]
    events: list[Event]
    words: list[str]
    tokens: list[int]

    def vectors(self, encode: Encoder) -> Floats:
        """Return the mean vectors of the stretches of the pair, shape (PARTS * WIDTH,)."""
        pieces, states = encode(self.words)
        places = [pieces.words[i] for i in self.tokens]
        return (shares([self.candidate], 0, places, len(states)) @ states).reshape(-1)


class PairReader:
    """Parses marked pairs and describes them."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._extractor = Extractor(model, grammar_only=True)
        self.lexicon: Lexicon = load_lexicon()
        self.register: Register = self._extractor.register
        self._find = EventFinder(self.lexicon, self.register)

    def __call__(self, pairs: Iterable[Pair]) -> Iterator[Seen]:
        """Yield what is known of each pair, in order."""
        found = [(pair, pair.places()) for pair in pairs]
        texts = (Document(pair.id, without_surrogates(pair.text)) for pair, _ in found)
        for (_, ends), extraction in zip(found, self._extractor.stream(texts), strict=True):
            yield self.see(extraction.doc, *ends)

    def see(self, doc: Doc, source: Place, target: Place) -> Seen:
        """Describe two stretches of a Doc as a pair."""
        candidate = mark(doc, source, target)
        events = list(self._find(doc))
        between = [e for e in events if e.source is candidate.source and e.target is candidate.target]
        features = describe(candidate, Sentences(doc, events, self.lexicon, self.register))
        ends = (candidate.source, source), (candidate.target, target)
        named = [(mention, sign) for (mention, at), sign in zip(ends, SIGNS, strict=True) if at]
        return Seen(candidate, features, between, *signed(doc, named))


def signed(sentence: Doc | Span, marked: Sequence[tuple[Mention, str]]) -> tuple[list[str], list[int]]:
    """Return the tokens with signs before and after marked mentions, and where each token stands among them."""
    words: list[str] = []
    tokens = []
    for token in sentence:
        words += [sign for m, sign in marked if m.end == token.i]
        words += [sign for m, sign in marked if m.start == token.i]
        tokens.append(len(words))
        words.append(token.text)
    end = token.i + 1
    return words + [sign for m, sign in marked if m.end == end], tokens


class PairClassifier:
    """Names the PLOVER type of marked pairs."""

    def __init__(self, reader: PairReader, model: Model, encoder: Encoder) -> None:
        self._reader = reader
        self._model = model
        self._encode = encoder

    def __call__(self, pairs: Iterable[Pair]) -> Iterator[Classification]:
        """Yield the most probable type of each pair, in order."""
        for seen in self._reader(pairs):
            scores = self._model.types([seen.features], seen.vectors(self._encode)[None])[0]
            best = 1 + int(scores[1:].argmax())
            kind = CLASSES[best]
            sense = next((e.sense for e in seen.events if e.sense.event == kind), None)
            if sense is None:
                sense = worded(seen.candidate, kind, self._reader.lexicon)[1]
            yield Classification(kind, sense.label, round(self._model.policy.pairs(float(scores[best])), 3))


@cache
def load_classifier(model: str = DEFAULT_MODEL) -> PairClassifier:
    """Return the classifier with the packaged weights, loaded once a process."""
    return PairClassifier(PairReader(model), packaged_model(), packaged_encoder())
