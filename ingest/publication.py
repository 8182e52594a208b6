"""Publication dates as English texts write them: whole days only, never completed from the clock."""

from __future__ import annotations

import re
from datetime import datetime

from dateutil import parser as dateutil_parser

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\b[0-9]{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)[0-9][0-9]\b"
_WEEKDAY = r"\b(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_ZONE = r"(?:Z\b|(?:(?:UTC|GMT)\s?)?[+-][0-9]{1,2}(?::?[0-9][0-9])?|\(?\b[A-Z]{2,4}T?\b\)?|local time)"
_TIME = (
    r"(?:(?<![0-9])[0-9]{1,2}[:.h][0-9][0-9](?::[0-9][0-9](?:[.,][0-9]+)?)?(?:\s?[ap]\.?m\b\.?)?|(?<![0-9])[0-9]{1,2}\s?[ap]\.?m\b\.?)"
    rf"(?:\s?{_ZONE})?"
)

DAY = (
    rf"(?:\b{_MONTH}\s+{_DAY},?\s+{_YEAR}"
    rf"|{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}"
    r"|\b(?:1[5-9]|20)[0-9][0-9](?:-[0-9]{1,2}-|/[0-9]{1,2}/)[0-9]{1,2}(?=\b|T[0-9])"
    rf"|\b(?:[0-9]{{1,2}}-[0-9]{{1,2}}-|[0-9]{{1,2}}/[0-9]{{1,2}}/|[0-9]{{1,2}}\.[0-9]{{1,2}}\.){_YEAR})"
)
"""A day with its year, as a pattern for texts without regard to case."""

_DAY_ONLY = re.compile(DAY, re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?:{_TIME}[\s,]*)?(?:on\s+)?(?:{_WEEKDAY},?\s+)?(?P<day>{DAY})"
    rf"(?:(?:T|\s*,?\s*(?:at|@|-|–|—)?\s*){_TIME})?(?:\s*\({_WEEKDAY}\))?",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    rf"(?:{_WEEKDAY},?\s*)?(?:{_MONTH}\s+{_DAY}|{_DAY}(?:\s+of)?\s+{_MONTH}|{_MONTH},?\s+{_YEAR}|{_TIME}|{_YEAR})?"
    rf"(?:,?\s*(?:at\s+)?{_TIME})?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")


def parse_date(text: str) -> str | None:
    """Read a publication date; the whole text has to be one, with a time or without.

    Parameters
    ----------
    text
        Such as "Oct. 20, 2016", "Thursday 20 October 2016 14.05 BST" or "2016-10-20T14:05:00Z".

    Returns
    -------
    The day in ISO form, or None where the text is no date, lacks the year, the month or the day, names a day
    that never was, or may be read in two ways ("03/04/2016").

    Examples
    --------
    >>> parse_date("Thu, 20 Oct 2016 14:05:00 +0000")
    '2016-10-20'
    >>> parse_date("Oct 20") is None
    True
    """
    text = text.strip()
    if re.fullmatch(r"(?:19|20)\d{6}", text, re.ASCII):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    match = _WHOLE.fullmatch(text) if len(text) <= 80 else None
    return _iso(match["day"]) if match else None


def looks_like_date(text: str) -> bool:
    """Tell whether the whole text is a date or a part of one, as "Friday", "Oct 20" and "14:05 UTC" are."""
    text = text.strip()
    return 0 < len(text) <= 80 and bool(_WHOLE.fullmatch(text) or _PARTIAL.fullmatch(text))


def find_day(text: str) -> tuple[str | None, str, str] | None:
    """Find the first day with a year in a line.

    Returns
    -------
    The day in ISO form (None where it is ambiguous or never was), what stands before it, and what stands
    after it; or None where the line has no such day.

    Examples
    --------
    >>> find_day("20 October 2016 | World")
    ('2016-10-20', '', ' | World')
    """
    match = _DAY_ONLY.search(text)
    return (_iso(match[0]), text[: match.start()], text[match.end() :]) if match else None


def _iso(day: str) -> str | None:
    numeric = _NUMERIC.fullmatch(day)
    if numeric:
        first, second, year = int(numeric[1]), int(numeric[3]), numeric[4]
        if first <= 12 and second <= 12 and first != second and numeric[2] != ".":
            return None  # 03/04 is March in Washington and April in London; with points the day comes first
        month, of_month = (first, second) if second > 12 else (second, first)
        day = f"{year}-{month:02}-{of_month:02}"
    # The default never shows: the pattern has made sure of year, month and day.
    default = datetime(2000, 1, 1)
    try:
        return dateutil_parser.parse(day.replace(" of ", " "), default=default).date().isoformat()
    except (ValueError, OverflowError):
        return None
