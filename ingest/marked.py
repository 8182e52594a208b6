"""A pair of actors that the user marks in a text, made a candidate like those found by ourselves."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from communique.errors import InputError
from communique.ingest.candidates import Candidate, Path, path_between
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor, Register

Marked = str | tuple[int, int]
"""One end: a stretch of the text, or where it starts and ends."""


def place(text: str, end: Marked, name: str, taken: tuple[int, int] | None = None) -> tuple[int, int]:
    """Return where an end stands in a text; the first place that is not taken.

    Raises
    ------
    InputError
        If it is nowhere in the text.
    """
    if isinstance(end, str):
        wanted = end.strip()
        start = text.find(wanted) if wanted else -1
        first = start
        while taken and start >= 0 and start < taken[1] and taken[0] < start + len(wanted):
            start = text.find(wanted, start + 1)
        start = start if start >= 0 else first
        if start < 0:
            raise InputError(f"{name} '{end[:80]}' is not in the text; copy it as it is written there")
        return start, start + len(wanted)
    start, stop = end
    if not 0 <= start < stop <= len(text) or not text[start:stop].strip():
        raise InputError(f"{name} [{start}, {stop}] is no stretch of the text, which has {len(text)} characters")
    return start, stop


def mark(doc: Doc, source: tuple[int, int], target: tuple[int, int], register: Register) -> Candidate:
    """Let two stretches of a Doc, given in characters, stand for two actors, and return them as a candidate.

    ``doc._.mentions`` keeps those mentions that the marked ones do not overlap.
    """
    spans = [_span(doc, place) for place in (source, target)]
    known: Mentions = doc._.mentions
    marked = [_mention(span, name, known, register) for span, name in zip(spans, ("source", "target"), strict=True)]
    covered = {i for span in spans for i in range(span.start, span.end)}
    others = [m for m in known if covered.isdisjoint(range(m.start, m.end)) and m.head not in covered]
    doc._.mentions = Mentions([*marked, *others])
    first, second = (doc[m.head] for m in marked)
    return Candidate(marked[0], marked[1], path_between(first, second) or _across(first, second))


def _span(doc: Doc, place: tuple[int, int]) -> Span:
    span = doc.char_span(*place, alignment_mode="expand")
    if span is None or not len(span):
        raise InputError(f"no words at characters {place[0]} to {place[1]}; mark whole words")
    return span


def _mention(span: Span, name: str, known: Mentions, register: Register) -> Mention:
    """Make a mention of a marked stretch, of the type and the side of the actor that its head stands for."""
    inside = [m for m in known if m.start < span.end and span.start < m.end]
    at_head = [m for m in inside if m.head == span.root.i or m.start <= span.root.i < m.end]
    best = next(iter(at_head or inside), None)
    kind = best.actor.type if best else "other"
    actor = Actor(f"marked-{name}", span.text, kind)
    return Mention(span.start, span.end, span.root.i, actor, best.how if best else "description")


def _across(first: Token, second: Token) -> Path:
    """Join the paths of two words of different sentences at the root of the first."""
    up, down = [first, *first.ancestors], [second, *second.ancestors]
    return Path(tuple(up[:-1]), up[-1], tuple(down[::-1]))
