"""Marked pairs: the function, the command, and what it says of bad lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import communique
from communique.errors import InputError
from communique.ingest.marked import places
from communique.table import EVENTS
from tests.commands import Ended

TEXT = "Turkey condemned Syria, and Syria expelled the ambassador of Turkey."
PAIRS: list[dict[str, Any]] = [
    {"id": "a", "text": TEXT, "source": "Turkey", "target": "Syria"},
    {"id": "b", "text": TEXT, "source": [28, 33], "target": [61, 67]},
    {"id": 3, "text": "France sent food and medicine.", "source": "France", "target": None},
]


def lines(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_names_the_type_of_each_pair(run: Callable[..., Ended]) -> None:
    Path("pairs.jsonl").write_text(lines(*PAIRS), encoding="utf-8")
    ended = run("classify", "pairs.jsonl", "-o", "out.jsonl")
    assert ended.code == 0
    assert "3 pairs" in ended.err
    found = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in found] == ["a", "b", "3"]
    assert found[0]["event"] == "ACCUSE"
    assert found[0]["relation"] == "condemned"
    assert all(set(row) == {"id", "event", "relation", "confidence"} for row in found)
    assert all(row["event"] in EVENTS and 0 < row["confidence"] < 1 for row in found)


def test_the_function_agrees_with_itself() -> None:
    first = communique.classify(TEXT, "Turkey", "Syria")
    assert first == communique.classify(TEXT, (0, 6), (17, 22))
    assert first.event == "ACCUSE"


def test_an_end_written_like_the_other_is_its_second_place() -> None:
    assert places("Iran and Iran", "Iran", "Iran") == ((0, 4), (9, 13))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "not JSON"),
        ([1], "no JSON object"),
        ({"id": "x", "text": TEXT, "source": "Turkey"}, "'target' is missing"),
        ({"id": "x", "text": "", "source": "Turkey", "target": "Syria"}, "text is empty"),
        ({"id": "x", "text": TEXT, "source": "Iran", "target": "Syria"}, "'Iran' is not in the text"),
        ({"id": "x", "text": TEXT, "source": [0, 900], "target": "Syria"}, "no stretch of the text"),
        ({"id": "x", "text": TEXT, "source": 7, "target": "Syria"}, "must be a stretch"),
        ({"id": "x", "text": TEXT, "source": None, "target": None}, "name at least one"),
    ],
)
def test_a_bad_line_is_named_and_nothing_written(run: Callable[..., Ended], bad: object, why: str) -> None:
    Path("pairs.jsonl").write_text(lines(PAIRS[0], bad), encoding="utf-8")
    ended = run("classify", "pairs.jsonl", "-o", "out.jsonl")
    assert ended.code == 2
    assert "pairs.jsonl: line 2" in ended.err
    assert why in ended.err
    assert not Path("out.jsonl").exists()


def test_no_pairs_and_no_file_are_told(run: Callable[..., Ended]) -> None:
    Path("none.jsonl").write_text("\n", encoding="utf-8")
    assert "holds no pairs" in run("classify", "none.jsonl").err
    assert "no such file" in run("classify", "absent.jsonl").err


def test_marks_outside_the_text_are_refused() -> None:
    with pytest.raises(InputError, match="no stretch"):
        communique.classify(TEXT, (5, 5), "Syria")


def test_grammar_only_leaves_the_model_out(run: Callable[..., Ended]) -> None:
    Path("a.txt").write_text("Iran backs Hezbollah.", encoding="utf-8")
    assert run("extract", "a.txt", "--grammar-only", "-o", "plain.jsonl").code == 0
    (row,) = (json.loads(line) for line in Path("plain.jsonl").read_text(encoding="utf-8").splitlines())
    assert row["confidence"] == 0.8
    assert not row["rule"].startswith("model.")
