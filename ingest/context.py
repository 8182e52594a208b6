"""What a document is about, as far as bare descriptions ("the regime", "rebels") lean on it."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc

from communique.ingest.descriptions import kind_of
from communique.ingest.mentions import Mentions
from communique.ingest.register import Actor, Register

_SCENE = frozenset({"forces", "group", "territory", "people", "policy"})
_SHARE = 0.4
"""How often the scene must be named, as a share of the state that is named most."""
_LEAD = 1.5
"""How much more often than any other a state must be the scene, to be the only one meant."""


def scene(doc: Doc, mentions: Mentions, register: Register) -> Actor | None:
    """Return the state in which a document's events take place, if one stands out.

    Counted are "in Syria" and "Syrian town, troops, rebels", not "Syria said": who speaks is elsewhere as often.
    """
    counts: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for mention in mentions:
        if mention.actor.type != "state":
            continue
        named[mention.actor.id] += 1
        token = doc[mention.head]
        located = token.dep_ == "pobj" and token.head.lower_ in (
            "in",
            "across",
            "inside",
            "throughout",
            "within",
        )
        located = located or (token.dep_ == "appos" and token.head.ent_type_ == "GPE")
        described = mention.how == "demonym" and kind_of(token.head, register)[0] in _SCENE
        counts[mention.actor.id] += 2 * located + described
    ranked = sorted(((n, key) for key, n in counts.items() if n), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] < _LEAD * ranked[1][0]):
        return None
    key = ranked[0][1]
    return register.actors.get(key) if named[key] >= _SHARE * max(named.values()) else None
