"""A graph on disk: a folder with two Parquet tables and a manifest that says what it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from communique.errors import InputError
from communique.graph.export import sqlite
from communique.table import as_actors, read_actors, read_relations, write_relations

if TYPE_CHECKING:
    from pathlib import Path

_MANIFEST = "manifest.json"
_RELATIONS = "relations.parquet"
_ACTORS = "actors.parquet"
_CSV = ("relations.csv", "actors.csv")
_FORMAT = "communique graph"
_VERSION = 1


def save_tables(relations: pd.DataFrame, actors: pd.DataFrame, folder: Path) -> None:
    """Write both tables to a folder, which is made if it is not there.

    Raises
    ------
    InputError
        If the place holds something else than a saved graph, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file, and a graph is saved as a folder; choose another name")
    try:
        if folder.is_dir() and any(folder.iterdir()):
            _manifest(folder)
        folder.mkdir(parents=True, exist_ok=True)
        about = {"format": _FORMAT, "version": _VERSION}
        (folder / _MANIFEST).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8", newline="\n")
        # Written beside and moved into place, so that a run that is killed leaves no broken table.
        relations_file, actors_file = folder / f"new-{_RELATIONS}", folder / f"new-{_ACTORS}"
        write_relations(relations, relations_file)
        actors.to_parquet(actors_file, index=False)
        relations_file.replace(folder / _RELATIONS)
        actors_file.replace(folder / _ACTORS)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error}); choose another place") from error


def load_tables(path: Path) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read what :func:`save_tables` wrote, a CSV or SQLite export, or a relations table alone.

    Raises
    ------
    InputError
        If there is neither at ``path``, or it is damaged or of a later version.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder; check the name")
    if path.suffix.lower() == ".sqlite":
        return sqlite.read(path)
    if not path.is_dir():
        return read_relations(path), None
    if not (path / _MANIFEST).exists() and (path / _CSV[0]).exists() and (path / _CSV[1]).exists():
        return read_relations(path / _CSV[0]), read_actors(path / _CSV[1])
    _manifest(path)
    relations = read_relations(path / _RELATIONS)
    actors_file = path / _ACTORS
    try:
        return relations, as_actors(pd.read_parquet(actors_file))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{actors_file}: is missing or damaged; build and save the graph again") from error
    except InputError as error:
        raise InputError(f"{actors_file}: {error}") from error


def _manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a saved graph; refuse any other folder."""
    try:
        about = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        known = isinstance(about, dict) and about.get("format") == _FORMAT and isinstance(about.get("version"), int)
    except (OSError, ValueError, RecursionError):
        known = False
    if not known:
        raise InputError(f"{folder}: is no saved graph (its {_MANIFEST} is missing or another's); name another folder")
    if about["version"] > _VERSION:
        raise InputError(f"{folder}: was saved by a later version of communique; upgrade to read it")
    return about  # type: ignore[no-any-return]
