"""Candidates: ordered pairs of actors of one sentence between which there may be a relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from spacy.tokens import Doc, Token

from communique.ingest.mentions import Mention
from communique.ingest.register import Register

_MOST = 12
"""Mentions of one sentence that are paired: longer lists are tables and signatures, not statements."""
_FARTHEST = 60
"""Tokens between the heads of two mentions that a statement spans."""


@dataclass(frozen=True, slots=True)
class Path:
    """The dependency path between two words of a sentence.

    ``up`` are the words from the first to below ``top``, the lowest word above or at both; ``down`` those from
    below ``top`` to the second.
    """

    up: tuple[Token, ...]
    top: Token
    down: tuple[Token, ...]

    def reversed(self) -> Path:
        """Return the same path read from its other end."""
        return Path(self.down[::-1], self.top, self.up[::-1])

    @property
    def inner(self) -> list[Token]:
        """The words of the path without its two ends."""
        words = [*self.up, self.top, *self.down]
        return words[1:-1]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source, a target, and the path between them."""

    source: Mention
    target: Mention
    path: Path


def path_between(first: Token, second: Token) -> Path | None:
    """Return the dependency path between two words; None where they have no word above both."""
    above = [first, *first.ancestors]
    depths = {t.i: depth for depth, t in enumerate(above)}
    below: list[Token] = []
    for token in (second, *second.ancestors):
        depth = depths.get(token.i)
        if depth is not None:
            return Path(tuple(above[:depth]), token, tuple(below[::-1]))
        below.append(token)
    return None


def candidates(doc: Doc, register: Register) -> Iterator[Candidate]:
    """Yield the ordered pairs of mentions of different sides, sentence by sentence, each pair both ways."""
    by_sentence: dict[int, list[Mention]] = {}
    for mention in doc._.mentions:
        by_sentence.setdefault(doc[mention.head].sent.start, []).append(mention)
    for start in sorted(by_sentence):
        mentions = _outermost(by_sentence[start], register)[:_MOST]
        for first, second in combinations(mentions, 2):
            if first.head == second.head or abs(first.head - second.head) > _FARTHEST:
                continue
            if not are_parties(first, second, register):
                continue
            path = path_between(doc[first.head], doc[second.head])
            if path is not None:
                yield Candidate(first, second, path)
                yield Candidate(second, first, path.reversed())


def are_parties(first: Mention, second: Mention, register: Register) -> bool:
    """Whether two mentions stand for different sides of which at least one is political."""
    roots = register.root(first.actor), register.root(second.actor)
    return first.actor.id != second.actor.id and roots[0].id != roots[1].id and {r.type for r in roots} != {"other"}


def _outermost(mentions: list[Mention], register: Register) -> list[Mention]:
    """Leave out the "Somali" of "Somali military", which stands for whom the whole acts for."""
    kept: list[Mention] = []
    for mention in mentions:  # in text order, the longer of two that start alike first
        side = register.root(mention.actor).id
        if not any(
            o.start <= mention.start and mention.end <= o.end and register.root(o.actor).id == side for o in kept
        ):
            kept.append(mention)
    return kept
