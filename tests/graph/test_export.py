"""Every export is read back by its own library and holds what the graph holds; no text of a document gets out of it."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.errors import InputError
from communique.graph import KnowledgeGraph
from communique.graph.export.attributes import for_xml, plain_network, xml_network
from communique.graph.export.cypher import literal, name
from communique.graph.export.formats import FORMATS
from communique.table import slug

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = [
    "'; DROP TABLE actors; --", '"><script>alert(1)</script>', '=HYPERLINK("http://x")', "`]->() DELETE",
    "\\u0027}) DETACH DELETE n //", "a\\", "line\nbreak\r\nand\ttab", "\x00\x0b\ufffe", "<urn:x> . <urn:y>",
    "]]>&amp;", "Łódź 王 🕊", "|;,",
]  # fmt: skip


def graph_of(texts: list[str]) -> KnowledgeGraph:
    row = {"event": "SUPPORT", "relation": "backs", "status": "fact", "weight": 4.0, "polarity": 1, "symmetric": False}
    rows: list[dict[str, Any]] = [
        row | {"source": f"S {t}", "source_id": slug(f"S {t}"), "target": f"T {t}", "target_id": slug(f"T {t}"),
               "source_type": "other", "claimant": t, "evidence": t, "title": t, "document": f"d{t}", "relation": t,
               "source_text": t, "date": "2016-10-20", "symmetric": n % 2 == 0}
        for n, t in enumerate(texts)
    ]  # fmt: skip
    pair = {"source": "Russia", "source_id": "Q159", "source_type": "state", "target": "Syria", "target_id": "Q858"}
    rows += [
        row | pair | {"evidence": "Russia backs Syria.", "source_text": "Moscow", "event_date": d, "event_date_end": e,
                      "status": s, "document": "x"}
        for d, e, s in (("2016-10-01", "2016-10-31", "fact"), ("2016-10-07", None, "claimed"), (None, None, "negated"))
    ]  # fmt: skip
    return KnowledgeGraph(pd.DataFrame(rows))


@pytest.fixture
def kg() -> KnowledgeGraph:
    return graph_of(HOSTILE)


def _data(graph: Any) -> tuple[dict[str, Any], list[Any]]:
    edges = sorted(((u, v, int(k), d) for u, v, k, d in graph.edges(keys=True, data=True)), key=lambda e: e[2])
    return dict(graph.nodes(data=True)), edges


@pytest.mark.parametrize("to", sorted(FORMATS))
def test_the_same_graph_gives_the_same_bytes(kg: KnowledgeGraph, tmp_path: Path, to: str) -> None:
    _needs(to)
    made = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / f"graph{FORMATS[to].suffix}"
        kg.export(path, to)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        made.append([(f.name, f.read_bytes()) for f in files])
    assert made[0] == made[1]
    assert made[0]


def test_graphml_reads_back_equal_in_networkx_and_opens_in_igraph(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "g.graphml")
    wanted = xml_network(plain_network(kg.relations, kg.actors))
    assert _data(nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)) == _data(wanted)
    other = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    assert (other.vcount(), other.ecount(), other.is_directed()) == (len(wanted), wanted.number_of_edges(), True)
    assert {type(v) for v in other.es["weight"]} == {float}
    assert other.es["symmetric"].count(True) == int(kg.relations["symmetric"].sum())


def test_gexf_reads_back_with_its_time_intervals(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "g.gexf")
    text = (tmp_path / "g.gexf").read_text(encoding="utf-8")
    assert 'mode="dynamic"' in text
    assert "lastmodifieddate" not in text
    read = nx.read_gexf(tmp_path / "g.gexf")
    wanted = xml_network(plain_network(kg.relations, kg.actors))
    assert set(read) == set(wanted)
    edges = {int(d["id"]): (u, v, d) for u, v, d in read.edges(data=True)}
    for source, target, number, data in wanted.edges(keys=True, data=True):
        got = edges[number]
        assert got[:2] == (source, target)
        assert {k: got[2][k] for k in data if k not in ("weight", "label")} == {
            k: v for k, v in data.items() if k not in ("weight", "label")
        }
        assert got[2]["intensity"] == data["weight"]
    assert (edges[len(HOSTILE)][2]["start"], edges[len(HOSTILE)][2]["end"]) == ("2016-10-01", "2016-10-31")
    assert (read.nodes["Q159"]["start"], read.nodes["Q159"]["end"]) == ("2016-10-01", "2016-10-31")


def test_node_link_json_reads_back_equal(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "g.json")
    data = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert _data(nx.node_link_graph(data, edges="edges")) == _data(plain_network(kg.relations, kg.actors))


@pytest.mark.parametrize("to", ["csv", "parquet", "sqlite"])
def test_tables_load_again_as_the_same_graph(kg: KnowledgeGraph, tmp_path: Path, to: str) -> None:
    path = tmp_path / f"g{FORMATS[to].suffix}"
    for graph in (kg.filter(actor="Syria"), kg):  # the second is written over the first
        graph.export(path, to)
        again = KnowledgeGraph.load(path)
        pd.testing.assert_frame_equal(again.relations, graph.relations)
        pd.testing.assert_frame_equal(again.actors, graph.actors)


def test_no_cell_of_the_csv_files_is_a_formula(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "g", "csv")
    for path in (tmp_path / "g").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        numbers = {
            n for n, c in enumerate(head) if re.fullmatch("polarity|weight|confidence|mentions|.*_(start|end)", c)
        }
        assert not [c for row in rows for n, c in enumerate(row) if n not in numbers and c[:1] in tuple("=+-@\t\r")]


def test_the_views_of_the_sqlite_file_count_events_and_evidence(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "g.sqlite")
    base = sqlite3.connect(tmp_path / "g.sqlite")
    try:
        tables = {n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables == {"documents", "actors", "relations"}
        query = "SELECT events, evidence FROM dyads WHERE a_id = 'Q159' AND b_id = 'Q858'"
        pair = kg.filter(actor="Q159").dyads()
        assert base.execute(query).fetchall() == pair[["events", "evidence"]].apply(tuple, axis=1).tolist() == [(1, 2)]
        edges = base.execute("SELECT sum(evidence), sum(events) FROM edges").fetchone()
        assert edges == (len(kg), int(kg.edges()["events"].sum()))
        assert base.execute("SELECT events FROM months WHERE month = '2016-10'").fetchone()[0] == len(kg.events())
        assert base.execute("SELECT count(*) FROM claims").fetchone()[0] == 2
    finally:
        base.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib 7.1 warns of itself
@pytest.mark.parametrize("to", ["turtle", "jsonld"])
def test_rdf_reads_back_equal_and_a_claim_is_no_fact(kg: KnowledgeGraph, tmp_path: Path, to: str) -> None:
    rdflib = pytest.importorskip("rdflib", reason="install the extra rdf")
    from communique.graph.export.rdf import BASE, WIKIDATA, triples

    path = tmp_path / f"g{FORMATS[to].suffix}"
    kg.export(path, to)
    read = rdflib.Graph().parse(path, format={"jsonld": "json-ld"}.get(to, to))
    wanted = triples(kg.relations, kg.actors)
    lexical = [{(s, p, str(o)) for s, p, o in g} for g in (read, wanted)]
    assert lexical[0] == lexical[1]
    assert len(list(read.subjects(rdflib.RDF.type, rdflib.RDF.Statement))) == len(kg)
    fact = tuple(map(rdflib.URIRef, (f"{WIKIDATA}Q159", f"{BASE}vocabulary:SUPPORT", f"{WIKIDATA}Q858")))
    assert fact in read
    claimed = triples(kg.filter(status="claimed").relations, kg.actors)
    assert fact not in claimed


def test_neo4j_files_have_the_rows_under_typed_heads(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "n", "neo4j")
    with (tmp_path / "n" / "relations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["evidence:string"] for r in rows] == kg.relations["evidence"].tolist()
    assert [r[":START_ID"] for r in rows] == kg.relations["source_id"].tolist()
    assert {r[":TYPE"] for r in rows} == {"SUPPORT"}
    assert [float(r["weight:double"]) for r in rows] == kg.relations["weight"].tolist()
    with (tmp_path / "n" / "actors.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    assert [p["name:string"] for p in people] == kg.actors["name"].tolist()
    assert {p[":LABEL"] for p in people} == {"Actor|State", "Actor|Other"}


def test_follow_the_money_validates_its_entities(kg: KnowledgeGraph, tmp_path: Path) -> None:
    pytest.importorskip("followthemoney", reason="install the extra ftm")
    from followthemoney import model

    kg.export(tmp_path / "g.ftm.jsonl")
    lines = (tmp_path / "g.ftm.jsonl").read_text(encoding="utf-8").splitlines()
    proxies = [model.get_proxy(json.loads(line)) for line in lines]
    for proxy in proxies:
        proxy.schema.validate(proxy.to_dict())
    by_schema = pd.Series([p.schema.name for p in proxies]).value_counts()
    assert by_schema["UnknownLink"] == len(HOSTILE) + 3
    assert by_schema["Document"] == len(HOSTILE) + 1
    ids = {p.id for p in proxies}
    assert {e for p in proxies for _, e in p.itervalues() if _.type.name == "entity"} <= ids
    assert [p.get("wikidataId") for p in proxies if p.caption == "Russia"] == [["Q159"]]


def _tokens(script: str) -> list[str]:
    """Cut a script of literals as Cypher does: strings with their escapes, and the rest."""
    assert "\\u" not in script.replace("\\\\", ""), "Neo4j would replace this before it reads the query"
    return re.findall(r"'(?:[^'\\]|\\.)*'|[^']+", script, flags=re.DOTALL)


UNESCAPED = {"\\\\": "\\", "\\'": "'", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\b": "\b", "\\f": "\f"}


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(alphabet="\\'u0027`\n"))
def test_a_cypher_literal_is_one_string_whatever_it_holds(text: str) -> None:
    made = literal(text)
    assert not re.search(r"\\[uU]", made), "Neo4j replaces unicode escapes before it reads the query"
    parts = _tokens(made.removeprefix("(").removesuffix(")"))
    strings = [p for p in parts if p.startswith("'")]
    assert all(p == " + " for p in parts if not p.startswith("'"))
    held = "".join(re.sub(r"\\.", lambda m: UNESCAPED[m.group()], p[1:-1], flags=re.DOTALL) for p in strings)
    assert held == re.sub("[\x00-\x07\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]", "\ufffd", text)
    assert "\n" not in made
    assert re.fullmatch("[A-Z0-9_]+", name(text))


def test_a_cypher_script_has_a_line_for_each_actor_and_relation(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export(tmp_path / "g.cypher")
    lines = (tmp_path / "g.cypher").read_text(encoding="utf-8").split("\n")
    assert len(lines) == 2 + len(kg.actors) + len(kg)
    for line in lines[1:-1]:
        outside = "".join(t for t in _tokens(line) if not t.startswith("'"))
        assert re.match(r"MERGE \(a:Actor \{id: ", outside) or re.match(r"MATCH \(a:Actor \{id: \(?", outside)
        assert not re.search("DELETE|DROP|script|DETACH", outside)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=4))
def test_any_text_survives_xml_json_and_sql(texts: list[str], tmp_path: Path) -> None:
    kg = graph_of(texts)
    kg.export(tmp_path / "g.graphml")
    read: Any = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    evidence = [d["evidence"] for *_, d in sorted(read.edges(keys=True, data=True), key=lambda e: int(e[2]))]
    assert evidence == [for_xml(t) for t in kg.relations["evidence"]]
    kg.export(tmp_path / "g.sqlite")
    pd.testing.assert_frame_equal(KnowledgeGraph.load(tmp_path / "g.sqlite").relations, kg.relations)


def test_bad_targets_are_refused(kg: KnowledgeGraph, tmp_path: Path) -> None:
    for path, to, says in (
        (tmp_path / "g.xyz", None, "no format ends so"),
        (tmp_path / "g", "grafml", "did you mean 'graphml'"),
        (tmp_path / "no" / "g.gexf", None, "does not exist; make it first"),
        (tmp_path, "gexf", "is a folder"),
    ):
        with pytest.raises(InputError, match=says):
            kg.export(path, to)
    (tmp_path / "bad.sqlite").write_bytes(b"no base")
    with pytest.raises(InputError, match="is no graph in SQLite"):
        KnowledgeGraph.load(tmp_path / "bad.sqlite")


def test_an_empty_graph_can_be_exported(tmp_path: Path) -> None:
    empty = graph_of(["x"]).filter(event="ASSAULT")
    for to, kind in FORMATS.items():
        _needs(to)
        empty.export(tmp_path / f"{to}{kind.suffix}", to)
    assert len(KnowledgeGraph.load(tmp_path / "sqlite.sqlite")) == 0


def _needs(to: str) -> None:
    extra = {"turtle": "rdflib", "jsonld": "rdflib", "ftm": "followthemoney"}.get(to)
    if extra:
        pytest.importorskip(extra, reason="install the test extra")


def test_the_command_exports(run: Callable[..., Any], kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.save(tmp_path / "case")
    ended = run("export", "case", "--to", "graphml")
    assert (ended.code, ended.err) == (0, "wrote case.graphml")
    assert len(nx.read_graphml(tmp_path / "case.graphml")) == len(kg.actors)
    assert run("export", "case", "-o", "x.gexf").code == 0
    assert run("export", "case", "--to", "nothing").code == 2
    assert "name a format with --to" in run("export", "case").err
    assert "no such file" in run("export", "nowhere", "--to", "csv").err
