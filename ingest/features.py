"""What the model sees of a candidate: named features and word vectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from communique.ingest.candidates import Candidate, Path
from communique.ingest.lexicon import WORD_CLASSES, Lexicon
from communique.ingest.mentions import Mention
from communique.ingest.predicates import Event
from communique.ingest.register import Register
from communique.ingest.syntax import is_passive

_CLASS = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ", "ADV": "ADJ"}
_SHORT = 6
"""Path steps that are told one by one."""
_NEAR = frozenset(
    {
        "dobj",
        "xcomp",
        "ccomp",
        "prt",
        "attr",
        "acomp",
        "neg",
        "aux",
        "amod",
        "compound",
        "advmod",
        "mark",
        "poss",
        "oprd",
    }
)
_BETWEEN = 15
"""Words between two mentions that are told one by one."""
_DISTANCES = (2, 4, 7, 11, 16, 25)


class Sentences:
    """What the grammar and the lexicon know of each sentence of a Doc, asked for by each of its candidates."""

    def __init__(self, doc: Doc, events: Iterable[Event], lexicon: Lexicon, register: Register) -> None:
        self.doc = doc
        self._lexicon = lexicon
        self._register = register
        self._events: dict[int, list[tuple[str, str, Event]]] = defaultdict(list)
        self._types: dict[tuple[str, str], tuple[str, ...]] = {}
        self._steps: dict[int, list[str]] = {}
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

    def step(self, token: Token) -> list[str]:
        """Return what is told of a word on a path: its lemma, its types, and the words that hang on it."""
        found = self._steps.get(token.i)
        if found is None:
            found = [f"={token.lemma_.lower()}", *(f":{e}" for e in self.types(token))]
            if token.pos_ in ("VERB", "AUX") and is_passive(token):
                found.append("=passive")
            for c in token.children:
                if c.dep_ in _NEAR and c.i not in self._inside:
                    found.append(f".{c.dep_}={c.lemma_.lower()}")
                    found += (f".{c.dep_}:{e}" for e in self.types(c))
                elif c.dep_ == "prep":
                    found.append(f".prep={c.lower_}")
                    found += (f".pobj:{e}" for o in c.children for e in self.types(o) if o.i not in self._inside)
            self._steps[token.i] = found
        return found


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
    own = (up[0].dep_ if up else "self"), (down[-1].dep_ if down else "self")
    yield f"own={own[0]}>{own[1]}"
    shape = "^".join(t.dep_ for t in up) + f"<{top.pos_}>" + "v".join(t.dep_ for t in down)
    yield f"length={min(len(up) + len(down), 9)}"
    if len(up) + len(down) <= _SHORT:
        yield f"shape={shape}"
    passive = "p" if top.pos_ in ("VERB", "AUX") and is_passive(top) else "a"
    for feature in sentences.step(top):
        yield f"top{feature}"
        if feature[0] in "=:":
            yield f"top{feature}|{s_dep}>{t_dep}|{passive}"
        elif ":" in feature:
            yield f"top{feature}|{s_dep}>{t_dep}"
    for side, words in (("up", up[1:]), ("down", down[:-1])):
        for word in words[:_SHORT] if side == "up" else words[-_SHORT:]:
            if word.pos_ == "ADP":
                yield f"{side}.prep={word.lower_}"
                continue
            for feature in sentences.step(word):
                yield f"{side}{feature}"
                if feature[0] == ":":
                    yield f"{side}{feature}|{s_dep}>{t_dep}"
                    yield f"on{feature}"
    for feature in sentences.step(top):
        if feature[0] == ":":
            yield f"on{feature}"


def _role(down: tuple[Token, ...]) -> str:
    """Return how what leads to the target hangs on the top of the path, with its preposition."""
    first = down[0]
    return f"{first.dep_}:{first.lower_}" if first.pos_ == "ADP" else first.dep_


def _around(source: Mention, target: Mention, sentences: Sentences) -> Iterator[str]:
    doc = sentences.doc
    start, end = sorted((source.head, target.head))
    first = "s" if source.head < target.head else "t"
    if end - start <= _BETWEEN:
        for token in doc[start + 1 : end]:
            if token.is_alpha:
                yield f"{first}.between={token.lemma_.lower()}"
    nearest: dict[str, tuple[int, str]] = {}
    for i, kind in sentences.triggers(doc[source.head].sent.start):
        where = "before" if i < start else "after" if i > end else "within"
        yield f"{first}.{where}:{kind}"
        for name, head in (("s", source.head), ("t", target.head)):
            if name not in nearest or abs(i - head) < nearest[name][0]:
                nearest[name] = (abs(i - head), kind)
    for name, (_, kind) in nearest.items():
        yield f"{name}.nearest:{kind}"
    for name, head in (("s", source.head), ("t", target.head)):
        for offset in (-1, 1):
            if 0 <= head + offset < len(doc):
                yield f"{name}{offset:+d}={doc[head + offset].lemma_.lower()}"


def vectors(candidate: Candidate) -> NDArray[np.float32]:
    """Return the word vectors of what leads from one end to the other, shape (3 * width,).

    They are those of the top of the path, and the means of the other words of the path and of what hangs on it.
    """
    path = candidate.path
    top = path.top
    ends = {candidate.source.head, candidate.target.head}
    inner = [t for t in (*path.up[1:], *path.down[:-1]) if t.pos_ not in ("ADP", "PUNCT", "DET")]
    near = [
        c
        for t in (top, *inner)
        for c in t.children
        if c.i not in ends
        and c.dep_ in ("dobj", "xcomp", "ccomp", "prt", "attr", "acomp", "nsubjpass", "amod", "compound")
    ]
    width = top.vocab.vectors_length
    return np.concatenate([_mean([top] if top.i not in ends else [], width), _mean(inner, width), _mean(near, width)])


def _mean(tokens: list[Token], width: int) -> NDArray[np.float32]:
    found: list[NDArray[np.float32]] = [np.asarray(t.vector) for t in tokens if t.has_vector]
    if not found:
        return np.zeros(width, dtype=np.float32)
    mean = np.mean(np.stack(found), axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), dtype=np.float32)
