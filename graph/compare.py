"""Two graphs side by side, and two made one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from communique.graph.actors import with_aliases
from communique.graph.events import codes, distinct
from communique.graph.frame import Table

CHANGES = ("new", "more", "same", "fewer", "gone")
_KEYS = ["source_id", "event", "target_id"]
_EVIDENCE = [
    "document", "source_id", "target_id", "event", "relation", "status", "claimant", "date", "event_date",
    "event_date_end", "evidence_start", "source_start", "target_start", "trigger_start", "evidence", "office",
]  # fmt: skip
"""What makes a row: two rows with the same values here are the same piece of evidence."""


def compare(ours: pd.DataFrame, theirs: pd.DataFrame) -> Table:
    """Say what is new in one table against another; see :meth:`KnowledgeGraph.compare`."""
    counts = []
    for table in (ours, theirs):
        marked = table.assign(n=distinct(table, codes(table["source_id"], table["target_id"]) + codes(table["event"])))
        counts.append(marked.groupby(_KEYS)["n"].first())
    made = pd.concat(counts, axis=1, keys=["events", "events_before"]).fillna(0).astype("int64").reset_index()
    both = pd.concat([ours, theirs])
    names = {**dict(zip(both["source_id"], both["source"], strict=True)),
             **dict(zip(both["target_id"], both["target"], strict=True))}  # fmt: skip
    made.insert(0, "source", made["source_id"].map(names).astype("str"))
    made.insert(3, "target", made["target_id"].map(names).astype("str"))
    difference = (made["events"] - made["events_before"]).clip(-1, 1)
    change = difference.map({1: "more", 0: "same", -1: "fewer"}).astype("str")
    change = change.mask(made["events_before"] == 0, "new").mask(made["events"] == 0, "gone")
    made.insert(0, "change", change.astype(pd.CategoricalDtype(list(CHANGES), ordered=True)))
    made["event"] = made["event"].astype("category")
    return Table(made.sort_values(["change", "source", "event", "target", *_KEYS], ignore_index=True))


def united(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both tables; what both hold counts once, as often as the one that has it most often."""
    added = _numbered(theirs)
    known = pd.MultiIndex.from_frame(_numbered(ours))
    new = ~pd.MultiIndex.from_frame(added).isin(known)
    return pd.concat([ours, theirs.take(np.flatnonzero(new))], ignore_index=True)


def united_actors(ours: pd.DataFrame, theirs: pd.DataFrame, *, apart: bool) -> pd.DataFrame:
    """Return the actors of both tables, the aliases joined.

    Mentions are added up if the two were found in other documents (``apart``); else the greater number is
    kept, which is then the least that there can be.
    """
    both = pd.concat([ours, theirs], ignore_index=True)
    known = both[~both["id"].duplicated()].reset_index(drop=True)
    aliases: dict[str, set[str]] = {}
    for key, name, more in zip(both["id"], both["name"], both["aliases"], strict=True):
        aliases.setdefault(key, set()).update([name, *more])
    mentions = both.groupby("id")["mentions"].agg("sum" if apart else "max")
    known["mentions"] = known["id"].map(mentions).astype("int64")
    principals = both.dropna(subset="principal").drop_duplicates("id").set_index("id")["principal"]
    known["principal"] = known["principal"].fillna(known["id"].map(principals).astype("str"))
    rows = zip(known["id"], known["name"], strict=True)
    return with_aliases(known, [sorted(aliases[key] - {name}) for key, name in rows])


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Return what identifies the rows; equal ones are told apart by their number."""
    keys = table[_EVIDENCE].astype(object)
    keys = keys.where(keys.notna(), "\0")
    return keys.assign(again=keys.groupby(_EVIDENCE).cumcount())
