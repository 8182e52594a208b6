"""The mentions of documents as a table, and the review file by which a user corrects who is who."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from communique.errors import InputError
from communique.ingest.pipeline import Extraction
from communique.ingest.register import COLUMNS, REVIEW_COLUMNS, Actor, Register

MENTION_COLUMNS = ("document", "start", "end", "text", "actor", "actor_id", "type", "principal", "how", "confidence")
"""Columns of the mentions table; offsets count code points in the text of the document."""

_HEADER = """\
# Who was found. Edit and feed back with --actors THIS_FILE; rows that you leave alone can stay or go.
# To retype, rename or attach an actor: change name, type or principal (an id). To let names stand for nobody: action
# drop. To merge two actors: action merge on the one that goes, and into = the id of the one that stays.
# To split: add a row with an id of your own and, as name and aliases, the names that are somebody else's.
"""
_DOUBTFUL = 0.75
_NAMING = frozenset({"exact", "alias", "model"})


def mention_rows(extraction: Extraction, register: Register) -> Iterator[dict[str, object]]:
    """Yield a row for every mention of a document, in text order, inner names before those that hold them."""
    body = extraction.document.body
    for mention in sorted(extraction.doc._.mentions, key=lambda m: (m.start, m.end)):
        span = extraction.doc[mention.start : mention.end]
        principal = register.root(mention.actor)
        yield {
            "document": extraction.document.id,
            "start": body + span.start_char,
            "end": body + span.end_char,
            "text": span.text,
            "actor": mention.actor.name,
            "actor_id": mention.actor.id,
            "type": mention.actor.type,
            "principal": principal.name if principal.id != mention.actor.id else None,
            "how": mention.how,
            "confidence": mention.confidence,
        }


@dataclass(slots=True)
class _Found:
    actor: Actor
    mentions: int = 0
    documents: set[str] = field(default_factory=set)
    how: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    metonyms: set[str] = field(default_factory=set)
    doubtful: int = 0


class Review:
    """Collects who was found; its rows are an actors file that a user can edit and feed back."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._found: dict[str, _Found] = {}

    def add(self, extraction: Extraction) -> None:
        """Count the mentions of one document."""
        for mention in extraction.doc._.mentions:
            found = self._found.setdefault(mention.actor.id, _Found(mention.actor))
            found.mentions += 1
            found.documents.add(extraction.document.id)
            found.how[mention.how] += 1
            found.doubtful += mention.confidence < _DOUBTFUL
            text = " ".join(extraction.doc[mention.start : mention.end].text.split())
            if mention.how in _NAMING:
                found.names.add(text)
            elif mention.how == "metonym":
                found.metonyms.add(text)

    def rows(self) -> list[dict[str, str]]:
        """Return a row an actor, most mentioned first, with the columns of an actors file and of its review."""
        ranked = sorted(self._found.values(), key=lambda f: (-f.mentions, f.actor.id))
        return [dict.fromkeys((*COLUMNS, *REVIEW_COLUMNS), "") | self._row(f) for f in ranked]

    def _row(self, found: _Found) -> dict[str, str]:
        actor = found.actor
        names = sorted(n for n in found.names if n != actor.name and "|" not in n)
        return {
            "id": actor.id,
            "name": actor.name,
            "type": actor.type,
            "principal": actor.principal or "",
            "aliases": "|".join(names),
            "metonyms": "|".join(sorted(found.metonyms)),
            "start": actor.start,
            "end": actor.end,
            "mentions": str(found.mentions),
            "documents": str(len(found.documents)),
            "how": ", ".join(f"{how} {n}" for how, n in sorted(found.how.items(), key=lambda i: (-i[1], i[0]))),
            "doubt": self._doubt(found),
        }

    def _doubt(self, found: _Found) -> str:
        """Say in a word why a user should look at an actor."""
        if found.actor.id not in self._register.actors:
            if found.actor.type == "official" and not found.actor.principal:
                return "unknown person, acts for nobody known"
            return "not in the register"
        return f"{found.doubtful} of {found.mentions} mentions uncertain" if found.doubtful else ""


def tabulate(extractions: Iterable[Extraction], register: Register, review: Review) -> Iterator[dict[str, object]]:
    """Yield the mentions of documents while counting them for a review."""
    for extraction in extractions:
        review.add(extraction)
        yield from mention_rows(extraction, register)


def write_review(found: list[dict[str, str]], path: Path) -> None:
    """Write a review file; cells that a spreadsheet would run as formulas are made harmless.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(_HEADER)
            writer = csv.DictWriter(file, [*COLUMNS, *REVIEW_COLUMNS], lineterminator="\n")
            writer.writeheader()
            writer.writerows({c: _harmless(v) for c, v in row.items()} for row in found)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def _harmless(cell: str) -> str:
    """Take leading formula signs off a cell; no name of an actor needs them."""
    return cell.lstrip("=+-@\t\r")
