"""The graph answers questions of its tables, and neither changes nor loses what it was given."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.errors import InputError, UnknownActorError
from communique.graph import KnowledgeGraph
from communique.table import (
    ACTOR_COLUMNS,
    EVENTS,
    RELATION_COLUMNS,
    STATUSES,
    relations_frame,
)

if TYPE_CHECKING:
    from pathlib import Path


def _end(side: str, name: str, key: str, principal: str | None = None) -> dict[str, Any]:
    kind = "official" if principal else "state"
    return {side: name, f"{side}_id": key, f"{side}_type": kind, f"{side}_principal": principal}


LAVROV = _end("source", "Sergey Lavrov", "Q58217", "Russia")
KERRY = _end("target", "John Kerry", "Q22316", "United States")
RUSSIA, SYRIA = _end("source", "Russia", "Q159"), _end("target", "Syria", "Q858")

ROWS: list[dict[str, Any]] = [
    LAVROV | KERRY | {"event": "CONSULT", "relation": "met with", "date": "2016-10-20", "document": "d1",
                      "event_date": "2016-10-15", "symmetric": True, "target_text": "the U.S. Secretary"},
    RUSSIA | SYRIA | {"event": "SUPPORT", "relation": "backs", "date": "2016-10-20", "document": "d1",
                      "source_text": "Moscow", "evidence": "Moscow backs Syria."},
    RUSSIA | SYRIA | {"event": "SUPPORT", "relation": "backs", "date": "2017-01-05", "document": "d2",
                      "status": "claimed", "claimant": "United States", "source_text": "The Kremlin"},
    _end("source", "United States", "Q30") | _end("target", "Russia", "Q159") |
    {"event": "ACCUSE", "relation": "condemned", "document": "d2", "source_text": "he"},
    LAVROV | _end("target", "Russia", "Q159") |
    {"event": "HOLDS_OFFICE", "relation": "foreign minister", "document": "d1", "date": "2016-10-20"},
]  # fmt: skip


@pytest.fixture
def frame() -> pd.DataFrame:
    rest = {"status": "fact", "symmetric": False, "evidence": ""} | dict.fromkeys(("date", "event_date", "claimant"))
    texts = ({"source_text": r["source"], "target_text": r["target"]} for r in ROWS)
    return pd.DataFrame([rest | text | row for text, row in zip(texts, ROWS, strict=True)])


@pytest.fixture
def kg(frame: pd.DataFrame) -> KnowledgeGraph:
    return KnowledgeGraph(frame)


def _labels(kg: KnowledgeGraph) -> list[str]:
    return kg.relations["relation"].tolist()


def test_the_tables_have_their_columns_and_actors_are_derived(kg: KnowledgeGraph) -> None:
    assert tuple(kg.relations.columns) == RELATION_COLUMNS
    assert tuple(kg.actors.columns) == ACTOR_COLUMNS
    actors = kg.actors.set_index("name")
    assert set(actors.index) == {"Sergey Lavrov", "John Kerry", "Russia", "Syria", "United States"}
    assert actors.loc["Russia", "aliases"] == ["Moscow", "The Kremlin"]
    assert actors.loc["United States", "aliases"] == []
    assert actors.loc["John Kerry", "principal"] == "United States"
    assert repr(kg) == "KnowledgeGraph(5 actors, 5 relations)"
    assert len(kg) == 5


def test_nothing_given_is_changed_and_what_is_returned_is_a_copy(frame: pd.DataFrame) -> None:
    before = frame.copy(deep=True)
    kg = KnowledgeGraph(frame)
    table = kg.relations
    table["relation"] = "changed"
    kg.actors["aliases"].iloc[0].append("Another")
    kg.rollup().filter(actor="Russia").edges()
    pd.testing.assert_frame_equal(frame, before)
    assert "changed" not in _labels(kg)
    assert not [a for a in kg.actors["aliases"] if "Another" in a]


def test_given_actors_are_kept_and_those_missing_are_added(frame: pd.DataFrame) -> None:
    actors = pd.DataFrame({"id": ["Q159", "Q1"], "name": ["Russian Federation", "Nobody"], "type": ["state", "other"]})
    kg = KnowledgeGraph(frame, actors)
    assert kg.actors["name"].tolist()[:2] == ["Russian Federation", "Nobody"]
    assert len(kg.actors) == 6
    assert kg.actors["aliases"][0] == ["Russia"]
    assert kg.filter(label="met with").rollup().relations["source"].tolist() == ["Russian Federation"]
    with pytest.raises(InputError, match="two rows with the id 'Q1'"):
        KnowledgeGraph(frame, pd.DataFrame({"id": ["Q1", "Q1"], "name": ["a", "b"]}))


def test_the_network_has_an_edge_for_each_relation(kg: KnowledgeGraph) -> None:
    graph = kg.graph
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph is kg.graph
    assert graph.nodes["Q58217"] == {"name": "Sergey Lavrov", "type": "official", "principal": "Russia"}
    assert graph.number_of_edges("Q159", "Q858") == 2
    assert graph.edges["Q159", "Q858", 1] == {
        "relation": "backs", "event": "SUPPORT", "polarity": 1, "weight": 0.0, "status": "fact",
        "claimant": None, "date": "2016-10-20", "event_date": None, "document": "d1",
        "evidence": "Moscow backs Syria.",
        "confidence": 1.0, "symmetric": False,
    }  # fmt: skip
    json.dumps(nx.node_link_data(graph, edges="edges"))


@pytest.mark.parametrize(
    ("conditions", "labels"),
    [
        ({}, ["met with", "backs", "backs", "condemned", "foreign minister"]),
        ({"actor": "sergey lavrov"}, ["met with", "foreign minister"]),
        ({"actor": "moscow", "event": ["accuse", "SUPPORT"]}, ["backs", "backs", "condemned"]),
        ({"actor": ["q858", "John Kerry"]}, ["met with", "backs", "backs"]),
        ({"type": "official"}, ["met with", "foreign minister"]),
        ({"label": ["Backs", "nothing"]}, ["backs", "backs"]),
        ({"status": "claimed"}, ["backs"]),
        ({"status": iter(("claimed", "planned"))}, ["backs"]),
        ({"claimant": "the united states"}, ["backs"]),
        ({"polarity": -1}, ["condemned"]),
        ({"polarity": (1, 0)}, ["met with", "backs", "backs", "foreign minister"]),
        ({"since": "2016-10-16"}, ["backs", "backs", "foreign minister"]),
        ({"until": "2016-10-19"}, ["met with"]),
        (
            {"since": date(2016, 10, 15), "until": pd.Timestamp("2016-10-20")},
            ["met with", "backs", "foreign minister"],
        ),
        ({"since": "2017", "until": "2017"}, ["backs"]),
        ({"until": "2016-10"}, ["met with", "backs", "foreign minister"]),
        ({"document": "D2"}, ["backs", "condemned"]),
        ({"min_evidence": 2}, ["backs", "backs"]),
        ({"min_evidence": 2, "document": "d1"}, []),
    ],
)
def test_filters(kg: KnowledgeGraph, conditions: dict[str, Any], labels: list[str]) -> None:
    assert _labels(kg.filter(**conditions)) == labels


def test_relations_below_a_confidence_are_left_out(kg: KnowledgeGraph) -> None:
    table = kg.relations
    table["confidence"] = np.linspace(0, 1, len(table))
    sure = KnowledgeGraph(table).filter(min_confidence=0.5).relations
    assert 0 < len(sure) < len(table)
    assert sure["confidence"].min() >= 0.5


def test_a_part_has_its_own_actors_and_those_they_act_for(kg: KnowledgeGraph) -> None:
    part = kg.filter(label="met with")
    assert set(part.actors["name"]) == {"Sergey Lavrov", "John Kerry", "Russia", "United States"}
    assert part.rollup().relations[["source_id", "target_id"]].values.tolist() == [["Q159", "Q30"]]
    assert set(part.rollup().actors["name"]) == {"Russia", "United States"}


@pytest.mark.parametrize(
    ("conditions", "says"),
    [
        ({"event": "ASSULT"}, "there is no event 'ASSULT'; did you mean 'ASSAULT'?"),
        ({"status": "x"}, "there is no status 'x'; there are fact, claimed"),
        ({"type": "country"}, "there is no type 'country'"),
        ({"polarity": 2}, "there is no polarity '2'"),
        ({"since": "last year"}, "since='last year' is no day; write YYYY"),
        ({"until": "20.10.2016"}, "until='20.10.2016' is no day"),
    ],
)
def test_a_condition_that_nothing_could_meet_is_refused(
    kg: KnowledgeGraph, conditions: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError) as caught:
        kg.filter(**conditions)
    assert says in str(caught.value)


def test_between_takes_both_directions_and_any_name(kg: KnowledgeGraph) -> None:
    assert _labels(kg.between("Syria", "THE KREMLIN")) == ["backs", "backs"]
    assert _labels(kg.between("q159", "United States")) == ["condemned"]
    assert len(kg.between("Syria", "John Kerry")) == 0
    with pytest.raises(UnknownActorError, match="no actor 'Rusia'; did you mean 'Russia'"):
        kg.between("Rusia", "Syria")
    with pytest.raises(UnknownActorError, match=r"see \.actors"):
        kg.filter(actor="zzzzzz")
    with pytest.raises(UnknownActorError):
        kg.filter(claimant="Nobody")


def test_rollup_reads_at_the_level_of_principals(kg: KnowledgeGraph) -> None:
    rolled = kg.rollup()
    columns = ["source", "source_id", "source_type", "target", "target_id"]
    assert rolled.relations[columns].values.tolist()[0] == ["Russia", "Q159", "state", "United States", "Q30"]
    assert len(rolled) == 4
    assert rolled.relations["source_principal"].isna().all()
    assert len(rolled.rollup()) == 4


def test_rollup_follows_principals_of_principals_and_ends_in_circles() -> None:
    rows = pd.DataFrame(
        {"source": ["A", "X"], "source_principal": ["B", "Y"], "event": "SUPPORT", "target": ["Z", "Z"]}
    )
    actors = pd.DataFrame(
        {"name": ["A", "B", "C", "X", "Y"], "type": "institution", "principal": ["B", "c", "State", "Y", "X"]}
    )
    rolled = KnowledgeGraph(rows, actors).rollup()
    assert rolled.relations["source"].tolist()[0] == "State"
    assert rolled.relations["source_type"].tolist()[0] == "state"
    assert rolled.relations["source"].tolist()[1] in ("X", "Y")


def test_rollup_drops_what_stays_within_one_actor() -> None:
    rows = pd.DataFrame(
        {
            "source": ["Minister", "Ministry"],
            "source_principal": ["Russia", "Russia"],
            "event": ["CONSULT", "PART_OF"],
            "target": ["Ministry", "Russia"],
            "target_principal": ["Russia", None],
        }
    )
    assert len(KnowledgeGraph(rows).rollup()) == 0


def test_edges_count_and_rank_the_evidence(kg: KnowledgeGraph) -> None:
    edges = kg.edges()
    first = edges.iloc[0]
    assert (first["source"], first["relation"], first["target"]) == ("Russia", "backs", "Syria")
    assert (first["evidence"], first["documents"], first["status"]) == (2, 2, "fact")
    assert [str(first[c].date()) for c in ("first", "last")] == ["2016-10-20", "2017-01-05"]
    assert first["events"] == 2
    assert len(edges) == 4
    undated = edges[edges["relation"] == "condemned"].iloc[0]
    assert pd.isna(undated["first"])


def test_an_empty_graph_works_everywhere(tmp_path: Path) -> None:
    empty = KnowledgeGraph(relations_frame([]))
    assert repr(empty) == "KnowledgeGraph(0 actors, 0 relations)"
    assert empty.graph.number_of_nodes() == 0
    for part in (empty.filter(event="ASSAULT", since="2016", min_evidence=2, claimant=[]), empty.rollup()):
        assert len(part) == len(part.actors) == 0
    assert list(empty.edges().columns) == list(KnowledgeGraph(pd.DataFrame(ROWS).head(0)).edges().columns)
    assert "iframe" not in empty._repr_html_()
    empty.save(tmp_path / "empty")
    assert len(KnowledgeGraph.load(tmp_path / "empty")) == 0
    empty.to_html(tmp_path / "empty.html")
    with pytest.raises(UnknownActorError):
        empty.between("a", "b")


KEYS = ("source", "source_principal", "event", "target", "target_principal", "status", "date", "claimant")
names = st.sampled_from(["Iran", "Syria", "U.S.", "the Group", "Łódź", "<b>", "'", "=1", " "])
rows = st.fixed_dictionaries(
    {
        "source": names,
        "source_principal": st.none() | names,
        "event": st.sampled_from([*EVENTS, "HOLDS_OFFICE"]),
        "target": names,
        "target_principal": st.none() | names,
        "status": st.sampled_from(STATUSES),
        "date": st.none() | st.sampled_from(["2016-10-20", "2016"]),
        "claimant": st.none() | names,
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, max_size=6))
def test_the_parts_of_any_graph_agree(made: list[dict[str, Any]]) -> None:
    kg = KnowledgeGraph(pd.DataFrame(made, columns=list(KEYS)))
    assert kg.graph.number_of_edges() == len(kg)
    assert kg.edges()["evidence"].sum() == len(kg)
    assert {*kg.relations["source_id"], *kg.relations["target_id"]} <= set(kg.actors["id"]) == set(kg.graph)
    assert sum(len(kg.filter(status=s)) for s in STATUSES) == len(kg)
    assert sum(len(kg.filter(polarity=p)) for p in (-1, 0, 1)) == len(kg)
    rolled = kg.rollup()
    assert not (rolled.relations["source_id"] == rolled.relations["target_id"]).any()
    for name in kg.actors["name"]:
        assert kg.between(name, name).relations["source_id"].equals(kg.between(name, name).relations["target_id"])


def test_building_a_large_graph_is_linear() -> None:
    def seconds(count: int) -> float:
        frame = pd.DataFrame({"source": [f"A{n % 997}" for n in range(count)], "event": "SUPPORT",
                              "target": [f"B{n % 1009}" for n in range(count)]})  # fmt: skip
        started = time.perf_counter()
        assert KnowledgeGraph(frame).graph.number_of_edges() == count
        return time.perf_counter() - started

    seconds(1_000)
    small, large = seconds(10_000), seconds(80_000)
    assert large < 20 * small + 0.5
    assert large < 10
