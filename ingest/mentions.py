"""A mention: a stretch of text that stands for an actor, and the table of them on a Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from communique.ingest.register import Actor, How


@dataclass(slots=True, eq=False)
class Mention:
    """Tokens ``start`` to ``end`` (exclusive) of a Doc that stand for ``actor``.

    ``head`` is the token by which the rest of the sentence governs the mention; it can lie in a title that
    belongs to the name ("the President of the Republic, Jacques Chirac"). ``is_name`` tells a name from a
    description or pronoun.
    """

    start: int
    end: int
    head: int
    actor: Actor
    how: How
    confidence: float = 1.0

    @property
    def is_name(self) -> bool:
        """Whether the words are a name of the actor, not a description or a pronoun."""
        return self.how not in ("description", "pronoun", "office")


class Mentions:
    """The mentions of one Doc in text order, found by the tokens that they cover."""

    def __init__(self, mentions: Iterable[Mention] = ()) -> None:
        self._all: list[Mention] = []
        self._covering: dict[int, Mention] = {}
        self._headed: dict[int, list[Mention]] = {}
        self._places: dict[int, Mention] = {}
        for mention in mentions:
            self.add(mention)

    def __iter__(self) -> Iterator[Mention]:
        return iter(sorted(self._all, key=lambda m: (m.start, -m.end)))

    def __len__(self) -> int:
        return len(self._all)

    def add(self, mention: Mention) -> None:
        """Add a mention; the shortest one that covers a token is the one found there."""
        self._all.append(mention)
        for i in range(mention.start, mention.end):
            inner = self._covering.get(i)
            if inner is None or inner.end - inner.start > mention.end - mention.start:
                self._covering[i] = mention
        self._headed.setdefault(mention.head, []).append(mention)

    def add_place(self, mention: Mention) -> None:
        """Add a name that stands for where something is, not for who acts: "in Tehran"."""
        self._places[mention.head] = mention

    def is_place(self, i: int) -> bool:
        """Whether a token heads a name that stands for where something is."""
        return i in self._places

    def place(self, i: int) -> Mention | None:
        """Return the state in which the place named at a token lies: a state's own name or its capital's."""
        found = self._places.get(i) or self.headed(i)
        return found if found is not None and found.actor.type == "state" else None

    def covering(self, i: int) -> Mention | None:
        """Return the innermost mention that covers a token."""
        return self._covering.get(i)

    def headed(self, i: int) -> Mention | None:
        """Return the mention of which a token is the head; the first if it stands for several actors."""
        found = self._headed.get(i)
        return found[0] if found else None

    def all_headed(self, i: int) -> list[Mention]:
        """Return the mentions of which a token is the head: several for "they" or "the two countries"."""
        return self._headed.get(i, [])

    def move_head(self, mention: Mention, head: int) -> None:
        """Let another token govern a mention besides its own, as a title does ("special envoy for Syria X")."""
        if head not in self._headed:
            self._headed[head] = [mention]
            mention.head = head

    def ending(self, i: int) -> Mention | None:
        """Return the mention whose last token is ``i``."""
        found = self._covering.get(i)
        return found if found is not None and found.end == i + 1 else None

    def starting(self, i: int) -> Mention | None:
        """Return the mention whose first token is ``i``."""
        found = self._covering.get(i)
        return found if found is not None and found.start == i else None


def root_of(doc: Doc, start: int, end: int) -> Token:
    """Return the token that heads a stretch of tokens."""
    return Span(doc, start, end).root
