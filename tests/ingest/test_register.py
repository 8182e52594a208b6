"""Who holds an office when, who acts for whom in the end, and what the user's own files may do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import VocabularyError
from communique.ingest.people import fold, is_called, surname
from communique.ingest.register import COLUMNS, Actor, Register, Tenure, build_register, load_register
from communique.table import slug
from tests.docs import actor, person, register, tenure

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("start", "end", "date", "covers"),
    [
        ("2013-02-01", "2017-01-20", "2016-10-20", True),
        ("2013-02-01", "2017-01-20", "2013-02-01", True),
        ("2013-02-01", "2017-01-20", "2013-01-31", False),
        ("2013-02-01", "2017-01-20", "2017-01-20", True),
        ("2013-02-01", "2017-01-20", "2017-01-21", False),
        ("2013-02-01", "", "2099-01-01", True),
        ("", "", "1900-01-01", True),
        ("", "1990", "1990-12-31", True),
        ("", "1990", "1991-01-01", False),
        ("1990", "1990", "1990-06-15", True),
        ("1990-05", "1990-07", "1990-07-31", True),
        ("1990-05", "1990-07", "1990-04-30", False),
        ("1990-05", "1990-07", "1990-08-01", False),
        ("1990-05-17", "1990-07-02", "1990-06", True),
        ("1990-05-17", "1990-07-02", "1990", True),
    ],
)
def test_an_office_is_held_from_its_first_day_to_its_last(start: str, end: str, date: str, covers: bool) -> None:
    assert Tenure("p", "role", "office", "of", start, end).covers(date) is covers


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_partial_bound_covers_its_whole_year_or_month(start: object, end: object, first: int, last: int) -> None:
    begins, ends = str(start), str(end)
    if begins <= ends:
        held = Tenure("p", "role", "office", "of", begins[:first], ends[:last])
        assert held.covers(begins)
        assert held.covers(ends)


def test_an_office_leads_to_its_holder_on_the_day() -> None:
    known = register()
    assert known.holders("foreign_minister", "us", "1985-11-20") == ["shultz"]
    assert known.holders("foreign_minister", "us", "1999-03-24") == ["albright"]
    assert known.holders("foreign_minister", "us", "1993-03-24") == []
    assert known.holders("foreign_minister", "us", None) == []
    assert known.holders("foreign_minister", "ir", "1985-11-20") == []


def test_the_later_holder_comes_first_on_a_day_of_change() -> None:
    known = register()
    known.add_person(person("tillerson", "Rex Tillerson", "us"))
    known.add_tenure(tenure("tillerson", "foreign_minister", "us", "2017-01-20", "2018-03-31"))
    assert known.holders("foreign_minister", "us", "2017-01-20") == ["tillerson", "kerry"]


def test_a_surname_and_a_role_name_one_person_or_nobody() -> None:
    known = register()
    found = known.in_role("Albright", {"foreign_minister"}, "1999-03-24")
    assert found is not None
    assert found.name == "Madeleine Albright"
    assert known.in_role("Albright", {"foreign_minister"}, "1985-03-24") is None
    assert known.in_role("Albright", {"monarch"}, "1999-03-24") is None
    known.add_person(person("other", "Jane Albright", "us"))
    known.add_tenure(tenure("other", "foreign_minister", "us", "1999"))
    assert known.in_role("Albright", {"foreign_minister"}, "1999-03-24") is None


@pytest.mark.parametrize("date", ["2009-03-24", None])
def test_a_surname_out_of_office_is_who_held_it_last(date: str | None) -> None:
    known = register()
    found = known.in_role("Albright", {"foreign_minister"}, date)
    assert found is not None
    assert found.name == "Madeleine Albright"
    known.add_person(person("other", "Jane Albright", "ir"))
    known.add_tenure(tenure("other", "foreign_minister", "ir", "1985", "1986"))
    assert known.in_role("Albright", {"foreign_minister"}, date) is None, "a namesake held it elsewhere"


def test_an_actor_acts_in_the_end_for_the_last_of_the_chain() -> None:
    known = register()
    known.add_person(person("spokesman", "Ivan Ivanov", "mfa"))
    assert known.root(known.actors["spokesman"]).name == "Russia"
    assert known.root(known.actors["ir"]).name == "Iran"
    assert known.root(Actor("x", "X", "official", "nowhere")).name == "X"


def test_actors_that_act_for_each_other_end_nowhere_but_end() -> None:
    known = register()
    known.add(actor("a", "A", principal="b"))
    known.add(actor("b", "B", principal="c"))
    known.add(actor("c", "C", principal="b"))
    assert known.root(known.actors["a"]).id in ("b", "c")
    assert known.root(known.actors["a"]) == known.root(known.actors["a"])


def test_an_actor_without_its_principal_is_refused() -> None:
    known = register()
    known.add(actor("a", "A", principal="gone"))
    with pytest.raises(VocabularyError, match="actor 'a': principal 'gone' is not an actor; add it or correct its id"):
        known.check()


def test_a_name_with_two_readings_keeps_both_in_order() -> None:
    known = register()
    assert [(s.actor, s.how) for s in known.surfaces["Moscow"]] == [("su", "metonym"), ("ru", "metonym")]
    assert [(s.actor, s.how) for s in known.surfaces["US"]] == [("us", "alias")]


def test_a_form_that_stands_twice_in_a_row_is_one_reading() -> None:
    known = Register()
    known.add(actor("h", "Hamas", aliases="HAMAS", adjectives="Hamas"))
    assert [(s.actor, s.how) for s in known.surfaces["Hamas"]] == [("h", "exact")]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("", "id is empty"),
        ("x,,state,,,,,,", "name is empty"),
        ("x,X,planet,,,,,,", "type 'planet' is unknown; use one of: state, institution"),
        ("x,X,state,,,,,soon,", "start 'soon' is no date; write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("x,X,state,,,,,,2016-1-1", "end '2016-1-1' is no date"),
        ("x,X,state", "has 3 cells where the header has 9"),
        ("x,X,state,,,,,,,", "has 10 cells where the header has 9"),
    ],
)
def test_a_bad_row_of_the_users_file_is_refused_by_file_and_line(tmp_path: Path, row: str, complaint: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"# mine\n{HEADER}\nok,Fine,state,,,,,,\n{row or ',X,state,,,,,,'}\n", encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        build_register([path])
    assert str(caught.value).startswith("mine.csv, line 4: ")
    assert complaint in str(caught.value)


def test_the_users_file_adds_and_overrides(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = (
        "atlantis,Atlantis,state,,The Sunken Isle,Atlantean|Atlanteans,,,",
        "Q794,Islamic Republic of Iran,state,,Iran,,,,",
    )
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    assert load_register().actors["Q794"].name == "Iran"
    made = build_register([path])
    assert made.surfaces["Atlanteans"][0].actor == "atlantis"
    assert made.actors["Q794"].name == "Islamic Republic of Iran"
    assert load_register().actors["Q794"].name == "Iran"


def test_a_users_official_may_be_added_as_an_actor(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEADER}\njd,Jane Doe,official,Q794,,,,,\n", encoding="utf-8")
    made = build_register([path])
    assert made.root(made.actors["jd"]).name == "Iran"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Abdal Ahad Stefo", "abdal-ahad-stefo"),
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Jean-Yves Le Drian", "jean-yves-le-drian"),
        ("  O’Neill  ", "o-neill"),
        ("!!!", "x-3894b0d5"),
    ],
)
def test_a_slug_is_plain(name: str, made: str) -> None:
    assert slug(name) == made


@given(st.text(max_size=40))
def test_a_slug_is_never_empty_and_a_slug_of_itself(name: str) -> None:
    made = slug(name)
    assert made
    assert slug(made) == made
    assert not made.startswith("-")
    assert not made.endswith("-")


@given(st.text(max_size=40))
def test_folding_takes_marks_and_case_away(name: str) -> None:
    folded = fold(name)
    assert not any(unicodedata.combining(c) for c in folded)
    assert fold(name.upper().lower()) == fold(name.lower().upper().lower())


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("John Kerry", "Kerry"),
        ("Joseph R. Biden, Jr.", "Biden"),
        ("Sukarno", "Sukarno"),
        ("Jr.", "Jr."),
        ("", ""),
    ],
)
def test_a_surname_is_the_last_word_that_is_no_suffix(name: str, last: str) -> None:
    assert surname(name) == last


def test_an_initial_more_is_the_same_person_whatever_the_order_of_sets() -> None:
    """A set of words has another order in every process: among so many names it cannot be right by chance."""
    known = load_register()
    people = [a for a in known.actors.values() if a.type == "official" and len(set(a.name.split())) == 2]
    names = [(a, " Q. ".join(a.name.split())) for a in people if len(a.name.split()) == 2]
    assert len(names) > 1000
    assert [name for a, name in names if not is_called(a, name, known)] == []
