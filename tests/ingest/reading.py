"""Files to read and what came of them, for the tests of reading."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from communique.ingest.documents import Document, Report
from communique.ingest.read import read_documents

TEXT = "Iran met Russia in Geneva. They parted."


def read(*paths: Path | str) -> tuple[list[Document], Report]:
    """Read files to the end and return their documents and the report."""
    report = Report()
    return list(read_documents(paths, report=report)), report


def reasons(report: Report) -> str:
    """Return what a report says, a line an entry."""
    return "\n".join(str(entry) for entry in [*report.skipped, *report.notes])


def write(path: Path, content: bytes | str | Iterable[Any]) -> Path:
    """Write text, bytes or JSON lines to a file, packed if it is called .gz."""
    if isinstance(content, str):
        content = content.encode()
    if not isinstance(content, bytes):
        content = "".join(json.dumps(row) + "\n" for row in content).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path
