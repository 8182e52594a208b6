"""Acronyms that a document introduces in brackets: "the High Negotiations Committee (HNC)"."""

from __future__ import annotations

from spacy.tokens import Doc

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor

_SHORTEST, _LONGEST = 2, 8


def find_acronyms(doc: Doc, mentions: Mentions) -> None:
    """Let an acronym stand for the actor after whose name it first stands in brackets, before and after that place."""
    introduced = {m: a for mention in mentions if (m := _bracketed(doc, mention)) for a in [mention.actor]}
    for token in doc:
        actor: Actor | None = introduced.get(token.text)
        if actor is None:
            continue
        guess = mentions.covering(token.i)
        if guess is None:
            mentions.add(Mention(token.i, token.i + 1, token.i, actor, "alias", 0.9))
        elif guess.how == "model" and guess.end - guess.start == 1:
            guess.actor, guess.how, guess.confidence = actor, "alias", 0.9


def _bracketed(doc: Doc, mention: Mention) -> str:
    """Return the acronym in brackets after a mention, if its letters are initials of the name's words, in order."""
    i = mention.end
    if i + 2 >= len(doc) or doc[i].text != "(" or doc[i + 2].text != ")" or not mention.is_name:
        return ""
    acronym = doc[i + 1].text
    if not (
        _SHORTEST <= len(acronym) <= _LONGEST and acronym.isalpha() and acronym[0].isupper() and acronym[-1].isupper()
    ):
        return ""
    initials = [t.text[0].upper() for t in doc[mention.start : mention.end] if t.text[0].isalpha()]
    letters = iter(initials)
    return acronym if len(initials) > 1 and all(c in letters for c in acronym.upper()) else ""
