"""Slots: which noun phrases of a sentence fill the frame of a sense, and which actors they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from communique.ingest.ends import Ends
from communique.ingest.mentions import Mention
from communique.ingest.syntax import (
    agents,
    antecedent,
    arguments,
    child,
    complements,
    grammatical_subjects,
    patients,
)

_CIRCUMSTANCE = frozenset("after as at before by despite during like since until without".split())
_CONDITIONS = frozenset({"if", "unless", "until"})
_DEEPEST_COMPLEMENT = 2


@dataclass(frozen=True, slots=True)
class Support:
    """The verb that carries a noun: "launched" in "launched an attack", and what it does to its status."""

    verb: Token
    effect: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The slots around one word, and the verb that carries it if it is a noun."""

    word: Token
    support: Support | None
    ends: Ends

    def first(self, slots: tuple[str, ...], taken: Iterable[Mention], loosely: bool) -> tuple[list[Mention], str]:
        """Return the actors in the first slot that holds any besides those already taken.

        With ``loosely``, those that a phrase in a slot names in passing count where no slot holds any.
        """
        used, actors = {m.head for m in taken}, {m.actor.id for m in taken}

        def fresh(found: list[Mention]) -> list[Mention]:
            return [m for m in found if m.head not in used and m.actor.id not in actors]

        for slot in slots:
            if slot == "both" or _each_other(self.word, slot):
                return list(taken), "both"
            found = fresh(self._actors(slot, actors))
            if found:
                return found, slot
        for slot in slots if loosely else ():
            found = fresh(self.ends.within_all(self._phrases(slot)))
            if found:
                return found, slot
        return [], ""

    @property
    def _verbal(self) -> bool:
        return self.word.pos_ in ("VERB", "AUX")

    def _phrases(self, slot: str) -> list[Token]:
        """Return the heads of the noun phrases in a slot."""
        match slot:
            case "subj":
                return agents(self.word) if self._verbal else _described_by(self.word)
            case "obj":
                return patients(self.word)
            case "dative":
                return [*child(self.word, "dative"), *arguments(self.word, "to")]
            case "poss":
                return agents(self.support.verb) if self.support else []
            case "speaker" | "mod" | "comp":
                return []
        if self._verbal:
            return _verb_arguments(self.word, slot)
        return arguments(self.word, slot) or _through_verb(self.word, slot, self.support)

    def _actors(self, slot: str, used: set[str]) -> list[Mention]:
        """Return the actors that a slot holds."""
        match slot:
            case "mod":
                return _owner_mentions(self.word, self.ends)
            case "speaker":
                return self.ends.of_all(_speakers(self.word))
            case "comp":
                groups = _addressed(self.word, self.ends)
                return next((fresh for group in groups if (fresh := [m for m in group if m.actor.id not in used])), [])
        own = _owner_mentions(self.word, self.ends) if slot == "poss" else []
        found = own or self.ends.of_all(self._phrases(slot))
        if found or self._verbal or slot in ("subj", "obj", "dative", "poss"):
            return found
        return self.ends.of_all(_through_verb(self.word, slot, self.support))


def _each_other(word: Token, slot: str) -> bool:
    """Whether a slot holds "each other" or "one another"."""
    tokens = patients(word) if slot == "obj" else arguments(word, slot)
    return any(
        (t.lower_ == "other" and t.i and t.nbor(-1).lower_ == "each")
        or (t.lower_ == "another" and t.i and t.nbor(-1).lower_ == "one")
        for t in tokens
    )


def _verb_arguments(verb: Token, preposition: str) -> list[Token]:
    found = arguments(verb, preposition)
    for obj in patients(verb):
        found += arguments(obj, preposition)
    if not found and preposition == "with":
        # "spoke by telephone with": the parser hangs the second phrase on the first
        found = [a for p in child(verb, "prep") for o in child(p, "pobj") for a in arguments(o, preposition)]
    # "called on Iran to stop", where the parser takes "on" for a particle
    if not found and any(c.lower_ == preposition and c.dep_ == "prt" for c in verb.children):
        found = patients(verb)
    return found


def _through_verb(noun: Token, preposition: str, support: Support | None) -> list[Token]:
    """Return what the parser hung on the verb of a noun: "resumed operations against rebels"."""
    if support is not None:
        return arguments(support.verb, preposition) if support.verb.i != noun.head.head.i else []
    return arguments(noun.head, preposition) if noun.dep_ in ("dobj", "nsubjpass") else []


def _addressed(word: Token, ends: Ends, depth: int = 0) -> Iterator[list[Mention]]:
    """Yield to whom the act of a complement clause may be addressed, best first.

    In "demanded that Iran stop", its subject; in "threatened to strike Iran", its object; else its other arguments.
    """
    for clause in complements(word):
        yield ends.of_all(antecedent(s) for s in child(clause, "nsubj", "nsubjpass"))
        objects = patients(clause)
        yield ends.of_all(objects)
        for holder in (clause, *objects):
            prepositions = (p for p in child(holder, "prep", "dative") if p.lower_ not in _CIRCUMSTANCE)
            yield ends.of_all(o for p in prepositions for o in child(p, "pobj"))
        if depth < _DEEPEST_COMPLEMENT:
            yield from _addressed(clause, ends, depth + 1)
    for condition in child(word, "advcl"):  # "threatened to strike if Iran does not stop"
        if any(m.lower_ in _CONDITIONS for m in child(condition, "mark")):
            yield ends.of_all(child(condition, "nsubj", "nsubjpass"))


def _owner_mentions(noun: Token, ends: Ends) -> list[Mention]:
    """Return the actors that modify a noun: "Turkey's support", "US airstrike", "Russia-US talks"."""
    modifiers = sorted(child(noun, "poss", "amod", "compound", "nmod"), key=lambda t: t.i)
    found = ends.named(antecedent(m) for m in modifiers if m.tag_ not in ("VBN", "VBG", "VBD"))
    inner = [
        m for c in modifiers if not ends.named([c]) for m in ends.named(child(c, "compound", "nmod", "poss", "amod"))
    ]
    return found + inner


def _described_by(word: Token) -> list[Token]:
    """Return what a predicate noun or adjective is said of: copular subject, apposition, or the noun it modifies."""
    if word.dep_ in ("attr", "acomp", "oprd") and word.head.pos_ in ("VERB", "AUX"):
        return grammatical_subjects(word.head)
    if word.dep_ == "appos" or (word.dep_ in ("amod", "relcl", "acl") and word.pos_ == "ADJ"):
        return [word.head]
    if word.dep_ == "conj":
        return _described_by(word.head)
    return child(word, "appos") if word.pos_ in ("NOUN", "PROPN") else []


def _speakers(token: Token) -> list[Token]:
    """Return who is reported as saying the clause in which a word stands."""
    for ancestor in token.ancestors:
        if ancestor.dep_ == "ccomp" and ancestor.head.pos_ == "VERB":
            return grammatical_subjects(ancestor.head)
    return []
