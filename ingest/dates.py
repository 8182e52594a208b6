"""When an event happened: the date expression nearest to it, against the document's date."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from spacy.tokens import Token

_WEEKDAYS = {d: i for i, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b\.?,?\s*(\d{{4}})?", re.I)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(\d{{4}}))?", re.I)
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\.?,?\s+(?:of\s+)?(\d{{4}})\b", re.I)
_BARE_MONTH = re.compile(rf"\b(?:(last|next|this)\s+)?({_MONTH})\b", re.I)
_SINCE = re.compile(r"\bsince\b", re.I)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b(?!\s+(?:day|week|month|year|hour))")
_WEEKDAY = re.compile(r"\b(last|next|this)?\s*(" + "|".join(_WEEKDAYS) + r")\b", re.I)
_UNIT = re.compile(r"\b(last|this|next|past)\s+(week|month|year)\b", re.I)
_AGO = re.compile(
    r"\b(\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten)\s+(day|week|month|year)s?\s+(ago|earlier|before)\b",
    re.I,
)
_COUNTS = {"a": 1, "an": 1} | {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_RANGE = re.compile(r"\b(?:between|from)\s+(.+?)\s+(?:and|to|until|till|through)\s+(.+)", re.I)
_DAY_RANGE = re.compile(rf"\b(\d{{1,2}})\s*(?:-|–|to|and)\s*(\d{{1,2}})\s+({_MONTH})\b\.?,?\s*(\d{{4}})?", re.I)
_MONTH_RANGE = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})\s*(?:-|–|to|and)\s*(\d{{1,2}})\b(?:,?\s*(\d{{4}}))?", re.I)
_YEARS = re.compile(r"\b(1[89]\d\d|20\d\d)\s*(?:-|–|to|and)\s*(1[89]\d\d|20\d\d)\b")
_DECADE = re.compile(r"\b(1[89]\d|20\d)0s\b")
_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}

Span = tuple[str, str | None]


def event_date(trigger: Token, published: str | None, *, future: bool = False) -> Span | None:
    """Return the first and last day (the last None for a single day) of what a word tells of.

    Parameters
    ----------
    trigger
        The word.
    published
        The document's ISO date; relative expressions need it.
    future
        Whether the event is to come: "on Friday" then means the next Friday.
    """
    for expression in _expressions(trigger, own=future):
        found = resolve(expression, published, future=future)
        if found is not None:
            return found
    return (published, None) if published and not future and is_present(trigger) else None


def is_present(verb: Token) -> bool:
    """Whether a verb tells of what holds as the text is written: "backs", "is shelling", "announces"."""
    if verb.pos_ not in ("VERB", "AUX"):
        return False
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if not auxiliaries:
        return verb.tag_ in ("VBZ", "VBP")
    # "has backed" and "was backed" lie behind, "will back" ahead
    return auxiliaries[0].tag_ in ("VBZ", "VBP") and auxiliaries[0].lemma_ in ("be", "do", "keep")


def _expressions(trigger: Token, *, own: bool) -> list[str]:
    """Return the date expressions that hang on a word or on the verbs above it, nearest first.

    With ``own``, only those of the word's clause: "agreed on Friday to meet" does not say when they will meet.
    """
    found, seen = [], set()
    for word in [trigger] if own else [trigger, *trigger.ancestors]:
        for token in word.subtree:
            if token.i in seen:
                continue
            seen.add(token.i)
            if token.ent_type_ == "DATE" and token.ent_iob_ == "B" and _clause(token) in (word, *word.ancestors):
                end = token.i + 1
                while end < len(token.doc) and token.doc[end].ent_iob_ == "I":
                    end += 1
                found.append(token.doc[_start(token) : end].text)
        # "pledged this week to help fighters backed by Iran" does not say when Iran backed them
        if word.dep_ in ("acl", "relcl", "amod") or (word.dep_ in ("ccomp", "advcl") and found):
            break
    return found


def _start(token: Token) -> int:
    """Return where an expression starts, with the "since", "between" or "from" before it."""
    return token.i - 1 if token.i and token.nbor(-1).lower_ in ("since", "between", "from") else token.i


def _clause(token: Token) -> Token:
    """Return the nearest verb above a token, else its root."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return token.sent.root


def resolve(expression: str, published: str | None, *, future: bool = False) -> Span | None:
    """Resolve a date expression; None where it is no date or lacks what it is relative to.

    >>> resolve("Friday", "2016-10-20")
    ('2016-10-14', None)
    >>> resolve("in October 2016", None)
    ('2016-10-01', '2016-10-31')
    """
    try:
        base = date.fromisoformat(published) if published else None
    except ValueError:  # a partial date is no base for "Friday"
        base = None
    try:
        found = _range(expression, base, future) or _point(expression, base, future)
        if found is not None and base is not None and _SINCE.search(expression):
            return (found[0], base.isoformat()) if found[0] < base.isoformat() else found
        return found
    except (ValueError, OverflowError):  # "February 31", the year 99999
        return None


def _point(text: str, base: date | None, future: bool) -> Span | None:
    return _absolute(text, base, future) or (_relative(text, base, future) if base else None)


def _range(text: str, base: date | None, future: bool) -> Span | None:
    """Resolve "between March and May", "from 12 to 15 March 2015", "March 12-15", "1980-1988", "the 1990s"."""
    if m := _DECADE.search(text):
        return f"{m[1]}0-01-01", f"{m[1]}9-12-31"
    if m := _YEARS.search(text):
        return f"{m[1]}-01-01", f"{m[2]}-12-31"
    if m := _DAY_RANGE.search(text):
        return _joined(_day(m[1], m[3], m[4], base, future), _day(m[2], m[3], m[4], base, future))
    if m := _MONTH_RANGE.search(text):
        return _joined(_day(m[2], m[1], m[4], base, future), _day(m[3], m[1], m[4], base, future))
    if m := _RANGE.search(text):
        last = _point(m[2], base, future)
        # "from Monday to Friday", "between November and February": the first is the one before the last
        return _joined(_point(m[1], date.fromisoformat(last[0]), False), last) if last else None
    return None


def _joined(first: Span | None, last: Span | None) -> Span | None:
    """Return the span from the start of one to the end of another; None where they are not in order."""
    if first is None or last is None:
        return None
    end = last[1] or last[0]
    return (first[0], end) if first[0] < end else None


def _absolute(text: str, base: date | None, future: bool) -> Span | None:
    if m := _ISO.search(text):
        return date(int(m[1]), int(m[2]), int(m[3])).isoformat(), None
    if m := _DAY_MONTH.search(text):
        return _day(m[1], m[2], m[3], base, future)
    if m := _MONTH_DAY.search(text):
        return _day(m[2], m[1], m[3], base, future)
    if m := _MONTH_YEAR.search(text):
        return _month(int(m[2]), _MONTHS[m[1].lower()])
    if m := _YEAR.search(text):
        return f"{m[1]}-01-01", f"{m[1]}-12-31"
    return None


def _day(day: str, month: str, year: str | None, base: date | None, future: bool) -> Span | None:
    number = _MONTHS[month.lower()]
    if year:
        return date(int(year), number, int(day)).isoformat(), None
    return (_nearest(base, number, int(day), future).isoformat(), None) if base else None


def _relative(text: str, base: date, future: bool) -> Span | None:
    lower = text.lower()
    for word, days in _DAYS.items():
        if word in lower:
            return (base + timedelta(days=days)).isoformat(), None
    if m := _AGO.search(lower):
        count = _COUNTS.get(m[1]) or int(m[1])
        when = base - relativedelta(**{m[2] + "s": count})  # type: ignore[arg-type]
        return _unit(when, m[2])
    if m := _WEEKDAY.search(lower):
        return _weekday(
            base, _WEEKDAYS[m[2]], (future and m[1] not in ("last", "past")) or m[1] == "next"
        ).isoformat(), None
    if m := _UNIT.search(lower):
        step = {"last": -1, "past": -1, "this": 0, "next": 1}[m[1]]
        return _unit(base + relativedelta(**{m[2] + "s": step}), m[2])  # type: ignore[arg-type]
    if (m := _BARE_MONTH.search(lower)) and text != "may":
        number = _MONTHS[m[2]]
        if future and number == base.month and m[1] != "next":
            return _month(base.year, number)
        when = _nearest(base, number, 1, (future and m[1] != "last") or m[1] == "next")
        return _month(when.year, when.month)
    return None


def _nearest(base: date, month: int, day: int, future: bool) -> date:
    """Return the last such day up to a few weeks after ``base``, or the next one if it is to come.

    Raises
    ------
    ValueError
        If there is none within a year: 29 February.
    """
    found = []
    for year in (base.year + 1, base.year, base.year - 1):
        with suppress(ValueError):  # no 29 February in most years
            found.append(date(year, month, day))
    if future:
        return min(d for d in found if d >= base)
    return max(d for d in found if d <= base + timedelta(days=45))


def _weekday(base: date, weekday: int, future: bool) -> date:
    if future:
        return base + timedelta(days=(weekday - base.weekday()) % 7 or 7)
    return base - timedelta(days=(base.weekday() - weekday) % 7)


def _month(year: int, month: int) -> Span:
    return date(year, month, 1).isoformat(), date(year, month, monthrange(year, month)[1]).isoformat()


def _unit(when: date, unit: str) -> Span | None:
    match unit:
        case "day":
            return when.isoformat(), None
        case "week":
            monday = when - timedelta(days=when.weekday())
            return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
        case "month":
            return _month(when.year, when.month)
    return f"{when.year:04}-01-01", f"{when.year:04}-12-31"
