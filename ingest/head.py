"""The head of a plain article: title, byline, section and date lines, so that none leaks into a sentence.

A line counts as part of the head only where its whole form says so; a text that starts right away keeps
offset 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from communique.ingest.headlines import BULLET, DATE_LABELS, ENDS_SENTENCE, LABELS, WORD, Found, is_meta
from communique.ingest.publication import DAY, find_day, parse_date


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of an article says; ``body`` is the offset at which the article proper starts."""

    title: str | None = None
    date: str | None = None
    byline: str | None = None
    source: str | None = None
    url: str | None = None
    body: int = 0


@dataclass(slots=True)
class _Line:
    text: str
    start: int
    gap: bool  # a blank line stands before it


_REACH = 20_000  # characters; a head is never longer
_LINES = 30
_TITLE_WORDS = 50
_SECTION_WORDS = 6
# Without a byline or a date line after it, a longer line may well be a first paragraph.
_BARE_TITLE_WORDS = 18

_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.)+$")
_DANGLING = re.compile(
    r"(?:[,;:–—-]|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|that|which|who|as|its|their|his|her|is"
    r"|are|was|were|has|have|had|be|been|will|would|not|said|after|before|between|against))$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*")
_UNDERLINE = re.compile(r"=+|-{3,}")
_PAIR = re.compile(r"(?P<label>[A-Za-z][\w -]{0,30}?)\s*:(?:\s+(?P<value>.*))?")
_DATELINE = re.compile(
    rf"[\W_]{{0,3}}{WORD}(?:[ /]+{WORD}){{0,3}}(?:,\s*{WORD}){{0,2}}[\s,(/]+"
    r"(?:(?i:reuters|ap|afp|upi|tass)[\s,/]+)?"
    rf"(?:[A-Z][a-z]{{2,8}}day,?\s+)?(?P<day>(?i:{DAY}))\)?\s*(?:\([^()]{{2,40}}\)\s*)?(?:[-–—:]|\()"
)


def read_head(text: str) -> Head:
    r"""Find title, byline and publication date at the head of an article.

    Parameters
    ----------
    text
        The article as it is in its file: plain text, or Markdown with or without front matter.

    Returns
    -------
    Head
        ``title``, ``date``, ``byline``, ``source`` and ``url`` are None where the head does not give them.
        A text without a head has ``body`` 0.

    Examples
    --------
    >>> text = "Talks resume in Geneva\nBy Jane Roe\nOctober 20, 2016\n\nRussia and Iran met."
    >>> head = read_head(text)
    >>> head.title, head.date, head.byline, text[head.body:]
    ('Talks resume in Geneva', '2016-10-20', 'Jane Roe', 'Russia and Iran met.')
    >>> read_head("Russia and Iran met in Geneva on Friday.\nThey will meet again.").body
    0
    """
    found = Found()
    start = _front_matter(text, found)
    lines = _lines(text[: start + _REACH], start)
    used = _head_lines(lines, found)
    if used == len(lines):
        # Nothing would be left to read: then it is no head but a short text, or front matter alone.
        if not start:
            found.values.pop("title", None)
        body = start
    else:
        body = lines[used].start if used or start else 0
    dateline = _DATELINE.match(text[body : body + 200].lstrip())
    day = find_day(dateline["day"]) if dateline else None
    if day and day[0]:
        found.dates.append((2, day[0]))
    return Head(date=found.date, body=body, **found.values)


def _lines(text: str, start: int) -> list[_Line]:
    lines: list[_Line] = []
    gap = True
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)?", text[start:]):
        stripped = match[0].strip()
        if stripped:
            indent = len(match[0]) - len(match[0].lstrip())
            lines.append(_Line(stripped, start + match.start() + indent, gap))
            if len(lines) == _LINES:
                break
        gap = not stripped
    return lines


def _head_lines(lines: list[_Line], found: Found) -> int:
    """Go through the lines until the article starts; return how many belong to the head."""
    at = 0
    while at < len(lines):
        title = found.values.get("title")
        if is_meta(lines[at].text, found) or (title and lines[at].text.strip("# ") == title):
            at += 1
            continue
        used = _title(lines, at, found) if title is None else _subtitle(lines, at, found)
        if not used:
            break
        at += used
    # "World" or "Reuters" alone before a text does not make a head.
    return at if found.strong or "title" in found.values else 0


def _title(lines: list[_Line], at: int, found: Found) -> int:
    """Take the title that starts at this line, if one does; return how many lines it takes."""
    line = lines[at].text
    heading = _HEADING.fullmatch(line)
    if heading and heading["title"]:
        found.put("title", heading["title"].strip("*_ "))
        return 1
    if at + 1 == len(lines) or len(line) > 300 or len(line.split()) > _TITLE_WORDS:
        return 0
    if _UNDERLINE.fullmatch(lines[at + 1].text) and not lines[at + 1].gap:
        found.put("title", line)
        return 2
    if not re.search(r"[^\W\d_]", line) or BULLET.match(line):
        return 0
    if not (_lines_to_meta(lines, at) or _stands_alone(lines, at)):
        return 0
    found.put("title", line.strip("*_ "))
    return 1


def _subtitle(lines: list[_Line], at: int, found: Found) -> int:
    """Count the lines of a subtitle or a section that stands before or right under the byline or the date."""
    if not found.strong:
        return _lines_to_meta(lines, at)
    line, block_ends = lines[at], at + 1 < len(lines) and lines[at + 1].gap
    under = block_ends and not line.gap and len(line.text.split()) <= _SECTION_WORDS
    return int(under and not ENDS_SENTENCE.search(line.text) and not _DANGLING.search(line.text))


def _lines_to_meta(lines: list[_Line], at: int) -> int:
    """Count the lines from this one to a byline or a date line, if one is near; else 0.

    A subtitle may be a sentence; but two sentences in a row are text.
    """
    sentences = 0
    for count, line in enumerate(lines[at : at + 5]):
        trial = Found()
        if count and is_meta(line.text, trial) and trial.strong:
            return count
        sentences += bool(_is_sentence(line.text) or len(line.text) > 120)
        if sentences > 1 or len(line.text) > 300 or (count > 1 and sentences):
            break
    return 0


def _is_sentence(line: str) -> bool:
    short = len(line.split()) <= _BARE_TITLE_WORDS  # a headline may end in "U.S."
    if re.search(r"[?!]['’”\"]?$", line) or (short and _ABBREVIATED.search(line)):
        return False
    return bool(ENDS_SENTENCE.search(line))


def _has_capitals(line: str) -> bool:
    """Tell a Title Written Like This from a sentence."""
    words: list[str] = re.findall(r"[^\W\d_][\w'’-]{3,}", line)
    return sum(w[0].isupper() for w in words) > 0.8 * len(words)


def _stands_alone(lines: list[_Line], at: int) -> bool:
    """Tell a title with nothing but text after it from the first line of a paragraph."""
    line = lines[at].text
    after = at + 1
    while after < len(lines) and is_meta(lines[after].text, Found()):
        after += 1
    if after == len(lines):
        return False
    following = lines[after]
    too_long = len(line.split()) > _BARE_TITLE_WORDS and not _has_capitals(line)
    if too_long or _is_sentence(line) or line[0].islower() or _DANGLING.search(line):
        return False
    if after > at + 1:
        return True
    if following.gap:
        return any(re.search("[.!?:]", ahead.text) for ahead in lines[after : after + 3])
    paragraph = [lines[at]]
    for ahead in lines[at + 1 :]:
        if ahead.gap:
            break
        paragraph.append(ahead)
    if following.text[0].islower():
        return False
    whole_lines = all(ENDS_SENTENCE.search(p.text) for p in paragraph[1:])
    if whole_lines and (len(paragraph) > 2 or len(line) <= 60):
        return True
    # A line broken by force is one to which the next word could not have been added.
    width = max(len(p.text) for p in paragraph)
    return len(line) + 1 + len(following.text.split()[0]) <= width and len(following.text) > len(line)


def _front_matter(text: str, found: Found) -> int:
    """Read ``key: value`` lines between two lines of three hyphens; return where the text goes on."""
    match = re.match(r"---[ \t]*\r?\n(?P<inner>(?:[^\r\n]*\r?\n){1,80}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", text[:_REACH])
    if match is None:
        return 0
    pairs = [p for line in match["inner"].splitlines() if (p := _PAIR.fullmatch(line.rstrip()))]
    for pair in pairs:
        label, value = pair["label"].lower(), _scalar(pair["value"] or "")
        if label in DATE_LABELS:
            date = parse_date(value)
            found.dates += [(DATE_LABELS[label], date)] if date else []
        elif LABELS.get(label):
            found.put(LABELS[label], value)
    return match.end() if pairs else 0


def _scalar(value: str) -> str:
    value = value.strip()
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value[1:]
    if value[:1] in ("[", "{", "|", ">", "&", "*", "!"):
        return ""  # a list, a block or a reference: nothing that a head needs
    return re.sub(r"\s+#.*", "", value)
