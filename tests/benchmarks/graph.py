"""How long a graph of many relations takes to build and to ask, and how much memory; the growth should be linear.

Run from the repository root: ``python -m tests.benchmarks.graph [MOST] [--actors N]``. The table is synthetic, with
all columns: few actors have most relations, as in news. Seconds are those of the processor, so that other programs
do not count. ``from_pandas_edgelist`` is NetworkX's own reading of the same table, beside ``network`` (ours).
"""

from __future__ import annotations

import argparse
import resource
import sys
from time import process_time
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from communique.graph import KnowledgeGraph
from communique.graph.network import EDGE_ATTRIBUTES
from communique.table import EVENTS, RELATION_COLUMNS, STATUSES, as_relations

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = {"build": 10.0, "filter": 0.3, "dyads": 2.0, "rollup": 5.0, "between": 0.1}
"""Seconds that a million relations may take."""

STATES = 200


def synthetic(count: int, actors: int) -> pd.DataFrame:
    """Make a relations table; the same count gives the same table."""
    draw = np.random.default_rng(count)
    source, target = (np.minimum((actors * draw.random(count) ** 2).astype(int), actors - 1) for _ in range(2))
    target = np.where(source == target, (target + 1) % actors, target)
    days = pd.date_range("2015-01-01", "2024-12-31").strftime("%Y-%m-%d").to_numpy(object)
    day, event = draw.integers(0, len(days) - 30, count), draw.integers(0, len(EVENTS), count)
    rows = pd.DataFrame({
        "document": _texts("d", np.arange(count) // 10), "date": days[day + 5],
        "event_date": pd.Series(days[day]).where(draw.random(count) < 0.5),
        "event_date_end": pd.Series(days[day + 20]).where(draw.random(count) < 0.1),
        "source": _texts("Actor ", source), "source_id": _texts("Q", source),
        "target": _texts("Actor ", target), "target_id": _texts("Q", target),
        "source_principal": _principals(source), "target_principal": _principals(target),
        "event": np.array(EVENTS, dtype=object)[event], "polarity": np.where(event < 6, 1, -1),
        "weight": np.linspace(8, -9, len(EVENTS))[event], "symmetric": event < 2,
        "status": np.array(STATUSES, dtype=object)[np.minimum(draw.geometric(0.7, count) - 1, 4)],
        "evidence": _texts("One actor did something to another on that day, says sentence ", np.arange(count)),
    })  # fmt: skip
    return as_relations(rows)[list(RELATION_COLUMNS)]


def questions(table: pd.DataFrame) -> dict[str, Callable[[], Any]]:
    """Return what is timed, in order; the first builds the graph that the others ask."""
    made: dict[str, KnowledgeGraph] = {}

    def build() -> None:
        made["kg"] = KnowledgeGraph(table)

    return {
        "build": build,
        "filter": lambda: made["kg"].filter(actor="Actor 7", event="SUPPORT", since="2018"),
        "between": lambda: made["kg"].between("Actor 7", "Actor 8"),
        "rollup": lambda: made["kg"].rollup(),
        "edges": lambda: made["kg"].edges(),
        "dyads": lambda: made["kg"].dyads(),
        "timeline": lambda: made["kg"].timeline(),
        "central": lambda: made["kg"].central(),
        "signed": lambda: made["kg"].signed(),
        "meetings": lambda: made["kg"].meetings(),
        "rivals": lambda: made["kg"].rivals(),
        "network": lambda: made["kg"].graph,
        "from_pandas_edgelist": lambda: nx.from_pandas_edgelist(
            table, "source_id", "target_id", edge_attr=[*EDGE_ATTRIBUTES], create_using=nx.MultiDiGraph
        ),
    }


def main() -> None:
    """Print a line for each size, and what is over its limit at a million."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("most", nargs="?", type=int, default=1_000_000, help="relations of the largest table")
    parser.add_argument("--actors", type=int, default=10_000)
    arguments = parser.parse_args()
    for count in (c for c in (1_000, 10_000, 100_000, 1_000_000) if c <= arguments.most):
        table = synthetic(count, arguments.actors)
        for name, ask in questions(table).items():
            started = process_time()
            ask()
            seconds = process_time() - started
            over = "  over the limit" if count == 1_000_000 and seconds > LIMITS.get(name, seconds) else ""
            sys.stdout.write(f"{count:>9,} {name:<22}{seconds:8.3f} s{over}\n")
            if name in ("build", "network"):
                most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000
                sys.stdout.write(f"{count:>9,} {'memory so far':<22}{most:8.2f} GB\n")
            sys.stdout.flush()


def _texts(prefix: str, numbers: np.ndarray[Any, np.dtype[np.int64]]) -> pd.Series:
    return prefix + pd.Series(numbers).astype("str")


def _principals(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> pd.Series:
    return _texts("Actor ", numbers % STATES).where(pd.Series(numbers) >= STATES)


if __name__ == "__main__":
    main()
