"""RDF, written by rdflib: Wikidata's IRIs for actors, a reified statement for each piece of evidence.

A triple "Russia supports Syria" is asserted only where a text states it as a fact. What is claimed, planned,
hypothetical or denied is a ``rdf:Statement`` alone, with its status and its claimant, so that a claim never
becomes a fact in the store of another. Offices and memberships are triples of the same form.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from communique.graph.actors import ids_by_name, principals_by_id
from communique.graph.events import event_numbers
from communique.graph.export.formats import missing
from communique.table import STATUSES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rdflib import Graph, Literal, URIRef

WIKIDATA = "http://www.wikidata.org/entity/"
BASE = "urn:communique:"
"""Names of our own begin so: ``urn:communique:vocabulary:``, ``urn:communique:actor:`` and so on."""

_QID = re.compile(r"Q[1-9][0-9]*")
_TEXTS = (
    "relation",
    "status",
    "document",
    "title",
    "url",
    "evidence",
    "source_text",
    "target_text",
    "trigger",
    "office",
)
_NUMBERS = (
    "polarity", "weight", "confidence", "symmetric", "evidence_start", "evidence_end", "source_start", "source_end",
    "target_start", "target_end", "trigger_start", "trigger_end",
)  # fmt: skip
_DATES = ("date", "event_date", "event_date_end")


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, to: str) -> None:
    """Write the triples as Turtle or as JSON-LD, in an order that depends on nothing but them."""
    graph = triples(relations, actors)
    if to == "turtle":
        path.write_text(graph.serialize(format="turtle"), encoding="utf-8", newline="\n")
        return
    nodes = json.loads(graph.serialize(format="json-ld"))
    text = json.dumps(_ordered(nodes), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def triples(relations: pd.DataFrame, actors: pd.DataFrame) -> Graph:
    """Make the triples of both tables.

    Raises
    ------
    InputError
        If rdflib is not installed.
    """
    try:
        from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace
    except ImportError as error:
        raise missing("rdf", "rdflib") from error
    vocabulary = Namespace(BASE + "vocabulary:")
    graph = Graph()
    for prefix, space in (("c", vocabulary), ("wd", Namespace(WIKIDATA)), ("skos", SKOS)):
        graph.bind(prefix, space)
    above, ids = principals_by_id(actors), ids_by_name(actors)
    for known in actors.to_dict("records"):
        actor = iri("actor", known["id"])
        graph.add((actor, RDF.type, vocabulary[known["type"]]))
        graph.add((actor, RDFS.label, Literal(known["name"])))
        for alias in known["aliases"]:
            graph.add((actor, SKOS.altLabel, Literal(alias)))
        if above.get(known["id"]) in ids:
            graph.add((actor, vocabulary.actsFor, iri("actor", ids[above[known["id"]]])))
    for number, (row, event) in enumerate(zip(relations.to_dict("records"), event_numbers(relations), strict=True)):
        statement = iri("statement", str(number))
        subject, target = iri("actor", row["source_id"]), iri("actor", row["target_id"])
        predicate = iri("vocabulary", row["event"])
        if row["status"] == STATUSES[0]:
            graph.add((subject, predicate, target))
        graph.add((statement, RDF.type, RDF.Statement))
        for part, node in ((RDF.subject, subject), (RDF.predicate, predicate), (RDF.object, target)):
            graph.add((statement, part, node))
        graph.add((statement, vocabulary.tells, iri("event", str(event))))
        if isinstance(row["claimant"], str):
            who = ids.get(row["claimant"])
            graph.add((statement, vocabulary.claimant, iri("actor", who) if who else Literal(row["claimant"])))
        for column in (*_TEXTS, *_NUMBERS, *_DATES):
            if row[column] == row[column] and row[column] not in (None, ""):
                graph.add((statement, vocabulary[column], _literal(column, row[column])))
    return graph


def iri(kind: str, key: str) -> URIRef:
    """Return the name of a thing: Wikidata's for an actor that it has, else one of ours.

    Examples
    --------
    >>> str(iri("actor", "Q159")), str(iri("actor", "<a b>"))
    ('http://www.wikidata.org/entity/Q159', 'urn:communique:actor:%3Ca%20b%3E')
    """
    from rdflib import URIRef

    if kind == "actor" and _QID.fullmatch(key):
        return URIRef(WIKIDATA + key)
    return URIRef(f"{BASE}{kind}:{quote(key, safe='')}")


def _literal(column: str, value: Any) -> Literal:
    from rdflib import XSD, Literal

    if column in _DATES:
        kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
        return Literal(value, datatype=kinds.get(len(value)), normalize=False)
    return Literal(value)


def _ordered(node: Any) -> Any:
    """Sort the lists of JSON-LD, whose order has no meaning."""
    if isinstance(node, dict):
        return {key: _ordered(value) for key, value in node.items()}
    if isinstance(node, list):
        return sorted((_ordered(item) for item in node), key=lambda item: json.dumps(item, sort_keys=True))
    return node
