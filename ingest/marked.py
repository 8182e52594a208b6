"""A pair of actors that the user marks in a text, made a candidate like those found by ourselves."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from communique.errors import InputError
from communique.ingest.candidates import Candidate, Path, path_between
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import Actor

Marked = str | tuple[int, int] | None
"""One end: a stretch of the text, or where it starts and ends; None if the text does not name it."""
Place = tuple[int, int] | None


def places(text: str, source: Marked, target: Marked) -> tuple[Place, Place]:
    """Return where two ends stand in a text: each at its first place, one that is told twice at its second.

    Raises
    ------
    InputError
        If one is nowhere in the text, or neither is named.
    """
    if source is None and target is None:
        raise InputError("neither source nor target is named; name at least one")
    first = _place(text, source, "source")
    return first, _place(text, target, "target", first)


def _place(text: str, end: Marked, name: str, taken: Place = None) -> Place:
    """Return where an end stands in a text; the first place that is not taken.

    Raises
    ------
    InputError
        If it is nowhere in the text.
    """
    if end is None:
        return None
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


def mark(doc: Doc, source: Place, target: Place) -> Candidate:
    """Let two stretches of a Doc, given in characters, stand for two actors, and return them as a candidate.

    ``doc._.mentions`` keeps those mentions that the marked ones do not overlap. An end that the text does not
    name is taken to be the root of the other's sentence, and is no mention.
    """
    spans = {name: _span(doc, at) for name, at in (("source", source), ("target", target)) if at is not None}
    known: Mentions = doc._.mentions
    marked = {name: _mention(span, name, known) for name, span in spans.items()}
    covered = {i for span in spans.values() for i in range(span.start, span.end)}
    others = [m for m in known if covered.isdisjoint(range(m.start, m.end)) and m.head not in covered]
    doc._.mentions = Mentions([*marked.values(), *others])
    for name, other in (("source", "target"), ("target", "source")):
        if name not in marked:
            root = spans[other].root.sent.root.i
            marked[name] = Mention(root, root, root, Actor(f"marked-{name}", "", "other"), "description")
    first, second = doc[marked["source"].head], doc[marked["target"].head]
    return Candidate(marked["source"], marked["target"], path_between(first, second) or _across(first, second))


def _span(doc: Doc, at: tuple[int, int]) -> Span:
    span = doc.char_span(*at, alignment_mode="expand")
    if span is None or not len(span):
        raise InputError(f"no words at characters {at[0]} to {at[1]}; mark whole words")
    return span


def _mention(span: Span, name: str, known: Mentions) -> Mention:
    """Make a mention of a marked stretch, of the type of the actor that its head stands for."""
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
