r"""A Cypher script: nodes are merged by id, relations created with their evidence.

Texts of documents are hostile. In Cypher a backslash escapes, and Neo4j replaces ``\u0027`` by a quote before it
reads the query at all; so a text is written with quotes, backslashes and control characters escaped, and where a
backslash stands before ``u`` the literal is cut in two and joined with ``+``. Labels and types, which
cannot be quoted safely in all versions, are reduced to capitals, digits and underscores.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from communique.graph.events import event_numbers
from communique.graph.export.attributes import EDGE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL = re.compile("[\\\\'\n\r\t\b\f]")
_CONTROL = re.compile("[\x00-\x07\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write one statement a line; running the script twice makes no actor twice, but every relation."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in _statements(relations, actors))


def _statements(relations: pd.DataFrame, actors: pd.DataFrame) -> Iterator[str]:
    yield "CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (a:Actor) REQUIRE a.id IS UNIQUE;"
    for row in actors.to_dict("records"):
        labels = f"Actor:{name(str(row['type']), capitals=False)}"
        values = {c: row[c] for c in ("name", "type", "principal", "mentions", "aliases")}
        yield f"MERGE (a:Actor {{id: {literal(row['id'])}}}) SET a:{labels.partition(':')[2]}, a += {mapping(values)};"
    for row, number in zip(relations.to_dict("records"), event_numbers(relations).tolist(), strict=True):
        values = {c: row[c] for c in EDGE_COLUMNS} | {"event_number": number}
        ends = f"(a:Actor {{id: {literal(row['source_id'])}}}), (b:Actor {{id: {literal(row['target_id'])}}})"
        yield f"MATCH {ends} CREATE (a)-[:{name(row['event'])} {mapping(values)}]->(b);"


def name(text: str, *, capitals: bool = True) -> str:
    """Return a label or a type that needs no quotes.

    Examples
    --------
    >>> name("SUPPORT"), name("my type`]->() //"), name("armed_group", capitals=False)
    ('SUPPORT', 'MY_TYPE', 'ArmedGroup')
    """
    words = re.findall("[A-Za-z0-9]+", text)
    made = "_".join(words).upper() if capitals else "".join(word.capitalize() for word in words)
    return made if made and not made[0].isdigit() else f"X_{made}" if capitals else f"X{made}"


def mapping(values: dict[str, Any]) -> str:
    """Return a map of those values that are there."""
    there = {k: v for k, v in values.items() if isinstance(v, (list, tuple)) or (v is not None and v == v and v != "")}
    return "{" + ", ".join(f"{key}: {literal(value)}" for key, value in there.items()) + "}"


def literal(value: Any) -> str:
    r"""Return a value as Cypher writes it.

    Examples
    --------
    >>> print(literal("l'État"), literal(True), literal(-2.5), literal(["a"]))
    'l\'État' true -2.5 ['a']
    >>> print(literal(r"\u0027 OR 1=1"))
    ('\\' + 'u0027 OR 1=1')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value) if math.isfinite(value) else "null"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    safe = _CONTROL.sub("\ufffd", str(value))
    parts = [
        "'" + _SPECIAL.sub(lambda m: _ESCAPES[m.group()], part) + "'" for part in re.split(r"(?<=\\)(?=[uU])", safe)
    ]
    return parts[0] if len(parts) == 1 else "(" + " + ".join(parts) + ")"
