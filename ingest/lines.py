"""Documents of JSON lines, one object a line."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, BinaryIO

from communique.ingest.decode import DAMAGE, binary_kind, bom_encoding, capped_lines, damage, decode
from communique.ingest.records import document_from_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.ingest.documents import Document, Report


def documents_from_lines(stream: BinaryIO, path: str, name: str, report: Report) -> Iterator[Document]:
    """Yield the documents of a file of JSON lines; a line that cannot be read is skipped, the others are read."""
    number = filled = 0
    guessed = False
    try:
        lines, start = _json_stream(stream)
        kind = binary_kind(start)
        if kind and not start.startswith(b"{"):  # a file of JSON may have a damaged line with NULs in it
            report.skip(path, "", f"is no JSON but {kind}")
            return
        for number, line in enumerate(lines, start=1):
            place = f"line {number}"
            filled += line is None or bool(line.strip())
            if line is None:
                report.skip(path, place, "is too long a line; split the document")
            elif line.strip():
                text, note = decode(line)
                if note and not guessed:
                    guessed = True
                    report.note(path, place, note)
                document = _from_json(text, path, place, f"{name}:{number}", report)
                if document is not None:
                    yield document
    except DAMAGE as error:
        report.skip(path, f"line {number + 1}", damage(error))
        return
    if not filled:
        report.skip(path, "", "is empty")


def _json_stream(stream: BinaryIO) -> tuple[Iterator[bytes | None], bytes]:
    """Return the lines, and the first bytes; UTF-16 is turned into UTF-8 on the way."""
    start: bytes = stream.peek(4096)[:4096]  # type: ignore[attr-defined]  # open and gzip.open both buffer
    encoding = bom_encoding(start)
    if encoding in (None, "utf-8-sig"):
        return capped_lines(stream), start
    return _recoded_lines(stream, str(encoding)), b""


def _recoded_lines(stream: BinaryIO, encoding: str) -> Iterator[bytes | None]:
    with io.TextIOWrapper(stream, encoding, "replace", newline="\n") as text:
        for line in capped_lines(text):
            yield line if line is None else line.encode()


def _from_json(line: str, path: str, place: str, name: str, report: Report) -> Document | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or "nested too deeply or with too long a number"
        report.skip(path, place, f"is not JSON ({reason}); mend or remove the line")
        return None
    if not isinstance(record, dict):
        report.skip(path, place, 'is no JSON object; write {"text": ...} on each line')
        return None
    return document_from_record(record, path, place, name, report)
