"""What the model is told of a candidate besides the vectors of its words: named features.

They come from the grammar, the lexicon and the parse, never from the words themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from communique.ingest.candidates import Candidate, Path
from communique.ingest.lexicon import WORD_CLASSES, Lexicon
from communique.ingest.mentions import Mention
from communique.ingest.predicates import Event
from communique.ingest.register import Register
from communique.ingest.syntax import is_passive

_CLASS = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ", "ADV": "ADJ"}
_LONG = 6
"""Words of one half of a path whose types are told."""
_LONGEST = 9
"""Length of a path beyond which lengths are not told apart."""
_DISTANCES = (2, 4, 7, 11, 16, 25)


class Sentences:
    """What the grammar and the lexicon know of each sentence of a Doc, asked for by each of its candidates."""

    def __init__(self, doc: Doc, events: Iterable[Event], lexicon: Lexicon, register: Register) -> None:
        self.doc = doc
        self._lexicon = lexicon
        self._register = register
        self._events: dict[int, list[tuple[str, str, Event]]] = defaultdict(list)
        self._types: dict[tuple[str, str], tuple[str, ...]] = {}
        self._triggers: dict[int, list[tuple[int, str]]] = {}
        for event in events:
            sides = register.root(event.source.actor).id, register.root(event.target.actor).id
            self._events[event.trigger.sent.start].append((*sides, event))
        self._inside = {i for m in doc._.mentions if m.is_name for i in range(m.start, m.end)}

    def types(self, token: Token) -> tuple[str, ...]:
        """Return the PLOVER types of the senses of a word, those of its own word class if it has any."""
        key = token.lemma_.lower(), token.pos_
        found = self._types.get(key)
        if found is None:
            own = _CLASS.get(key[1])
            senses = self._lexicon.of(key[0], own) if own else []
            if not senses and own:
                senses = [s for c in WORD_CLASSES for s in self._lexicon.of(key[0], c)]
            found = self._types[key] = tuple(sorted({s.event for s in senses}))
        return found

    def triggers(self, start: int) -> list[tuple[int, str]]:
        """Return the places and types of the words of a sentence that have a sense."""
        found = self._triggers.get(start)
        if found is None:
            sentence = self.doc[start].sent
            found = [(t.i, e) for t in sentence if t.i not in self._inside for e in self.types(t)]
            self._triggers[start] = found
        return found

    def grammar(self, source: Mention, target: Mention) -> Iterator[str]:
        """Yield what the grammar found between two sides, and about each of them, in their sentence."""
        start = self.doc[source.head].sent.start
        a, b = self._register.root(source.actor).id, self._register.root(target.actor).id
        for first, second, event in self._events.get(start, ()):
            kind = event.sense.event
            exact = first == a and second == b
            if exact:
                yield f"g={kind}"
                yield f"g.rule={event.rule}"
                yield f"g.label={event.sense.label}"
                yield "g=any"
                if event.source is source and event.target is target:
                    yield "g=itself"
            if first == b and second == a:
                yield f"g.reverse={kind}"
                if event.sense.symmetric:
                    yield f"g={kind}"
                    yield "g=mutual"
            if not exact:
                yield f"g.source={kind}" if first == a else "g.elsewhere"
                if second == b:
                    yield f"g.target={kind}"


def describe(candidate: Candidate, sentences: Sentences) -> list[str]:
    """Return the named features of a candidate, in no order and without repeats."""
    source, target, path = candidate.source, candidate.target, candidate.path
    found = set(sentences.grammar(source, target))
    found.update(_ends(source, target))
    found.update(_path(path, sentences))
    found.update(_around(source, target, sentences))
    return sorted(found)


def _ends(source: Mention, target: Mention) -> Iterator[str]:
    yield f"s.type={source.actor.type}"
    yield f"t.type={target.actor.type}"
    yield f"types={source.actor.type}>{target.actor.type}"
    yield f"s.how={source.how}"
    yield f"t.how={target.how}"
    yield "first=s" if source.start < target.start else "first=t"
    distance = abs(source.head - target.head)
    yield f"distance={sum(distance > d for d in _DISTANCES)}"


def _path(path: Path, sentences: Sentences) -> Iterator[str]:
    up, top, down = path.up, path.top, path.down
    s_dep = up[-1].dep_ if up else "self"
    t_dep = _role(down) if down else "self"
    yield f"s.dep={s_dep}"
    yield f"t.dep={t_dep}"
    yield f"deps={s_dep}>{t_dep}"
    yield f"own={up[0].dep_ if up else 'self'}>{down[-1].dep_ if down else 'self'}"
    yield f"length={min(len(up) + len(down), _LONGEST)}"
    passive = top.pos_ in ("VERB", "AUX") and is_passive(top)
    if passive:
        yield "top=passive"
    for kind in sentences.types(top):
        yield f"top:{kind}"
        yield f"top:{kind}|{s_dep}>{t_dep}|{'p' if passive else 'a'}"
        yield f"on:{kind}"
    for side, words in (("up", up[1:][:_LONG]), ("down", down[:-1][-_LONG:])):
        for kind in (kind for word in words if word.pos_ != "ADP" for kind in sentences.types(word)):
            yield f"{side}:{kind}"
            yield f"{side}:{kind}|{s_dep}>{t_dep}"
            yield f"on:{kind}"


def _role(down: tuple[Token, ...]) -> str:
    """Return how what leads to the target hangs on the top of the path, with its preposition."""
    first = down[0]
    return f"{first.dep_}:{first.lower_}" if first.pos_ == "ADP" else first.dep_


def _around(source: Mention, target: Mention, sentences: Sentences) -> Iterator[str]:
    start, end = sorted((source.head, target.head))
    first = "s" if source.head < target.head else "t"
    nearest: dict[str, tuple[int, str]] = {}
    for i, kind in sentences.triggers(sentences.doc[source.head].sent.start):
        where = "before" if i < start else "after" if i > end else "within"
        yield f"{first}.{where}:{kind}"
        for name, head in (("s", source.head), ("t", target.head)):
            if name not in nearest or abs(i - head) < nearest[name][0]:
                nearest[name] = (abs(i - head), kind)
    for name, (_, kind) in nearest.items():
        yield f"{name}.nearest:{kind}"
