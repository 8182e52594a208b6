"""About how many documents there are to read, for the time that is left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from communique.ingest.decode import DAMAGE, open_binary

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINES = (".jsonl", ".ndjson", ".csv", ".tsv")


def count_documents(paths: Iterable[str | Path]) -> int | None:
    """Count a document a line in tables and one in any other file; None where that cannot be known."""
    total = 0
    for path in map(str, paths):
        if path == "-" or "://" in path:
            return None
        try:
            place = Path(path)
            files = (p for p in place.rglob("*") if p.is_file()) if place.is_dir() else (place,)
            total += sum(map(_in_file, files))
        except (*DAMAGE, ValueError):
            continue  # reading will say what is wrong
    return total


def _in_file(path: Path) -> int:
    if not path.name.lower().removesuffix(".gz").endswith(_LINES):
        return 1
    lines = 0
    with open_binary(path) as stream:
        while block := stream.read(1 << 20):
            lines += block.count(b"\n")
    return lines
