"""Which formats there are, and which function writes each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from communique.errors import InputError
from communique.graph.select import one_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


class Format(NamedTuple):
    """A format: how its files end ("" for a folder), the module that writes it, and what it is for."""

    suffix: str
    module: str
    about: str


FORMATS = {
    "graphml": Format(".graphml", "graphml", "GraphML, for NetworkX, igraph, yEd and Cytoscape"),
    "gexf": Format(".gexf", "gexf", "GEXF with time intervals, for Gephi's timeline"),
    "json": Format(".json", "nodelink", "node-link JSON, for NetworkX and D3"),
    "csv": Format("", "tables", "a folder with actors.csv and relations.csv, safe to open in a spreadsheet"),
    "parquet": Format("", "tables", "a folder with actors.parquet and relations.parquet: a saved graph"),
    "turtle": Format(".ttl", "rdf", "RDF as Turtle (extra: rdf)"),
    "jsonld": Format(".jsonld", "rdf", "RDF as JSON-LD (extra: rdf)"),
    "cypher": Format(".cypher", "cypher", "a Cypher script, for Neo4j and Memgraph"),
    "neo4j": Format("", "neo4j", "a folder of CSV files for neo4j-admin database import"),
    "ftm": Format(".ftm.jsonl", "ftm", "FollowTheMoney entities, one a line (extra: ftm)"),
    "sqlite": Format(".sqlite", "sqlite", "an SQLite file with three tables and views"),
}
"""The formats by name."""


def export(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, to: str | None) -> None:
    """Write the tables to a file or folder in a format; see :meth:`KnowledgeGraph.export`."""
    name = by_suffix(path) if to is None else one_of(to, FORMATS, "format")[0]
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; make it first")
    if path.is_dir() and FORMATS[name].suffix:
        raise InputError(f"{path}: is a folder; name a file to write")
    module = import_module(f"communique.graph.export.{FORMATS[name].module}")
    try:
        module.write(relations, actors, path, name)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error


def by_suffix(path: Path) -> str:
    """Return the format of a file by the end of its name.

    Examples
    --------
    >>> from pathlib import Path
    >>> by_suffix(Path("graph.gexf"))
    'gexf'
    """
    for name, kind in FORMATS.items():
        if kind.suffix and path.name.lower().endswith(kind.suffix):
            return name
    known = ", ".join(kind.suffix for kind in FORMATS.values() if kind.suffix)
    raise InputError(f"{path}: no format ends so ({known}); name the format: {', '.join(FORMATS)}")


def missing(extra: str, library: str) -> InputError:
    """Return the error that says which optional extra a format needs."""
    return InputError(f"this format needs {library}; install it with: pip install 'communique[{extra}]'")
