"""Events: the senses of the lexicon whose source and target are both actors of the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from spacy.tokens import Doc, Token

from communique.ingest.ends import Ends
from communique.ingest.lexicon import Lexicon, Sense
from communique.ingest.mentions import Mention
from communique.ingest.register import Register
from communique.ingest.syntax import (
    agents,
    antecedent,
    arguments,
    child,
    conjuncts,
    grammatical_subjects,
    has_particle,
    is_passive,
    patients,
)

_POS = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ"}


@dataclass(slots=True, eq=False)
class Event:
    """One thing that one actor does to another.

    ``trigger`` is the word that says so; ``governor`` the verb whose polarity and modality hold for it (the
    light verb of a noun, else the trigger itself); ``effect`` what a light verb does to its status.
    """

    trigger: Token
    governor: Token
    sense: Sense
    source: Mention
    target: Mention
    rule: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class _Support:
    """The verb that carries a noun: "launched" in "launched an attack", and what it does to its status."""

    verb: Token
    effect: str


class EventFinder:
    """Applies the lexicon to one Doc."""

    def __init__(self, lexicon: Lexicon, register: Register) -> None:
        self._lexicon = lexicon
        self._register = register

    def __call__(self, doc: Doc) -> Iterator[Event]:
        """Yield the events of a Doc in the order of their triggers."""
        ends = Ends(doc._.mentions, self._register)
        for token in doc:
            pos = _POS.get(token.pos_)
            if pos is None or self._inside_name(doc, token):
                continue
            yield from self._events(token, pos, ends)

    def _inside_name(self, doc: Doc, token: Token) -> bool:
        mention = doc._.mentions.covering(token.i)
        return mention is not None and mention.is_name

    def _events(self, token: Token, pos: str, ends: Ends) -> Iterator[Event]:
        support = self._support(token) if pos == "NOUN" else None
        for sense in self._senses(token, pos):
            sources, targets, rule = self._fill(token, sense, support, ends)
            pairs = list(_pairs(sources, targets, sense))
            if pairs:
                governor = support.verb if support else token
                effect = support.effect if support else ""
                for source, target in pairs:
                    yield Event(token, governor, sense, source, target, rule, effect)
                return

    def _senses(self, token: Token, pos: str) -> Iterable[Sense]:
        """Return the senses to try: those of the verb with its particle first, then those of the word alone."""
        lemma = token.lemma_.lower()
        senses = []
        for particle in sorted(self._lexicon.particles.get(lemma, ())):
            if pos == "VERB" and has_particle(token, particle):
                senses += self._lexicon.of(f"{lemma} {particle}", pos)
        senses += self._lexicon.of(lemma, pos)
        heads = {o.lemma_.lower() for o in patients(token)} if pos == "VERB" and any(s.objects for s in senses) else set()
        return [s for s in senses if not s.objects or s.objects & heads]

    def _support(self, noun: Token) -> _Support | None:
        """Return the light verb of which a noun is the object."""
        top = noun
        while top.dep_ == "conj" and top.head.pos_ in ("NOUN", "PROPN"):
            top = top.head
        if top.dep_ in ("dobj", "nsubjpass", "attr"):
            verb = top.head
        elif top.dep_ == "pobj" and top.head.dep_ in ("prep", "agent") and top.head.head.pos_ == "VERB":
            verb = top.head.head
        else:
            participle = next((c for c in child(noun, "acl", "relcl") if c.pos_ == "VERB"), None)
            if participle is None or self._light(participle) is None:
                return None
            verb = participle
        effect = self._light(verb)
        return None if effect is None else _Support(verb, effect)

    def _light(self, verb: Token) -> str | None:
        lemma = verb.lemma_.lower()
        for child_ in child(verb, "prt", "prep"):
            effect = self._lexicon.light_verbs.get(f"{lemma} {child_.lower_}")
            if effect is not None:
                return effect
        return self._lexicon.light_verbs.get(lemma)

    def _fill(
        self, token: Token, sense: Sense, support: _Support | None, ends: Ends
    ) -> tuple[list[Mention], list[Mention], str]:
        sources, source_slot = self._first(token, sense.source, support, ends, ())
        targets, target_slot = self._first(token, sense.target, support, ends, sources)
        voice = "passive" if sense.pos == "VERB" and is_passive(token) else "light" if support else ""
        rule = ".".join(p for p in (sense.pos.lower(), voice, f"{source_slot}-{target_slot}") if p)
        return sources, targets, rule

    def _first(
        self, token: Token, slots: tuple[str, ...], support: _Support | None, ends: Ends, taken: Iterable[Mention]
    ) -> tuple[list[Mention], str]:
        """Return the actors in the first slot that holds any besides those already taken."""
        used, actors = {m.head for m in taken}, {m.actor.id for m in taken}
        for slot in slots:
            if slot == "both":
                return list(taken), slot
            found = [m for m in self._slot(token, slot, support, ends) if m.head not in used and m.actor.id not in actors]
            if found:
                return found, slot
        return [], ""

    def _slot(self, token: Token, slot: str, support: _Support | None, ends: Ends) -> list[Mention]:
        verbal = token.pos_ in ("VERB", "AUX")
        match slot:
            case "subj" if verbal:
                return ends.of_all(agents(token))
            case "obj":
                return ends.of_all(patients(token))
            case "dative":
                return ends.of_all([*child(token, "dative"), *arguments(token, "to")])
            case "subj":
                return ends.of_all(_described_by(token))
            case "poss":
                return _owner_mentions(token, ends) or (ends.of_all(agents(support.verb)) if support else [])
            case "mod":
                return _owner_mentions(token, ends)
            case "speaker":
                return ends.of_all(_speakers(token))
        if verbal:
            return ends.of_all(_verb_arguments(token, slot))
        found = ends.of_all(arguments(token, slot))
        return found or (ends.of_all(arguments(support.verb, slot)) if support and support.verb.i != token.head.head.i else [])


def _pairs(sources: list[Mention], targets: list[Mention], sense: Sense) -> Iterator[tuple[Mention, Mention]]:
    """Yield each source with each target; those who act on each other in pairs."""
    mutual = sense.symmetric and {m.actor.id for m in sources} == {m.actor.id for m in targets}
    for source, target in combinations(sources, 2) if mutual else product(sources, targets):
        if source.actor.id != target.actor.id:
            yield source, target


def _verb_arguments(verb: Token, preposition: str) -> list[Token]:
    found = arguments(verb, preposition)
    for obj in patients(verb):
        found += arguments(obj, preposition)
    # "called on Iran to stop", where the parser takes "on" for a particle
    if not found and any(c.lower_ == preposition and c.dep_ == "prt" for c in verb.children):
        found = patients(verb)
    return found


def _owner_mentions(noun: Token, ends: Ends) -> list[Mention]:
    """Return the actors that modify a noun: "Turkey's support", "US airstrike", "Russia-US talks"."""
    modifiers = sorted(child(noun, "poss", "amod", "compound", "nmod"), key=lambda t: t.i)
    found = ends.named(antecedent(m) for m in modifiers if m.tag_ not in ("VBN", "VBG", "VBD"))
    inner = [m for c in modifiers if not ends.named([c]) for m in ends.named(child(c, "compound", "nmod", "poss", "amod"))]
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
