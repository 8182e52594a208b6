"""Names, people, offices and descriptions, over Docs made by hand and a register of a few actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.ingest.actors import ActorFinder
from communique.ingest.match import NameMatcher
from communique.ingest.mentions import Mention, Mentions
from tests.docs import actor, doc, mentions, register

if TYPE_CHECKING:
    from spacy.tokens import Doc


def _found(made: Doc, date: str | None = None) -> list[tuple[str, str]]:
    made._.date = date
    ActorFinder(register())(made)
    return [(made[m.start : m.end].text, m.actor.name) for m in made._.mentions]


def _offices(made: Doc, date: str | None = None) -> list[tuple[str, str, str]]:
    made._.date = date
    ActorFinder(register())(made)
    return [(o.holder.actor.name, o.name, o.of.name) for o in made._.offices]


def _matches(*lines: str) -> list[str]:
    made = doc(*lines)
    return [made[m.start : m.end].text for m in NameMatcher(register())(made)]


def test_the_longest_name_wins() -> None:
    assert _matches("Russian ADJ amod 2", "Foreign PROPN compound 2", "Ministry PROPN ROOT 2") == [
        "Russian Foreign Ministry"
    ]


def test_a_name_is_found_as_written_and_at_word_ends_alone() -> None:
    assert _matches("iran PROPN ROOT 0", "Iranistan PROPN ROOT 1", "IRAN PROPN ROOT 2", "Iran PROPN ROOT 3") == ["Iran"]


def test_a_piece_of_a_longer_name_of_the_model_is_no_name() -> None:
    lines = ("Iran PROPN compound 1 ent=B-ORG", "Air PROPN ROOT 1 ent=I-ORG")
    assert _matches(*lines) == []
    assert _matches("Iran PROPN compound 1 ent=B-GPE", "Air PROPN ROOT 1 ent=O") == ["Iran"]


def test_a_title_or_a_common_noun_in_the_models_name_does_not_hide_its_owner() -> None:
    assert _matches("Iranian ADJ amod 1 ent=B-ORG", "Ministry PROPN ROOT 1 ent=I-ORG") == ["Iranian"]
    assert _matches("Secretary PROPN ROOT 0 ent=B-ORG", "of ADP prep 0 ent=I-ORG", "US PROPN pobj 1 ent=I-ORG") == []


@pytest.mark.parametrize("word", ["Iraqs", "United States"])
def test_a_lost_apostrophe_does_not_hide_a_name(word: str) -> None:
    """Web text drops apostrophes: "Iraqs minister" is the minister of Iraq, and "Iraqs" elsewhere is nothing."""
    lines = [f"{part} PROPN compound {word.count(' ') + 1}" for part in word.split()]
    assert _matches(*lines, f"minister NOUN ROOT {len(lines)}") == [word]
    assert _matches("Iraqs PROPN nsubj 1", "left VERB ROOT 1") == []


@pytest.mark.parametrize(
    ("date", "name"), [("1985-03-01", "Soviet Union"), ("2015-03-01", "Russia"), (None, "Soviet Union")]
)
def test_a_capital_stands_for_the_state_of_its_time(date: str | None, name: str) -> None:
    made = doc("Moscow PROPN nsubj 1", "agreed VERB ROOT 1")
    assert _found(made, date) == [("Moscow", name)]


@pytest.mark.parametrize(
    "lines",
    [
        ("met VERB ROOT 0", "in ADP prep 0", "Tehran PROPN pobj 1"),
        ("flew VERB ROOT 0 lemma=fly", "to ADP prep 0", "Tehran PROPN pobj 1"),
        ("city NOUN ROOT 0", "of ADP prep 0", "Tehran PROPN pobj 1"),
        ("Tehran PROPN compound 1", "airport NOUN ROOT 1"),
        ("in ADP ROOT 0", "Baghdad PROPN pobj 0", "and CCONJ cc 1", "Tehran PROPN conj 1"),
        ("Tehran PROPN ROOT 0", ", PUNCT punct 0 glued", "Friday PROPN npadvmod 0 ent=B-DATE"),
    ],
)
def test_a_capital_where_something_is_or_goes_is_a_place(lines: tuple[str, ...]) -> None:
    made = doc(*lines)
    assert "Tehran" not in dict(_found(made))
    place = next(t for t in made if t.text == "Tehran")
    assert made._.mentions.place(place.i).actor.name == "Iran"


@pytest.mark.parametrize(
    "lines",
    [
        ("Tehran PROPN nsubj 1", "agreed VERB ROOT 1"),
        ("talks NOUN ROOT 0", "between ADP prep 0", "Tehran PROPN pobj 1", "and CCONJ cc 2", "Iraq PROPN conj 2"),
        ("gave VERB ROOT 0 lemma=give", "to ADP prep 0", "Tehran PROPN pobj 1"),
        ("Tehran PROPN poss 2", "'s PART case 0 tag=POS glued", "reply NOUN ROOT 2"),
    ],
)
def test_a_capital_that_acts_is_its_government(lines: tuple[str, ...]) -> None:
    assert ("Tehran", "Iran") in _found(doc(*lines))


def test_a_surname_stands_for_the_full_name_before_or_after_it() -> None:
    made = doc(
        "Kerry PROPN nsubj 1 ent=B-PERSON", "left VERB ROOT 1", "John PROPN compound 3 ent=B-PERSON starts",
        "Kerry PROPN nsubj 4 ent=I-PERSON", "spoke VERB ROOT 4",
    )  # fmt: skip
    assert _found(made) == [("Kerry", "John Kerry"), ("John Kerry", "John Kerry")]


@pytest.mark.parametrize(
    ("date", "found"), [("2015-03-01", ["John Kerry"]), ("1985-03-01", []), (None, ["John Kerry"])]
)
def test_a_surname_alone_is_whoever_holds_or_held_office(date: str | None, found: list[str]) -> None:
    made = doc("Kerry PROPN nsubj 1 ent=B-PERSON", "left VERB ROOT 1")
    assert [name for _, name in _found(made, date)] == found


def test_a_person_nobody_knows_has_a_name_and_a_slug() -> None:
    made = doc("Anton PROPN compound 1 ent=B-PERSON", "Krusović PROPN nsubj 2 ent=I-PERSON", "left VERB ROOT 2")
    assert _found(made) == [("Anton Krusović", "Anton Krusović")]
    assert next(iter(made._.mentions)).actor.id == "anton-krusovic"


@pytest.mark.parametrize(
    ("lines", "office"),
    [
        (
            ("Iranian ADJ amod 2", "foreign ADJ amod 2", "minister NOUN compound 4",
             "John PROPN compound 4 ent=B-PERSON",
             "Kerry PROPN ROOT 4 ent=I-PERSON"),
            ("John Kerry", "foreign minister", "Iran"),
        ),
        (
            ("Iran PROPN poss 3", "'s PART case 0 tag=POS glued", "foreign ADJ amod 3", "minister NOUN ROOT 3",
             ", PUNCT punct 3 glued",
             "Mr. PROPN compound 7", "John PROPN compound 7 ent=B-PERSON", "Kerry PROPN appos 3 ent=I-PERSON"),
            ("John Kerry", "foreign minister", "Iran"),
        ),
        (
            ("John PROPN compound 1 ent=B-PERSON", "Kerry PROPN ROOT 1 ent=I-PERSON", ", PUNCT punct 1 glued",
             "the DET det 6",
             "former ADJ amod 6", "foreign ADJ amod 6", "minister NOUN appos 1", "of ADP prep 6", "Iraq PROPN pobj 7"),
            ("John Kerry", "former foreign minister", "Iraq"),
        ),
        (
            ("John PROPN compound 1 ent=B-PERSON", "Kerry PROPN nsubj 2 ent=I-PERSON", "is AUX ROOT 2",
             "Iraq PROPN poss 6",
             "'s PART case 3 tag=POS glued", "foreign ADJ amod 6", "minister NOUN attr 2"),
            ("John Kerry", "foreign minister", "Iraq"),
        ),
        (
            ("Secretary PROPN ROOT 0", "of ADP prep 0", "State PROPN pobj 1", "John PROPN compound 4 ent=B-PERSON",
             "Kerry PROPN appos 0 ent=I-PERSON"),
            ("John Kerry", "Secretary of State", "United States"),
        ),
    ],
)  # fmt: skip
def test_titles_appositions_and_copulas_state_an_office(lines: tuple[str, ...], office: tuple[str, str, str]) -> None:
    assert _offices(doc(*lines), "2015-03-01") == [office]


def test_the_title_of_the_next_in_a_list_is_not_his() -> None:
    made = doc(
        "Madeleine PROPN compound 1 ent=B-PERSON", "Albright PROPN ROOT 1 ent=I-PERSON", ", PUNCT punct 1 glued",
        "minister NOUN compound 5", "John PROPN compound 5 ent=B-PERSON", "Kerry PROPN conj 1 ent=I-PERSON",
    )  # fmt: skip
    assert [(holder, of) for holder, _, of in _offices(made)] == [("John Kerry", "United States")]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("Iranian ADJ amod 1", "troops NOUN ROOT 1 lemma=troop tag=NNS"), ("Iranian troops", "Iran")),
        (
            ("a DET det 3", "senior ADJ amod 3", "US PROPN compound 3", "official NOUN ROOT 3"),
            ("senior US official", "United States"),
        ),
        (("troops NOUN ROOT 0 lemma=troop tag=NNS", "of ADP prep 0", "Iraq PROPN pobj 1"), ("troops", "Iraq")),
        (
            ("Iran PROPN poss 3", "'s PART case 0 tag=POS glued", "air NOUN compound 3", "force NOUN ROOT 3"),
            ("Iran's air force", "Iran"),
        ),
        (("Iraqi ADJ amod 1", "rebels NOUN ROOT 1 lemma=rebel tag=NNS"), ("Iraqi rebels", "Iraqi rebels")),
        (("Iraqi ADJ amod 1", "ministry NOUN ROOT 1"), ("Iraqi ministry", "Iraqi Ministry")),
    ],
)
def test_a_description_stands_for_its_owner_or_is_an_actor_of_its_own(
    lines: tuple[str, ...], found: tuple[str, str]
) -> None:
    assert found in _found(doc(*lines))


def test_people_places_and_plans_are_no_actors() -> None:
    for lines in (
        ("Iranian ADJ amod 1", "children NOUN ROOT 1 lemma=child tag=NNS"),
        ("Iranian ADJ amod 1", "town NOUN ROOT 1"),
        ("Iranian ADJ amod 1", "proposal NOUN ROOT 1"),
    ):
        assert [text for text, _ in _found(doc(*lines))] == ["Iranian"]


def test_bare_forces_are_those_of_the_scene_if_there_is_one() -> None:
    here = ("rebels NOUN nsubj 1 lemma=rebel tag=NNS", "fought VERB ROOT 1", "troops NOUN dobj 1 lemma=troop tag=NNS")
    assert _found(doc(*here)) == []
    made = doc(*here, "in ADP prep 1", "Iraq PROPN pobj 3")
    assert dict(_found(made)) == {"rebels": "Iraqi rebels", "troops": "Iraq", "Iraq": "Iraq"}


def test_mentions_come_in_the_order_of_the_text_and_the_innermost_covers() -> None:
    made = doc("Iranian ADJ amod 1", "troops NOUN nsubj 2", "met VERB ROOT 2", "Iraq PROPN dobj 2")
    known = register()
    found = Mentions()
    outer = Mention(0, 2, 1, known.actors["ir"], "description")
    inner = Mention(0, 1, 0, known.actors["ir"], "demonym")
    last = Mention(3, 4, 3, known.actors["iq"], "exact")
    for mention in (last, outer, inner):
        found.add(mention)
    assert list(found) == [outer, inner, last]
    assert len(found) == 3
    assert found.covering(0) is inner
    assert found.covering(1) is outer
    assert found.covering(2) is None
    assert found.headed(1) is outer
    assert found.ending(1) is outer
    assert found.starting(3) is last
    assert [m.is_name for m in found] == [False, True, True]
    assert made[0].text == "Iranian"


def test_the_head_of_a_title_governs_the_name() -> None:
    made = doc("envoy NOUN nsubj 2", "Kerry PROPN appos 0", "left VERB ROOT 2")
    found = mentions(made, register(), _1="kerry")
    (mention,) = found
    found.move_head(mention, 0)
    assert mention.head == 0
    assert found.headed(0) is found.headed(1) is mention


def test_an_official_added_by_the_user_is_found_by_name() -> None:
    known = register()
    known.add(actor("doe", "Jane Doe", "official", principal="ir", aliases="Doe of Iran"))
    made = doc(
        "Jane PROPN compound 1 ent=B-PERSON",
        "Doe PROPN nsubj 2 ent=I-PERSON",
        "left VERB ROOT 2",
        "Doe PROPN nsubj 4 ent=B-PERSON",
        "spoke VERB ROOT 4",
    )
    ActorFinder(known)(made)
    assert [m.actor.id for m in made._.mentions] == ["doe", "doe"]
