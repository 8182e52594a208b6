"""The actors table: who was named, by which names, how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from communique.ingest.pipeline import Extraction
from communique.ingest.register import Actor, Register
from communique.table import ActorRow

_NAMING = frozenset({"exact", "alias", "model", "surname", "metonym"})
_MOST_ALIASES = 20


@dataclass(slots=True)
class Tally:
    """What some documents say of one actor. The tallies of several runs add up.

    ``acts_for`` is the id of its principal as the first document that knew one tells; ``root`` the id of the
    actor for whom it acts in the end, itself included. ``related`` tells whether it is an end of some relation.
    """

    id: str
    name: str
    type: str
    acts_for: str | None
    root: str
    related: bool = False
    mentions: int = 0
    names: Counter[str] = field(default_factory=Counter)


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
        # Some ends are made for their sentence alone, such as the protesters of a state: no mention holds them.
        for event, _ in extraction.doc._.events:
            for end in (event.source, event.target):
                self._actors.setdefault(end.actor.id, end.actor)
        for relation in extraction.relations:
            self._related |= {relation.source_id, relation.target_id}

    def tallies(self) -> list[Tally]:
        """Return what was counted, sorted by id: whoever is mentioned, and for whom they act in the end."""
        known = {**self._actors, **{k: self._register.actors[k] for k in self._related if k not in self._actors}}
        roots = [self._register.root(actor) for actor in known.values()]
        known |= {root.id: root for root in roots if root.id not in known}
        return [self._tally(known[key]) for key in sorted(known)]

    def rows(self) -> list[ActorRow]:
        """Return the table, sorted by id."""
        return actor_rows(self.tallies())

    def _tally(self, actor: Actor) -> Tally:
        return Tally(
            id=actor.id,
            name=actor.name,
            type=actor.type,
            acts_for=actor.principal,
            root=self._register.root(actor).id,
            related=actor.id in self._related,
            mentions=self._mentions[actor.id],
            names=self._names[actor.id],
        )


def actor_rows(tallies: Iterable[Tally]) -> list[ActorRow]:
    """Add tallies up in their order to the actors table, sorted by id."""
    total: dict[str, Tally] = {}
    for tally in tallies:
        known = total.setdefault(tally.id, Tally(tally.id, tally.name, tally.type, tally.acts_for, tally.root))
        if (known.mentions == 0 and tally.mentions) or (known.acts_for is None and tally.acts_for is not None):
            known.name, known.type = tally.name, tally.type
            known.acts_for, known.root = tally.acts_for, tally.root
        known.related |= tally.related
        known.mentions += tally.mentions
        known.names.update(tally.names)
    wanted = {t.id for t in total.values() if t.related}
    wanted |= {total[key].root for key in wanted}
    return [_row(total[key], total) for key in sorted(wanted)]


def _row(tally: Tally, total: dict[str, Tally]) -> ActorRow:
    # Of names that are equally frequent the first of the alphabet, whatever order the documents came in.
    ranked = sorted(tally.names.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ALIASES]
    return ActorRow(
        id=tally.id,
        name=tally.name,
        type=tally.type,
        principal=total[tally.root].name if tally.root != tally.id else None,
        aliases=sorted(name for name, _ in ranked if name != tally.name),
        mentions=tally.mentions,
    )
