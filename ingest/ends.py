"""Which actor a noun phrase stands for when it is the end of a relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from communique.ingest.descriptions import kind_of
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Register
from communique.ingest.syntax import arguments, child, conjuncts

_PART_OF = frozenset(
    (
        "member dozen hundred thousand number group part most some many several all one none scores majority "
        "remnant representative side"
    ).split()
)
_OWNED_BY = ("of", "by", "from")
_HELD = ("in", "near", "around", "inside", "across", "throughout", "on", "at", "over", "off")
_HOLDING = frozenset({"hold", "control", "run", "rule", "occupy"})
_FRONTIERS = frozenset({"border", "frontier", "boundary"})
_DEEPEST = 3
_INSIDE = frozenset(
    {"poss", "amod", "compound", "nmod", "npadvmod", "prep", "pobj", "appos", "nummod", "acl", "agent", "dobj"}
)


class Ends:
    """Finds the actors of noun phrases in one Doc."""

    def __init__(self, doc: Doc, register: Register) -> None:
        self._doc = doc
        self._mentions: Mentions = doc._.mentions
        self._register = register

    def token(self, mention: Mention) -> Token:
        """Return the token by which the sentence governs a mention."""
        return self._doc[mention.head]

    def of_all(self, tokens: Iterable[Token]) -> list[Mention]:
        """Return the actors of several noun phrases, coordinated ones each on its own, without repeats."""
        return _distinct(m for token in tokens for c in conjuncts(token) for m in self.of(c))

    def named(self, tokens: Iterable[Token]) -> list[Mention]:
        """Return the actors that are themselves what the tokens name, not mere owners of it."""
        return _distinct(m for token in tokens for c in conjuncts(token) for m in self._itself(c))

    def of(self, token: Token, depth: int = 0) -> list[Mention]:
        """Return the actors of a noun phrase: itself, what it is in apposition to, or whose it is."""
        itself = self._itself(token)
        if itself:
            return itself
        kind, _ = kind_of(token, self._register)
        if depth > _DEEPEST:
            return []
        apposed = self.named(child(token, "appos"))
        if apposed:
            return apposed
        if token.lemma_.lower() in _PART_OF:
            part = [m for o in arguments(token, "of") for m in self.of(o, depth + 1)]
            if part:
                return part
        # "countries like Qatar", "powers such as France"
        examples = [m for p in ("like", "including") for m in self.named(arguments(token, p))]
        examples += [m for p in child(token, "prep") if p.lower_ == "as" for m in self.named(child(p, "pobj"))]
        return examples or list(self._owners(token, kind, depth))

    def within_all(self, tokens: Iterable[Token]) -> list[Mention]:
        """Return the actor that a noun phrase names anywhere, for each of several phrases."""
        return _distinct(m for token in tokens for c in conjuncts(token) for m in self.within(c))

    def within(self, token: Token) -> list[Mention]:
        """Return the actors nearest to the head of a noun phrase that stand anywhere in it, outside its clauses."""
        layer = [token]
        while layer:
            layer = [c for t in layer for c in t.children if c.dep_ in _INSIDE]
            found = [m for t in layer for m in self._mentions.all_headed(t.i) or _one(self._mentions.place(t.i))]
            if found:
                return found
        return []

    def where(self, word: Token) -> list[Mention]:
        """Return the state in which what a word tells of takes place: "in Arad, Israel", "across Ukraine"."""
        for preposition in _HELD:
            for place in arguments(word, preposition):
                for token in (
                    place,
                    *child(place, "appos"),
                    *(o for p in _HELD for o in arguments(place, p)),
                ):
                    found = self._mentions.place(token.i) or self._state_of(token)
                    if found is not None:
                        return [found]
        return []

    def _state_of(self, place: Token) -> Mention | None:
        """Return the state that a noun phrase of place names: "the Iranian city of Mashhad", "southern Lebanon"."""
        owners = [self._mentions.place(c.i) for c in child(place, "amod", "compound", "poss")]
        parts = [self._mentions.place(o.i) for o in arguments(place, "of")]
        return next((m for m in (*owners, *parts) if m is not None), None)

    def _itself(self, token: Token) -> list[Mention]:
        found = self._outermost(self._mentions.all_headed(token.i))
        if not found and token.dep_ not in ("compound", "amod", "nmod", "poss"):
            inside = self._mentions.covering(token.i)
            found = [inside] if inside is not None else []
        return found

    def _outermost(self, found: list[Mention]) -> list[Mention]:
        """Leave out the "Somali" of "Somali military", which stands for whom the whole acts for."""
        return [
            m
            for m in found
            if not any(o.start <= m.start and m.end <= o.end and o.end - o.start > m.end - m.start for o in found)
        ]

    def _owners(self, token: Token, kind: str, depth: int) -> Iterator[Mention]:
        if token.lemma_.lower() in _FRONTIERS:
            beyond = self.named(arguments(token, "with"))
            if beyond:  # "its border with Ukraine"
                yield from beyond
                return
        modifiers = child(token, "poss", "amod", "compound", "nmod", "npadvmod")
        for modifier in sorted(modifiers, key=lambda t: (t.dep_ != "poss", -t.i)):
            found = self._itself_or_inside(modifier)
            if found:
                yield from found
                return
        for preposition in (*_OWNED_BY, *(_HELD if kind == "territory" else ())):
            found = [m for o in arguments(token, preposition) for c in conjuncts(o) for m in self.of(c, depth + 1)]
            if found:
                yield from found
                return
        # "the rebel-held town": who holds it
        for participle in child(token, "amod"):
            if participle.tag_ in ("VBN", "VBD") and participle.lemma_ in _HOLDING:
                before = participle.nbor(-2) if participle.i >= 2 else participle
                found_one = self._mentions.headed(before.i)
                if found_one is not None:
                    yield found_one
                    return

    def _itself_or_inside(self, modifier: Token) -> list[Mention]:
        direct = [m for t in conjuncts(modifier) for m in self._mentions.all_headed(t.i)]
        if direct:
            return direct
        return [m for c in child(modifier, "compound", "amod", "nmod", "poss") for m in self._itself_or_inside(c)]


def _one(mention: Mention | None) -> list[Mention]:
    return [] if mention is None else [mention]


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    return list({(m.head, m.actor.id): m for m in mentions}.values())
