"""Which documents a folder holds, on disk: what is known stays out of memory however many there are.

The index is made of the parts and only follows them: it may be deleted at any time. What it holds of parts that
are not there (their writer was killed) is dropped when it is opened, and what it lacks is read from the parts.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from communique.archive.duplicates import THRESHOLD, bands, similarity
from communique.archive.folder import INDEX
from communique.archive.parts import Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from communique.ingest.documents import Document

_VERSION = 1
_TABLES = """
    CREATE TABLE part (name TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE document (id TEXT PRIMARY KEY, digest TEXT, part TEXT, minhash BLOB) WITHOUT ROWID;
    CREATE UNIQUE INDEX by_digest ON document (digest);
    CREATE INDEX by_part ON document (part);
    CREATE TABLE band (key BLOB, id TEXT, PRIMARY KEY (key, id)) WITHOUT ROWID;
    CREATE INDEX by_id ON band (id);
"""


def content_digest(document: Document) -> str:
    """Return what tells one document from another: its text and what is known about it, not its name."""
    said = [document.text, document.title, document.date, document.source, document.url, document.body]
    return blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()


class Index:
    """The documents of a folder, opened for writing.

    Parameters
    ----------
    folder
        The graph folder, whose lock the caller holds.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._open()
            self._follow()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # a full or read-only disk: not the file's fault
                raise
            self.close()
            (folder / INDEX).unlink()
            self._open()
            self._follow()

    @classmethod
    def as_it_is(cls, folder: Path) -> Index | None:
        """Open the index without making it follow the parts; None where it cannot be read."""
        index = cls.__new__(cls)
        index._folder = folder
        try:
            index._open()
            index.documents_in("")
        except sqlite3.Error:
            index.close()
            return None
        return index

    def _open(self) -> None:
        self._rows = sqlite3.connect(self._folder / INDEX)
        (version,) = self._rows.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            for (name,) in self._rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                self._rows.execute(f"DROP TABLE {name}")  # our own names
            self._rows.executescript(_TABLES + f"PRAGMA user_version = {_VERSION};")

    def _follow(self) -> None:
        """Drop what stands in no part, and read the parts that are not known yet."""
        there = {part.path.name: part for part in parts_of(self._folder)}
        known = {name for (name,) in self._rows.execute("SELECT name FROM part")}
        dropped = known - there.keys()
        dropped |= {name for (name,) in self._rows.execute("SELECT DISTINCT part FROM document")} - there.keys()
        for name in sorted(dropped):
            self.forget(name)
        for name in sorted(there.keys() - known):
            self.learn(there[name])
        self._rows.commit()

    def learn(self, part: Part) -> None:
        """Enter the documents of a part."""
        table = part.read("documents", ["document", "digest", "copy_of", "minhash"])
        for row in table.to_pylist():
            self._enter(row["document"], row["digest"], part.path.name, row["minhash"], first=row["copy_of"] is None)
        self._rows.execute("INSERT OR IGNORE INTO part VALUES (?)", (part.path.name,))

    def forget(self, part: str) -> None:
        """Drop the documents of a part."""
        self._rows.execute("DELETE FROM band WHERE id IN (SELECT id FROM document WHERE part = ?)", (part,))
        self._rows.execute("DELETE FROM document WHERE part = ?", (part,))
        self._rows.execute("DELETE FROM part WHERE name = ?", (part,))

    def drop(self, keys: Collection[str]) -> None:
        """Drop single documents."""
        for table in ("band", "document"):
            self._rows.executemany(f"DELETE FROM {table} WHERE id = ?", [(key,) for key in keys])  # noqa: S608  # ours

    def holds(self, digest: str) -> bool:
        """Tell whether a document with this content is there."""
        return self._rows.execute("SELECT 1 FROM document WHERE digest = ?", (digest,)).fetchone() is not None

    def enter(self, wanted: str, digest: str, part: str, minhash: bytes | None) -> tuple[str, str | None]:
        """Enter a document that is to be in a part.

        Returns
        -------
        The id that it gets, which no other has, and the id of the first printing if it is a copy.
        """
        first = self.first_printing(minhash)
        taken = self._rows.execute("SELECT 1 FROM document WHERE id = ?", (wanted,)).fetchone()
        key = f"{wanted}-{digest[:8]}" if taken else wanted
        self._enter(key, digest, part, minhash, first=first is None)
        return key, first

    def _enter(self, key: str, digest: str, part: str, minhash: bytes | None, *, first: bool) -> None:
        self._rows.execute("INSERT OR IGNORE INTO document VALUES (?, ?, ?, ?)", (key, digest, part, minhash))
        if first and minhash is not None:
            self._rows.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(b, key) for b in bands(minhash)])

    def first_printing(self, minhash: bytes | None) -> str | None:
        """Return the first document that this one is a printing of; of several, the most similar."""
        if minhash is None:
            return None
        marks = list(bands(minhash))
        found = self._rows.execute(
            "SELECT DISTINCT id, minhash FROM band JOIN document USING (id) "  # noqa: S608  # question marks alone
            f"WHERE key IN ({','.join('?' * len(marks))}) ORDER BY id",
            marks,
        ).fetchall()
        best, key = max(((similarity(minhash, other), key) for key, other in found), default=(0.0, None))
        return key if best >= THRESHOLD else None

    def part_with(self, key: str) -> str | None:
        """Return the name of the part that holds a document."""
        found = self._rows.execute("SELECT part FROM document WHERE id = ?", (key,)).fetchone()
        return found[0] if found else None

    def documents_in(self, part: str) -> list[str]:
        """Return the ids of the documents of a part, also of one that can no longer be read."""
        found = self._rows.execute("SELECT id FROM document WHERE part = ? ORDER BY id", (part,))
        return [key for (key,) in found]

    def like(self, key: str) -> list[str]:
        """Return a few ids that end or start like ``key``, to be named in an error."""
        found = self._rows.execute("SELECT id FROM document WHERE instr(id, ?) ORDER BY length(id), id LIMIT 3", (key,))
        return [other for (other,) in found]

    def committed(self, part: str) -> None:
        """Note that a part is in the folder now."""
        self._rows.execute("INSERT OR IGNORE INTO part VALUES (?)", (part,))
        self._rows.commit()

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._rows.close()
