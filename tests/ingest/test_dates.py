"""Date expressions become days or spans of days against the document's date, and never anything that is no date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.ingest.dates import Span, event_date, resolve
from tests.docs import doc

THURSDAY = "2016-10-20"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("expression", "published", "span"),
    [
        ("2016-10-03", None, ("2016-10-03", None)),
        ("3 October 2016", None, ("2016-10-03", None)),
        ("the 3rd of October 2016", None, ("2016-10-03", None)),
        ("October 3, 2016", None, ("2016-10-03", None)),
        ("Oct. 3", THURSDAY, ("2016-10-03", None)),
        ("December 24", THURSDAY, ("2015-12-24", None)),
        ("November 2", THURSDAY, ("2016-11-02", None)),
        ("October 2016", None, ("2016-10-01", "2016-10-31")),
        ("February 2016", None, ("2016-02-01", "2016-02-29")),
        ("February 1900", None, ("1900-02-01", "1900-02-28")),
        ("1979", None, ("1979-01-01", "1979-12-31")),
        ("today", THURSDAY, (THURSDAY, None)),
        ("yesterday", THURSDAY, ("2016-10-19", None)),
        ("tomorrow", THURSDAY, ("2016-10-21", None)),
        ("Thursday", THURSDAY, (THURSDAY, None)),
        ("Friday", THURSDAY, ("2016-10-14", None)),
        ("Wednesday", THURSDAY, ("2016-10-19", None)),
        ("next Friday", THURSDAY, ("2016-10-21", None)),
        ("two days ago", THURSDAY, ("2016-10-18", None)),
        ("a week ago", THURSDAY, ("2016-10-10", "2016-10-16")),
        ("last week", THURSDAY, ("2016-10-10", "2016-10-16")),
        ("this week", THURSDAY, ("2016-10-17", "2016-10-23")),
        ("next month", THURSDAY, ("2016-11-01", "2016-11-30")),
        ("last year", THURSDAY, ("2015-01-01", "2015-12-31")),
        ("ten years ago", THURSDAY, ("2006-01-01", "2006-12-31")),
        ("September", THURSDAY, ("2016-09-01", "2016-09-30")),
        ("next May", THURSDAY, ("2017-05-01", "2017-05-31")),
        ("Friday", None, None),
        ("October 3", None, None),
        ("yesterday", "2016-10", None),
        ("31 February 2016", THURSDAY, None),
        ("may", THURSDAY, None),
        ("the weather", THURSDAY, None),
        ("", THURSDAY, None),
    ],
)
def test_an_expression_resolves(expression: str, published: str | None, span: tuple[str, str | None] | None) -> None:
    assert resolve(expression, published) == span


@pytest.mark.parametrize(
    ("expression", "span"),
    [
        ("Friday", ("2016-10-21", None)),
        ("Thursday", ("2016-10-27", None)),
        ("January 5", ("2017-01-05", None)),
        ("December", ("2016-12-01", "2016-12-31")),
        ("March", ("2017-03-01", "2017-03-31")),
    ],
)
def test_what_is_to_come_lies_ahead(expression: str, span: tuple[str, str | None]) -> None:
    assert resolve(expression, THURSDAY, future=True) == span


def test_the_current_month_is_not_a_year_ahead() -> None:
    assert resolve("October", THURSDAY, future=True) == ("2016-10-01", "2016-10-31")


@given(days, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_within_the_last_seven_days_or_the_next(published: date, weekday: str) -> None:
    past = resolve(weekday, published.isoformat())
    future = resolve(weekday, published.isoformat(), future=True)
    assert past is not None
    assert future is not None
    behind, ahead = date.fromisoformat(past[0]), date.fromisoformat(future[0])
    assert timedelta(0) <= published - behind <= timedelta(6)
    assert timedelta(1) <= ahead - published <= timedelta(7)
    assert WEEKDAYS[behind.weekday()] == WEEKDAYS[ahead.weekday()] == weekday


@given(days)
def test_a_full_date_needs_no_other_and_is_itself(day: date) -> None:
    month = MONTHS[day.month - 1]
    written = (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
    )
    assert {resolve(text, None) for text in written} == {(day.isoformat(), None)}


@given(days, days)
def test_a_day_without_a_year_is_within_a_year_of_the_document(published: date, day: date) -> None:
    found = resolve(f"{MONTHS[day.month - 1]} {day.day}", published.isoformat())
    if found is not None:  # 29 February of a common year is no date
        gap = date.fromisoformat(found[0]) - published
        assert timedelta(-366) <= gap <= timedelta(45)


@given(st.text(max_size=40), st.one_of(st.none(), days.map(date.isoformat)), st.booleans())
def test_no_text_breaks_it_and_spans_are_in_order(expression: str, published: str | None, future: bool) -> None:
    found = resolve(expression, published, future=future)
    if found is not None:
        first, last = found
        assert date.fromisoformat(first) <= date.fromisoformat(last or first)


@pytest.mark.parametrize("published", ["20.10.2016", "2016-13-01", "Oct. 20 16"])
def test_a_bad_date_of_the_document_resolves_nothing_relative(published: str) -> None:
    assert resolve("Friday", published) is None


@given(
    st.integers(0, 10**30),
    st.sampled_from(["days ago", "weeks ago", "months ago", "years ago", "years before", "years earlier"]),
)
def test_counts_without_bound_do_not_break_it(count: int, unit: str) -> None:
    found = resolve(f"{count} {unit}", THURSDAY)
    assert found is None or date.fromisoformat(found[0]) <= date.fromisoformat(THURSDAY)


SENTENCE = (
    "Iran PROPN nsubj 1", "met VERB ROOT 1", "Iraq PROPN dobj 1", "on ADP prep 1", "Friday PROPN pobj 3 ent=B-DATE",
)  # fmt: skip


def test_the_date_in_the_clause_dates_its_event() -> None:
    assert event_date(doc(*SENTENCE)[1], THURSDAY) == ("2016-10-14", None)
    assert event_date(doc(*SENTENCE)[1], THURSDAY, future=True) == ("2016-10-21", None)
    assert event_date(doc(*SENTENCE)[1], None) is None


def test_words_that_are_no_date_entity_date_nothing() -> None:
    made = doc(*SENTENCE[:4], "Friday PROPN pobj 3")
    assert event_date(made[1], THURSDAY) is None


def test_a_date_of_several_words_is_read_as_a_whole() -> None:
    made = doc(
        "Iran PROPN nsubj 1",
        "fell VERB ROOT 1",
        "in ADP prep 1",
        "October PROPN pobj 2 ent=B-DATE",
        "2016 NUM nummod 3 ent=I-DATE",
    )
    assert event_date(made[1], None) == ("2016-10-01", "2016-10-31")


def test_when_it_was_said_does_not_say_when_it_will_be() -> None:
    made = doc(
        "Iran PROPN nsubj 1", "agreed VERB ROOT 1", "on ADP prep 1", "Friday PROPN pobj 2 ent=B-DATE", "to PART aux 5",
        "leave VERB xcomp 1 tag=VB",
    )  # fmt: skip
    assert event_date(made[5], THURSDAY, future=True) is None
    assert event_date(made[1], THURSDAY) == ("2016-10-14", None)


def test_what_describes_a_noun_is_not_dated_by_the_sentence() -> None:
    made = doc(
        "US PROPN nsubj 1", "met VERB ROOT 1", "rebels NOUN dobj 1", "backed VERB acl 2 tag=VBN", "by ADP agent 3",
        "Iran PROPN pobj 4", "on ADP prep 1", "Friday PROPN pobj 6 ent=B-DATE",
    )  # fmt: skip
    assert event_date(made[3], THURSDAY) is None
    assert event_date(made[1], THURSDAY) == ("2016-10-14", None)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("between March and May", ("2016-03-01", "2016-05-31")),
        ("between November and February", ("2015-11-01", "2016-02-29")),
        ("from Monday to Friday", ("2016-10-10", "2016-10-14")),
        ("between 12 April and 3 May", ("2016-04-12", "2016-05-03")),
        ("from 12 to 15 March 2015", ("2015-03-12", "2015-03-15")),
        ("March 12-15", ("2016-03-12", "2016-03-15")),
        ("between March 2011 and May 2012", ("2011-03-01", "2012-05-31")),
        ("1980-1988", ("1980-01-01", "1988-12-31")),
        ("the 1990s", ("1990-01-01", "1999-12-31")),
        ("since 2011", ("2011-01-01", "2016-10-20")),
        ("since Monday", ("2016-10-17", "2016-10-20")),
    ],
)
def test_ranges_have_two_ends(text: str, span: tuple[str, str] | None) -> None:
    assert resolve(text, "2016-10-20") == span


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("Iran PROPN nsubj 1", "backs VERB ROOT 1 tag=VBZ"), ("2016-10-20", None)),
        (("Iran PROPN nsubj 1", "backed VERB ROOT 1 tag=VBD"), None),
        (("Iran PROPN nsubj 2", "is AUX aux 2 tag=VBZ lemma=be", "backing VERB ROOT 2 tag=VBG"), ("2016-10-20", None)),
        (("Iran PROPN nsubj 2", "has AUX aux 2 tag=VBZ lemma=have", "backed VERB ROOT 2 tag=VBN"), None),
        (("Iran PROPN nsubj 2", "will AUX aux 2 tag=MD", "back VERB ROOT 2 tag=VB"), None),
    ],
)
def test_what_is_told_in_the_present_holds_on_the_day_of_the_text(words: tuple[str, ...], found: Span | None) -> None:
    made = doc(*words)
    assert event_date(made[-1], "2016-10-20") == found
