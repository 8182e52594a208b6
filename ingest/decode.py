"""Bytes to text: which bytes are no text, in what encoding the others are, and how much of them is read."""

from __future__ import annotations

import codecs
import gzip
import zlib
from typing import IO, TYPE_CHECKING, AnyStr, BinaryIO, cast

from communique.ingest.documents import MAX_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_TEXT_BYTES = 4 * MAX_CHARACTERS + 4
"""No encoding read here takes more bytes a character; a file with more is too long whatever it holds."""

MAX_LINE_BYTES = 32 << 20
"""A JSON line may be longer than its text: ``\\ud83d\\ude00``, one character; and it has other keys."""

DAMAGE = (OSError, EOFError, zlib.error)
"""What reading a file raises when the file ends or breaks before its time."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_KINDS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "compressed with gzip",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PAR1": "a Parquet table",
    b"SQLite format 3": "a database",
}
_CONTROLS = bytes(set(range(32)) - set(b"\a\b\t\n\v\f\r\x1a\x1b"))
_CHUNK = 1 << 16


def bom_encoding(start: bytes) -> str | None:
    """Return the encoding that the byte order mark at the start of a file names."""
    return next((name for bom, name in _BOMS if start.startswith(bom)), None)


def binary_kind(start: bytes) -> str | None:
    """Say what a file is if it is no text, by its first bytes; None for text.

    Examples
    --------
    >>> binary_kind(b"%PDF-1.7")
    'a PDF'
    >>> binary_kind("Łódź".encode()) is None
    True
    """
    for magic, kind in _KINDS.items():
        if start.startswith(magic):
            return kind
    if bom_encoding(start) not in (None, "utf-8-sig"):
        return None
    if b"\x00" in start:
        return "binary, or UTF-16 without a byte order mark"
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return "binary" if controls * 50 > len(start) else None


def decode(data: bytes) -> tuple[str, str | None]:
    r"""Decode a text, and say what had to be guessed or replaced.

    Examples
    --------
    >>> decode(b"caf\xe9")
    ('café', 'is not UTF-8; it was read as Windows-1252')
    """
    encoding = bom_encoding(data) or "utf-8"
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError:
        pass
    replaced = data.decode(encoding, "replace")
    losses = replaced.count("\ufffd")
    # Windows-1252 hardly ever looks like UTF-8: where most of what is not ASCII is UTF-8, the rest is damage.
    if encoding != "utf-8" or sum(c > "\x7f" for c in replaced) > 2 * losses:
        return replaced, f"has {losses} places that are not {encoding.upper()}; they were replaced"
    return data.decode("cp1252", "replace"), "is not UTF-8; it was read as Windows-1252"


def open_binary(path: Path) -> BinaryIO:
    """Open a file for reading, through gzip if its name ends in .gz."""
    if path.name.lower().endswith(".gz"):
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def read_at_most(stream: BinaryIO, limit: int) -> tuple[bytes, str | None]:
    """Read up to ``limit`` bytes and one more; where the file breaks, keep what came and say so."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= limit and (part := stream.read(min(_CHUNK, limit + 1 - size))):
            parts.append(part)
            size += len(part)
    except DAMAGE as error:
        return b"".join(parts), damage(error)
    return b"".join(parts), None


def capped_lines(stream: IO[AnyStr], limit: int = MAX_LINE_BYTES) -> Iterator[AnyStr | None]:
    """Yield the lines of a file; None for a line longer than ``limit``, which is never held in memory."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and line[-1:] not in (b"\n", "\n"):
            line = stream.readline(_CHUNK)
        yield None


def damage(error: BaseException) -> str:
    """Say in words why reading stopped."""
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror})"
    return "is damaged from here on; what stands before was kept"
