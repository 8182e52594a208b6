"""Events and their rows, over Docs made by hand with a lexicon of a few senses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from spacy.lang.en import English

from communique.ingest.documents import Document
from communique.ingest.paragraphs import mark_paragraphs
from communique.ingest.predicates import EventFinder
from communique.ingest.repairs import ParticipleRepairer
from tests.docs import doc, mentions, register
from tests.ingest.senses import rows_of, small_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc


def _events(made: Doc, **names: str) -> list[str]:
    known = register()
    mentions(made, known, **names)
    found = EventFinder(small_lexicon(), known)(made)
    return [f"{e.source.actor.name} {e.sense.label} {e.target.actor.name} {e.rule}" for e in found]


@pytest.mark.parametrize(
    ("lines", "names", "events"),
    [
        pytest.param(
            ("Iran PROPN nsubj 1", "backed VERB ROOT 1 lemma=back", "Iraq PROPN dobj 1"),
            {"_0": "ir", "_2": "iq"}, ["Iran backs Iraq verb.subj-obj"], id="active",
        ),
        pytest.param(
            ("Iraq PROPN nsubjpass 2", "was AUX auxpass 2", "backed VERB ROOT 2 lemma=back tag=VBN",
             "by ADP agent 2", "Iran PROPN pobj 3"),
            {"_0": "iq", "_4": "ir"}, ["Iran backs Iraq verb.passive.subj-obj"], id="passive",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "cut VERB ROOT 1", "ties NOUN dobj 1 lemma=tie", "with ADP prep 2",
             "Iraq PROPN pobj 3"),
            {"_0": "ir", "_4": "iq"}, ["Iran cut ties with Iraq verb.subj-with"], id="the sense with its object wins",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "cut VERB ROOT 1", "Iraq PROPN dobj 1"),
            {"_0": "ir", "_2": "iq"}, ["Iran cut Iraq verb.subj-obj"], id="the plain sense",
        ),
        pytest.param(
            ("Iran PROPN nsubj 3", "and CCONJ cc 0", "Iraq PROPN conj 0", "met VERB ROOT 3 lemma=meet"),
            {"_0": "ir", "_2": "iq"}, ["Iran met with Iraq verb.subj-both"], id="both in the subject, once",
        ),
        pytest.param(
            ("Iran PROPN nsubj 5", "Iraq PROPN conj 0", "and CCONJ cc 1", "US PROPN conj 1", "have AUX aux 5",
             "met VERB ROOT 5 lemma=meet tag=VBN"),
            {"_0": "ir", "_1": "iq", "_3": "us"},
            ["Iran met with Iraq verb.subj-both", "Iran met with United States verb.subj-both",
            "Iraq met with United States verb.subj-both"],
            id="three meet in three pairs",
        ),
        pytest.param(
            ("Iran PROPN nsubj 3", "and CCONJ cc 0", "Iraq PROPN conj 0", "backed VERB ROOT 3 lemma=back",
             "US PROPN dobj 3"),
            {"_0": "ir", "_2": "iq", "_4": "us"},
            ["Iran backs United States verb.subj-obj", "Iraq backs United States verb.subj-obj"], id="each of two",
        ),
        pytest.param(
            ("Iran PROPN nsubj 3", "and CCONJ cc 0", "Iraq PROPN conj 0", "fought VERB ROOT 3 lemma=fight",
             "each DET det 5", "other ADJ dobj 3"),
            {"_0": "ir", "_2": "iq"}, ["Iran fought Iraq verb.subj-both"], id="each other",
        ),
        pytest.param(
            ("talks NOUN ROOT 0 lemma=talk", "between ADP prep 0", "Iran PROPN pobj 1", "and CCONJ cc 2",
             "Iraq PROPN conj 2"),
            {"_2": "ir", "_4": "iq"}, ["Iran held talks with Iraq noun.between-both"], id="noun between two",
        ),
        pytest.param(
            ("Iran PROPN poss 2", "'s PART case 0 glued", "attack NOUN ROOT 2", "on ADP prep 2", "Iraq PROPN pobj 3"),
            {"_0": "ir", "_4": "iq"}, ["Iran attacked Iraq noun.poss-on"], id="noun of an owner",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "launched VERB ROOT 1 lemma=launch", "an DET det 3", "attack NOUN dobj 1",
             "on ADP prep 3", "Iraq PROPN pobj 4"),
            {"_0": "ir", "_5": "iq"}, ["Iran attacked Iraq noun.light.poss-on"], id="noun of a light verb",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "is AUX ROOT 1", "ally NOUN attr 1", "of ADP prep 2", "Iraq PROPN pobj 3"),
            {"_0": "ir", "_4": "iq"}, ["Iran is ally of Iraq noun.subj-of"], id="predicate noun",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "is AUX ROOT 1", "loyal ADJ acomp 1", "to ADP prep 2", "Iraq PROPN pobj 3"),
            {"_0": "ir", "_4": "iq"}, ["Iran is loyal to Iraq adj.subj-to"], id="predicate adjective",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "urged VERB ROOT 1 lemma=urge", "that SCONJ mark 4", "Iraq PROPN nsubj 4",
             "leave VERB ccomp 1"),
            {"_0": "ir", "_3": "iq"}, ["Iran urged Iraq verb.subj-comp"], id="subject of the clause that was urged",
        ),
        pytest.param(
            ("Iraqis PROPN nsubjpass 2", "were AUX auxpass 2", "killed VERB ROOT 2 lemma=kill tag=VBN", "in ADP prep 2",
             "raid NOUN pobj 3", "by ADP prep 4", "Iran PROPN pobj 5"),
            {"_0": "iq", "_6": "ir"}, ["Iran killed Iraq verb.passive.means-obj"], id="killed in an attack",
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "bombed VERB ROOT 1 lemma=bomb", "roads NOUN dobj 1", "in ADP prep 1",
             "Iraq PROPN pobj 3"),
            {"_0": "ir", "_4": "iq"}, ["Iran bombed Iraq verb.loose.subj-place"], id="where the victim is not named",
        ),
    ],
)  # fmt: skip
def test_a_sense_is_read_with_both_ends(lines: tuple[str, ...], names: dict[str, str], events: list[str]) -> None:
    assert _events(doc(*lines), **names) == events


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        pytest.param(("Iran PROPN nsubj 1", "backed VERB ROOT 1 lemma=back",
                      "nobody PRON dobj 1"), {"_0": "ir"}, id="no target"),
        pytest.param(
            ("Iran PROPN nsubj 1", "backed VERB ROOT 1 lemma=back", "Iran PROPN dobj 1"), {"_0": "ir",
            "_2": "ir"}, id="itself"
        ),
        pytest.param(
            ("Iran PROPN nsubj 1", "watched VERB ROOT 1 lemma=watch", "Iraq PROPN dobj 1"), {"_0": "ir",
            "_2": "iq"}, id="no sense"
        ),
        pytest.param(
            ("Iran PROPN nsubj 2", "Back PROPN compound 0 lemma=back", "left VERB ROOT 2", "Iraq PROPN dobj 2"),
            {"_0_2": "ir", "_3": "iq"}, id="a trigger inside a name",
        ),
    ],
)  # fmt: skip
def test_what_is_no_event_is_none(lines: tuple[str, ...], names: dict[str, str]) -> None:
    assert _events(doc(*lines), **names) == []


def test_rows_count_in_the_documents_text_and_round_confidence() -> None:
    made = doc("Iran PROPN nsubj 1", "backed VERB ROOT 1 lemma=back", "Iraq PROPN dobj 1", ". PUNCT punct 1 glued")
    head = "A title\n\n"
    known = register()
    mentions(made, known, _0="ir", _2="iq")
    (row,) = rows_of(made, known, Document("d", head + made.text, title="A title", date="2016-10-20", body=len(head)))
    assert (row.evidence, row.evidence_start, row.evidence_end) == ("Iran backed Iraq.", 9, 26)
    assert (row.source_text, row.source_start, row.source_end) == ("Iran", 9, 13)
    assert (row.target_text, row.target_start, row.target_end) == ("Iraq", 21, 25)
    assert (row.trigger, row.trigger_start, row.trigger_end) == ("backed", 14, 20)
    assert (row.relation, row.event, row.polarity, row.weight) == ("backs", "SUPPORT", 1, 4.0)
    assert (row.title, row.date, row.confidence, row.rule) == ("A title", "2016-10-20", 0.8, "verb.subj-obj")


def test_evidence_spans_the_sentences_of_all_words() -> None:
    made = doc(
        "Iran PROPN nsubj 1", "came VERB ROOT 1", ". PUNCT punct 1 glued", "It PRON nsubj 4 starts",
        "backed VERB ROOT 4 lemma=back",
        "Iraq PROPN dobj 4", ". PUNCT punct 4 glued",
    )  # fmt: skip
    known = register()
    mentions(made, known, _0="ir", _3="ir", _5="iq")
    (row,) = rows_of(made, known)
    assert row.evidence == "It backed Iraq."
    assert row.source_text == "It"


def test_nobody_acts_against_himself_or_for_nobody() -> None:
    made = doc("Kerry PROPN nsubj 1", "met VERB ROOT 1 lemma=meet", "US PROPN dobj 1")
    known = register()
    mentions(made, known, _0="kerry", _2="us")
    assert rows_of(made, known) == []


def test_the_second_half_of_a_compound_becomes_a_participle() -> None:
    made = doc("Iran PROPN npadvmod 2", "- PUNCT punct 2 glued", "backed ADJ amod 3 glued", "rebels NOUN ROOT 3")
    ParticipleRepairer(small_lexicon())(made)
    assert (made[2].lemma_, made[2].pos_, made[2].tag_, made[2].dep_) == ("back", "VERB", "VBN", "amod")
    made = doc("Iran PROPN npadvmod 2", "- PUNCT punct 2 glued", "hosted ADJ amod 3 glued", "talks NOUN ROOT 3")
    ParticipleRepairer(small_lexicon())(made)
    assert made[2].pos_ == "ADJ"


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Talks fail\n\nIran left.", True),
        ("It ended.\nIran left.", True),
        ("He said “no”.\nIran left.", True),
        ("the foreign minister of\nIran left.", False),
        ("Points:\n- Iran left.", True),
    ],
)
def test_a_paragraph_starts_a_sentence_and_a_wrapped_line_does_not(text: str, second: bool) -> None:
    made = mark_paragraphs(English().make_doc(text))
    after = next(t.i for t in made if t.is_space) + 1
    assert bool(made[after].is_sent_start) is second


def test_white_space_alone_is_no_trouble() -> None:
    for text in ("", "\n", "\n\n\n", "Iran\n\n", "\n\nIran"):
        assert mark_paragraphs(English().make_doc(text)).text == text
