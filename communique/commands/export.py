"""``communique export``: a saved graph in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique.commands.query import Graph


def export(
    graph: Graph,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="graphml, gexf, json, csv, parquet, turtle, jsonld, cypher, neo4j, ftm or sqlite.",
            metavar="FORMAT",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File or folder to write; by default named after the graph.")
    ] = None,
) -> None:
    """Write a saved graph or a relations table in the format of another tool."""
    from communique.api import load
    from communique.errors import InputError
    from communique.graph.export.formats import FORMATS
    from communique.graph.select import one_of

    if to is None and output is None:
        raise InputError(f"name a format with --to ({', '.join(FORMATS)}) or a file with -o")
    name = one_of(to, FORMATS, "format")[0] if to else None
    if output is None:
        suffix = FORMATS[str(name)].suffix or f"-{name}"
        output = Path(f"{graph.stem or 'graph'}{suffix}")
        if output.resolve() == graph.resolve():
            raise InputError(f"{output}: is the graph itself; name another file with -o")
    load(graph).export(output, name)
    typer.echo(f"wrote {output}", err=True)
