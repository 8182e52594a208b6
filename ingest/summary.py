"""The actors table: who was named, by which names, how often."""

from __future__ import annotations

from collections import Counter, defaultdict

from communique.ingest.pipeline import Extraction
from communique.ingest.register import Actor, Register
from communique.table import ActorRow

_NAMING = frozenset({"exact", "alias", "model", "surname", "metonym"})
_MOST_ALIASES = 20


class ActorTally:
    """Counts the actors that are an end of some relation, and their principals."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._actors: dict[str, Actor] = {}
        self._mentions: Counter[str] = Counter()
        self._names: dict[str, Counter[str]] = defaultdict(Counter)
        self._related: set[str] = set()

    def add(self, extraction: Extraction) -> None:
        """Count what one document gave."""
        for mention in extraction.doc._.mentions:
            actor = mention.actor
            known = self._actors.get(actor.id)
            if known is None or (known.principal is None and actor.principal is not None):
                self._actors[actor.id] = actor
            self._mentions[actor.id] += 1
            if mention.how in _NAMING:
                self._names[actor.id][" ".join(extraction.doc[mention.start : mention.end].text.split())] += 1
        for relation in extraction.relations:
            self._related |= {relation.source_id, relation.target_id}

    def rows(self) -> list[ActorRow]:
        """Return the table, sorted by id."""
        wanted = set(self._related)
        for key in self._related:
            if key in self._actors:
                wanted.add(self._register.root(self._actors[key]).id)
        return [self._row(key) for key in sorted(wanted)]

    def _row(self, key: str) -> ActorRow:
        actor = self._actors.get(key) or self._register.actors[key]
        principal = self._register.root(actor)
        names = [n for n, _ in self._names[key].most_common(_MOST_ALIASES) if n != actor.name]
        return ActorRow(
            id=key,
            name=actor.name,
            type=actor.type,
            principal=principal.name if principal.id != key else None,
            aliases=sorted(names),
            mentions=self._mentions[key],
        )
