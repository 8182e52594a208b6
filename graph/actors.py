"""The actors of a graph: derived from its relations where no table is given, and found by any name."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from communique.errors import UnknownActorError
from communique.table import ACTOR_COLUMNS, as_actors, slug

if TYPE_CHECKING:
    from collections.abc import Iterable

# Mentions that are no names: pronouns and descriptions ("the group", "his government").
_NO_NAME = re.compile(r"(?:he|she|it|they|him|her|them|his|its|their|we|us|our|who|which|this|that|these|those)", re.I)
_ARTICLE = re.compile(r"(?:the|a|an|his|her|its|their|our)\s+", re.IGNORECASE)


def complete_actors(relations: pd.DataFrame, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the actors table of a graph: the given rows, then those that the relations name and it lacks.

    Examples
    --------
    >>> from communique.table import as_relations
    >>> table = as_relations(pd.DataFrame({"source": ["Iran"], "event": ["SUPPORT"], "target": ["Syria"]}))
    >>> complete_actors(table)[["id", "name", "mentions"]].values.tolist()
    [['iran', 'Iran', 1], ['syria', 'Syria', 1]]
    """
    given = as_actors(pd.DataFrame(columns=list(ACTOR_COLUMNS)) if actors is None else actors)
    found = _derived(_ends(relations))
    given = _with_names_used(given, found)
    found = found[~found["id"].isin(given["id"])]
    known = pd.concat([given, found], ignore_index=True) if len(found) else given
    principals = _principals(relations, known)
    return pd.concat([known, principals], ignore_index=True) if len(principals) else known


def part_of_actors(actors: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the actors that have one of these relations, and of those for whom they act."""
    wanted = {*relations["source_id"].unique(), *relations["target_id"].unique()}
    by_name = ids_by_name(actors)
    above = principals_by_id(actors)
    acted_for = {*relations["source_principal"].dropna().unique(), *relations["target_principal"].dropna().unique()}
    waiting = [*wanted, *(by_name[name] for name in acted_for if name in by_name)]
    wanted = set()
    while waiting:
        key = waiting.pop()
        if key not in wanted:
            wanted.add(key)
            waiting += [by_name[p] for p in (above.get(key),) if p in by_name]
    return actors[actors["id"].isin(wanted)].reset_index(drop=True)


def ids_by_name(actors: pd.DataFrame) -> dict[str | None, str]:
    """Return the id of each actor by its name, and by its aliases where they are no other's name."""
    rows = zip(actors["id"], actors["aliases"], strict=True)
    aliases = {alias: key for key, names in rows for alias in names}
    return {**aliases, **dict(zip(actors["name"], actors["id"], strict=True))}


def principals_by_id(actors: pd.DataFrame) -> dict[str, str]:
    """Return the name of the principal of each actor that has one; the table may give its id instead."""
    names = dict(zip(actors["id"], actors["name"], strict=True))
    having = actors[actors["principal"].notna()]
    return {k: names.get(p, p) for k, p in zip(having["id"], having["principal"], strict=True)}


class Names:
    """Finds actors by id, name or alias, without regard to case, dots and a leading article.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["Q30"], "name": ["United States"], "aliases": ["U.S.|USA"]})
    >>> names = Names(as_actors(table))
    >>> names.find("us"), names.find("the united states"), names.find("q30")
    (['Q30'], ['Q30'], ['Q30'])
    """

    def __init__(self, actors: pd.DataFrame) -> None:
        self._shown = [*actors["name"], *(a for aliases in actors["aliases"] for a in aliases)]
        # The first tier in which a text is found counts: an actor's own name comes before another's alias.
        self._tiers: tuple[defaultdict[str, list[str]], ...] = (defaultdict(list), defaultdict(list))
        rows = zip(actors["id"], actors["name"], actors["aliases"], strict=True)
        for key, name, aliases in rows:
            for tier, texts in zip(self._tiers, ((key, name), aliases), strict=True):
                for text in {_plain(text) for text in texts}:
                    tier[text].append(key)

    def get(self, text: str) -> list[str]:
        """Return the ids of the actors of that name; there are several only where they share it."""
        return next((tier[_plain(text)] for tier in self._tiers if _plain(text) in tier), [])

    def find(self, text: str) -> list[str]:
        """Return the ids of the actors of that name.

        Raises
        ------
        UnknownActorError
            If there is none; the message gives the nearest names.
        """
        found = self.get(text)
        if not found:
            raise UnknownActorError(self._unknown(text))
        return found

    def _unknown(self, text: str) -> str:
        plain: dict[str, str] = {}
        for name in self._shown:
            plain.setdefault(_plain(name), name)
        near = [plain[match] for match in get_close_matches(_plain(text), plain, n=3, cutoff=0.7)]
        hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else "see .actors for those it holds"
        return f"the graph holds no actor {text!r}; {hint}"


def _plain(text: str) -> str:
    bare = " ".join(text.casefold().replace(".", "").split())
    return bare.removeprefix("the ") or bare


def _ends(relations: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each end of each relation."""
    columns = {
        "id": "_id",
        "name": "",
        "type": "_type",
        "principal": "_principal",
        "text": "_text",
        "start": "_start",
    }
    sides = [
        pd.DataFrame({to: relations[end + of] for to, of in columns.items()} | {"document": relations["document"]})
        for end in ("source", "target")
    ]
    return pd.concat(sides, ignore_index=True)


def _derived(ends: pd.DataFrame) -> pd.DataFrame:
    """Return an actors table of the ends of relations, sorted by id."""
    ids = pd.Index(sorted(ends["id"].unique()), name="id")
    made = pd.DataFrame({c: _commonest(ends, c).reindex(ids) for c in ("name", "type", "principal")}, index=ids)
    aliases: defaultdict[str, set[str]] = defaultdict(set)
    texts = ends[["id", "text"]].drop_duplicates()
    for key, text in zip(texts["id"], texts["text"], strict=True):
        if _is_name(text):
            aliases[key].add(" ".join(text.split()))
    made["aliases"] = [sorted(aliases[i] - {n}) for i, n in zip(ids, made["name"], strict=True)]
    places = ends[["id", "document", "start"]].drop_duplicates()
    made["mentions"] = places.groupby("id").size().reindex(ids)
    return as_actors(made.reset_index())


def _with_names_used(given: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Add to the aliases of the given actors the name that the relations have for them, if it is another."""
    used = dict(zip(found["id"], found["name"], strict=True))
    rows = zip(given["id"], given["name"], given["aliases"], strict=True)
    return with_aliases(given, [sorted({*a, used.get(i, n)} - {n}) for i, n, a in rows])


def with_aliases(actors: pd.DataFrame, aliases: list[list[str]]) -> pd.DataFrame:
    """Return the table with other lists of aliases."""
    return actors.assign(aliases=pd.Series(aliases, index=actors.index, dtype=object))


def _commonest(ends: pd.DataFrame, column: str) -> pd.Series:
    """Return the most frequent value for each id; of equally frequent ones the first in the alphabet."""
    counts = ends.groupby(["id", column]).size().reset_index(name="count")
    counts = counts.sort_values(["count", column], ascending=[False, True], kind="stable")
    return counts.drop_duplicates("id").set_index("id")[column]


def _principals(relations: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return rows for principals that are named, but are no actors yet."""
    known = {*ids_by_name(actors), *actors["id"]}
    rows: dict[str, tuple[str, str]] = {}
    sides = [(f"{end}_principal", f"{end}_type", relations) for end in ("source", "target")]
    for principal, kind, table in [*sides, ("principal", "type", actors)]:
        pairs = table[[principal, kind]].dropna().drop_duplicates()
        for name, member in zip(pairs[principal], pairs[kind], strict=True):
            if name not in known and slug(name) not in known:
                # An institution is by definition an organ of a state; of the others nothing is known.
                state = member == "institution" or rows.get(slug(name), ("", ""))[1] == "state"
                rows[slug(name)] = (name, "state" if state else "other")
    made = pd.DataFrame([(k, n, t) for k, (n, t) in sorted(rows.items())], columns=["id", "name", "type"])
    return as_actors(made)


def _is_name(text: str) -> bool:
    if not text or _NO_NAME.fullmatch(text):
        return False
    bare = _ARTICLE.sub("", text, count=1)
    return bool(bare) and bare[0].isupper()


def names_of(actors: pd.DataFrame, ids: Iterable[str]) -> set[str]:
    """Return the names of actors by their ids."""
    return set(actors["name"][actors["id"].isin(set(ids))])
