"""Events: the senses of the lexicon whose source and target are both actors of the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

from spacy.tokens import Doc, Token

from communique.ingest.descriptions import crowd
from communique.ingest.ends import Ends
from communique.ingest.lexicon import Lexicon, Sense
from communique.ingest.mentions import Mention
from communique.ingest.register import Register
from communique.ingest.slots import Frame, Support
from communique.ingest.syntax import agents, arguments, child, first_noun, has_particle, is_passive, patients

_CROWD = 0.6
"""Confidence in who protests where only their nation or the place is told."""
_ON_SOIL = frozenset({"ASSAULT", "MOBILIZE", "PROTEST", "YIELD"})
"""Events whose victim may be told only by the place."""
_CONTAINERS = frozenset("package series wave round number string spate campaign barrage set kind form".split())
"""Nouns that only measure out what stands after "of": "a package of aid", "a series of strikes"."""
_DIFFUSE = frozenset(
    "campaign operation war warfare fighting fight intervention offensive conflict battle combat".split()
)
"""What is waged in a country without being waged against it."""
_DUTIES = frozenset({"must", "should", "ought"})
_EXHORTATION = Sense("say", "VERB", frozenset(), ("subj",), ("comp",), "called on", "REQUEST", -0.5, False)
"""What one says that another must do, which no single word of the lexicon tells."""
_POS = {"VERB": "VERB", "AUX": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ"}


@dataclass(slots=True, eq=False)
class Event:
    """One thing that one actor does to another.

    ``trigger`` is the word that says so; ``governor`` the verb whose polarity and modality hold for it (the
    light verb of a noun, else the trigger itself); ``effect`` what a light verb does to its status; ``loose``
    tells that an end is only named inside the phrase that fills its slot; ``confidence`` how probable the model
    finds it, if it was asked.
    """

    trigger: Token
    governor: Token
    sense: Sense
    source: Mention
    target: Mention
    rule: str
    effect: str = ""
    loose: bool = False
    confidence: float | None = None


CHARGES = frozenset({"of", "for", "with", "over"})
"""Prepositions of what somebody is accused of."""
_GROUNDS = frozenset({"for", "over"})
_JUDGEMENTS = frozenset({"ACCUSE", "SUPPORT", "SANCTION"})
"""Types of verbs that judge somebody for what they did."""


class EventFinder:
    """Applies the lexicon to one Doc."""

    def __init__(self, lexicon: Lexicon, register: Register) -> None:
        self._lexicon = lexicon
        self._register = register

    def __call__(self, doc: Doc) -> Iterator[Event]:
        """Yield the events of a Doc in the order of their triggers."""
        ends = Ends(doc, self._register)
        found: list[Event] = []
        spoken_for: dict[int, set[frozenset[str]]] = {}
        # Verbs first: the "talks" of "suspended talks with" are part of what the verb says.
        for word_class in ("VERB", "NOUN", "ADJ"):
            for token in doc:
                if _POS.get(token.pos_) != word_class or self._inside_name(doc, token):
                    continue
                if word_class == "NOUN" and token.dep_ in ("compound", "nmod"):
                    continue
                told = spoken_for.get(token.i, set())
                events = [e for e in self._events(token, word_class, ends) if _between(e) not in told]
                if events and events[0].sense.objects:
                    spoken_for |= {o.i: {_between(e) for e in events} for o in patients(token)}
                found += events
        found += self._exhortations(doc, ends)
        found = _without_echoes(found)
        yield from sorted(found, key=lambda e: e.trigger.i)

    def candidates(self, token: Token, ends: Ends) -> Iterator[tuple[Sense, list[Mention], list[Mention]]]:
        """Yield each sense that a word may have here, with the sources and targets that it finds, for explanations."""
        pos = _POS.get(token.pos_, "")
        support = self._support(token) if pos == "NOUN" else None
        for sense in self._senses(token, pos):
            sources, targets, _ = self._fill(token, sense, support, ends, loosely=True)
            yield sense, sources, targets

    def _exhortations(self, doc: Doc, ends: Ends) -> Iterator[Event]:
        """Yield who is told by whom what they must do: "Paris said that Iran must stop"."""
        for saying in doc:
            if saying.pos_ != "VERB" or self._lexicon.effect(saying.lemma_.lower(), "VERB") != "claimed":
                continue
            for clause in child(saying, "ccomp"):
                told = child(clause, "nsubj", "nsubjpass")
                if any(m.lower_ in _DUTIES for m in child(clause, "aux")) or (
                    clause.lemma_ in ("have", "need") and clause.tag_ != "VBD" and _infinitive(clause)
                ):
                    sources, targets = ends.of_all(agents(saying)), ends.of_all(told)
                    for source, target in _pairs(sources, targets, _EXHORTATION):
                        yield Event(saying, saying, _EXHORTATION, source, target, "verb.duty")

    def _inside_name(self, doc: Doc, token: Token) -> bool:
        mention = doc._.mentions.covering(token.i)
        return mention is not None and mention.is_name

    def _events(self, token: Token, pos: str, ends: Ends) -> Iterator[Event]:
        support = self._support(token) if pos == "NOUN" else None
        senses = list(self._senses(token, pos))
        # What an end names in passing counts only where no sense has its ends in their places.
        for loosely, sense in product((False, True), senses):
            sources, targets, rule = self._fill(token, sense, support, ends, loosely)
            pairs = list(_pairs(sources, targets, sense))
            if pairs:
                governor = support.verb if support else token
                effect = support.effect if support else ""
                for source, target in pairs:
                    yield Event(token, governor, sense, source, target, rule, effect, loosely)
                return

    def _senses(self, token: Token, pos: str) -> Iterable[Sense]:
        """Return the senses to try: those of the verb with its particle first, then those of the word alone."""
        lemma = token.lemma_.lower()
        senses = []
        for particle in sorted(self._lexicon.particles.get(lemma, ())):
            if pos == "VERB" and has_particle(token, particle):
                senses += self._lexicon.of(f"{lemma} {particle}", pos)
        if pos == "NOUN":
            for modifier in child(token, "compound", "amod"):  # "air strike" as "airstrike", "hunger strike"
                for word in (f"{modifier.lower_}{lemma}", f"{modifier.lower_} {lemma}"):
                    senses += self._lexicon.of(word, pos)
        senses += self._lexicon.of(lemma, pos)
        if pos != "VERB":
            return senses
        # "called the strike a war crime": the predicate counts as an object, and the plain sense is another word's.
        predicates = child(token, "oprd")
        heads = {o.lemma_.lower() for o in (*patients(token), *predicates)}
        return [s for s in senses if (s.objects & heads if s.objects or predicates else True)]

    def _support(self, noun: Token) -> Support | None:
        """Return the light verb of which a noun is the object."""
        top = first_noun(noun)
        if top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.head.lemma_.lower() in _CONTAINERS:
            top = top.head.head
        if top.dep_ in ("dobj", "nsubjpass", "attr"):
            verb = top.head
        elif top.dep_ == "pobj" and (carrier := _carrier(top.head)) is not None:
            verb, words = carrier
            effect = self._lexicon.light_verbs.get(words)
            return None if effect is None else Support(verb, effect)
        else:
            participle = next((c for c in child(noun, "acl", "relcl") if c.pos_ == "VERB"), None)
            if participle is None or self._light(participle) is None:
                return None
            verb = participle
        effect = self._light(verb)
        return None if effect is None else Support(verb, effect)

    def _light(self, verb: Token) -> str | None:
        lemma = verb.lemma_.lower()
        for child_ in child(verb, "prt", "prep"):
            effect = self._lexicon.light_verbs.get(f"{lemma} {child_.lower_}")
            if effect is not None:
                return effect
        return self._lexicon.light_verbs.get(lemma)

    def _fill(
        self, token: Token, sense: Sense, support: Support | None, ends: Ends, loosely: bool
    ) -> tuple[list[Mention], list[Mention], str]:
        frame = Frame(token, support, ends)
        sources, source_slot = frame.first(sense.source, (), loosely)
        if not sources and sense.event == "ASSAULT" and sense.pos == "VERB" and is_passive(token):
            sources, source_slot = ends.of_all(self._means(token)), "means"
        if not sources and "poss" in sense.source and (judged := ends.of_all(self._judged(token))):
            sources, source_slot = judged, "judged"
        if not sources and loosely and sense.symmetric and "both" in sense.target:
            sources, source_slot = self._together(token, ends), "together"
        if sense.event == "PROTEST":
            sources, source_slot = self._crowds(token, sources, ends, loosely), source_slot or "crowd"
        targets, target_slot = frame.first(sense.target, sources, loosely)
        if not targets and sources and loosely and sense.event in _ON_SOIL:
            targets, target_slot = self._where(token, support, sources, ends), "place"
        if sense.event == "CONSULT":  # who arrives in Geneva does not meet the Swiss
            targets = [m for m in targets if m.how != "place"]
        voice = "passive" if sense.pos == "VERB" and is_passive(token) else "light" if support else ""
        loose = "loose" if loosely else ""
        rule = ".".join(p for p in (sense.pos.lower(), voice, loose, f"{source_slot}-{target_slot}") if p)
        return sources, targets, rule

    def _judged(self, noun: Token) -> list[Token]:
        """Return who is accused of a noun's act, or thanked or punished for it: "blamed Iran for an attack"."""
        top = first_noun(noun)
        preposition = top.head
        if top.dep_ != "pobj" or preposition.dep_ != "prep":
            return []
        # the parser may hang the second phrase on the object: "accused [Russia of an attack]"
        verb = preposition.head if preposition.head.pos_ == "VERB" else preposition.head.head
        if verb.pos_ != "VERB":
            return []
        lemma = verb.lemma_.lower()
        allowed = CHARGES if self._lexicon.effect(lemma, "VERB") == "claimed" else _GROUNDS
        judging = any(sense.event in _JUDGEMENTS for sense in self._lexicon.of(lemma, "VERB"))
        return patients(verb) if judging and preposition.lower_ in allowed else []

    def _together(self, noun: Token, ends: Ends) -> list[Mention]:
        """Return the several subjects of a verb that a noun goes with: "agreed after days of talks"."""
        top = next((a for a in (noun, *noun.ancestors) if a.dep_ != "pobj" and a.pos_ not in ("ADP", "NOUN")), noun)
        found = ends.of_all(agents(top)) if top.pos_ == "VERB" else []
        return found if len({self._register.root(m.actor).id for m in found}) > 1 else []

    def _crowds(self, token: Token, sources: list[Mention], ends: Ends, loosely: bool) -> list[Mention]:
        """Return who protests: people told by their nation, or where nobody is named those of the place."""
        if not sources and loosely and token.lemma_.lower() not in self._lexicon.classes["attack"]:
            words = [token, *agents(token), *patients(token)] if token.pos_ == "VERB" else [token]
            words += [token.head] if token.head.pos_ == "VERB" else []  # "marched through Oslo to protest"
            sources = next((found for word in words if (found := ends.where(word))), [])
        elif any(m.how != "demonym" for m in sources):
            return sources
        people = [m for m in sources if m.actor.type == "state"]
        return [replace(m, actor=crowd(m.actor, self._register), confidence=_CROWD) for m in people]

    def _means(self, verb: Token) -> list[Token]:
        """Return the attack in which somebody was killed or hurt: "killed in a Hezbollah drone attack"."""
        attacks = self._lexicon.classes["attack"]
        found = [o for p in ("in", "during", "by", "from", "after") for o in arguments(verb, p)]
        return [o for o in found if o.lemma_.lower() in attacks]

    def _where(self, token: Token, support: Support | None, sources: list[Mention], ends: Ends) -> list[Mention]:
        """Return the state on whose soil another state or a foreign group attacks."""
        if token.lemma_.lower() in _DIFFUSE:
            return []
        words = [token, *patients(token)] if token.pos_ == "VERB" else [token, *([support.verb] if support else [])]
        states = {self._register.root(m.actor).id for m in sources if self._register.root(m.actor).type == "state"}
        found = next((found for word in words if (found := ends.where(word))), [])
        return [m for m in found if m.actor.id not in states]


def _carrier(preposition: Token) -> tuple[Token, str] | None:
    """Return the verb that takes a noun through a preposition, and its words: "enter into", "take part in"."""
    above = preposition.head
    if above.pos_ == "VERB":
        return above, f"{above.lemma_.lower()} {preposition.lower_}"
    if above.dep_ == "dobj" and above.head.pos_ == "VERB":
        return above.head, f"{above.head.lemma_.lower()} {above.lemma_.lower()} {preposition.lower_}"
    return None


def _pairs(sources: list[Mention], targets: list[Mention], sense: Sense) -> Iterator[tuple[Mention, Mention]]:
    """Yield each source with each target; those who act on each other in pairs."""
    mutual = sense.symmetric and {m.actor.id for m in sources} == {m.actor.id for m in targets}
    for source, target in combinations(sources, 2) if mutual else product(sources, targets):
        if source.actor.id != target.actor.id:
            yield source, target


def _without_echoes(events: list[Event]) -> list[Event]:
    """Leave out what is only loosely told where the same sentence tells it outright.

    "Called for sanctions on Iran" asks nothing of Iran; "marched through Oslo to protest against Israel" is not
    against Norway.
    """
    related = {_parties(e) for e in events if not e.loose}
    acting = {_act(e) for e in events if not _told_by_place(e)}
    return [
        e for e in events if not (e.loose and _parties(e) in related) and not (_told_by_place(e) and _act(e) in acting)
    ]


def _told_by_place(event: Event) -> bool:
    return event.rule.endswith("-place")


def _act(event: Event) -> tuple[str, str, int]:
    """Return who does what in which sentence."""
    return event.source.actor.id, event.sense.event, event.trigger.sent.start


def _between(event: Event) -> frozenset[str]:
    """Return the ids of the two whom an event relates."""
    return frozenset((event.source.actor.id, event.target.actor.id))


def _parties(event: Event) -> tuple[str, str, int]:
    """Return the ids of source and target and the start of the sentence, in which they are told."""
    return event.source.actor.id, event.target.actor.id, event.trigger.sent.start


def _infinitive(verb: Token) -> bool:
    """Whether an infinitive with "to" completes a verb: "has to stop"."""
    return any(c.lower_ == "to" for x in child(verb, "xcomp") for c in child(x, "aux"))
