"""Sentences made at random of the lexicon's words and the register's names: what comes of them always holds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.ingest.documents import Document
from communique.ingest.lexicon import WORD_CLASSES, Sense, load_lexicon
from communique.ingest.register import load_register
from communique.table import QUAD_CLASSES
from tests.benchmarks.sweep import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.ingest.pipeline import Extraction, Extractor
    from communique.table import Relation

_HOWS = ("exact", "alias", "demonym", "metonym")
_EVERY = 6
"""Of the lexicon's plain verbs, one in so many is tried in each frame."""
_LEAST_FOUND = 0.9
_MOST_LOST = 0.05
_SLOT_WORDS = frozenset({"subj", "obj", "dative", "both", "speaker", "comp", "poss", "mod"})
_ODD = st.sampled_from(
    ["", "", "", " ", "\n", "\t", "…", "—", " ", "​", "‏", "é", "😀", "\x00", "<b>", "&amp;", "'", "”", ";;", "(", "-"]
)

# {a} {b} {c} actors, {v} a verb with its particle and object, {p} the preposition of its target, {w} a noun, {j} an
# adjective
_VERBAL = (
    "{a} {v} {p}{b}", "{a} will {v} {p}{b} on Friday", "{a} did not {v} {p}{b}", "{b} was {v} by {a}",
    "{a} and {c} may {v} {p}{b} and {c}", "{b}, {v} by {a}, {v} {c}", "{a}-{v} {b} rebels", "to {v} {p}{b} {a} refused",
    "“{a},” {c} claimed, “would never {v} {p}{b}”", "{c} accused {a} of having {v} {p}{b}",
    "{a} said {c} had {v} {p}{b}",
    "if {a} {v} {p}{b}, {c} could {v} {a}", "{a} urged {b} to {v} {p}{c}", "{a}, who {v} {p}{b}, met {c}",
    "\"{c} said '{a} said “we {v} {p}{b}”'\"",
)  # fmt: skip
_NOMINAL = (
    "{a}'s {w} {p}{b}", "{a} launched a {w} {p}{b}", "{c} denied the {w} by {a} {p}{b}", "{w} between {a} and {b}",
    "{a}-{b} {w}", "no {w} {p}{b}, said {a}", "{a} plans {w} {p}{b} and {c}", "the alleged {w}, {a}'s, {p}{b}",
    "according to {c}, the {a} {w} {p}{b} failed",
)  # fmt: skip
_ADJECTIVAL = ("{a} is {j} {p}{b}", "{j} {p}{b}, {a} met {c}", "{a} remains not {j} {p}{b}", "the {j} {a} {p}{b}")


@cache
def _names() -> dict[str, list[str]]:
    """Return the written forms of the register's actors by how they name."""
    found: dict[str, list[str]] = {how: [] for how in _HOWS}
    for text, surfaces in sorted(load_register().surfaces.items()):
        for how in sorted({s.how for s in surfaces} & set(_HOWS)):
            found[how].append(text)
    return found


@cache
def _senses() -> list[Sense]:
    return [sense for _, senses in sorted(load_lexicon().senses.items()) for sense in senses]


def _preposition(sense: Sense) -> str:
    found = [slot for slot in sense.target if slot not in _SLOT_WORDS]
    return f"{found[0]} " if found and "obj" not in sense.target[:1] else ""


def _phrase(sense: Sense, number: int = 0) -> str:
    """Return a verb with its particle and an object that it asks for."""
    objects = sorted(sense.objects)
    return sense.trigger + (f" the {objects[number % len(objects)]}" if objects else "")


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """Draw a sentence of a word of the lexicon and three names, mostly English."""
    pos = draw(st.sampled_from(WORD_CLASSES))
    sense = draw(st.sampled_from([s for s in _senses() if s.pos == pos]))
    templates = {"VERB": _VERBAL, "NOUN": _NOMINAL, "ADJ": _ADJECTIVAL}[sense.pos]
    actors = {key: draw(st.sampled_from(_names()[draw(st.sampled_from(_HOWS))])) for key in "abc"}
    verb = _phrase(sense, draw(st.integers(0, 50)))
    head, _, rest = verb.partition(" ")
    ending = draw(st.sampled_from(["", "s", "d" if head.endswith("e") else "ed", "ing"]))
    words = {"v": f"{head}{ending} {rest}".strip(), "w": sense.trigger, "j": sense.trigger, "p": _preposition(sense)}
    text = draw(st.sampled_from(templates)).format(**actors, **words)
    cut = draw(st.integers(0, len(text)))
    return (
        text[:cut] + draw(_ODD) + text[cut:] + draw(st.sampled_from([".", ".", ".", "!", "?", "", "…", ".”", "\n\n"]))
    )


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(texts=st.lists(sentences(), min_size=1, max_size=6), date=st.sampled_from([None, "2016-10-20", "1953-03-05"]))
def test_what_comes_of_random_sentences_holds(extractor: Extractor, texts: list[str], date: str | None) -> None:
    document = Document("d", " ".join(texts), date=date)
    made, again = (next(extractor.stream([document])) for _ in range(2))
    assert made.relations == again.relations
    senses = {
        (e.trigger.idx, e.source.actor.id, e.target.actor.id, e.sense.label): e.sense for e, _ in made.doc._.events
    }
    for row in made.relations:
        assert list(faults(row, document)) == []
        assert 0 < row.confidence <= 1
        if row.office is None:
            sense = senses[row.trigger_start, row.source_id, row.target_id, row.relation]
            assert (row.event, row.weight, row.symmetric) == (sense.event, sense.intensity, sense.symmetric)
            assert row.polarity == (1 if QUAD_CLASSES[row.event].endswith("cooperation") else -1)
        else:
            assert (row.event, row.polarity, row.weight) == ("HOLDS_OFFICE", 0, 0)


def _plain_verbs() -> list[Sense]:
    """Return one in so many of the senses of verbs that go from subject to object or to a preposition's."""
    wanted = [
        s for s in _senses() if s.pos == "VERB" and s.source[0] == "subj" and (s.target[0] == "obj" or _preposition(s))
    ]
    return wanted[::_EVERY]


@pytest.mark.parametrize(("frame", "status"), [("will", "planned"), ("did not", "negated"), ("may", "hypothetical")])
def test_verbs_of_the_lexicon_are_found_in_plain_sentences_with_their_status(
    grammar: Extractor, frame: str, status: str
) -> None:
    senses = _plain_verbs()
    texts = [f"France {frame} {_phrase(s)} {_preposition(s)}Turkey." for s in senses]
    found = grammar.stream([Document(str(n), text) for n, text in enumerate(texts)])
    rows = {
        text: [r for r in e.relations if r.trigger == s.trigger.split()[0]]
        for text, s, e in zip(texts, senses, found, strict=True)
    }
    missed = [text for text, got in rows.items() if not got]
    assert 1 - len(missed) / len(rows) >= _LEAST_FOUND, missed
    # What is not granted is refused, and the refusal is a fact.
    others = [
        (text, r.status) for text, got in rows.items() for r in got if r.status != status and r.relation != "refused"
    ]
    assert others == []


def test_a_slip_of_an_offset_is_seen(read_text: Callable[..., Extraction]) -> None:
    made = read_text("Turkey condemned Syria. It rained.")
    row = made.relations[0]
    assert list(faults(row, made.document)) == []
    slips: list[Relation] = [
        replace(row, source_start=row.source_start + 1), replace(row, target_end=99), replace(row, trigger="condemns"),
        replace(row, evidence_end=row.target_start), replace(row, target_id=row.source_id), replace(row, status="sure"),
        replace(row, claimant="Iran"), replace(row, trigger_start=row.trigger_end),
    ]  # fmt: skip
    assert [slip for slip in slips if not list(faults(slip, made.document))] == []


def test_the_model_drops_few_plain_statements_of_the_lexicon(extractor: Extractor, grammar: Extractor) -> None:
    senses = _plain_verbs()
    documents = [Document(str(n), f"France will {_phrase(s)} {_preposition(s)}Turkey.") for n, s in enumerate(senses)]
    alone, both = ([len(e.relations) > 0 for e in pipeline.stream(documents)] for pipeline in (grammar, extractor))
    lost = sum(a and not b for a, b in zip(alone, both, strict=True))
    assert lost / sum(alone) < _MOST_LOST
