"""Every filter of the page, alone and with each other one, against a reckoning in Python."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

from communique.table import STATUSES
from tests.browser.oracle import Filters, Shown, expected
from tests.graph.frames import MUTUAL, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Opened

    Open = Callable[..., Opened]

ALONE: dict[str, tuple[str, dict[str, Any]]] = {
    "event": ("no=ASSAULT,HOLDS_OFFICE", {"events": frozenset({"ASSAULT", "HOLDS_OFFICE"})}),
    "no structural events off": ("no=", {"events": frozenset()}),
    "facts alone": ("nostatus=claimed,planned,hypothetical,negated", {"statuses": frozenset(STATUSES) - {"fact"}}),
    "every status": ("nostatus=", {"statuses": frozenset()}),
    "claims alone": ("nostatus=fact,planned,hypothetical,negated", {"statuses": frozenset(STATUSES) - {"claimed"}}),
    "cooperation": ("nosign=-1,0", {"signs": frozenset({-1, 0})}),
    "conflict": ("nosign=1", {"signs": frozenset({1})}),
    "no officials": ("notype=official", {"types": frozenset({"official"})}),
    "no states": ("notype=state", {"types": frozenset({"state"})}),
    "label": ("nolabel=met%2520with,backs", {"labels": frozenset({"met with", "backs"})}),
    "since": ("from=2016-10-16", {"since": "2016-10-16"}),
    "until": ("to=2016-10-20", {"until": "2016-10-20"}),
    "claimant": ("claimant=Saudi%20Arabia", {"claimant": "Saudi Arabia"}),
    "document": ("document=doc-2", {"document": "doc-2"}),
    "least": ("least=2", {"least": 2}),
    "principals": ("principals=1", {"rolled": True}),
}
"""What the address says, and what it means."""


def shown(it: Opened) -> Shown:
    return frozenset(
        (
            frozenset((r["source"], r["target"])) if r["label"] in MUTUAL else (r["source"], r["target"]),
            r["label"], r["event"], r["polarity"], r["evidence"],
        )
        for r in it.hook("relations")
    )  # fmt: skip


def check(it: Opened, filters: Filters) -> bool:
    wanted = expected(*story(), filters)
    hash_ = "show=all&" + "&".join(filters.hash)
    it.page.evaluate("hash => { location.hash = hash }", hash_)
    it.until(f"window.communique.followed() === {json.dumps('#' + hash_)}")
    assert shown(it) == wanted, filters.hash
    return bool(wanted)


def test_each_filter_alone(open_page: Open) -> None:
    it = open_page(*story())
    assert check(it, Filters())
    told = [check(it, Filters().also(hash_, **changes)) for hash_, changes in ALONE.values()]
    assert all(told)


def test_filters_in_pairs(open_page: Open) -> None:
    it = open_page(*story())
    some = 0
    for (first, one), (second, other) in combinations(ALONE.values(), 2):
        if one.keys() & other.keys():
            continue
        some += check(it, Filters().also(first, **one).also(second, **other))
    assert some > 80


def test_the_legend_counts_what_a_tick_would_show(open_page: Open) -> None:
    it = open_page(*story())
    relations, actors = story()
    for label, event in (("condemned", "ACCUSE"), ("accused", "ACCUSE")):
        it.page.evaluate("() => document.querySelectorAll('details.labels').forEach(e => { e.open = true })")
        row = it.page.locator(f".toggle[data-value='{label}']")
        alone = [e for e in expected(relations, actors, Filters()) if e[1] == label]
        assert row.locator(".much").inner_text() == str(len(alone))
        row.locator("input").uncheck()
        assert shown(it) == expected(relations, actors, Filters(labels=frozenset({label})))
        row.locator("input").check()
        row.hover()
        row.locator(".solo").click()
        assert {(r["label"], r["event"]) for r in it.hook("relations")} == {(label, event)}
        row.locator(".solo").click()
