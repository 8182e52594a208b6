"""Head lines are found in the styles in which articles come, and text is never taken for a head."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.ingest.head import Head, read_head
from communique.ingest.publication import parse_date

TEXT = "Russia and Iran met in Geneva on Friday. They will meet again."
TITLE = "Talks resume in Geneva"
DAY = "2016-10-20"


@pytest.mark.parametrize(
    ("head", "title", "day", "byline"),
    [
        (f"{TITLE}\nBy Jane Roe\nOctober 20, 2016\n", TITLE, DAY, "Jane Roe"),
        (f"{TITLE}\n- by Jane Roe\n- in World Media\n- — Oct 20, 2016\n", TITLE, DAY, "Jane Roe"),
        (
            f"{TITLE}\n\nBy Jane Roe, Reuters\n\nPublished: 2016-10-20 14:05 UTC\n\n",
            TITLE,
            DAY,
            "Jane Roe, Reuters",
        ),
        (f"{TITLE}\r\nBY JANE ROE\r\nOct. 20th, 2016 2:05 PM EDT\r\n\r\n", TITLE, DAY, "JANE ROE"),
        (f"{TITLE}\n20 October 2016 | World\n", TITLE, DAY, None),
        (f"{TITLE}\nThursday 20 October 2016 14.05 BST\n", TITLE, DAY, None),
        (f"{TITLE}\nPosted by Jane Roe on October 20, 2016\n", TITLE, DAY, "Jane Roe"),
        (f"{TITLE}\nBy JANE ROE OCT. 20, 2016\n", TITLE, DAY, "JANE ROE"),
        (f"{TITLE}\nUpdated: 21 October 2016\nPublished 20 October 2016\n", TITLE, DAY, None),
        (
            f"{TITLE}\nThe Kremlin has agreed to send an envoy.\nBy Jane Roe in Moscow\n",
            TITLE,
            None,
            "Jane Roe",
        ),
        (f"{TITLE}\nMoscow, 20.10.2016\n", TITLE, DAY, None),
        (f"{TITLE}\n03/04/2016\n", TITLE, None, None),
        (f"{TITLE}\nOct 20\n", TITLE, None, None),
        (f"{TITLE}\n\n", TITLE, None, None),
        (f"{TITLE}\n", TITLE, None, None),
        ("Will talks resume in Geneva?\n\n", "Will talks resume in Geneva?", None, None),
        ("Kerry meets Lavrov in the U.S.\nBy Jane Roe\n", "Kerry meets Lavrov in the U.S.", None, "Jane Roe"),
        (f"Home > News > World\n{TITLE}\nReuters\n3 min read\nShare\n", TITLE, None, None),
        (f"THE WHITE HOUSE\nOffice of the Press Secretary\nOctober 20, 2016\n{TITLE}\n\n", TITLE, DAY, None),
        (f"Title: {TITLE}\nDate: October 20, 2016\nAuthor: Jane Roe\n\n", TITLE, DAY, "Jane Roe"),
        (f"# {TITLE}\n\n*By Jane Roe* | 20 October 2016\n\n", TITLE, DAY, "Jane Roe"),
        (f"{TITLE}\n======\n\n", TITLE, None, None),
        (f'---\ntitle: "{TITLE}"\ndate: 2016-10-20 # UTC\ntags: [a, b]\n---\n\n', TITLE, DAY, None),
        (f"---\ntitle: {TITLE}\nauthor: Jane Roe\n---\n# {TITLE}\n\n", TITLE, None, "Jane Roe"),
        (f"{TITLE}\nBy the foreign desk\nOctober 20, 2016\nAnalysis of the talks\n\n", TITLE, DAY, None),
        (
            f"{TITLE}, or not\nBriefing note / Africa\nAs of 20 October 2016\n\n",
            f"{TITLE}, or not",
            DAY,
            None,
        ),
        ("October 20, 2016\n", None, DAY, None),
        ("Thursday\n\n", None, None, None),
        ("By Jane Roe\n", None, None, "Jane Roe"),
    ],
)
def test_heads_of_many_styles(head: str, title: str | None, day: str | None, byline: str | None) -> None:
    found = read_head(head + TEXT)
    assert (found.title, found.date, found.byline) == (title, day, byline)
    assert (head + TEXT)[found.body :] == TEXT


def test_front_matter_gives_source_and_address() -> None:
    found = read_head(f"---\nsource: 'Reuters'\nurl: https://example.org/a\n---\n{TEXT}")
    assert (found.source, found.url, found.title) == ("Reuters", "https://example.org/a", None)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"{TEXT}\n{TEXT}",
        f"{TEXT}\n\n{TEXT}",
        "Russia and the United States reached an agreement before it quickly\ncollapsed amid the assault.",
        "Russia and the United States reached a deal in Geneva with envoys of the\nUnited Nations. They met.",
        "Syrian President Bashar al-Assad met on Tuesday in Damascus with his\nRussian colleague.",
        "By Friday, Russia had left.\nIran stayed.",
        "By Moscow's account the raid failed\nand all was well.",
        "Source: he said it would never ever happen again to them.\nIt did.",
        "- Russia bombs Syria.\n- Iran leaves.",
        "1. Russia attacked.\n2. Iran left.",
        "MS. ROE:  Hi, everybody.\n\nAll right.",
        "In 2016, Russia and Iran met.\n\nThey parted.",
        "Only a title",
        "October",
        "",
        "\n\n \n",
    ],
)
def test_a_text_without_head_is_left_alone(text: str) -> None:
    found = read_head(text)
    assert (found.title, found.byline, found.body) == (None, None, 0)


def test_a_dateline_gives_its_date_and_stays_in_the_text() -> None:
    assert read_head(f"WASHINGTON, Oct 20, 2016 (Reuters) - {TEXT}") == Head(date=DAY)
    assert read_head(f"WASHINGTON, Oct 20 (Reuters) - {TEXT}") == Head()
    assert read_head(f"GENEVA (AP) — {TEXT}") == Head()
    assert read_head(f"{TITLE}\n\nMoscow, October 20, 2016 – {TEXT}").date == DAY


def test_the_given_article_keeps_its_first_sentence() -> None:
    text = (
        "Envoys: Syria meeting aims to end siege\n- by Jane Roe\n- in World Media\n- — Oct 20, 2016\n"
        "Russia's foreign ministry has accused the United States.\nThe sides will meet."
    )
    found = read_head(text)
    assert (found.title, found.date) == ("Envoys: Syria meeting aims to end siege", DAY)
    assert text[found.body :].startswith("Russia's foreign ministry")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20th of October 2016", DAY),
        ("20-Oct-2016", DAY),
        ("Sept. 3, 1978", "1978-09-03"),
        ("2016-10-20T14:05:00.123+02:00", DAY),
        ("Thu, 20 Oct 2016 14:05:00 +0000", DAY),
        ("20161020", DAY),
        ("10/20/2016", DAY),
        ("20/10/2016", DAY),
        ("04/04/2016", "2016-04-04"),
        ("03.04.2016", "2016-04-03"),
        ("03/04/2016", None),
        ("31 February 2016", None),
        ("2016-13-01", None),
        ("20 Oct 16", None),
        ("Oct 20", None),
        ("October 2016", None),
        ("2016", None),
        ("today", None),
        ("Friday", None),
        ("", None),
        ("1476921600000", None),
        ("20 October 2016 and 21 October 2016", None),
    ],
)
def test_only_a_whole_day_is_a_date(text: str, day: str | None) -> None:
    assert parse_date(text) == day


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)))
def test_any_day_is_read_in_its_usual_forms(day: date) -> None:
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    month = months[day.month - 1]
    for text in (
        day.isoformat(),
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert parse_date(text) == day.isoformat()


pieces = st.sampled_from(
    ["By ", "Jane Roe", "\n", "\n\n", "October 20, 2016", "Oct 20", " | ", "-", "#", "---\n", "date: ",
     TEXT, TITLE, "World", "(", ")", ",", "\r\n", "\u2028", " ", "*", "14:05", "UTC", "é", "A", "a", "1"]
)  # fmt: skip


@given(st.lists(pieces | st.text(max_size=4), max_size=25).map("".join))
def test_any_text_has_a_head_within_it(text: str) -> None:
    found = read_head(text)
    assert 0 <= found.body <= len(text)
    assert found == read_head(text)
    if found.date:
        assert date.fromisoformat(found.date)
    for value in (found.title, found.byline, found.source, found.url):
        assert value is None or value.strip() == value != ""


@pytest.mark.parametrize(
    "piece", ["By A ", "A ", "a", " ", "- ", "Oct 20, ", "1", "By A and ", "(", "A. ", "x: ", "\n"]
)
def test_no_line_takes_long(piece: str) -> None:
    started = time.perf_counter()
    read_head(piece * (200_000 // len(piece)))
    for count in (30, 100, 290):
        read_head((piece * 300)[:count] + "!\n" + TEXT)
    assert time.perf_counter() - started < 2


def test_files_of_the_project_are_read_without_their_head(pytestconfig: pytest.Config) -> None:
    folder = Path(pytestconfig.rootpath) / "seeds" / "documents"
    for path in sorted(folder.glob("*.txt")) + sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        found = read_head(text)
        assert found.title, path
        assert found.date, path
        assert text[found.body :].strip(), path
