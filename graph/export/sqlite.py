"""An SQLite file with three tables (documents, actors, relations) and views that count."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd

from communique.errors import InputError
from communique.graph.events import as_dates, days, event_numbers
from communique.schema import DTYPES
from communique.table import QUAD_CLASSES, RELATION_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

_DOCUMENT = ("title", "date", "url")
_TYPES = {"str": "TEXT", "int64": "INTEGER", "float64": "REAL", "bool": "INTEGER"}
_VIEWS = """
CREATE VIEW edges AS
  SELECT source_id, min(source) AS source, relation, event, target_id, min(target) AS target,
    count(DISTINCT event_number) AS events, count(*) AS evidence, count(DISTINCT document) AS documents,
    avg(weight) AS weight, min(first_day) AS first, max(last_day) AS last
  FROM relations GROUP BY source_id, relation, event, target_id;
CREATE VIEW happened AS
  SELECT * FROM relations WHERE status IN ('fact', 'claimed')
    AND event NOT IN ('HOLDS_OFFICE', 'MEMBER_OF', 'PART_OF', 'ALSO_KNOWN_AS');
CREATE VIEW dyads AS
  SELECT min(source_id, target_id) AS a_id, max(source_id, target_id) AS b_id,
    count(DISTINCT event_number) AS events, count(*) AS evidence,
    count(DISTINCT CASE WHEN polarity > 0 THEN event_number END) AS cooperation,
    count(DISTINCT CASE WHEN polarity < 0 THEN event_number END) AS conflict,
    min(first_day) AS first, max(last_day) AS last
  FROM happened GROUP BY 1, 2;
CREATE VIEW months AS
  SELECT substr(first_day, 1, 7) AS month, quad_class, count(DISTINCT event_number) AS events, count(*) AS evidence
  FROM happened WHERE first_day IS NOT NULL GROUP BY 1, 2;
CREATE VIEW claims AS
  SELECT claimant, status, source, relation, event, target, event_date, document, evidence
  FROM relations WHERE status <> 'fact';
"""


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write the file anew; :meth:`KnowledgeGraph.load` reads it back.

    ``relations`` has the columns of the relations table and ``event_number`` (equal for rows that tell the same
    event), ``first_day``, ``last_day`` and ``quad_class``. Views: ``edges``, ``happened`` (facts and claims),
    ``dyads``, ``months``, ``claims``.
    """
    made = path.with_name(f".{path.name}.part")
    made.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(made)) as base, base:
            base.executescript(_schema())
            _fill(base, "documents", _documents(relations))
            _fill(base, "actors", actors.assign(aliases=[json.dumps(a, ensure_ascii=False) for a in actors["aliases"]]))
            first, last = (pd.Series(as_dates(d)).dt.strftime("%Y-%m-%d") for d in days(relations))
            added = {"event_number": event_numbers(relations), "first_day": first, "last_day": last}
            quads = relations["event"].map(QUAD_CLASSES)
            told = relations.reset_index(drop=True).assign(**added, quad_class=quads.to_numpy())
            _fill(base, "relations", told.assign(row=range(len(told))))
            base.executescript(_VIEWS)
        made.replace(path)
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be written ({error}); choose another place") from error
    finally:
        made.unlink(missing_ok=True)


def read(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the relations and the actors back.

    Raises
    ------
    InputError
        If the file is no such export.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            relations = pd.read_sql_query("SELECT * FROM relations ORDER BY row", base)
            actors = pd.read_sql_query("SELECT * FROM actors ORDER BY rowid", base)
        actors["aliases"] = [json.loads(cell) for cell in actors["aliases"]]
        return relations[list(RELATION_COLUMNS)].astype({"symmetric": "bool"}), actors
    except (sqlite3.Error, pd.errors.DatabaseError, KeyError, ValueError) as error:
        raise InputError(f"{path}: is no graph in SQLite ({error}); write one with 'communique export'") from error


def _schema() -> str:
    columns = ", ".join(f"{c} {_TYPES[DTYPES[c]]}" for c in RELATION_COLUMNS)
    return f"""
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT, date TEXT, url TEXT) WITHOUT ROWID;
CREATE TABLE actors (id TEXT PRIMARY KEY, name TEXT, type TEXT, principal TEXT, aliases TEXT, mentions INTEGER);
CREATE TABLE relations (row INTEGER PRIMARY KEY, {columns}, event_number INTEGER, first_day TEXT, last_day TEXT,
  quad_class TEXT);
CREATE INDEX relations_source ON relations (source_id);
CREATE INDEX relations_target ON relations (target_id);
CREATE INDEX relations_event ON relations (event);
"""


def _documents(relations: pd.DataFrame) -> pd.DataFrame:
    first = relations.drop_duplicates("document")[["document", *_DOCUMENT]]
    return first.rename(columns={"document": "id"}).sort_values("id")


def _fill(base: sqlite3.Connection, table: str, frame: pd.DataFrame) -> None:
    cells = frame.astype(object)
    rows = cells.where(cells.notna(), None).itertuples(index=False, name=None)
    names, marks = ", ".join(frame.columns), ", ".join("?" * len(frame.columns))
    base.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608  # names are ours
