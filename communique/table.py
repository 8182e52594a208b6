"""The tables that every stage shares: relations (one row a stated relation) and actors (one row an actor).

``ingest`` fills them and ``graph`` reads them; neither knows the other. What they hold is defined in
:mod:`communique.schema`; here they are written to files and read back.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from communique.errors import InputError
from communique.schema import (
    ACTOR_COLUMNS,
    ACTOR_TYPES,
    DTYPES,
    EVENTS,
    QUAD_CLASSES,
    RELATION_COLUMNS,
    STATUSES,
    STRUCTURAL,
    ActorRow,
    Relation,
    actors_frame,
    as_actors,
    as_relations,
    relations_frame,
    slug,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

__all__ = [
    "ACTOR_COLUMNS",
    "ACTOR_TYPES",
    "EVENTS",
    "QUAD_CLASSES",
    "RELATION_COLUMNS",
    "STATUSES",
    "STRUCTURAL",
    "ActorRow",
    "Relation",
    "actors_frame",
    "as_actors",
    "as_relations",
    "harmless",
    "joined",
    "read_actors",
    "read_relations",
    "relations_frame",
    "slug",
    "write_relations",
]

_ROWS_AT_ONCE = 50_000
_CSV_BLOCK = 64 << 20  # bytes; a row has to fit, and its evidence may be a document of two million characters
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def write_relations(frame: pd.DataFrame, path: Path) -> None:
    """Write a relations table as .jsonl, .csv or .parquet, by the suffix of ``path``.

    In CSV a text that a spreadsheet would run as a formula is given a leading apostrophe, which
    :func:`read_relations` takes away again.

    Raises
    ------
    InputError
        If the suffix is another one, or the file cannot be written.
    """
    write_table(as_relations(frame), path)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write any of our tables as :func:`write_relations` writes relations; the errors are the same."""
    if path.suffix.lower() not in (".jsonl", ".csv", ".parquet"):
        raise InputError(f"{path}: cannot write '{path.suffix}'; use .jsonl, .csv or .parquet")
    try:
        match path.suffix.lower():
            case ".jsonl":
                with path.open("w", encoding="utf-8", newline="\n") as file:
                    file.writelines(_json_lines(table))
            case ".csv":
                texts: pd.Index[str] = table.select_dtypes(include="str").columns
                safe = {c: table[c].map(harmless, na_action="ignore").astype("str") for c in texts}
                rows = pa.Table.from_pandas(table.assign(**safe), preserve_index=False)
                with path.open("wb") as binary:
                    pyarrow.csv.write_csv(rows, binary)
            case _:
                with path.open("wb") as binary:
                    table.to_parquet(binary, index=False)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error


def read_relations(path: Path) -> pd.DataFrame:
    """Read a relations table that :func:`write_relations` wrote.

    Raises
    ------
    InputError
        If the file is missing, has another suffix, is damaged, or lacks a column.
    """
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".jsonl": _read_jsonl, ".csv": _read_csv, ".parquet": pd.read_parquet,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: '{path.suffix}' is no relations table; use .jsonl, .csv or .parquet")
    try:
        frame = reader(path)
        missing = [c for c in RELATION_COLUMNS if c not in frame.columns]
        if missing:
            raise InputError(f"column '{missing[0]}' is missing; write the table with 'communique extract'")
        return as_relations(frame)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; check the name") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        reason = str(getattr(error, "strerror", None) or error).partition("\n")[0][:200]
        raise InputError(f"{path}: not a relations table ({reason}); write it with 'communique extract'") from error


def _json_lines(table: pd.DataFrame) -> Iterator[str]:
    for start in range(0, len(table), _ROWS_AT_ONCE):
        part = table.iloc[start : start + _ROWS_AT_ONCE].astype(object)
        cells = [part[c].where(part[c].notna(), None).tolist() for c in table.columns]
        for row in zip(*cells, strict=True):
            yield json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False) + "\n"


def _read_jsonl(path: Path) -> pd.DataFrame:
    parts = []
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        rows = _json_rows(file)
        while chunk := list(islice(rows, _ROWS_AT_ONCE)):
            columns = {c: [row.get(c) for row in chunk] for c in RELATION_COLUMNS if c in chunk[0]}
            parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(RELATION_COLUMNS))


def _json_rows(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"line {number} is not JSON ({error}); mend or remove the line") from error
        if not isinstance(row, dict):
            raise InputError(f"line {number} is no JSON object; mend or remove the line")
        yield row


def read_actors(path: Path) -> pd.DataFrame:
    """Read an actors table that :func:`write_table` wrote as CSV, its aliases joined by ``|``.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    kinds = dict.fromkeys(ACTOR_COLUMNS, "str") | {"mentions": "int64"}
    try:
        frame = _read_csv(path, kinds)
        return as_actors(frame.assign(aliases=frame["aliases"].astype(object).map(_parted)))
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; check the name") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0][:200]
        raise InputError(f"{path}: not an actors table ({reason}); export the graph again") from error


def _read_csv(path: Path, kinds: dict[str, str] = DTYPES) -> pd.DataFrame:
    types = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    table = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(block_size=_CSV_BLOCK, use_threads=False),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={c: types[t] for c, t in kinds.items()},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    frame: pd.DataFrame = table.to_pandas()
    names: pd.Index[str] = frame.select_dtypes(include="str").columns
    for column in names:
        frame[column] = frame[column].map(_original, na_action="ignore")
    return frame


def joined(names: list[str]) -> str:
    r"""Join names by bars; a bar or backslash of their own has a backslash before it.

    Examples
    --------
    >>> print(joined(["US", "a|b"]))
    US|a\|b
    """
    return "|".join(name.replace("\\", "\\\\").replace("|", "\\|") for name in names)


def _parted(cell: object) -> list[str]:
    parts = re.findall(r"(?:[^|\\]|\\.)+", cell, re.DOTALL) if isinstance(cell, str) else []
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in parts]


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: a leading apostrophe makes it a text."""
    return "'" + cell if _FORMULA.match(cell) else cell


def _original(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
