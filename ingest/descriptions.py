"""Descriptions that stand for an actor by their owner: "Syrian troops", "a senior U.S. official", "Assad's forces"."""

from __future__ import annotations

from collections import defaultdict

from spacy.tokens import Doc, Token

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor, Register
from communique.ingest.syntax import arguments, conjuncts
from communique.table import slug

_OWNER_DEPS = frozenset({"poss", "compound", "amod", "nmod", "npadvmod"})
_ACTS_FOR_OWNER = frozenset({"government", "forces"})
_SCENIC = frozenset("regime government army".split())
_SCENIC_FORCES = frozenset("troop warplane jet".split())
"""Words that without an owner mean the government of the scene and its forces."""
_ANYBODYS = frozenset("government army troop jet".split())
"""Those of them that every state has; "the regime" is that of the scene also beside others."""
_SCENIC_GROUPS = frozenset("rebel insurgent militant fighter guerrilla separatist jihadist opposition".split())
_PLAIN = frozenset({"the", "government", "regime", "army"})
"""What may stand before such a word: "both governments", "foreign troops" are those of others."""


def find_descriptions(doc: Doc, mentions: Mentions, register: Register) -> None:
    """Add the descriptions that name their owner, and groups described by creed or cause ("Shiite fighters").

    The title or description of a person who is named beside it stands for that person, not for the owner.
    """
    taken = {i for m in mentions for i in range(m.start, m.end)}
    taken |= {i for office in doc._.offices for i in range(office.start, office.end)}
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN") or token.i in taken:
            continue
        kind, start = kind_of(token, register)
        if kind not in ("government", "forces", "institution", "group", "crowd"):
            continue
        person = _named_beside(token, mentions)
        if person is not None:
            mentions.move_head(person, token.i)
            continue
        owners = owners_of(token, mentions)
        actors = [_described(token, start, kind, owner, register) for owner in owners]
        if not owners and kind == "group":
            actors = [_group(token, start)]
        left = min(
            [
                start,
                *(o.start for o in owners),
                *(t.i for t in token.lefts if t.dep_ in _OWNER_DEPS),
            ]
        )
        for actor in actors:
            if actor is not None:
                mentions.add(Mention(left, token.i + 1, token.i, actor, "description", 0.85))


def find_scenic(doc: Doc, mentions: Mentions, register: Register, scene: Actor | None) -> None:
    """Add the bare descriptions that mean those of the state in which events take place: "the regime", "rebels"."""
    if scene is None:
        return
    named: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        root = register.root(mention.actor)
        if root.type == "state":
            named[doc[mention.head].sent.start].add(root.id)
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN") or mentions.covering(token.i) is not None:
            continue
        here = named.get(token.sent.start)
        if here and scene.id not in here and token.lemma_.lower() in _ANYBODYS:
            continue  # the sentence is about others
        kind, start = kind_of(token, register)
        counted = kind == "crowd"  # "at least 300 protesters" are those of the scene as much as "the protesters"
        lefts = {t.lower_ for t in token.lefts if not (counted and t.dep_ in ("nummod", "advmod", "quantmod", "amod"))}
        if not lefts <= _PLAIN or owners_of(token, mentions):
            continue
        lemma = token.lemma_.lower()
        if kind == "group" and lemma in _SCENIC_GROUPS and (token.tag_ == "NNS" or _before_hyphen(token)):
            actor = _owned_group(token, start, scene, register)
        elif kind == "crowd" and token.tag_ == "NNS":
            actor = crowd(scene, register)
        elif lemma in (_SCENIC_FORCES if token.tag_ == "NNS" else _SCENIC):
            actor = scene
        else:
            continue
        mentions.add(Mention(start, token.i + 1, token.i, actor, "description", 0.6))


def _named_beside(token: Token, mentions: Mentions) -> Mention | None:
    """Return the person in apposition to a description: "his Israeli counterpart, Moshe Yaalon"."""
    for other in token.children:
        if other.dep_ == "appos":
            found = mentions.headed(other.i)
            if found is not None and found.actor.type == "official":
                return found
    return None


def _before_hyphen(token: Token) -> bool:
    """Whether a noun is the first half of "rebel-held"."""
    return token.i + 2 < len(token.doc) and token.nbor(1).text == "-" and not token.nbor(1).whitespace_


def kind_of(token: Token, register: Register) -> tuple[str, int]:
    """Return the kind of collective that a noun is, two-word ones first, and its first token."""
    if token.i > 0 and token.nbor(-1).is_alpha:
        pair = f"{token.nbor(-1).lower_} {token.lemma_.lower()}"
        if pair in register.collectives:
            return register.collectives[pair], token.i - 1
    return register.collectives.get(token.lemma_.lower(), ""), token.i


def owners_of(token: Token, mentions: Mentions) -> list[Mention]:
    """Return the actors that a noun phrase names as its owners: "Russia's", "US and Russian", "from Japan"."""
    for child in sorted(token.lefts, key=lambda t: -t.i):
        if child.dep_ in _OWNER_DEPS:
            found = [m for t in conjuncts(child) if (m := mentions.headed(t.i)) is not None]
            if not found and (child.dep_ in ("compound", "nmod") or child.pos_ == "PROPN"):
                found = owners_of(child, mentions)
            if found:
                return found
    for preposition in ("of", "from", "for"):
        for obj in arguments(token, preposition):
            found = [m for t in conjuncts(obj) if (m := mentions.headed(t.i)) is not None]
            if found:
                return found
    return []


def _described(token: Token, start: int, kind: str, owner: Mention, register: Register) -> Actor | None:
    actor = owner.actor
    if kind == "forces" and owner.how == "model" and actor.type == "other" and token.doc[owner.head].dep_ == "compound":
        return None  # "Falcon rocket", "Mirage jets": the make, no owner
    if kind in _ACTS_FOR_OWNER or actor.type in ("armed_group", "political_body"):
        return register.root(actor) if actor.type in ("official", "institution") else actor
    words = token.doc[start : token.i + 1].text
    state = register.root(actor)
    if kind == "crowd":
        return crowd(state, register) if state.type == "state" else None
    if kind == "institution":
        if actor.type != "state":
            return actor
        known = register.surfaces.get(f"{_adjective(state, register)} {words.title()}")
        if known:
            return register.actors[known[0].actor]
        name = f"{_adjective(state, register)} {words.title()}"
        return Actor(slug(name), name, "institution", state.id)
    if state.type != "state":
        return None
    return _owned_group(token, start, state, register)


def _owned_group(token: Token, start: int, state: Actor, register: Register) -> Actor:
    name = f"{_adjective(state, register)} {_words(token, start)}"
    return Actor(slug(name), name, "armed_group")


def crowd(state: Actor, register: Register) -> Actor:
    """Return the people of a state who protest, an actor apart from its government."""
    name = f"{_adjective(state, register)} protesters"
    return Actor(slug(name), name, "other")


def _group(token: Token, start: int) -> Actor | None:
    """Return a group that is told from others by a capitalised modifier: "Shiite fighters", "Islamist militants"."""
    modifiers = [t for t in token.lefts if t.dep_ in ("amod", "compound") and t.text[0].isupper() and t.is_alpha]
    if not modifiers or token.tag_ not in ("NNS", "NNPS", "NN") or modifiers[0].is_sent_start:
        return None
    name = f"{modifiers[0].text} {_words(token, max(start, modifiers[0].i + 1))}"
    return Actor(slug(name), name, "armed_group")


def _words(token: Token, start: int) -> str:
    return token.doc[start : token.i].text_with_ws + _plural(token)


def _adjective(state: Actor, register: Register) -> str:
    return register.adjectives.get(state.id, state.name)


def _plural(token: Token) -> str:
    if token.tag_ in ("NNS", "NNPS"):
        return token.lower_
    lemma = token.lemma_.lower()
    return lemma if lemma == "opposition" else lemma[:-1] + "ies" if lemma.endswith("y") else lemma + "s"
