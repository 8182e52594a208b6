"""Read documents from files, folders, standard input and data frames, one at a time.

What cannot be read is skipped and told to the :class:`~communique.ingest.documents.Report`; the rest is read.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import urlsplit

from communique.errors import InputError
from communique.ingest.decode import (
    MAX_TEXT_BYTES,
    binary_kind,
    damage,
    decode,
    open_binary,
    read_at_most,
)
from communique.ingest.documents import MAX_CHARACTERS, Document, Report, showable
from communique.ingest.lines import documents_from_lines
from communique.ingest.records import (
    document_from_record,
    document_from_text,
    documents_from_frame,
    nothing_read,
)
from communique.ingest.sandbox import MAX_FILE_BYTES, convert
from communique.ingest.tables import documents_from_table
from communique.ingest.web import TYPES, fetch
from communique.ingest.zips import members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["KINDS", "documents_from_frame", "read_documents"]

KINDS: Final = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".eml": "eml",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".zip": "zip",
}  # fmt: skip
"""What is read, by suffix; each may be compressed (``.gz``)."""

_READABLE = ".txt, .md, .html, .pdf, .docx, .csv, .tsv, .jsonl, .parquet, .eml, .rss and .zip, each with or without .gz"


def read_documents(paths: Iterable[str | Path], *, report: Report | None = None) -> Iterator[Document]:
    r"""Read documents from files, folders and standard input.

    Parameters
    ----------
    paths
        Files (those of :data:`KINDS`, and these with .gz), folders (read recursively in the order of their
        names), web addresses, and ``"-"`` for standard input, which is one text. A JSON line or a row of a table
        has ``text`` and may have ``id``, ``title``, ``date``, ``source``, ``url`` and ``language``; what else it
        has is ignored.
    report
        Collects what was skipped or changed, and why. Ids stay unique over all reading with the same report.

    Yields
    ------
    Document

    Raises
    ------
    InputError
        If nothing at all could be read; one sentence says what was tried first and what to do.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_bytes(b"Talks resume\nOct 20, 2016\nIran met Russia.")
    ...     _ = Path(folder, "b.odt").write_bytes(b"PK")
    ...     report = Report()
    ...     for document in read_documents([folder], report=report):
    ...         print(document.id, document.title, document.date, document.article, sep=" | ")
    a | Talks resume | 2016-10-20 | Iran met Russia.
    >>> report.skipped[0].reason  # doctest: +ELLIPSIS
    "is of a kind that is not read ('.odt'); read are .txt, .md, ..."
    """
    report = report if report is not None else Report()
    before = report.skipped_count, len(report.skipped)
    tried = found = 0
    for path in paths:
        tried += 1
        for document in _from_path(path, report):
            found += 1
            report.documents += 1
            yield document
    if not tried:
        raise InputError("there is nothing to read; name a file, a folder, or '-' for standard input")
    if not found:
        raise InputError(nothing_read(report, *before))


def _from_path(path: str | Path, report: Report) -> Iterator[Document]:
    if str(path) == "-":
        yield from _from_stdin(report)
        return
    if isinstance(path, str) and path.lower().startswith(("http://", "https://")):
        yield from _from_web(path, report)
        return
    place = Path(path)
    try:
        if not str(path):
            report.skip("''", "", "is no name of a file or folder")
        elif place.is_dir():
            yield from _from_folder(place, report)
        elif not place.exists():
            report.skip(str(path), "", "there is no such file or folder; check the name")
        else:
            yield from _from_file(place, report, alone=True)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        report.skip(str(path), "", f"cannot be read ({getattr(error, 'strerror', None) or error})")


def _from_folder(folder: Path, report: Report) -> Iterator[Document]:
    """Go through a folder in the order of names, without recursion: folders may be deep."""
    waiting = [folder]
    seen = 0
    while waiting:
        path = waiting.pop()
        if path.is_dir() and (path == folder or not path.is_symlink()):
            try:
                inside = sorted(path.iterdir(), key=lambda p: p.name)
            except OSError as error:
                report.skip(str(path), "", f"cannot be opened ({error.strerror})")
                continue
            waiting += reversed([p for p in inside if not _is_hidden(p, report)])
            continue
        seen += 1
        if path.is_dir():
            report.skip(str(path), "", "is a link to a folder; name the folder itself to read it")
        elif path.is_symlink() and not _is_inside(path, folder):
            report.skip(str(path), "", "is a link to a file outside the folder; name the file itself to read it")
        elif not path.is_file():
            report.skip(str(path), "", "is no regular file")
        else:
            yield from _from_file(path, report, alone=False)
    if not seen:
        report.skip(str(folder), "", f"holds no file to read; read are {_READABLE}")


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # it leads nowhere, or in a circle
        return path.is_symlink()


def _is_hidden(path: Path, report: Report) -> bool:
    if path.name.startswith("."):
        report.skip(str(path), "", "is hidden")
        return True
    return False


def _from_file(path: Path, report: Report, *, alone: bool) -> Iterator[Document]:
    name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    suffix = Path(name).suffix.lower()
    # A file without a suffix is read if it was named itself: shells make such names (/dev/fd/63).
    kind = KINDS.get(suffix) or ("text" if alone and not suffix else None)
    if kind is None:
        shown = f"'{suffix}'" if suffix else "no suffix"
        report.skip(str(path), "", f"is of a kind that is not read ({shown}); read are {_READABLE}")
        return
    try:
        with open_binary(path) as stream:
            yield from _from_stream(stream, kind, str(path), Path(name).stem, report)
    except OSError as error:
        report.skip(str(path), "", damage(error))


def _from_stream(stream: BinaryIO, kind: str, path: str, name: str, report: Report) -> Iterator[Document]:
    match kind:
        case "text":
            yield from _from_text(stream, path, name, report)
        case "jsonl":
            yield from documents_from_lines(stream, path, name, report)
        case "csv" | "tsv" | "parquet":
            yield from documents_from_table(stream, kind, path, name, report)
        case "zip":
            yield from _from_zip(stream, path, name, report)
        case _:
            yield from _from_format(stream, kind, path, name, report)


def _from_format(
    stream: BinaryIO, kind: str, path: str, name: str, report: Report, url: str | None = None
) -> Iterator[Document]:
    """Read a file that needs a parser of its own, in the process that is kept for that."""
    data, broken = read_at_most(stream, MAX_FILE_BYTES)
    if broken or not data:
        report.skip(path, "", broken.partition(" from here on")[0] if broken else "is empty")
        return
    if len(data) > MAX_FILE_BYTES:
        report.skip(path, "", f"is longer than {MAX_FILE_BYTES >> 20} MB; split it")
        return
    try:
        records = convert(kind, data)
    except ValueError as error:
        report.skip(path, "", showable(str(error))[:300])
        return
    if not records:
        report.skip(path, "", "holds no entries")
    for number, record in enumerate(records, start=1):
        many = kind == "feed"
        place = f"entry {number}" if many else ""
        record["url"] = record.get("url") or url
        document = document_from_record(record, path, place, f"{name}:{number}" if many else name, report)
        if document is not None:
            yield document


def _from_zip(stream: BinaryIO, path: str, name: str, report: Report) -> Iterator[Document]:
    for member, place in members(stream, path, report):
        suffix = Path(place.removesuffix(".gz")).suffix.lower()
        kind = KINDS.get(suffix)
        shown = f"{path}/{place}"
        if kind is None or kind == "zip" or place.endswith(".gz"):
            report.skip(shown, "", f"is of a kind that is not read in an archive ('{Path(place).suffix}')")
        else:
            yield from _from_stream(member, kind, shown, f"{name}/{Path(place).with_suffix('')}", report)


def _from_web(address: str, report: Report) -> Iterator[Document]:
    try:
        page = fetch(address)
    except InputError as error:
        report.skip(address, "", str(error))
        return
    kind = KINDS.get(Path(urlsplit(page.url).path).suffix.lower())
    kind = TYPES.get(page.type) or (kind if kind not in (None, "zip") else None) or "html"
    stream = cast("BinaryIO", io.BufferedReader(io.BytesIO(page.content)))
    if kind in ("html", "pdf", "docx", "eml", "feed"):
        yield from _from_format(stream, kind, address, page.url, report, page.url)
    else:
        yield from _from_stream(stream, kind, address, page.url, report)


def _from_stdin(report: Report) -> Iterator[Document]:
    stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    if stream is None:
        report.skip("-", "", "there is no standard input")
    else:
        yield from _from_text(stream, "-", "stdin", report)


def _from_text(stream: BinaryIO, path: str, name: str, report: Report) -> Iterator[Document]:
    data, broken = read_at_most(stream, MAX_TEXT_BYTES)
    kind = binary_kind(data[:8192]) or binary_kind(data)
    if kind:
        report.skip(path, "", f"is no text but {kind}; save its text as .txt")
        return
    if broken and not data:
        report.skip(path, "", broken.partition(" from here on")[0])
        return
    if broken:
        report.skip(path, f"byte {len(data)}", broken)
    # A text that goes on after the limit is too long; where exactly it was cut does not matter.
    text, note = decode(data)
    if note and len(text) <= MAX_CHARACTERS:
        report.note(path, "", note)
    document = document_from_text(text, path, name, report)
    if document is not None:
        yield document
