"""Organisations that the model finds and the register lacks."""

from __future__ import annotations

from spacy.tokens import Doc, Span

from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor, Register
from communique.ingest.things import is_located, is_portfolio, is_thing, located_names
from communique.table import slug

_TYPES = {
    "institution": "ministry department army navy police parliament assembly senate court embassy consulate council "
    "agency commission office bureau directorate command guard guards corps congress cabinet",
    "armed_group": "brigade brigades battalion militia militias rebels fighters resistance front liberation faction",
    "political_body": "party movement alliance bloc union coalition league opposition",
    "organisation": "nations organisation organization tribunal",
}
_TYPE_OF = {word: kind for kind, words in reversed(_TYPES.items()) for word in words.split()}
_SHORTEST = 3


def find_organisations(doc: Doc, mentions: Mentions, register: Register) -> None:
    """Add the model's organisations that no name of the register touches, typed by their own words."""
    places = located_names(doc, register)
    for ent in doc.ents:
        if ent.label_ != "ORG" or ent.text in places:
            continue
        span = _trimmed(ent)
        if span is None or span.text in register.dropped or any(mentions.covering(t.i) is not None for t in span):
            continue
        # A common noun written with a capital ("Government", "Council") is a description, not a name.
        if len(span) == 1 and (span[0].lemma_.lower() in register.collectives or span[0].lower_ in register.terms):
            continue
        kinds = register.collectives.get(span[-1].lower_), register.collectives.get(span[0].lemma_.lower())
        if kinds[0] == "territory" or kinds[1] == "people" or is_located(span.root, register):
            continue
        if is_thing(span) or is_portfolio(span):
            continue
        kind = next((_TYPE_OF[t.lower_] for t in reversed(list(span)) if t.lower_ in _TYPE_OF), "other")
        mentions.add(Mention(span.start, span.end, span.root.i, Actor(slug(span.text), span.text, kind), "model", 0.6))


def _trimmed(ent: Span) -> Span | None:
    start, end = ent.start, ent.end
    while start < end and (ent.doc[start].is_punct or ent.doc[start].lower_ in ("the", "a")):
        start += 1
    while end > start and (ent.doc[end - 1].tag_ == "POS" or ent.doc[end - 1].is_punct):
        end -= 1
    span = Span(ent.doc, start, end, label=ent.label)
    if start == end or len(span.text) < _SHORTEST or not span[0].text[0].isupper() or "\n" in span.text:
        return None
    return span
