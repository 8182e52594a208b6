"""The folder on disk: its manifest, its lock, and how a file gets there whole or not at all.

::

    case/manifest.json            what the folder is, and with what its parts were made
    case/parts/00000001-0/        one part: documents.parquet, relations.parquet, actors.parquet, part.json
    case/vocabulary/              copies of the user's vocabulary files, named by their digests
    case/index.sqlite             which documents are there; made anew from the parts when it is lost
    case/damaged/                 parts that were found damaged and replaced, as they were found
    case/staging/                 what is being written; never read
    case/lock                     held by the one process that writes

A part is written under ``staging``, forced to the disk and moved into place by one rename: it is there or it is
not, whenever the process is killed.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from communique.archive.settings import Settings, file_digest, settings_from
from communique.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FORMAT = "communique archive"
VERSION = 1
MANIFEST = "manifest.json"
PARTS, STAGING, VOCABULARY, DAMAGED = "parts", "staging", "vocabulary", "damaged"
INDEX, LOCK = "index.sqlite", "lock"
_OURS = {PARTS, STAGING, VOCABULARY, DAMAGED, INDEX, f"{INDEX}-journal", LOCK}


def is_archive(path: Path) -> bool:
    """Tell whether a folder is, or was meant to be, a graph folder; a damaged one counts."""
    if (path / PARTS).is_dir() and (path / MANIFEST).is_file():
        return True
    return manifest(path).get("format") == FORMAT


def is_new(path: Path) -> bool:
    """Tell whether a graph folder may be started here.

    Raises
    ------
    InputError
        If the place holds something else.
    """
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file, and a graph folder is a folder; choose another name")
    if (path / MANIFEST).exists():
        return False
    try:
        found = {p.name for p in path.iterdir()} if path.is_dir() else set()
        # A folder that was killed before it had its manifest holds no part.
        if found - _OURS or (PARTS in found and any((path / PARTS).iterdir())):
            lost = PARTS in found
            remedy = f"run 'communique check {path}'" if lost else "name a new or an empty folder"
            raise InputError(f"{path}: holds other files and no {MANIFEST}; {remedy}")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); choose another place") from error
    return True


def read_settings(path: Path) -> Settings:
    """Read the manifest.

    Raises
    ------
    InputError
        If there is no graph folder, or its manifest is damaged or of a later version.
    """
    if not path.is_dir():
        raise InputError(f"{path}: there is no such folder; 'communique add INPUT --to {path}' starts one")
    about = manifest(path)
    if about.get("format") == FORMAT and isinstance(about.get("version"), int) and about["version"] > VERSION:
        raise InputError(f"{path}: was written by a later version of communique; upgrade to use it")
    try:
        if about.get("format") != FORMAT or about.get("version") != VERSION:
            raise ValueError("another format")
        return settings_from(about.get("settings"))
    except ValueError as error:
        if (path / PARTS).is_dir():
            fault = f"its {MANIFEST} is missing or damaged; run 'communique check {path}'"
        else:
            fault = f"is no graph folder; 'communique add INPUT --to {path}' starts one"
        raise InputError(f"{path}: {fault}") from error


def unfinished(path: Path) -> InputError:
    """Return the error that says that some parts are not made with the settings of the manifest."""
    return InputError(
        f"{path}: its rebuild was broken off or failed in part; run 'communique rebuild {path}' to end it"
    )


def manifest(path: Path) -> dict[str, Any]:
    """Return what the manifest holds, be it what it may; {} where it cannot be read."""
    try:
        about = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return about if isinstance(about, dict) else {}


def write_settings(path: Path, settings: Settings) -> None:
    """Write the manifest, whole or not at all."""
    about = {"format": FORMAT, "version": VERSION, "settings": asdict(settings)}
    write_file(path, MANIFEST, (json.dumps(about, indent=2) + "\n").encode())


def write_file(path: Path, name: str, content: bytes) -> None:
    """Write ``path / name`` through the staging folder: write, force to disk, rename, force the folder."""
    staged = path / STAGING / name.replace("/", "-")
    write_through(staged, content)
    target = path / name
    target.parent.mkdir(exist_ok=True)
    staged.replace(target)
    sync_folder(target.parent)


def write_through(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    if os.name == "nt":  # Windows does this itself and cannot open a folder
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_vocabulary(path: Path, files: Sequence[Path]) -> None:
    """Copy the user's vocabulary files into the folder, so that whoever adds to it later need not name them."""
    for file in files:
        write_file(path, f"{VOCABULARY}/{file_digest(file)}.csv", file.read_bytes())


def vocabulary_files(path: Path, digests: Sequence[str]) -> tuple[Path, ...]:
    """Return the folder's copies of the user's vocabulary files.

    Raises
    ------
    InputError
        If one is missing or was changed.
    """
    found = tuple(path / VOCABULARY / f"{digest}.csv" for digest in digests)
    for file, digest in zip(found, digests, strict=True):
        if not file.is_file() or file_digest(file) != digest:
            raise InputError(f"{file}: is missing or was changed; run 'communique rebuild {path}' with your own files")
    return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the folder for writing, and clear what a killed writer left under ``staging``.

    The lock belongs to the process: where that is killed, the system lets it go.

    Raises
    ------
    InputError
        If another process holds it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    with faults(path):
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise InputError(f"{path}: another communique is writing to it; wait until that one has ended") from error
        try:
            shutil.rmtree(path / STAGING, ignore_errors=True)
            (path / STAGING).mkdir(exist_ok=True)
            (path / PARTS).mkdir(exist_ok=True)
            yield
        finally:
            shutil.rmtree(path / STAGING, ignore_errors=True)
            lock.release()


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence. What was committed before stays as it is."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: cannot be written ({reason}); what was there is whole, go on when it can") from error
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be written ({error}); what was there is whole, go on when it can") from error
