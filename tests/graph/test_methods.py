"""The analyst's methods: events against evidence, neighbours, time, friends and foes, rival accounts, meetings."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communique.errors import InputError, UnknownActorError
from communique.graph import KnowledgeGraph
from communique.graph.balance import triads
from communique.graph.coalitions import divide, frustration
from communique.graph.events import event_numbers, tally
from communique.table import EVENTS, STATUSES, as_relations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def kg_of(*rows: str, **columns: Any) -> KnowledgeGraph:
    """Make a graph of lines ``source EVENT target [date] [status] [claimant]``; ``~`` for symmetric."""
    made = []
    for number, line in enumerate(rows):
        cells = [*line.split(), "", "", ""]
        source, event, target, day, status, claimant = cells[:6]
        made.append({
            "source": source, "event": event.strip("~"), "target": target, "event_date": day.strip("-") or None,
            "status": status or "fact", "claimant": claimant or None, "symmetric": event.startswith("~"),
            "polarity": 1 if EVENTS.index(event.strip("~")) < 6 else -1, "document": f"d{number}",
            "evidence": f"{line}.", **columns,
        })  # fmt: skip
    return KnowledgeGraph(pd.DataFrame(made))


WORLD = kg_of(
    "A AID B 2016-10-01", "A AID B 2016-10-01 claimed B", "A AID B 2016-10-05", "B ACCUSE C 2016-11-02",
    "C ASSAULT B 2016-11-03 negated C", "C ASSAULT B 2016-11-03 claimed B", "A ~CONSULT C 2016-12-24 planned",
    "C SUPPORT D",
)  # fmt: skip


def test_the_same_event_told_twice_is_one_event_and_two_pieces_of_evidence() -> None:
    events = WORLD.events()
    aid = events[events["event"] == "AID"]
    assert aid[["evidence", "documents"]].values.tolist() == [[2, 2], [1, 1]]
    pair = next(r for r in WORLD.dyads().to_dict("records") if (r["a"], r["b"]) == ("A", "B"))
    assert (pair["events"], pair["evidence"], pair["material_cooperation"]) == (2, 3, 2)
    edge = WORLD.edges().iloc[0]
    assert (edge["source"], edge["events"], edge["evidence"]) == ("A", 2, 3)
    october = WORLD.timeline("month").to_dict("records")[0]
    assert (october["events"], october["evidence"]) == (2, 3)
    assert WORLD.matrix().loc["A", "B"] == 2


def test_symmetric_ends_have_no_order_and_undated_events_stay_in_their_document() -> None:
    kg = kg_of("A ~CONSULT B 2016-10-01", "B ~CONSULT A 2016-10-01", "A AID B", "A AID B")
    assert event_numbers(kg.relations).tolist() == [0, 0, 1, 2]
    one = kg_of("A AID B", "A AID B", document="d")
    assert event_numbers(one.relations).tolist() == [0, 0]


spans = st.tuples(st.integers(1, 28), st.integers(0, 12))


@settings(max_examples=200, deadline=None)
@given(st.lists(spans, min_size=1, max_size=7))
def test_events_are_the_fewest_days_that_explain_all_tellings(made: list[tuple[int, int]]) -> None:
    last = [min(first + length, 28) for first, length in made]
    rows = [{"source": "A", "event": "AID", "target": "B", "event_date": f"2016-02-{first:02}",
             "event_date_end": f"2016-02-{end:02}"} for (first, _), end in zip(made, last, strict=True)]  # fmt: skip
    table = as_relations(pd.DataFrame(rows))
    numbers = event_numbers(table)
    fewest = next(
        size for size in range(1, 8)
        if any(all(any(f <= day <= e for day in days) for (f, _), e in zip(made, last, strict=True))
               for days in combinations(sorted(set(last)), size))
    )  # fmt: skip
    assert numbers.max() + 1 == fewest
    assert (tally(table)["first"] <= tally(table)["last"]).all(), "tellings of one event have a day in common"


actors = st.sampled_from("ABCDE")
lines = st.tuples(
    actors, st.sampled_from(EVENTS), actors, st.sampled_from(["2016-10-01", "2016-10", "2016-12-05", "-"]),
    st.sampled_from(STATUSES),
).map(" ".join)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(lines, min_size=1, max_size=25))
def test_counts_agree_with_each_other_and_with_plain_loops(rows: list[str]) -> None:
    kg = kg_of(*rows)
    events, dyads = kg.events(), kg.dyads()
    counted = kg.relations[kg.relations["status"].isin(["fact", "claimed"])]
    assert events["evidence"].sum() == dyads["evidence"].sum() == len(counted)
    assert (
        len(events) == dyads["events"].sum() == kg.matrix().to_numpy().sum() == kg.dyads(directed=True)["events"].sum()
    )
    quads = dyads[["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]]
    assert (quads.sum(axis=1) == dyads["events"]).all()
    assert kg.timeline("year")["events"].sum() == events["first"].notna().sum()
    pairs = {frozenset((r.source, r.target)) for r in counted.itertuples()}
    assert {frozenset(p) for p in dyads[["a", "b"]].values.tolist()} == pairs
    assert (kg.edges()["events"] <= kg.edges()["evidence"]).all()
    same = kg.compare(kg)
    assert (same["change"] == "same").all()
    signed = kg.signed()
    found = {frozenset(t[:3]) for t in triads(signed)}
    assert found == {frozenset(c) for c in nx.enumerate_all_cliques(signed) if len(c) == 3}


def test_ego_and_paths_follow_relations_in_both_directions() -> None:
    assert set(WORLD.ego("d", hops=2).actors["name"]) == {"A", "B", "C", "D"}
    assert WORLD.ego("D").relations["target"].tolist() == ["D"]
    paths = WORLD.paths("A", "D", status=None)
    assert paths[paths["path"] == 1][["actor", "next"]].values.tolist() == [["A", "C"], ["C", "D"]]
    paths = WORLD.paths("A", "D")
    assert paths[["path", "actor", "next"]].values.tolist() == [[1, "A", "B"], [1, "B", "C"], [1, "C", "D"]]
    assert paths["events"].tolist()[0] == 2
    assert len(WORLD.paths("A", "D", longest=2)) == 0
    assert len(WORLD.paths("A", "A")) == 0
    with pytest.raises(UnknownActorError):
        WORLD.paths("A", "Nobody at all")
    with pytest.raises(InputError):
        WORLD.ego("A", hops=-1)


def test_time_has_no_gaps_and_wrong_frequencies_are_refused() -> None:
    months = WORLD.timeline()
    assert [str(p) for p in months.index] == ["2016-10", "2016-11"]
    assert len(kg_of("A AID B 1900-01-01", "A AID B 2016-12-05").timeline("year")) == 117
    for freq in ("fortnightly", "h"):
        with pytest.raises(InputError, match=r"freq="):
            kg_of("A AID B 1900-01-01", "A AID B 2016-12-05").timeline(freq)


@pytest.mark.parametrize(
    "measure", ["degree", "in_degree", "out_degree", "events", "betweenness", "closeness", "pagerank"]
)
def test_measures_are_those_of_networkx(measure: str) -> None:
    star = kg_of("A AID B", "C AID B", "D AID B", "D AID E")
    scores = star.central(measure).set_index("actor")[measure]
    simple = nx.Graph([("A", "B"), ("C", "B"), ("D", "B"), ("D", "E")])
    directed = nx.DiGraph([("A", "B"), ("C", "B"), ("D", "B"), ("D", "E")])
    wanted: dict[str, Callable[[], dict[str, float]]] = {
        "degree": lambda: dict(nx.degree(simple)), "events": lambda: dict(nx.degree(simple)),
        "in_degree": lambda: dict(directed.in_degree), "out_degree": lambda: dict(directed.out_degree),
        "betweenness": lambda: nx.betweenness_centrality(simple, normalized=False),
        "closeness": lambda: {n: c / 4 for n, c in nx.harmonic_centrality(simple).items()},
    }  # fmt: skip
    if measure in wanted:
        assert dict(zip(scores.index, scores.tolist(), strict=True)) == pytest.approx(wanted[measure]())
    else:
        assert scores.sum() == pytest.approx(1)
        assert scores.idxmax() == "B"
    with pytest.raises(InputError, match="did you mean 'pagerank'"):
        star.central("page_rank")


def test_friends_and_foes() -> None:
    friend, foe = WORLD.positions("B").to_dict("records")
    assert (friend["actor"], friend["position"], friend["net"]) == ("A", "friend", 2.0)
    assert (foe["actor"], foe["position"]) == ("C", "foe")
    assert (foe["given"], foe["received"], foe["conflict"]) == (-1.0, -1.0, 2)


def test_balance_counts_triads_and_follows_time() -> None:
    kg = kg_of("A AID B 2015-02-01", "B ACCUSE C 2015-03-01", "A ACCUSE C 2015-03-01",
               "A AID B 2016-02-01", "B AID C 2016-03-01", "A ACCUSE C 2016-03-01")  # fmt: skip
    years = kg.balance("year")
    assert years["balance"].tolist() == [1.0, 0.0]
    assert years[["+--", "++-"]].values.tolist() == [[1, 0], [0, 1]]
    assert kg.filter(since="2016").triads()[["signs", "balanced"]].values.tolist() == [["++-", False]]
    assert np.isnan(kg.filter(event="AID").balance()["balance"].iloc[0])


signs = st.lists(st.sampled_from([-2, -1, 0, 1, 2]), min_size=15, max_size=15)


@settings(max_examples=20, deadline=None)
@given(signs)
@example([-2, -2, 1, 2, 0, -2, -2, 0, 2, -2, -2, -2, -2, -2, 2])  # missed by climbs from actors that stand alone
def test_coalitions_of_six_are_the_best_there_are(weights: list[int]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from("abcdef")
    pairs = zip(combinations("abcdef", 2), weights, strict=True)
    graph.add_weighted_edges_from([(*pair, w) for pair, w in pairs if w])
    found = frustration(graph, divide(graph))
    every = (dict(zip("abcdef", (0, *groups), strict=True)) for groups in product(*(range(n + 1) for n in range(1, 6))))
    assert found == min(frustration(graph, division) for division in every)


def test_a_balanced_graph_is_divided_without_rest_and_always_alike() -> None:
    kg = kg_of("A AID B", "B AID C", "D AID E", "C ASSAULT D", "A ASSAULT E")
    table = kg.coalitions()
    assert table.groupby("coalition")["actor"].apply(sorted).tolist() == [["A", "B", "C"], ["D", "E"]]
    assert table["outside"].sum() == -4.0
    pd.testing.assert_frame_equal(table, kg.coalitions())


def test_rival_accounts_are_put_side_by_side() -> None:
    rivals = WORLD.rivals()
    row = rivals[rivals["event"] == "ASSAULT"].iloc[0]
    assert (row["claimed_by"], row["denied_by"], row["stated_in"], row["evidence"]) == (("B",), ("C",), (), 2)
    stated = rivals[rivals["event"] == "AID"].iloc[0]
    assert (stated["stated_in"], stated["claimed_by"]) == (("d0",), ("B",))
    assert len(kg_of("A AID B 2016-10-01 claimed A").rivals()) == 0
    assert len(kg_of("A AID B 2016-10-01 claimed A").rivals(least=1)) == 1


def test_a_meeting_of_many_is_one_meeting() -> None:
    sentence = "A, B and C met on Saturday."
    pairs = ("A ~CONSULT B 2016-10-15", "A ~CONSULT C 2016-10-15", "B ~CONSULT C 2016-10-15")
    kg = kg_of(*pairs, evidence=sentence, document="d1")
    meetings = (kg + kg_of("C ~CONSULT A 2016-10-15", "A ~CONSULT D 2016-10-16")).meetings()
    assert meetings["parties"].tolist() == [("A", "B", "C"), ("A", "D")]
    assert meetings["evidence"].tolist() == [2, 1]
    assert meetings["documents"].tolist() == [2, 1]


@settings(max_examples=20, deadline=None)
@given(st.lists(lines, max_size=8), st.lists(lines, max_size=8))
def test_union_counts_nothing_twice(ours: list[str], theirs: list[str]) -> None:
    a, b = (kg_of(*rows) if rows else WORLD.filter(event="THREATEN") for rows in (ours, theirs))
    both = a + b
    assert len(a + a) == len(a)
    assert len(both + a) == len(both + b) == len(both) == len(b + a)
    assert max(len(a), len(b)) <= len(both) <= len(a) + len(b)
    assert set(both.actors["name"]) == {*a.actors["name"], *b.actors["name"]}


def test_changes_between_two_periods() -> None:
    now, before = WORLD.filter(since="2016-11"), WORLD.filter(until="2016-10")
    assert now.compare(before)[["change", "source", "events", "events_before"]].values.tolist() == [
        ["new", "B", 1, 0], ["new", "C", 1, 0], ["gone", "A", 0, 2],
    ]  # fmt: skip


def test_search_wants_all_words_somewhere() -> None:
    assert len(WORLD.search("assault negated")) == 1
    assert len(WORLD.search("nothing")) == 0
    with pytest.raises(InputError, match="needs a word"):
        WORLD.search("  ")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"target": None}, "there is no column 'target', which is needed"),
        ({"status": ["sure", "fact"]}, "column 'status', row 1: 'sure' is none of fact"),
        ({"polarity": [0, 3]}, "column 'polarity', row 2: 3 is no whole number from -1 to 1"),
        ({"weight": ["high", 1]}, "column 'weight', row 1: 'high' is no number"),
        ({"date": ["2016-02-30", "2016"]}, "column 'date', row 1: '2016-02-30' is no day"),
        ({"source": ["A", None]}, "column 'source', row 2: has no value"),
        ({"source": ["A", " "]}, "column 'source', row 2: has no value"),
        ({"symmetric": ["yes", True]}, "column 'symmetric', row 1: 'yes' is neither true nor false"),
        ({"source_type": ["country", "state"]}, "row 1: 'country' is none of state"),
        ({"evidences": ["a", "b"]}, "column 'evidences' is unknown; did you mean 'evidence'?"),
        ({"evidence": [["a"], "b"]}, "column 'evidence', row 1: holds a list"),
    ],
)
def test_a_table_made_elsewhere_is_told_its_faults(columns: dict[str, Any], says: str) -> None:
    frame = pd.DataFrame({"source": ["A", "B"], "event": "AID", "target": ["C", "D"]}).assign(**columns)
    with pytest.raises(InputError) as caught:
        KnowledgeGraph.from_relations(frame.drop(columns=[c for c, v in columns.items() if v is None]))
    assert says in str(caught.value)


def test_a_good_table_made_elsewhere_is_taken_with_its_dates() -> None:
    days = [pd.Timestamp("2016-10-01"), pd.NaT]
    frame = pd.DataFrame(
        {"source": ["A", "B"], "event": "AID", "target": ["C", "D"], "event_date": days, "own": [1, 2]}
    )
    kg = KnowledgeGraph.from_relations(frame)
    assert kg.relations["event_date"].isna().tolist() == [False, True]
    assert kg.to_pandas()["first"].dtype == "datetime64[s]"
    assert "own" in frame.columns


def test_a_notebook_shows_long_texts_whole() -> None:
    kg = kg_of("A AID B", evidence="word " * 60)
    assert "word " * 59 in (kg.relations._repr_html_() or "")


def test_the_command_asks_what_the_notebook_asks(run: Callable[..., Any], tmp_path: Path) -> None:
    WORLD.save(tmp_path / "case")
    ended = run("query", "case", "--between", "A", "B", "--since", "2016-10-05", "--format", "csv")
    assert ended.code == 0
    assert ended.out.splitlines()[1].startswith("d2,A,aid,B,AID,fact,,,2016-10-05,")
    shown = run("query", "case", "--show", "dyads", "--format", "json", "--limit", "1").out
    assert '"events": 2' in shown
    assert '"first": "2016-10-01"' in shown
    for table in (
        "edges",
        "events",
        "matrix",
        "timeline",
        "central",
        "coalitions",
        "balance",
        "triads",
        "rivals",
        "meetings",
    ):
        assert run("query", "case", "--show", table, "--rollup").code == 0
    assert run("query", "case", "--positions", "B").code == 0
    assert run("query", "case", "--paths", "A", "D").code == 0
    assert (
        run("query", "case", "--show", "timeline", "--freq", "year", "--format", "csv").out.splitlines()[1][:7]
        == "2016,4,"
    )
    wrong = run("query", "case", "--between", "A", "Bee")
    assert (wrong.code, "no actor 'Bee'" in wrong.err) == (2, True)
    assert run("query", "case", "--format", "xml").code == 2


def test_what_a_document_says_steers_neither_terminal_nor_spreadsheet(run: Callable[..., Any], tmp_path: Path) -> None:
    kg_of("A AID B", evidence="=1+1 \x1b[31m[red]").save(tmp_path / "case")
    assert "'=1+1" in run("query", "case", "--format", "csv").out
    shown = run("query", "case").out
    assert "\x1b" not in shown
    assert "[red]" in shown


def test_the_matrix_counts_one_type_and_means_intensities() -> None:
    kg = kg_of("a AID b", "a ACCUSE b", "b ACCUSE a")
    assert kg.matrix("aid").to_numpy().tolist() == [[0, 1], [0, 0]]
    assert np.array_equal(kg.matrix(measure="intensity"), [[np.nan, 0], [-1, np.nan]], equal_nan=True)
    with pytest.raises(InputError, match="there is no measure 'sum'"):
        kg.matrix(measure="sum")
