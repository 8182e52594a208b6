"""Who holds which office of whom: titles before a name, appositions after it, and "is the ... of"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from communique.ingest.mentions import Mention, Mentions, root_of
from communique.ingest.register import Actor, OfficeTerm, Register
from communique.ingest.terms import OF, OWNERS, Terms, owner_after, owner_before

_FILLERS = frozenset(
    {"the", "a", "an", "its", "his", "their", "country", "nation", "then", "current", "new", "veteran"}
)
_COPULAS = frozenset({"is", "was", "became", "becomes", "as", "remains", "remained", "named", "elected", "appointed"})
_REACH = 12
"""How many tokens after a name an apposition is read."""


@dataclass(slots=True, eq=False)
class Office:
    """A person's office as the text states it; ``start`` and ``end`` are the tokens of its words."""

    holder: Mention
    name: str
    role: str
    of: Actor
    owner: Mention | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Title:
    """The words of an office, from ``start`` to ``end`` (exclusive), and whose they say it is."""

    start: int
    end: int
    term: OfficeTerm
    owner: Mention | None


class OfficeFinder:
    """Reads the offices stated in a Doc."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._terms = Terms(register)

    def __call__(self, doc: Doc, mentions: Mentions, date: str | None) -> list[Office]:
        """Return the offices in a Doc, those of one person next to one another."""
        found = []
        for holder in [m for m in mentions if m.actor.type == "official" and m.is_name]:
            for title in self._titles(doc, mentions, holder):
                of = self._of(title, holder.actor, date)
                if of is not None and of.id != holder.actor.id:
                    name = Span(doc, title.start, title.end).text
                    found.append(Office(holder, name, title.term.role, of, title.owner, title.start, title.end))
                    if title.end <= holder.start:
                        start = title.owner.start if title.owner and title.owner.end <= title.start else title.start
                        mentions.move_head(holder, root_of(doc, start, holder.end).i)
        return found

    def _titles(self, doc: Doc, mentions: Mentions, holder: Mention) -> Iterator[_Title]:
        before = self._before(doc, mentions, holder)
        if before is not None:
            if before.owner is None:
                before = _Title(before.start, before.end, before.term, owner_after(doc, mentions, holder.end))
            yield before
        after = self._after(doc, mentions, holder)
        if after is not None:
            yield after

    def _before(self, doc: Doc, mentions: Mentions, holder: Mention) -> _Title | None:
        """Read "[owner] [modifiers] TERM [of owner][,] NAME" leftwards."""
        i = holder.start - 1
        while i >= 0 and self._terms.is_honorific(doc, i):
            i -= 1
        if i >= 0 and doc[i].text == ",":
            i -= 1
        owner = mentions.ending(i) if i >= 0 else None
        if owner is not None:
            # "special envoy for Syria Staffan de Mistura", "the Prime Minister of Iraq, Haider al-Abadi"
            i = owner.start - 1
            if i >= 0 and doc[i].lower_ == "the":
                i -= 1
            if i < 0 or doc[i].lower_ not in OF:
                return None
            if doc[i].lower_ != "of":
                owner = None
            i -= 1
        start = self._terms.ending(doc, i) if i >= 0 else None
        if start is None:
            return None
        term = self._terms.of(doc, start, i + 1)
        end = i + 1
        start = self._terms.with_modifiers(doc, start)
        return _Title(start, end, term, owner or owner_before(doc, mentions, start))

    def _after(self, doc: Doc, mentions: Mentions, holder: Mention) -> _Title | None:
        """Read "NAME, [the] [owner] [modifiers] TERM [of owner]" and "NAME is the ..." rightwards."""
        i = holder.end
        if i >= len(doc) or not (doc[i].text in (",", "(", "-", "–", "—") or doc[i].lower_ in _COPULAS):
            return None
        owner: Mention | None = None
        i += 1
        for _ in range(_REACH):
            if i >= len(doc) or (doc[i].is_sent_start and not doc[i - 1].text.endswith(".")):
                return None
            end = self._terms.starting(doc, i)
            if end is not None and _introduces(mentions, end):
                return None
            if end is not None:
                term = self._terms.of(doc, i, end)
                start = self._terms.with_modifiers(doc, i)
                return _Title(start, end, term, owner_after(doc, mentions, end) or owner)
            mention = mentions.starting(i)
            if mention is not None and mention.actor.type in OWNERS:
                owner = mention
                i = mention.end
            elif (
                doc[i].lower_ in _FILLERS
                or doc[i].tag_ == "POS"
                or doc[i].pos_ in ("ADJ", "ADV", "NOUN", "PROPN")
                or doc[i].text == "-"
            ):
                i += 1
            else:
                return None
        return None

    def _of(self, title: _Title, person: Actor, date: str | None) -> Actor | None:
        """Return whose office it is: as the text says, else as the register knows."""
        actors = self._register.actors
        if title.owner is not None:
            owner = title.owner.actor
            return owner if owner.type in OWNERS else actors.get(owner.principal or "")
        career = [t for t in self._register.careers.get(person.id, ()) if t.role == title.term.role]
        current = [t for t in career if date and t.covers(date)]
        for tenure in [*current, *career]:
            return actors.get(tenure.of)
        if person.principal:
            return self._register.root(person)
        return actors.get(title.term.default_state)


def _introduces(mentions: Mentions, end: int) -> bool:
    """Whether an office that ends before a token is the title of the next person in a list."""
    following = mentions.starting(end)
    return following is not None and following.actor.type == "official"
