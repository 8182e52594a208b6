"""From a text, a record or the rows of a data frame to Documents: fields checked, ids made unique."""

from __future__ import annotations

import math
from datetime import date as Date  # noqa: N812  # a column is called date
from difflib import get_close_matches
from hashlib import blake2b
from numbers import Integral
from typing import TYPE_CHECKING, Any

from communique.errors import InputError
from communique.ingest.documents import MAX_CHARACTERS, Document, Report, safe_id, without_surrogates
from communique.ingest.head import Head, read_head
from communique.ingest.language import foreign
from communique.ingest.publication import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

_NO_VALUE = ("NaTType", "NAType")
_TOO_LONG = f"is longer than {MAX_CHARACTERS:,} characters; split it into several documents"


def document_from_text(text: str, path: str, name: str, report: Report) -> Document | None:
    """Make a Document of a file's text, or tell the report why there is none.

    Parameters
    ----------
    text
        The decoded text.
    path, name
        The file, for the report, and the id that it gives.
    """
    if len(text) > MAX_CHARACTERS:
        report.skip(path, "", _TOO_LONG)
        return None
    text = without_surrogates(text)
    head = read_head(text)
    if not text[head.body :].strip():
        report.skip(path, "", "is empty" if not text.strip() else "has a head but no text after it")
        return None
    if text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        report.note(path, "", "is a web page; its markup was read as text, so name the file .html")
    if _is_foreign(text[head.body :], None, path, "", report):
        return None
    key = _unique(safe_id(name) or "document", text, path, "", report)
    if key is None:
        return None
    return Document(key, text, head.title, head.date, head.source, head.url, head.body)


def document_from_record(
    record: Mapping[str, Any], path: str, place: str, name: str, report: Report
) -> Document | None:
    """Make a Document of a JSON object or a row of a data frame, or tell the report why there is none.

    Parameters
    ----------
    record
        ``text`` and, where known, ``id``, ``title``, ``date``, ``source``, ``url``, ``language``; other keys are
        ignored.
    path, place, name
        Where it stands, for the report, and the id where the record has none.
    """
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        report.skip(path, place, "has no text" if "text" in record else "has no key 'text'")
        return None
    if len(text) > MAX_CHARACTERS:
        report.skip(path, place, _TOO_LONG)
        return None
    clean = without_surrogates(text)
    if clean != text:
        report.note(path, place, "has lone surrogates or NULs in its text; they were replaced")
    language = record.get("language", record.get("lang"))
    if _is_foreign(text, language if isinstance(language, str) else None, path, place, report):
        return None
    fields = {k: _field(record.get(k), k, path, place, report) for k in ("id", "title", "source", "url")}
    title, url = fields["title"], fields["url"]
    if url and not url.lower().startswith(("http://", "https://")):
        report.note(path, place, "has a url that does not start with http:// or https://; it was left out")
        url = None
    head = read_head(clean)
    if (title and head.title != title) or not clean[head.body :].strip():
        head = Head()  # where the title stands beside the text, what starts the text is the article
    # A date that was given, be it a bad one, is not replaced by another.
    undated = _is_missing(record.get("date"))
    day = head.date if undated else _day(record["date"], path, place, report)
    wanted = safe_id(fields["id"] or "")
    if fields["id"] and wanted != fields["id"]:
        report.note(path, place, f"has an id that cannot be shown as it is; it was read as '{wanted[:80]}'")
    key = _unique(wanted or safe_id(name), clean, path, place, report)
    if key is None:
        return None
    return Document(
        key,
        clean,
        title or head.title,
        day,
        fields["source"] or head.source,
        url or head.url,
        head.body,
    )


def documents_from_frame(
    frame: pd.DataFrame,
    *,
    text: str = "text",
    id: str | None = None,  # noqa: A002  # the columns are named as the fields of Document
    title: str | None = None,
    date: str | None = None,
    source: str | None = None,
    url: str | None = None,
    report: Report | None = None,
) -> Iterator[Document]:
    """Read documents from a data frame with one document a row; the frame is not changed.

    Parameters
    ----------
    frame
        The table.
    text, id, title, date, source, url
        The columns that hold these fields; None means the column of that name, if there is one.
    report
        As for :func:`communique.ingest.read.read_documents`.

    Yields
    ------
    Document

    Raises
    ------
    InputError
        If a column that was named or the text column is missing, or no row could be read.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"body": ["Iran met Russia."], "published": [pd.Timestamp("2016-10-20 14:05")]})
    >>> [(d.id, d.date, d.text) for d in documents_from_frame(frame, text="body", date="published")]
    [('row:1', '2016-10-20', 'Iran met Russia.')]
    """
    report = report if report is not None else Report()
    named = {"text": text, "id": id, "title": title, "date": date, "source": source, "url": url}
    columns = _columns(frame, named)
    before = report.skipped_count, len(report.skipped)
    found = 0
    cells = (frame[column].tolist() for column in columns.values())
    for number, row in enumerate(zip(*cells, strict=True), start=1):
        record = dict(zip(columns, row, strict=True))
        document = document_from_record(record, "data frame", f"row {number}", f"row:{number}", report)
        if document is not None:
            found += 1
            report.documents += 1
            yield document
    if not found:
        raise InputError(nothing_read(report, *before) if len(frame) else "the data frame has no rows to read")


def nothing_read(report: Report, count: int, kept: int) -> str:
    """Say why there is no document: what was skipped first after ``count`` others (``kept`` in the list)."""
    skipped = report.skipped_count - count
    if skipped and kept < len(report.skipped):
        first = report.skipped[kept]
        return f"nothing could be read: {first}" + (f" (and {skipped - 1:,} more)" if skipped > 1 else "")
    return "nothing could be read; name a file, a folder, or '-' for standard input"


def _columns(frame: pd.DataFrame, named: dict[str, str | None]) -> dict[str, str]:
    columns = {}
    for key, column in named.items():
        wanted = column or key
        if wanted in frame.columns:
            columns[key] = wanted
        elif key == "text" or column:
            near = get_close_matches(wanted, [str(c) for c in frame.columns], 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            example = f"; name the column of the {key}, as in {key}='...'" if not near else ""
            raise InputError(f"the data frame has no column '{wanted}'{hint}{example}")
    return columns


def _is_foreign(text: str, declared: str | None, path: str, place: str, report: Report) -> bool:
    code = foreign(text, declared)
    if code is not None:
        report.skip(path, place, f"is not in English (it looks like '{code}'), which is all that the model speaks")
    return code is not None


def _unique(key: str, text: str, path: str, place: str, report: Report) -> str | None:
    """Return an id that no other document has, or None for the same text under the same id."""
    if not report.unique_ids:
        return key
    digest = blake2b(text.encode(), digest_size=16).digest()
    texts = report.known.setdefault(key, set())
    if digest in texts:
        report.skip(path, place, f"is the document '{key}' once more, with the same text")
        return None
    texts.add(digest)
    if len(texts) == 1:
        return key
    number = len(texts)
    while f"{key}-{number}" in report.known:
        number += 1
    made = f"{key}-{number}"
    report.known[made] = {digest}
    report.note(path, place, f"has the id '{key}' of another text; it was read as '{made}'")
    return made


def _is_missing(value: object) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    # NaT is a datetime and pandas' NA refuses to be compared: their types tell them.
    return value is None or type(value).__name__ in _NO_VALUE or (isinstance(value, str) and not value)


def _field(value: object, key: str, path: str, place: str, report: Report) -> str | None:
    if _is_missing(value):
        return None
    if isinstance(value, str):
        return " ".join(without_surrogates(value).split()) or None
    if isinstance(value, Integral) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas makes 1.0 of 1 where another row has none
    report.note(path, place, f"has no text as its {key}; it was left out")
    return None


def _day(value: object, path: str, place: str, report: Report) -> str | None:
    if _is_missing(value):
        return None
    if isinstance(value, Date):  # datetime and pandas' Timestamp are dates, too
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    day = parse_date(str(value))
    if day is None:
        shown = str(value)[:40]
        report.note(path, place, f"has a date that is no single day ({shown!r}); it was left out, write YYYY-MM-DD")
    return day
