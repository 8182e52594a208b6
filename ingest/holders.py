"""Officials named by their office alone: "the Russian foreign minister", "the Secretary of State", "the president"."""

from __future__ import annotations

from spacy.tokens import Doc

from communique.ingest.mentions import Mention, Mentions, root_of
from communique.ingest.offices import Office
from communique.ingest.register import Actor, OfficeTerm, Register
from communique.ingest.terms import Terms, owner_after, owner_before

_UNIQUE = frozenset(
    {"head_of_state", "head_of_government", "monarch", "foreign_minister", "defence_minister", "interior_minister",
     "finance_minister", "secretary_general", "high_representative", "commission_president", "group_leader",
     "national_security_adviser", "vice_president", "un_ambassador"}
)  # fmt: skip
"""Roles that one person at a time holds for a state, organisation or group."""
_DETERMINERS = frozenset({"the", "its", "his", "her", "their"})


class HolderFinder:
    """Adds the mentions of officials by their office, in the light of the document and of its date."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._terms = Terms(register)

    def __call__(self, doc: Doc, mentions: Mentions, offices: list[Office], date: str | None) -> None:
        """Add the mentions that no name stands beside."""
        titles = {i for o in offices for i in range(o.start, o.end)}
        i = 0
        while i < len(doc):
            end = self._terms.starting(doc, i) if doc[i].is_alpha and i not in titles else None
            if end is None or any(mentions.covering(t) is not None for t in range(i, end)):
                i += 1
                continue
            mention = self._mention(doc, mentions, offices, i, end, date)
            if mention is not None:
                mentions.add(mention)
            i = end

    def _mention(
        self, doc: Doc, mentions: Mentions, offices: list[Office], start: int, end: int, date: str | None
    ) -> Mention | None:
        term = self._terms.of(doc, start, end)
        head = root_of(doc, start, end)
        if term.role not in _UNIQUE or head.tag_ not in ("NN", "NNP") or head.dep_ in ("compound", "nmod", "amod"):
            return None
        if self._terms.with_modifiers(doc, start) != start:
            return None  # "former president", "deputy foreign minister"
        owner = owner_before(doc, mentions, start) or owner_after(doc, mentions, end)
        if owner is not None:
            first = min(start, owner.start)
            holder = self._only(term, owner.actor, date)
            if holder is not None:
                return Mention(first, max(end, owner.end), head.i, holder, "office", 0.8)
            return Mention(first, max(end, owner.end), head.i, self._register.root(owner.actor), "description", 0.8)
        if start == 0 or doc[start - 1].lower_ not in _DETERMINERS:
            return None
        known = {o.holder.actor.id: o.holder.actor for o in offices if o.role == term.role}
        if len(known) == 1:
            return Mention(start - 1, end, head.i, next(iter(known.values())), "office", 0.7)
        state = self._register.actors.get(term.default_state)
        holder = self._only(term, state, date) if state is not None and not known else None
        return Mention(start - 1, end, head.i, holder, "office", 0.6) if holder is not None else None

    def _only(self, term: OfficeTerm, owner: Actor, date: str | None) -> Actor | None:
        """Return the only person who held an office on a date; None if nobody or several are known."""
        found = set(self._register.holders(term.role, owner.id, date))
        return self._register.actors[found.pop()] if len(found) == 1 else None
