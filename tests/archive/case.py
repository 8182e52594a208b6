"""Documents for a graph folder, and what a folder holds, for the tests of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.archive.parts import parts_of
from communique.archive.reading import relations_of
from communique.ingest.documents import Document

if TYPE_CHECKING:
    from pathlib import Path

_STATES = ("Iran", "Russia", "China", "France", "Turkey", "Iraq", "Japan", "India")
STORY = (
    "Iran condemned Israel on Friday. The foreign ministers of Russia and Turkey met in Geneva to discuss a truce in "
    "northern Syria, and both sides said that the talks had been useful but that much work remained to be done. "
    "France warned Turkey against a new offensive. The ministers will meet again within two weeks, a spokesman said."
)


def documents(count: int, start: int = 0) -> list[Document]:
    """Make short documents, each of which states a relation."""
    return [
        Document(f"d{n}", f"{_STATES[n % 8]} accused {_STATES[(n + 3) % 8]} of violating the truce. It was day {n}.")
        for n in range(start, start + count)
    ]


def stated(folder: Path) -> list[tuple[str, str, str, str]]:
    """Return what a folder states, sorted: every row of every part that counts."""
    frame = relations_of(parts_of(folder))
    columns = ("document", "source", "relation", "target")
    return sorted(zip(*(frame[c] for c in columns), strict=True))


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder with what they hold."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
