"""Batches of documents, and what came of them: one bad document does not take the others with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communique.archive.partition import Entry

if TYPE_CHECKING:
    from communique.archive.parts import Files, Name

Attempt = Callable[[list[Entry]], "Files"]
"""Extracts from documents, or raises :class:`Failed`."""

_HOPELESS = 3
"""So many failures without a success, and it is not the documents."""


class Failed(Exception):  # noqa: N818  # an event, handled by whoever tries
    """Documents could not be extracted; the text says why."""

    @classmethod
    def by(cls, error: Exception) -> Failed:
        """Put the error of an extraction in words."""
        return cls(f"could not be extracted ({type(error).__name__}: {error})"[:300])


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that become one part."""

    name: Name
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Done:
    """A batch with its files, and why some of its documents, or all, are not in them."""

    batch: Batch
    files: Files | None
    failed: dict[str, str] = field(default_factory=dict)


def attempted(batch: Batch, attempt: Attempt) -> Done:
    """Do a batch; where that fails, find the documents that it fails on, and do it without them.

    A part that is made anew is done as a whole or stays as it was: without some documents it would lose them.
    """
    try:
        return Done(batch, attempt(batch.entries))
    except Failed as error:
        everything = {entry.document.id: str(error) for entry in batch.entries}
    if len(batch.entries) == 1 or batch.name.revision:
        return Done(batch, None, everything)
    failed: dict[str, str] = {}
    for number, (key, reason) in enumerate(_alone(batch, attempt)):
        if reason:
            failed[key] = reason
        if len(failed) == number + 1 == _HOPELESS:
            return Done(batch, None, everything)
    rest = [entry for entry in batch.entries if entry.document.id not in failed]
    try:
        return Done(batch, attempt(rest) if rest else None, failed)
    except Failed:
        return Done(batch, None, everything)


def _alone(batch: Batch, attempt: Attempt) -> Iterator[tuple[str, str]]:
    """Try each document for itself, and yield why it fails, "" where it does not."""
    for entry in batch.entries:
        try:
            attempt([entry])
        except Failed as error:
            yield entry.document.id, str(error)
        else:
            yield entry.document.id, ""
