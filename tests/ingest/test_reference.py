"""Pronouns and bare descriptions mean somebody named before, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.ingest.actors import ActorFinder
from tests.docs import doc, register

if TYPE_CHECKING:
    from spacy.tokens import Doc


def _found(made: Doc, date: str | None = None) -> list[tuple[str, str]]:
    made._.date = date
    ActorFinder(register())(made)
    return [(made[m.start : m.end].text, m.actor.name) for m in made._.mentions]


def _pronoun(first: str, pronoun: str) -> set[str]:
    """Return whom a pronoun means in "FIRST left. PRONOUN spoke."."""
    made = doc(f"{first} PROPN nsubj 1", "left VERB ROOT 1", f"{pronoun} PRON nsubj 3 starts", "spoke VERB ROOT 3")
    ActorFinder(register())(made)
    return {m.actor.name for m in made._.mentions if m.start == 2}


def test_a_pronoun_means_the_subject_before_it() -> None:
    assert _pronoun("Iran", "it") == {"Iran"}
    assert _pronoun("Hezbollah", "they") == {"Hezbollah"}
    assert _pronoun("Iran", "he") == set()
    assert _pronoun("Iran", "they") == set()


@pytest.mark.parametrize(("pronoun", "meant"), [("he", "John Kerry"), ("she", "Madeleine Albright"), ("it", None)])
def test_a_persons_pronoun_fits_in_gender(pronoun: str, meant: str | None) -> None:
    made = doc(
        "Madeleine PROPN compound 1", "Albright PROPN nsubj 2", "met VERB ROOT 2", "John PROPN compound 4",
        "Kerry PROPN dobj 2",
        f"{pronoun} PRON nsubj 6", "left VERB ROOT 6",
    )  # fmt: skip
    assert dict(_found(made)).get(pronoun) == meant


def test_they_and_the_two_countries_mean_both() -> None:
    made = doc(
        "Iran PROPN nsubj 3", "and CCONJ cc 0", "Iraq PROPN conj 0", "met VERB ROOT 3", "they PRON nsubj 5",
        "left VERB ROOT 5",
        "the DET det 8", "two NUM nummod 8", "countries NOUN nsubj 9 lemma=country tag=NNS", "agreed VERB ROOT 9",
    )  # fmt: skip
    found = _found(made)
    assert [name for text, name in found if text == "they"] == ["Iran", "Iraq"]
    assert [name for text, name in found if text == "the two countries"] == ["Iran", "Iraq"]


def test_one_country_is_not_two() -> None:
    made = doc(
        "Iran PROPN nsubj 1",
        "left VERB ROOT 1",
        "two NUM nummod 3",
        "countries NOUN nsubj 4 lemma=country tag=NNS",
        "met VERB ROOT 4",
    )
    assert [text for text, _ in _found(made)] == ["Iran"]


def test_an_antecedent_too_far_back_is_none() -> None:
    far = [line for i in range(4) for line in (f"rain NOUN nsubj {2 * i + 3}", f"fell VERB ROOT {2 * i + 3}")]
    made = doc("Iran PROPN nsubj 1", "left VERB ROOT 1", *far, "it PRON nsubj 11", "spoke VERB ROOT 11")
    assert [text for text, _ in _found(made)] == ["Iran"]
