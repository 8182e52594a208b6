"""The signed graph of friends and foes, and one actor's positions in it."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from communique.graph.events import NO_DAY, as_dates, tally
from communique.graph.frame import Table

_POSITIONS = pd.CategoricalDtype(["friend", "mixed", "foe"], ordered=True)
_MIXED = 1 / 3
"""Net intensity below this share of the gross makes neither a friend nor a foe."""


def ties(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each pair that has events: their number and the sum of their intensities.

    Returns
    -------
    pandas.DataFrame
        ``a`` and ``b`` (ids, ``a`` before ``b``), ``events``, ``cooperation`` and ``conflict`` (how many events
        of positive and of negative intensity), ``net`` and ``gross`` (sums of the intensities and of their sizes).
    """
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    numbers, ids = pd.factorize(pd.concat([told["source_id"], told["target_id"]]).astype(object), sort=True)
    source, target = np.split(numbers, 2)
    weights = counts["intensity"].to_numpy()
    apart = source != target
    pairs, group = np.unique(
        np.minimum(source, target)[apart] * max(len(ids), 1) + np.maximum(source, target)[apart], return_inverse=True
    )
    columns = {"events": np.ones(len(weights)), "cooperation": weights > 0, "conflict": weights < 0}
    sums = {name: np.bincount(group, values[apart], len(pairs)).astype("int64") for name, values in columns.items()}
    sums |= {name: np.bincount(group, values[apart], len(pairs)).round(9)
             for name, values in (("net", weights), ("gross", np.abs(weights)))}  # fmt: skip
    first, second = ids[pairs // max(len(ids), 1)], ids[pairs % max(len(ids), 1)]
    return pd.DataFrame({"a": pd.Series(first, dtype=object), "b": pd.Series(second, dtype=object), **sums})


def signed_graph(table: pd.DataFrame, actors: pd.DataFrame, threshold: float) -> nx.Graph[str]:
    """Make the simple signed graph; see :meth:`KnowledgeGraph.signed`."""
    pairs = ties(table)
    pairs = pairs[pairs["net"].abs() > threshold]
    graph: nx.Graph[str] = nx.Graph()
    ends = {*pairs["a"], *pairs["b"]}
    for key, name, kind in actors[["id", "name", "type"]].itertuples(index=False):
        if key in ends:
            graph.add_node(key, name=name, type=kind)
    names = ("sign", "weight", "events", "cooperation", "conflict")
    signs = np.sign(pairs["net"]).astype("int64")
    values = (signs, *(pairs[c] for c in ("net", *names[2:])))
    numbers = zip(*(v.tolist() for v in values), strict=True)
    edges = zip(pairs["a"], pairs["b"], (dict(zip(names, n, strict=True)) for n in numbers), strict=True)
    graph.add_edges_from(edges)
    return graph


def positions(table: pd.DataFrame, ids: list[str]) -> Table:
    """Return the friends and foes of an actor; see :meth:`KnowledgeGraph.positions`."""
    source, target = table["source_id"].isin(ids).to_numpy(), table["target_id"].isin(ids).to_numpy()
    table = table.take(np.flatnonzero(source ^ target))
    counts = tally(table)
    told = table.take(counts["row"].to_numpy())
    ours = told["source_id"].isin(ids).to_numpy()
    both = told["symmetric"].to_numpy()
    weights, first = counts["intensity"].to_numpy(), counts["first"].to_numpy()
    made = pd.DataFrame({
        "actor": np.where(ours, told["target"], told["source"]),
        "id": np.where(ours, told["target_id"], told["source_id"]),
        "events": 1, "evidence": counts["evidence"].to_numpy(),
        "cooperation": (weights > 0).astype("int64"), "conflict": (weights < 0).astype("int64"),
        "given": np.where(ours | both, weights, 0.0), "received": np.where(~ours | both, weights, 0.0),
        "net": weights, "gross": np.abs(weights),
        "first": as_dates(first), "last": as_dates(np.where(first == NO_DAY, NO_DAY, counts["last"].to_numpy())),
    })  # fmt: skip
    sums = dict.fromkeys(["events", "evidence", "cooperation", "conflict", "given", "received", "net", "gross"], "sum")
    made = made.groupby("id").agg({"actor": "first", **sums, "first": "min", "last": "max"}).reset_index()
    share = made["net"] / made["gross"].where(made["gross"] > 0, 1.0)
    position = np.select([share >= _MIXED, share <= -_MIXED], ["friend", "foe"], "mixed")
    made.insert(2, "position", pd.Series(position).astype(_POSITIONS))
    made = made[["actor", "id", "position", *list(sums)[:-1], "first", "last"]]
    return Table(made.sort_values(["net", "actor", "id"], ascending=[False, True, True], ignore_index=True))
