"""One sentence a row: the events that it states, and whom its names mean."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from communique.ingest.register import load_register
from communique.ingest.vocabulary import Row, rows
from communique.table import EVENTS, STATUSES, Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.mark import ParameterSet

    from communique.ingest.pipeline import Extraction

HERE = Path(__file__).parent
_STATUS = "|".join(STATUSES)
_EXPECTED = re.compile(
    rf"(?P<source>.+?) (?P<event>(?:{'|'.join(EVENTS)})(?:\|[A-Z]+)*) (?P<target>.+?) "
    rf"(?P<status>(?:{_STATUS})(?:\|(?:{_STATUS}))*)(?: \((?P<claimant>.+)\))?"
)


class Expected(NamedTuple):
    """An event that a row expects; each part may name several that are equally right."""

    source: str
    event: str
    target: str
    status: str
    claimant: str | None

    def fits(self, row: Relation) -> bool:
        """Whether a relation is this one."""
        ends = (row.source_id, row.source), (row.target_id, row.target)
        ways = [ends, ends[::-1]][: 1 + row.symmetric]
        return (
            any(_is(self.source, *source) and _is(self.target, *target) for source, target in ways)
            and row.event in self.event.split("|")
            and row.status in self.status.split("|")
            and (row.claimant is None) == (self.claimant is None)
            and (row.claimant is None or _is(self.claimant or "", "", row.claimant))
        )


def _is(names: str, key: str, name: str) -> bool:
    """Whether one of some names is that of an actor: the name itself, or another that the register has for it."""
    register = load_register()
    forms = [form for n in names.split("|") for form in register.surfaces.get(n, ())]
    return name in names.split("|") or any(key == f.actor or name == register.actors[f.actor].name for f in forms)


def _expected(cell: str) -> list[Expected]:
    found = []
    for part in filter(None, map(str.strip, cell.split(";"))):
        match = _EXPECTED.fullmatch(part)
        assert match, f"'{part}' is no SOURCE EVENT TARGET status"
        found.append(Expected(**match.groupdict()))
    return found


def _table(name: str) -> list[ParameterSet]:
    table = rows(HERE / name, ("id", "date", "sentence", "expected", "xfail"))
    return [
        pytest.param(
            row,
            id=row["id"],
            marks=[pytest.mark.xfail(reason=row["xfail"], raises=AssertionError)] if row["xfail"] else [],
        )
        for row in table
    ]


@pytest.mark.parametrize("row", _table("examples_relations.csv"))
def test_a_sentence_states_these_events(row: Row, read_text: Callable[..., Extraction]) -> None:
    wanted = _expected(row["expected"])
    found = [r for r in read_text(row["sentence"], row["date"]).relations if r.event in EVENTS]
    shown = [(r.source, r.event, r.target, r.status, r.claimant) for r in found]
    assert len(wanted) == len(found), shown
    assert any(all(w.fits(f) for w, f in zip(wanted, order, strict=True)) for order in permutations(found)), shown


@pytest.mark.parametrize("row", _table("examples_actors.csv"))
def test_names_and_descriptions_mean_these_actors(row: Row, read_text: Callable[..., Extraction]) -> None:
    extraction = read_text(row["sentence"], row["date"])
    doc = extraction.doc
    found = [(doc[m.start : m.end].text, m.actor) for m in doc._.mentions]
    shown = [(text, actor.name) for text, actor in found]
    for part in filter(None, map(str.strip, row["expected"].split(";"))):
        text, _, names = (p.strip() for p in part.partition("="))
        assert text in row["sentence"], f"'{text}' is not in the sentence"
        actors = {a.id: a for words, a in found if _without_article(words) == _without_article(text)}
        wanted = list(filter(None, names.split("+")))
        assert len(actors) == len(wanted), shown
        assert all(any(_is(name, a.id, a.name) for a in actors.values()) for name in wanted), shown


def _without_article(words: str) -> str:
    return re.sub(r"^(the|an?)\s", "", words, flags=re.IGNORECASE)


def test_the_examples_cover_every_event_type_and_status() -> None:
    table = list(rows(HERE / "examples_relations.csv", ("id", "date", "sentence", "expected", "xfail")))
    wanted = [w for row in table for w in _expected(row["expected"])]
    assert {e for w in wanted for e in w.event.split("|")} == set(EVENTS)
    assert {s for w in wanted for s in w.status.split("|")} == set(STATUSES)
    assert len({row["id"] for row in table}) == len(table)
