"""The two tables as CSV or Parquet files in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.graph.store import save_tables
from communique.table import joined, write_relations, write_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, to: str) -> None:
    """Write ``actors`` and ``relations``; :meth:`KnowledgeGraph.load` reads the folder back.

    The CSV files are meant for spreadsheets: a cell that one would run as a formula (it begins with ``=``, ``+``,
    ``-``, ``@``, a tab or a line break) is given a leading apostrophe, which loading takes away. Aliases are
    joined by ``|``; a bar or backslash of a name has a backslash before it.
    """
    if to == "parquet":
        save_tables(relations, actors, path)
        return
    path.mkdir(exist_ok=True)
    write_relations(relations, path / "relations.csv")
    write_table(actors.assign(aliases=actors["aliases"].map(joined).astype("str")), path / "actors.csv")
