"""Parts: a batch of documents with what they gave, as files that are committed together."""

from __future__ import annotations

import io
import json
import re
import shutil
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from communique.archive.folder import PARTS, STAGING, sync_folder, write_through
from communique.archive.settings import Settings, settings_from
from communique.errors import InputError
from communique.schema import DTYPES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TYPES = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}

DOCUMENTS = pa.schema(
    {
        "document": pa.string(), "title": pa.string(), "date": pa.string(), "source": pa.string(), "url": pa.string(),
        "body": pa.int64(), "words": pa.int64(), "copy_of": pa.string(), "digest": pa.string(),
        "minhash": pa.binary(), "text": pa.string(),
    }
)  # fmt: skip
"""The documents of a part. ``copy_of`` names the first printing of the same story, null for a first printing."""

RELATIONS = pa.schema({column: _TYPES[kind] for column, kind in DTYPES.items()})

ACTORS = pa.schema(
    {
        "document": pa.string(), "id": pa.string(), "name": pa.string(), "type": pa.string(),
        "acts_for": pa.string(), "root": pa.string(), "related": pa.bool_(), "mentions": pa.int64(),
        "names": pa.list_(pa.string()), "counts": pa.list_(pa.int64()),
    }
)  # fmt: skip
"""The actors that each document mentions, with the names used and how often; see :mod:`communique.ingest.summary`."""

TABLES = {"documents": DOCUMENTS, "relations": RELATIONS, "actors": ACTORS}
_ABOUT = "part.json"
_NAME = re.compile(r"(?P<first>\d{8})(?:-(?P<last>\d{8}))?-(?P<revision>\d+)")

Files = dict[str, bytes]
"""The files of a part by name."""


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """What a part is called: the numbers of the batches in it, and how often it was written.

    Examples
    --------
    >>> str(Name(3, 3)), str(Name(3, 5).next)
    ('00000003-0', '00000003-00000005-1')
    """

    first: int
    last: int
    revision: int = 0

    def __str__(self) -> str:
        numbers = f"{self.first:08}" if self.first == self.last else f"{self.first:08}-{self.last:08}"
        return f"{numbers}-{self.revision}"

    @property
    def next(self) -> Name:
        """The name of the part that replaces this one."""
        return replace(self, revision=self.revision + 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part in a folder. Of several revisions only the latest counts; a merged part replaces those in it."""

    path: Path
    name: Name

    @property
    def about(self) -> dict[str, Any]:
        """What part.json says: settings, counts, digests of the files.

        Raises
        ------
        InputError
            If it is damaged.
        """
        try:
            about = json.loads((self.path / _ABOUT).read_text(encoding="utf-8"))
            if isinstance(about, dict) and isinstance(about.get("files"), dict):
                return about
        except (OSError, ValueError, RecursionError):
            pass
        raise self.damaged(_ABOUT)

    @property
    def settings(self) -> Settings:
        """What the part was made with.

        Raises
        ------
        InputError
            If part.json is damaged.
        """
        try:
            return settings_from(self.about.get("settings"))
        except ValueError as error:
            raise self.damaged(_ABOUT) from error

    @property
    def counts(self) -> dict[str, int]:
        """How many documents, copies, relations and words it has, as part.json says.

        Raises
        ------
        InputError
            If part.json is damaged.
        """
        about = self.about
        try:
            return {name: int(about[name]) for name in ("documents", "copies", "relations", "words")}
        except (KeyError, TypeError, ValueError) as error:
            raise self.damaged(_ABOUT) from error

    def damaged(self, name: str) -> InputError:
        """Return the error that says which file of the part is damaged, and the remedy."""
        folder = self.path.parent.parent
        return InputError(f"{self.path / name}: is missing or damaged; run 'communique check {folder}'")

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read one table of the part, and make sure that it is what was written.

        Raises
        ------
        InputError
            If it is not.
        """
        name = f"{table}.parquet"
        wanted = self.about["files"].get(name)
        try:
            content = (self.path / name).read_bytes()
            if sha256(content).hexdigest() != wanted:
                raise self.damaged(name)
            return pq.read_table(io.BytesIO(content), columns=columns).cast(
                pa.schema([TABLES[table].field(c) for c in columns]) if columns else TABLES[table]
            )
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:
            raise self.damaged(name) from error


def pack(tables: dict[str, pa.Table], settings: Settings) -> Files:
    """Make the files of a part: the same tables give the same bytes."""
    made: Files = {}
    for name, table in tables.items():
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        made[f"{name}.parquet"] = sink.getvalue()
    about = {
        "settings": asdict(settings),
        "documents": tables["documents"].num_rows,
        "relations": tables["relations"].num_rows,
        "words": sum(tables["documents"].column("words").to_pylist()),
        "copies": tables["documents"].num_rows - tables["documents"].column("copy_of").null_count,
        "files": {name: sha256(content).hexdigest() for name, content in made.items()},
    }
    made[_ABOUT] = (json.dumps(about, indent=2) + "\n").encode()
    return made


def parts_of(folder: Path) -> list[Part]:
    """List the parts of a folder that count, in order."""
    counting: list[Part] = []
    # The widest of those that begin with a number comes first, of several as wide the latest.
    for part in sorted(all_parts(folder), key=lambda p: (p.name.first, -p.name.last, -p.name.revision)):
        if not counting or part.name.first > counting[-1].name.last:
            counting.append(part)
    return counting


def all_parts(folder: Path) -> list[Part]:
    """List the parts of a folder with those that others replaced, in order."""
    try:
        found = [(p, _NAME.fullmatch(p.name)) for p in (folder / PARTS).iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror})") from error
    parts = [Part(p, Name(int(m["first"]), int(m["last"] or m["first"]), int(m["revision"]))) for p, m in found if m]
    return sorted(parts, key=lambda p: p.name)


def commit(folder: Path, files: Files, name: Name) -> Part:
    """Put a part into the folder. It is there after the one rename, and before that it is not."""
    staged, target = folder / STAGING / str(name), folder / PARTS / str(name)
    staged.mkdir(parents=True)
    try:
        for file, content in files.items():
            write_through(staged / file, content)
        sync_folder(staged)
        staged.rename(target)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    sync_folder(target.parent)
    return Part(target, name)


def clear_replaced(folder: Path) -> None:
    """Delete the parts that others replaced."""
    kept = {part.path for part in parts_of(folder)}
    for part in all_parts(folder):
        if part.path not in kept:
            shutil.rmtree(part.path)
