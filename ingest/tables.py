"""Tables with one document a row: CSV, TSV and Parquet, read a few rows at a time."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from communique.ingest.decode import DAMAGE, bom_encoding, damage
from communique.ingest.documents import MAX_CHARACTERS, showable
from communique.ingest.records import document_from_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.ingest.documents import Document, Report

_OTHER_NAMES = {
    "text": ("text", "body", "content", "article", "full_text"),
    "id": ("id", "document", "doc_id"),
    "title": ("title", "headline"),
    "date": ("date", "published", "pubdate", "publication_date", "published_at"),
    "source": ("source", "publisher", "publication"),
    "url": ("url", "link", "href"),
    "language": ("language", "lang"),
}
"""Names of columns that are understood, the first that a table has before the others."""

_ROWS = 16  # a row may be a document of two million characters
_MAX_COLUMN = 1 << 30  # bytes that a column of a row group may unpack to
_MAX_PARQUET = 2 << 30


def documents_from_table(stream: BinaryIO, kind: str, path: str, name: str, report: Report) -> Iterator[Document]:
    """Read the rows of a table; ``kind`` is "csv", "tsv" or "parquet"."""
    number = 0
    try:
        rows = _parquet_rows(stream) if kind == "parquet" else _csv_rows(stream, "\t" if kind == "tsv" else ",")
        for number, record in enumerate(rows, start=1):
            document = document_from_record(record, path, f"row {number}", f"{name}:{number}", report)
            if document is not None:
                yield document
        if not number:
            report.skip(path, "", "has no rows")
    except _RefusedError as refusal:
        report.skip(path, "", str(refusal))
    except csv.Error as error:
        reason = "holds a field that is too long" if "limit" in str(error) else f"is no {kind.upper()} ({error})"
        report.skip(path, f"row {number + 1}", f"{reason}; what stands before was kept")
    except DAMAGE as error:
        report.skip(path, f"row {number + 1}", damage(error))


class _RefusedError(ValueError):
    """A table that is not read, and why."""


def _columns(header: list[str]) -> dict[str, int]:
    """Find the columns of a document's fields."""
    names = [showable(h).lower().replace(" ", "_") for h in header]
    found: dict[str, int] = {}
    for field, known in _OTHER_NAMES.items():
        best = next((name for name in known if name in names), None)
        if best is not None:
            found[field] = names.index(best)
    if "text" not in found:
        shown = ", ".join(f"'{n}'" for n in names[:8])
        raise _RefusedError(f"has no column 'text' (its columns are {shown}); rename the column that holds the texts")
    return found


def _csv_rows(stream: BinaryIO, delimiter: str) -> Iterator[dict[str, Any]]:
    start: bytes = stream.peek(4096)[:4096]  # type: ignore[attr-defined]  # all our streams are buffered
    if b"\0" in start and bom_encoding(start) in (None, "utf-8-sig"):
        raise _RefusedError("is no table but binary")
    first = start.partition(b"\n")[0]
    if delimiter == "," and first.count(b";") > first.count(b","):
        delimiter = ";"  # as spreadsheets write where the comma is the decimal point
    csv.field_size_limit(max(csv.field_size_limit(), 4 * MAX_CHARACTERS))
    encoding = bom_encoding(start) or ("utf-8" if _is_utf8(start) else "cp1252")
    with io.TextIOWrapper(stream, encoding, "replace", newline="") as text:
        rows = csv.reader(text, delimiter=delimiter)
        header = next(rows, None)
        if header is None:
            raise _RefusedError("is empty")
        columns = _columns(header)
        for row in rows:
            if row:
                yield {field: row[at] for field, at in columns.items() if at < len(row) and row[at]}


def _is_utf8(start: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _parquet_rows(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if not stream.seekable():
            raise _RefusedError("cannot be read from a packed file; unpack it first")
        if stream.seek(0, io.SEEK_END) > _MAX_PARQUET:
            raise _RefusedError(f"is longer than {_MAX_PARQUET >> 30} GB; split it")
        stream.seek(0)
        file = pq.ParquetFile(stream)
        header = list(file.schema_arrow.names)
        columns = {field: header[at] for field, at in _columns(header).items()}
        about = file.metadata
        wanted = set(columns.values())
        for group in range(about.num_row_groups):
            cells = (about.row_group(group).column(i) for i in range(about.num_columns))
            if any(c.path_in_schema in wanted and c.total_uncompressed_size > _MAX_COLUMN for c in cells):
                raise _RefusedError("holds a column that unpacks to more than 1 GB at once; write smaller row groups")
        for batch in file.iter_batches(_ROWS, columns=sorted(wanted), use_threads=False):
            for row in batch.to_pylist():
                yield {field: row[column] for field, column in columns.items()}
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _RefusedError(f"is damaged, or no Parquet ({str(error).partition(chr(10))[0][:120]})") from error
