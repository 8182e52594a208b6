"""Tell the lines at the head of an article from text: bylines, date lines, labels and sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from communique.ingest.publication import find_day, looks_like_date


@dataclass(slots=True)
class Found:
    """What has been found so far.

    The first value of each kind counts; of the dates, each with its rank, the one of the lowest rank.
    ``strong`` tells that there was a line that no text has: a byline, a date or a label.
    """

    values: dict[str, str] = field(default_factory=dict)
    dates: list[tuple[int, str]] = field(default_factory=list)
    strong: bool = False

    def put(self, kind: str, value: str | None) -> None:
        """Keep a value if it is the first of its kind."""
        if value and kind:
            self.values.setdefault(kind, " ".join(value.split()))

    @property
    def date(self) -> str | None:
        """The date that counts."""
        return min(self.dates, key=lambda d: d[0])[1] if self.dates else None


_I = re.IGNORECASE
WORD = r"[A-Z][\w.'’-]*"
_NAME = rf"{WORD}(?:\s+(?:{WORD}|al|bin|ben|ibn|van|von|de|der|den|da|di|du|la|le|el))" + "{0,4}"
_BYLINE = re.compile(
    rf"[Bb][Yy]\s*:?\s+(?P<name>(?!(?:The|THE|A|An|This|Its|Our)\b){_NAME}(?:(?:,|\s+and|\s+AND|\s*&)\s+{_NAME})*)"
    r"(?:,?\s+(?:in|for|of|at|from)\s+[^.!?]{2,60})?"
)
_FROM_US = re.compile(
    r"(?:by|from)?\s*(?:the|our|a|an)\s+(?:[\w.'’&-]+\s+){0,4}?"
    r"(?:staff|desk|team|bureau|newsroom|correspondents?|reporters?|writers?)(?:\s+in\s+[\w ]{2,30})?",
    _I,
)
LABELS = {
    label: kind
    for kind, labels in {
        "title": "title|headline|subject",
        "byline": "author|authors|byline|by|written by|reporting by|words by|posted by|story by",
        "source": "source|publisher|publication|agency|outlet",
        "url": "url|link|permalink|canonical_url|address",
        "": "section|category|categories|filed under|tags|topic|topics|location|place|language|lang|layout"
        "|copyright|photo|image",
    }.items()
    for label in labels.split("|")
}
"""What stands before a colon, and the kind of value that it announces ("" = none that is kept)."""

DATE_LABELS = {
    label: rank
    for rank, labels in enumerate(
        (
            "published|publish date|publication date|first published|pubdate|date published|published on"
            "|published at|published time|posted|posted on|posted at|issued|issued on|issued at|released"
            "|release date",
            "date|dated|created|as of|as at",
            "",  # the rank of a dateline in the text
            "updated|updated on|updated at|last updated|last updated on|last update|modified|last modified",
            "accessed|retrieved",
        )
    )
    for label in labels.split("|")
    if label
}
"""What stands before a date, and its rank: the day of publication counts before that of a change."""

_LABELLED = re.compile(r"(?P<label>[A-Za-z][A-Za-z _-]{1,20}?)\s*:\s*(?P<value>.*)")
_DATE_LABEL = re.compile("(?:" + "|".join(sorted(DATE_LABELS, key=len, reverse=True)) + r")\b[\s:]*(?P<rest>.+)", _I)
_NOISE = re.compile(
    r"(?:for )?immediate release|(?:the )?white house|(?:press|news|media) (?:release|statement|note)"
    r"|office of (?:the )?(?:press secretary|spokes(?:person|man|woman)|(?:vice )?president|prime minister)"
    r"|\d+[ -]min(?:ute)?s?(?: read)?"
    r"|(?:share|print|email|save|comments?)(?: this| \(?\d+\)?)?(?: article| story)?"
    r"|(?:breaking )?news|world(?: news)?|politics|international|europe|asia|africa|middle east|americas"
    r"|opinion|analysis|diplomacy|home|business|top stories|timeline|chronology"
    r"|background|briefing(?: note)?|explainer|fact ?sheet|commentary|features?|live updates"
    r"|reuters|afp|agence france-presse|ap|(?:the )?associated press|upi|tass|xinhua|bbc(?: news)?|al jazeera"
    r"|anadolu(?: agency)?|wikinews",
    _I,
)
_SECTION = re.compile(r"in (?=[A-Z])[\w&' -]{2,40}")  # only as an item of a list: "- in World Media"
_URL = re.compile(r"https?://\S{3,2000}", _I)
BULLET = re.compile(r"[-–—•*·|>_\s]+")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
_POSTED = re.compile(r"^(?:posted|published|written|reported|updated)\s+(?=by\b)|\s+(?:on|at)$", _I)
_SEPARATOR = re.compile(r"\s*[|·•,;()\[\]]+\s*|\s+[-–—/»>]+\s+|^[-–—/\s]+|[-–—/\s]+$")
ENDS_SENTENCE = re.compile(r"""[.!?…]["'”’)\]]*$""")
_PLACE = re.compile(rf"{WORD}(?:\s+{WORD})" + "{0,2}")


def is_meta(line: str, found: Found) -> bool:
    """Tell whether a line is about the article, and keep what it says."""
    if len(line) > 300:
        return False
    bullet = BULLET.match(line)
    core = _EMPHASIS.sub("", line[bullet.end() if bullet else 0 :]).rstrip("| ")
    if not core:
        return True  # a rule, or a bullet with nothing behind it
    if _is_labelled(core, found):
        found.strong = True
        return True
    byline = _BYLINE.fullmatch(core)
    if byline and not looks_like_date(byline["name"]):
        found.put("byline", byline["name"])
        found.strong = True
        return True
    if _URL.fullmatch(core):
        found.put("url", core)
        return True
    if _NOISE.fullmatch(core) or _FROM_US.fullmatch(core) or (bullet and _SECTION.fullmatch(core)):
        return True
    if looks_like_date(core) and not find_day(core):
        # "Oct 20" and "Friday" are date lines, though no dates; "2016" may be anything.
        found.strong |= bool(re.match("[A-Za-z]|.*[A-Za-z]{3}", core))
        return True
    return _is_date_line(core, 1, found) or _is_trail(core)


def _is_labelled(core: str, found: Found) -> bool:
    labelled = _DATE_LABEL.fullmatch(core)
    if labelled:
        label = " ".join(core[: labelled.start("rest")].lower().replace(":", " ").split())
        rest = labelled["rest"]
        return _is_date_line(rest, DATE_LABELS[label], found) or looks_like_date(rest)
    pair = _LABELLED.fullmatch(core)
    kind = LABELS.get(pair["label"].lower()) if pair else None
    if pair is None or kind is None or not pair["value"] or len(pair["value"]) > 250:
        return False
    if kind != "title" and ENDS_SENTENCE.search(pair["value"]) and len(pair["value"].split()) > 6:
        return False  # "Source: he said it would never happen again." is a sentence
    if kind:
        found.put(kind, pair["value"].strip("\"'"))
    return True


def _is_date_line(core: str, rank: int, found: Found) -> bool:
    """Tell whether a line is a day with its year and, beside it, only bylines, places, sections and times."""
    day = find_day(core)
    if day is None or len(core) > 150:
        return False
    date, before, after = day
    byline = None
    pieces = (_POSTED.sub("", p.strip()) for side in (before, after) for p in _SEPARATOR.split(side))
    for piece in filter(None, pieces):
        by = _BYLINE.fullmatch(piece)
        if by:
            byline = by["name"]
        known = by or looks_like_date(piece) or _NOISE.fullmatch(piece) or _PLACE.fullmatch(piece)
        if not (known or piece.lower() in DATE_LABELS or _is_clock(piece)):
            return False
    if date:
        found.dates.append((rank, date))
    found.put("byline", byline)
    found.strong = True
    return True


def _is_clock(piece: str) -> bool:
    return bool(re.fullmatch(r"(?:T|at\s+|@\s*)?[\d:.,]+\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{1,4}|[+-][\d:]+)?", piece, _I))


def _is_trail(core: str) -> bool:
    """Tell "Home > News > World" and "World | Middle East" from a text."""
    parts = [p for p in _SEPARATOR.split(core) if p]
    return len(parts) > 1 and all(_NOISE.fullmatch(p) for p in parts)
