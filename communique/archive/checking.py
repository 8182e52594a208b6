"""A graph folder checked part by part, and what can be repaired put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from communique.archive.folder import DAMAGED, FORMAT, MANIFEST, faults, locked, read_settings, write_settings
from communique.archive.folder import manifest as read_manifest
from communique.archive.index import Index, content_digest
from communique.archive.partition import entries_from, extract_part
from communique.archive.parts import DOCUMENTS, TABLES, Part, clear_replaced, commit, parts_of
from communique.archive.writing import recipe_of
from communique.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from communique.archive.partition import Entry
    from communique.archive.settings import Settings
    from communique.ingest.pipeline import Extractor


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where, what, and whether it is put right. ``lost`` are documents that must be added again."""

    place: str
    fault: str
    repaired: bool
    lost: tuple[str, ...] = ()


def check(folder: Path, *, repair: bool = True) -> list[Finding]:
    """Verify every file of a graph folder.

    Parameters
    ----------
    folder
        The folder.
    repair
        Put right what can be: the manifest from the parts; a part from the documents in it whose digests are
        right, which are extracted again. A part that is replaced is kept under ``damaged``.

    Raises
    ------
    InputError
        If it is no graph folder, or one of a later version; then nothing is touched.
    """
    findings: list[Finding] = []
    settings = _settings(folder, findings, repair=repair)
    if not repair:
        broken = _broken(folder)
        there = {part.path for part in parts_of(folder)}  # a writer may have replaced parts meanwhile
        return findings + [Finding(p.path.name, fault, repaired=False) for p, fault in broken if p.path in there]
    with locked(folder), faults(folder):
        broken = _broken(folder)  # now that nobody else replaces parts
        write_settings(folder, settings)
        mender = _Mender(folder, settings)
        known = _known(folder, broken)
        findings += [mender.mend(part, fault, known.get(part.path.name, [])) for part, fault in broken]
        clear_replaced(folder)
        Index(folder).close()  # follows the parts
    return findings


def _settings(folder: Path, findings: list[Finding], *, repair: bool) -> Settings:
    """Return what the manifest says, or what the last part says where the manifest is lost."""
    try:
        return read_settings(folder)
    except InputError:
        about = read_manifest(folder)
        if about.get("format", FORMAT) != FORMAT or about.get("version", 1) != 1:
            raise
        for part in reversed(parts_of(folder)):
            if not fault_of(part):
                findings.append(Finding(MANIFEST, "is missing or damaged", repaired=repair))
                return part.settings
        raise


def _broken(folder: Path) -> list[tuple[Part, str]]:
    return [(part, fault) for part in parts_of(folder) if (fault := fault_of(part))]


def fault_of(part: Part) -> str:
    """Say what is wrong with a part; "" where nothing is."""
    try:
        _ = part.settings
        for table in TABLES:
            part.read(table)
    except InputError as error:
        name, _, fault = str(error).removeprefix(f"{part.path}/").partition(":")
        return f"{name}{fault.partition(';')[0]}"
    return ""


def _known(folder: Path, broken: list[tuple[Part, str]]) -> dict[str, list[str]]:
    """Ask the index which documents the damaged parts held."""
    index = Index.as_it_is(folder)
    if index is None:
        return {}
    try:
        return {part.path.name: index.documents_in(part.path.name) for part, _ in broken}
    finally:
        index.close()


class _Mender:
    """Makes parts anew from their documents. The model is loaded when the first is found broken."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._extractor: Extractor | None = None

    def mend(self, part: Part, fault: str, known: list[str]) -> Finding:
        kept = _salvaged(part)
        if kept and self._extractor is None:
            self._extractor = recipe_of(self._folder, self._settings).extractor()
        if kept and self._extractor is not None:
            files = extract_part(kept, self._extractor, self._settings)
            commit(self._folder, files, part.name.next)
        aside = self._folder / DAMAGED / part.path.name
        aside.parent.mkdir(exist_ok=True)
        part.path.rename(aside)
        lost = sorted(set(known) - {entry.document.id for entry in kept})
        return Finding(part.path.name, fault, repaired=bool(kept) and not lost, lost=tuple(lost))


def _salvaged(part: Part) -> list[Entry]:
    """Read the documents whose digests show that they are as they were written."""
    try:
        table = pq.read_table(part.path / "documents.parquet").cast(DOCUMENTS)
        entries = entries_from(table)
    except (OSError, ValueError, TypeError, pa.ArrowException):
        return []
    return [e for e in entries if content_digest(e.document) == e.digest]
