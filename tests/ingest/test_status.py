"""How sure a text is of an event, and who claims it, over Docs made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from communique.ingest.ends import Ends
from communique.ingest.lexicon import load_lexicon
from communique.ingest.opinion import generic
from communique.ingest.predicates import Event
from communique.ingest.status import status_of
from tests.docs import doc, mentions, register
from tests.ingest.senses import rows_of

if TYPE_CHECKING:
    from spacy.tokens import Doc


def _status(made: Doc, **names: str) -> list[tuple[str, str | None]]:
    known = register()
    mentions(made, known, **names)
    return [(r.status, r.claimant) for r in rows_of(made, known)]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        pytest.param(("will AUX aux 2",), "planned", id="will"),
        pytest.param(("wo AUX aux 2", "n't PART neg 2 glued"), "negated", id="will not"),
        pytest.param(("may AUX aux 2",), "hypothetical", id="may"),
        pytest.param(("would AUX aux 2",), "hypothetical", id="would"),
        pytest.param(("did AUX aux 2", "not PART neg 2"), "negated", id="did not"),
        pytest.param(("never ADV neg 2",), "negated", id="never"),
        pytest.param(("allegedly ADV advmod 2",), "claimed", id="allegedly"),
        pytest.param(("has AUX aux 2",), "fact", id="has"),
    ],
)
def test_a_verbs_own_words_tell_its_status(lines: tuple[str, ...], status: str) -> None:
    verb = 1 + len(lines)
    own = [" ".join([*line.split()[:3], str(verb), *line.split()[4:]]) for line in lines]
    made = doc(f"US PROPN nsubj {verb}", *own, f"back VERB ROOT {verb} tag=VB", f"Iraq PROPN dobj {verb}")
    assert _status(made, _0="us", **{f"_{verb + 1}": "iq"}) == [(status, None)]


@pytest.mark.parametrize(
    ("verb", "lemma", "status"),
    [("plans", "plan", "planned"), ("agreed", "agree", "planned"), ("considered", "consider", "hypothetical"),
    ("denied", "deny", "negated"),
     ("helped", "help", "fact")],
)  # fmt: skip
def test_a_governing_verb_tells_the_status(verb: str, lemma: str, status: str) -> None:
    made = doc(
        "US PROPN nsubj 1",
        f"{verb} VERB ROOT 1 lemma={lemma}",
        "to PART aux 3",
        "back VERB xcomp 1 tag=VB",
        "Iraq PROPN dobj 3",
    )
    assert _status(made, _0="us", _4="iq") == [(status, None)]


def test_what_somebody_says_of_others_is_claimed() -> None:
    made = doc(
        "Iran PROPN nsubj 1",
        "said VERB ROOT 1 lemma=say",
        "US PROPN nsubj 3",
        "bombed VERB ccomp 1 lemma=bomb",
        "Iraq PROPN dobj 3",
    )
    assert _status(made, _0="ir", _2="us", _4="iq") == [("claimed", "Iran")]


def test_what_one_says_of_ones_own_words_is_fact_but_of_ones_deeds_is_claimed() -> None:
    for verb, status in (
        ("backed VERB ccomp 1 lemma=back", ("fact", None)),
        ("bombed VERB ccomp 1 lemma=bomb", ("claimed", "Iran")),
    ):
        made = doc("Iran PROPN nsubj 1", "said VERB ROOT 1 lemma=say", "it PRON nsubj 3", verb, "Iraq PROPN dobj 3")
        assert _status(made, _0="ir", _2="ir", _4="iq") == [status]


def test_according_to_names_the_claimant() -> None:
    made = doc(
        "US PROPN nsubj 1",
        "bombed VERB ROOT 1 lemma=bomb",
        "Iraq PROPN dobj 1",
        "according VERB prep 1",
        "to ADP prep 3",
        "Iran PROPN pobj 4",
    )
    assert _status(made, _0="us", _2="iq", _5="ir") == [("claimed", "Iran")]


def test_a_condition_is_hypothetical() -> None:
    made = doc(
        "If SCONJ mark 2",
        "US PROPN nsubj 2",
        "bombs VERB advcl 5 lemma=bomb",
        "Iraq PROPN dobj 2",
        "Iran PROPN nsubj 5",
        "suffers VERB ROOT 5",
    )
    assert _status(made, _1="us", _3="iq", _4="ir") == [("hypothetical", None)]


def test_a_light_verb_and_a_determiner_negate_a_noun() -> None:
    talks = ("with ADP prep 3", "Iraq PROPN pobj 4")
    made = doc(
        "Iran PROPN nsubj 1", "held VERB ROOT 1 lemma=hold", "no DET det 3", "talks NOUN dobj 1 lemma=talk", *talks
    )
    assert _status(made, _0="ir", _5="iq") == [("negated", None)]
    made = doc(
        "Iran PROPN nsubj 1",
        "denied VERB ROOT 1 lemma=deny",
        "an DET det 3",
        "attack NOUN dobj 1",
        "on ADP prep 3",
        "Iraq PROPN pobj 4",
    )
    assert _status(made, _0="ir", _5="iq") == [("negated", None)]


def test_the_doubt_of_a_clause_is_not_that_of_another_one() -> None:
    made = doc(
        "US PROPN nsubj 3", "did AUX aux 3", "not PART neg 3", "object VERB ROOT 3", "when SCONJ advmod 6",
        "Iran PROPN nsubj 6",
        "bombed VERB advcl 3 lemma=bomb", "Iraq PROPN dobj 6",
    )  # fmt: skip
    assert _status(made, _0="us", _5="ir", _7="iq") == [("fact", None)]


@pytest.mark.parametrize(
    ("verb", "kind", "status"),
    [("recognise", "REJECT", "fact"), ("reject", "REJECT", "negated"), ("recognise", "AGREE", "negated")],
)
def test_a_negated_word_that_the_model_takes_for_a_rejection_is_one(verb: str, kind: str, status: str) -> None:
    made = doc(
        "Iran PROPN nsubj 3", "does AUX aux 3", "not PART neg 3", f"{verb} VERB ROOT 3 tag=VB", "Israel PROPN dobj 3"
    )
    known = register()
    mentions(made, known, _0="ir", _4="us")
    source, target = made._.mentions
    event = Event(made[3], made[3], replace(generic(kind), trigger=verb), source, target, f"model.{kind}")
    assert status_of(event, load_lexicon(), Ends(made, known)).value == status
