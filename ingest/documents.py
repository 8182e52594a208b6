"""The one record type that reading makes, and the report of what could not be read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHARACTERS = 2_000_000
"""A longer document is skipped: it is parsed in pieces, but what was found in it is held together, half a kilobyte a
character."""

MAX_ENTRIES = 1_000
"""A report keeps this many entries of each kind, so that a million broken lines do not fill the memory."""

_MAX_ID = 1_000  # an address may be an id
# What cannot be seen or turns the direction of text; a newline in an id would also break a log line.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Document:
    r"""One text with what is known about it.

    Parameters
    ----------
    id
        Name of the document, unique in what is read together; safe to show.
    text
        The text as it is in the file; all offsets count unicode code points in it.
    title, source, url
        As far as known.
    date
        Day of publication in ISO form. A day that is not known is None, never today.
    body
        Offset at which the article proper starts, after title, byline and date lines.

    Examples
    --------
    >>> Document("a", "Title\n\nIran backs Syria.", title="Title", body=7).article
    'Iran backs Syria.'
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    body: int = 0

    @property
    def article(self) -> str:
        """The text without its head lines."""
        return self.text[self.body :]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not read: which file, where in it ("line 3", or empty), and why."""

    path: str
    place: str
    reason: str

    def __str__(self) -> str:
        return _sentence(self.path, self.place, self.reason)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was read, but not quite as it was written."""

    path: str
    place: str
    text: str

    def __str__(self) -> str:
        return _sentence(self.path, self.place, self.text)


@dataclass(slots=True)
class Report:
    """What reading skipped and changed. It may be read while reading goes on.

    Parameters
    ----------
    listener
        Called with each entry as it comes.
    unique_ids
        Whether reading gives each document an id of its own. Who keeps the ids elsewhere says no; then nothing is
        remembered of what was read.

    Attributes
    ----------
    skipped, notes
        The first :data:`MAX_ENTRIES` entries of each kind.
    documents, skipped_count, notes_count
        How many there were.
    known
        The ids given so far, with digests of their texts; who reads on with the same report gets other ids.

    Examples
    --------
    >>> report = Report()
    >>> report.skip("a.pdf", "", "is a PDF")
    >>> print(report.skipped[0], report.skipped_count)
    a.pdf: is a PDF 1
    """

    listener: Callable[[Skipped | Note], object] | None = None
    unique_ids: bool = True
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    documents: int = 0
    skipped_count: int = 0
    notes_count: int = 0
    known: dict[str, set[bytes]] = field(default_factory=dict, repr=False)

    def skip(self, path: str, place: str, reason: str) -> None:
        """Record that something was not read."""
        self.skipped_count += 1
        entry = Skipped(showable(path), place, reason)
        if len(self.skipped) < MAX_ENTRIES:
            self.skipped.append(entry)
        self._tell(entry)

    def note(self, path: str, place: str, text: str) -> None:
        """Record that something was read with a change."""
        self.notes_count += 1
        entry = Note(showable(path), place, text)
        if len(self.notes) < MAX_ENTRIES:
            self.notes.append(entry)
        self._tell(entry)

    def _tell(self, entry: Skipped | Note) -> None:
        if self.listener is not None:
            self.listener(entry)


def showable(text: str) -> str:
    r"""Make one line of a name that is safe to show: nothing invisible, no line breaks, no lone surrogates.

    Examples
    --------
    >>> showable("a\u202etxt.\n b")
    'a�txt. b'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    spaced = re.sub(r"\s+", " ", text).strip()
    return "".join("\ufffd" if unicodedata.category(c) in _UNSAFE else c for c in spaced)


def safe_id(text: str) -> str:
    """Make an id of any text; the same text always gives the same id, and one with nothing to show ""."""
    return showable(text)[:_MAX_ID].strip()


def without_surrogates(text: str) -> str:
    r"""Replace what is no character, lone surrogates and NUL, by U+FFFD; offsets stay as they are.

    Examples
    --------
    >>> without_surrogates("a\ud800b")
    'a�b'
    """
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def _sentence(path: str, place: str, reason: str) -> str:
    return f"{path}, {place}: {reason}" if place else f"{path}: {reason}"
