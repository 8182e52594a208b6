"""The review loop: who was found is written down, corrected by hand, and fed back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands import Ended


def test_the_review_loop_retypes_drops_merges_and_splits(run: Callable[..., Ended], tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(
        "The Zorat Council condemned Turkey. The Zorat Front attacked Syria. ZF backs Iran.", encoding="utf-8"
    )
    review = tmp_path / "review.csv"
    assert run("actors", str(text), "--review", str(review)).code == 0
    head, rows = _review(review)
    assert {"zorat-council", "zorat-front"} <= {r["id"] for r in rows}
    for row in rows:
        if row["id"] == "zorat-council":
            row |= {"type": "political_body", "principal": "Q794", "name": "Zorat Council"}
        if row["id"] == "zorat-front":
            row |= {"action": "merge", "into": "zorat-council"}
        if row["id"] == "Q858":
            row["action"] = "drop"
    with review.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)
    mentions = tmp_path / "mentions.jsonl"
    assert run("actors", str(text), "--actors", str(review), "--mentions", str(mentions)).code == 0
    found = {m["text"]: m for m in map(json.loads, mentions.read_text(encoding="utf-8").splitlines())}
    assert (found["Zorat Council"]["type"], found["Zorat Council"]["principal"]) == ("political_body", "Iran")
    assert found["Zorat Front"]["actor"] == "Zorat Council"
    assert "Syria" not in found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"action": "burn"}, "action 'burn' is unknown"),
        ({"action": "merge", "into": "nobody"}, "into 'nobody' is not an actor"),
    ],
)
def test_a_review_file_with_a_bad_row_is_refused_by_line(
    run: Callable[..., Ended], tmp_path: Path, change: dict[str, str], says: str
) -> None:
    review = tmp_path / "review.csv"
    columns = "id,name,type,principal,aliases,adjectives,metonyms,start,end,action,into".split(",")
    row = dict.fromkeys(columns, "") | {"id": "x", "name": "Xland", "type": "state"} | change
    review.write_text(",".join(columns) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    text = tmp_path / "a.txt"
    text.write_text("Iran condemned Turkey.", encoding="utf-8")
    ended = run("actors", str(text), "--actors", str(review))
    assert ended.code == 2
    assert "review.csv, line 2" in ended.err
    assert says in ended.err


def _review(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines)
    rows = list(reader)
    return list(reader.fieldnames or []), rows


def test_a_review_that_nobody_edited_changes_nothing(run: Callable[..., Ended], tmp_path: Path) -> None:
    text, review = tmp_path / "a.txt", tmp_path / "review.csv"
    text.write_text(
        "Israel and Jordan met in Moscow. Moscow praised Jordan. The Zorat Front’s men attacked Syria.",
        encoding="utf-8",
    )
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    assert run("actors", str(text), "--mentions", str(before), "--review", str(review)).code == 0
    assert run("actors", str(text), "--mentions", str(after), "--actors", str(review)).code == 0
    assert [(m["text"], m["actor_id"]) for m in _lines(before)] == [(m["text"], m["actor_id"]) for m in _lines(after)]


def test_a_dropped_person_is_gone_with_the_surname(run: Callable[..., Ended], tmp_path: Path) -> None:
    text, review, mentions = tmp_path / "a.txt", tmp_path / "review.csv", tmp_path / "m.jsonl"
    text.write_text("John Kerry met Iran. Kerry praised Turkey.", encoding="utf-8")
    assert run("actors", str(text), "--review", str(review)).code == 0
    head, rows = _review(review)
    for row in rows:
        row["action"] = "drop" if row["name"] == "John Kerry" else ""
    with review.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)
    assert run("actors", str(text), "--mentions", str(mentions), "--actors", str(review)).code == 0
    assert {m["text"] for m in _lines(mentions)} == {"Iran", "Turkey"}


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
