"""Subjects, objects and arguments are found in every construction that news text uses."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Token

from communique.ingest import syntax
from tests.docs import doc

ACTIVE = ("Iran PROPN nsubj 1", "backed VERB ROOT 1", "Hezbollah PROPN dobj 1")
PASSIVE = (
    "Hezbollah PROPN nsubjpass 2", "was AUX auxpass 2", "backed VERB ROOT 2 tag=VBN",
    "by ADP agent 2", "Iran PROPN pobj 3",
)  # fmt: skip


def _words(tokens: object) -> list[str]:
    assert isinstance(tokens, list)
    assert all(isinstance(t, Token) for t in tokens)
    return [t.text for t in tokens]


def _ends(made: Doc, verb: int) -> tuple[list[str], list[str]]:
    return _words(syntax.agents(made[verb])), _words(syntax.patients(made[verb]))


@pytest.mark.parametrize(
    ("lines", "verb", "agents", "patients"),
    [
        pytest.param(ACTIVE, 1, ["Iran"], ["Hezbollah"], id="active"),
        pytest.param(PASSIVE, 2, ["Iran"], ["Hezbollah"], id="passive"),
        pytest.param(PASSIVE[:3], 2, [], ["Hezbollah"], id="passive without agent"),
        pytest.param(
            ("Hezbollah PROPN ROOT 0", "backed VERB acl 0 tag=VBN", "by ADP agent 1", "Iran PROPN pobj 2"),
            1, ["Iran"], ["Hezbollah"], id="participle after the noun",
        ),
        pytest.param(
            ("Iranian ADJ npadvmod 2", "- PUNCT punct 2 glued", "backed VERB amod 3 tag=VBN glued",
             "rebels NOUN ROOT 3"),
            2, ["Iranian"], ["rebels"], id="participle with a hyphen",
        ),
        pytest.param(
            ("rebel NOUN npadvmod 2", "- PUNCT punct 2 glued", "backing VERB amod 3 tag=VBG glued",
             "Iran PROPN ROOT 3"),
            2, ["Iran"], ["rebel"], id="active participle with a hyphen",
        ),
        pytest.param(
            ("rebels NOUN nsubj 4", "who PRON nsubj 2", "attacked VERB relcl 0", "Iraq PROPN dobj 2",
             "fled VERB ROOT 4"),
            2, ["rebels"], ["Iraq"], id="relative subject",
        ),
        pytest.param(
            ("rebels NOUN nsubj 4", "whom PRON dobj 3", "Iran PROPN nsubj 3", "armed VERB relcl 0", "fled VERB ROOT 4"),
            3, ["Iran"], ["rebels"], id="relative object",
        ),
        pytest.param(
            ("rebels NOUN nsubj 3", "Iran PROPN nsubj 2", "armed VERB relcl 0", "fled VERB ROOT 3"),
            2, ["Iran"], ["rebels"], id="relative object without a pronoun",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "agreed VERB ROOT 1 lemma=agree", "to PART aux 3", "arm VERB xcomp 1 tag=VB",
             "Iraq PROPN dobj 3"),
            3, ["Iran"], ["Iraq"], id="subject control",
        ),
        pytest.param(
            ("US PROPN nsubj 1", "urged VERB ROOT 1", "Iran PROPN dobj 1", "to PART aux 4",
             "leave VERB xcomp 1 tag=VB", "Iraq PROPN dobj 4"),
            4, ["Iran"], ["Iraq"], id="object control",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "promised VERB ROOT 1 lemma=promise", "Iraq PROPN dobj 1", "to PART aux 4",
             "leave VERB xcomp 1 tag=VB"),
            4, ["Iran"], [], id="subject control past an object",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "condemned VERB ROOT 1", "and CCONJ cc 1", "rejected VERB conj 1", "it PRON dobj 3"),
            1, ["Iran"], ["it"], id="object with the last of two verbs",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "spoke VERB ROOT 1", "and CCONJ cc 1", "left VERB conj 1", "Iraq PROPN dobj 3"),
            3, ["Iran"], ["Iraq"], id="subject with the first of two verbs",
        ),
        pytest.param(
            ("Accusing VERB advcl 3 tag=VBG", "Iraq PROPN dobj 0", "Iran PROPN nsubj 3", "left VERB ROOT 3"),
            0, ["Iran"], ["Iraq"], id="participle clause",
        ),
        pytest.param(
            ("US PROPN nsubj 1", "accused VERB ROOT 1", "Iran PROPN dobj 1", "of ADP prep 1",
             "arming VERB pcomp 3 tag=VBG", "it PRON dobj 4"),
            4, ["Iran"], ["it"], id="what the object did",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "left VERB ROOT 1", "without ADP prep 1", "telling VERB pcomp 2 tag=VBG",
             "Iraq PROPN dobj 3"),
            3, ["Iran"], ["Iraq"], id="what the subject did not do",
        ),
        pytest.param(
            ("policy NOUN ROOT 0", "of ADP prep 0", "arming VERB pcomp 1 tag=VBG", "rebels NOUN dobj 2"),
            2, [], ["rebels"], id="gerund of a noun that belongs to nobody",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "made VERB ROOT 1", "plans NOUN dobj 1", "to PART aux 4", "arm VERB acl 2 tag=VB",
             "Iraq PROPN dobj 4"),
            4, ["Iran"], ["Iraq"], id="infinitive of a noun",
        ),
        pytest.param(
            ("US PROPN nsubj 1", "wants VERB ROOT 1", "Iran PROPN nsubj 4", "to PART aux 4",
             "leave VERB ccomp 1 tag=VB"),
            1, ["US"], ["Iran"], id="subject of an infinitive",
        ),
    ],
)  # fmt: skip
def test_who_does_it_to_whom(lines: tuple[str, ...], verb: int, agents: list[str], patients: list[str]) -> None:
    assert _ends(doc(*lines), verb) == (agents, patients)


@pytest.mark.parametrize(
    ("lines", "verb", "passive"),
    [
        (ACTIVE, 1, False),
        (PASSIVE, 2, True),
        (("Iran PROPN nsubj 2", "has AUX aux 2 lemma=have", "backed VERB ROOT 2 tag=VBN"), 2, False),
        (
            ("it PRON nsubjpass 2", "was AUX auxpass 2", "hit VERB ROOT 2 tag=VBN", "and CCONJ cc 2",
             "sunk VERB conj 2 tag=VBN"),
            4, True,
        ),
        (
            ("it PRON nsubjpass 2", "was AUX auxpass 2", "hit VERB ROOT 2 tag=VBN", "and CCONJ cc 2", "it PRON nsubj 5",
             "sank VERB conj 2 tag=VBN"),
            5, False,
        ),
    ],
)  # fmt: skip
def test_passives_are_told_from_perfects(lines: tuple[str, ...], verb: int, passive: bool) -> None:
    assert syntax.is_passive(doc(*lines)[verb]) is passive


def test_arguments_hang_on_prepositions_simple_and_compound() -> None:
    made = doc(
        "met VERB ROOT 0",
        "with ADP prep 0",
        "Iran PROPN pobj 1",
        "along ADP prep 0",
        "with ADP prep 3",
        "Iraq PROPN pobj 4",
    )
    assert _words(syntax.arguments(made[0], "with")) == ["Iran", "Iraq"]
    assert _words(syntax.arguments(made[0], "on")) == []


def test_a_preposition_with_a_relative_pronoun_reaches_the_noun() -> None:
    made = doc(
        "rebels NOUN nsubj 5",
        "with ADP prep 4",
        "whom PRON pobj 1",
        "Iran PROPN nsubj 4",
        "talked VERB relcl 0",
        "fled VERB ROOT 5",
    )
    assert _words(syntax.arguments(made[4], "with")) == ["rebels"]


def test_conjuncts_follow_a_chain_and_pass_over_verbs() -> None:
    made = doc(
        "Iran PROPN ROOT 0",
        ", PUNCT punct 0",
        "Iraq PROPN conj 0",
        "and CCONJ cc 2",
        "Egypt PROPN conj 2",
        "left VERB conj 0",
    )
    assert [t.text for t in syntax.conjuncts(made[0])] == ["Iran", "Iraq", "Egypt"]


def test_owners_are_modifiers_and_authors_but_no_participles() -> None:
    made = doc(
        "Turkey PROPN poss 3",
        "'s PART case 0 glued",
        "growing VERB amod 3 tag=VBG",
        "support NOUN ROOT 3",
        "by ADP prep 3",
        "Iran PROPN pobj 4",
    )
    assert _words(syntax.owners(made[3])) == ["Turkey", "Iran"]


def test_complements_are_clauses_infinitives_and_gerunds() -> None:
    made = doc(
        "accused VERB ROOT 0",
        "of ADP prep 0",
        "arming VERB pcomp 1",
        "and CCONJ cc 0",
        "to PART aux 5",
        "stop VERB advcl 0 tag=VB",
    )
    assert _words(syntax.complements(made[0])) == ["arming", "stop"]


def test_particles_are_known_however_they_are_labelled() -> None:
    for label in ("prt", "prep", "advmod"):
        made = doc("called VERB ROOT 0", f"on ADP {label} 0")
        assert syntax.has_particle(made[0], "on")
    assert not syntax.has_particle(doc("called VERB ROOT 0", "on ADP punct 0")[0], "on")


def test_a_chain_of_verbs_without_a_subject_ends() -> None:
    """A list of forty verbs must neither recurse without end nor find a subject that is not there."""
    lines = ["go VERB ROOT 0", *(f"go VERB conj {i}" for i in range(40))]
    assert syntax.grammatical_subjects(doc(*lines)[40]) == []
