"""Reading the vocabulary's CSV files: comment lines, a header row, one entry a row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from communique.errors import VocabularyError


class Source(Protocol):
    """A file to read, on disk or inside the installed package."""

    @property
    def name(self) -> str:
        """The file's name, for messages."""

    def read_text(self, encoding: str) -> str:
        """Read the whole file."""


class Row(dict[str, str]):
    """One row of a vocabulary file that knows where it stands."""

    def __init__(self, cells: dict[str, str], place: str) -> None:
        super().__init__(cells)
        self.place = place

    def many(self, column: str) -> tuple[str, ...]:
        """Split the cell of a column that holds several values."""
        cell = self.get(column)
        return tuple(v.strip() for v in cell.split("|") if v.strip()) if cell else ()

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Return the cell of a column whose values are limited.

        Raises
        ------
        VocabularyError
            If the cell holds anything else.
        """
        value = self[column]
        if value not in allowed:
            raise self.fault(f"{column} '{value}' is unknown; use one of: {', '.join(v for v in allowed if v)}")
        return value

    def number(self, column: str, convert: Callable[[str], float] = float) -> float:
        """Return the cell of a column of numbers.

        Raises
        ------
        VocabularyError
            If the cell is no number.
        """
        try:
            return convert(self[column])
        except ValueError:
            raise self.fault(f"{column} '{self[column]}' is not a number") from None

    def fault(self, what: str) -> VocabularyError:
        """Make the error that names this row."""
        return VocabularyError(f"{self.place}: {what}")


def packaged(path: str) -> Source:
    """Return a vocabulary file that the package ships, such as ``"actors/states.csv"``."""
    return files("communique.seeds").joinpath(path)


def stamps(paths: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return what tells whether files have changed: time and size of each, zeros for one that is missing."""
    files_ = (Path(p) for p in paths)
    return tuple((p.stat().st_mtime_ns, p.stat().st_size) if p.exists() else (0, 0) for p in files_)


def rows(source: Source, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Read the rows of a vocabulary file.

    Parameters
    ----------
    source
        The file.
    columns
        The columns that the header row must have.
    optional
        Columns that it may have besides; an absent one reads as empty.

    Raises
    ------
    VocabularyError
        If the file cannot be read, a column is missing or unknown, or a row has too many cells.
    """
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise VocabularyError(f"{source.name}: cannot be read ({error.strerror}); name an existing file") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{source.name}: is not UTF-8 ({error.reason}); save it as UTF-8 text") from error
    body = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    table = csv.reader(line for _, line in body)
    header = [cell.strip() for cell in next(table, [])]
    for column in columns:
        if column not in header:
            raise VocabularyError(f"{source.name}: column '{column}' is missing; the columns are: {','.join(columns)}")
    for column in header:
        if column not in columns and column not in optional:
            raise VocabularyError(f"{source.name}: column '{column}' is unknown; remove it or correct its name")
    for cells in table:
        number = body[table.line_num - 1][0]
        row = Row(
            dict.fromkeys(optional, "") | dict(zip(header, map(str.strip, cells), strict=False)),
            f"{source.name}, line {number}",
        )
        if len(cells) != len(header):
            raise row.fault(f"has {len(cells)} cells where the header has {len(header)}; quote cells that hold commas")
        yield row
