"""CSV files for Neo4j's bulk import (``neo4j-admin database import full``)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from communique.graph.events import event_numbers
from communique.graph.export.attributes import EDGE_COLUMNS
from communique.graph.export.cypher import name
from communique.schema import DTYPES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

_TYPES = {"str": "string", "int64": "long", "float64": "double", "bool": "boolean"}
_IMPORT = """neo4j-admin database import full --multiline-fields=true --array-delimiter="|" \\
  --nodes=actors.csv --relationships=relations.csv neo4j
"""


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write ``actors.csv``, ``relations.csv`` and ``import.txt``, the command that imports them.

    The files are for the import tool alone, and hold the texts as they are: open them in no spreadsheet.
    """
    path.mkdir(exist_ok=True)
    people = (
        [*(r[c] for c in ("id", "name", "type", "principal", "mentions")), "|".join(_parts(r["aliases"])),
         f"Actor|{name(r['type'], capitals=False)}"]
        for r in actors.to_dict("records")
    )  # fmt: skip
    head = ["id:ID", "name:string", "type:string", "principal:string", "mentions:long", "aliases:string[]", ":LABEL"]
    _rows(path / "actors.csv", head, people)
    head = [":START_ID", ":END_ID", ":TYPE", *(f"{c}:{_TYPES[DTYPES[c]]}" for c in EDGE_COLUMNS), "event_number:long"]
    numbers = event_numbers(relations).tolist()
    told = (
        [r["source_id"], r["target_id"], name(r["event"]), *(r[c] for c in EDGE_COLUMNS), number]
        for r, number in zip(relations.to_dict("records"), numbers, strict=True)
    )
    _rows(path / "relations.csv", head, told)
    (path / "import.txt").write_text(_IMPORT, encoding="utf-8", newline="\n")


def _rows(path: Path, head: list[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([_cell(cell) for cell in row] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or value != value else value


def _parts(aliases: list[str]) -> list[str]:
    """Return the parts of an array, without the sign that divides them."""
    return [alias.replace("|", "/") for alias in aliases]
