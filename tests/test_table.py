"""What goes into a table file comes out of it, cell for cell; what cannot be read is refused by name."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from communique.errors import InputError
from communique.table import (
    EVENTS,
    RELATION_COLUMNS,
    STATUSES,
    ActorRow,
    Relation,
    actors_frame,
    as_actors,
    as_relations,
    read_relations,
    relations_frame,
    slug,
    write_relations,
)

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (".jsonl", ".csv", ".parquet")
HOSTILE = (
    "=HYPERLINK('http://x.org','x')", "'=1+1", "''-2", "'", "''", "", " ", "\t=1", "\r\n", "+", "@SUM(A1)",
    '"', '""', ',",', "a\x00b", "null", "NaN", "NA", "None", "true", "-5", "1e5", "</script><img onerror=x>",
    "＝1", "\ufeffx", "\u2028", "\x85", "مصر", "🇺🇳", "e\u0301",
)  # fmt: skip

texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
names = texts.filter(bool)
maybe = st.none() | texts
offsets = st.integers(0, 2**62)
finite = st.floats(allow_nan=False, allow_infinity=False)


def _cells(name: str, kind: str) -> st.SearchStrategy[Any]:
    if name == "status":
        return st.sampled_from(STATUSES)
    if name == "event":
        return st.sampled_from(EVENTS)
    kinds = {"str": texts, "str | None": maybe, "int": offsets, "float": finite, "bool": st.booleans()}
    return kinds[kind]


relations = st.builds(Relation, **{n: _cells(n, str(k)) for n, k in Relation.__annotations__.items()})


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]


def _row(**changes: object) -> pd.DataFrame:
    return as_relations(pd.DataFrame([{"source": "Iran", "event": "SUPPORT", "target": "Syria"} | changes]))


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(relations, max_size=4))
def test_every_cell_survives_a_file(tmp_path: Path, suffix: str, rows: list[Relation]) -> None:
    frame, path = relations_frame(rows), tmp_path / f"r{suffix}"
    write_relations(frame, path)
    again = read_relations(path)
    assert _records(again) == _records(frame)
    assert list(again.columns) == list(RELATION_COLUMNS)
    assert again.dtypes.equals(frame.dtypes)


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_table_keeps_its_columns_and_types(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"r{suffix}"
    write_relations(relations_frame([]), path)
    again = read_relations(path)
    assert again.empty
    assert again.dtypes.equals(relations_frame([]).dtypes)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for name in "ab":
        write_relations(_row(title="=1"), tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@given(text=texts)
@example(text="=cmd|' /C calc'!A0")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_csv_cell_starts_a_formula(tmp_path: Path, text: str) -> None:
    write_relations(_row(evidence=text, trigger=text), tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))]


def test_a_csv_that_pandas_or_a_spreadsheet_saved_again_is_read(tmp_path: Path) -> None:
    frame = _row(date="2016-10-20", claimant=None)
    frame.assign(symmetric="TRUE").to_csv(tmp_path / "r.csv", index=False, encoding="utf-8-sig")
    again = read_relations(tmp_path / "r.csv")
    assert _records(again) == _records(frame.assign(symmetric=True))


def test_a_long_evidence_does_not_break_csv(tmp_path: Path) -> None:
    frame = _row(evidence="word, \n" * 300_000)
    write_relations(frame, tmp_path / "r.csv")
    assert read_relations(tmp_path / "r.csv")["evidence"].equals(frame["evidence"])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("r.xlsx", b"", "use .jsonl, .csv or .parquet"),
        ("r.jsonl", b'{"source": ', "line 1 is not JSON"),
        ("r.jsonl", b"[" * 100_000, "line 1 is not JSON"),
        ("r.jsonl", b"[1]\n", "line 1 is no JSON object"),
        ("r.jsonl", b'{"source": "a"}\n', "column 'document' is missing"),
        ("r.jsonl", b"\xff\xfe\x00", "not a relations table"),
        ("r.csv", b"", "not a relations table"),
        ("r.csv", b"a;b\n1;2\n", "column 'document' is missing"),
        ("r.csv", b"\x89PNG\r\n\x1a\n\x00", "r.csv"),
        ("r.parquet", b"PAR1", "not a relations table"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_relations(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_a_table_or_an_input_error(tmp_path: Path, content: bytes) -> None:
    for suffix in FORMATS:
        path = tmp_path / f"any{suffix}"
        path.write_bytes(content)
        try:
            read_relations(path)
        except InputError as error:
            assert path.name in str(error)  # noqa: PT017


def test_places_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_relations(tmp_path / "none.csv")
    for suffix in FORMATS:
        with pytest.raises(InputError, match="choose another place"):
            write_relations(_row(), tmp_path / "no folder" / f"r{suffix}")
    with pytest.raises(InputError, match=r"cannot write '\.txt'"):
        write_relations(_row(), tmp_path / "r.txt")


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("status", "certain", "none of fact, claimed"),
        ("source", None, "'source' has no value"),
        ("polarity", 0.5, "'polarity' has no value, or a wrong one"),
        ("weight", float("nan"), "'weight'"),
        ("weight", float("inf"), "'weight'"),
        ("weight", "much", "'weight'"),
        ("symmetric", "perhaps", "'symmetric'"),
    ],
)
def test_a_wrong_cell_is_refused_with_row_and_column(column: str, value: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        _row(**{column: value})


def test_a_frame_of_three_columns_is_enough_and_is_not_changed() -> None:
    mine = pd.DataFrame({"source": ["Iran"], "event": ["SANCTION"], "target": ["Syria"], "mine": [1]}, index=[7])
    before = mine.copy(deep=True)
    made = as_relations(mine)
    pd.testing.assert_frame_equal(mine, before)
    row = made.iloc[0]
    assert list(made.columns) == list(RELATION_COLUMNS)
    assert (row["target_id"], row["relation"], row["polarity"], row["source_text"]) == (
        "syria",
        "sanction",
        -1,
        "Iran",
    )
    with pytest.raises(InputError, match="no column 'event'"):
        as_relations(mine[["source", "target"]])


def test_actors_are_made_of_lists_arrays_and_joined_aliases() -> None:
    row = ActorRow(id="Q159", name="Russia", type="state", principal=None, aliases=["Moscow"], mentions=3)
    frame = actors_frame([row])
    assert as_actors(frame)["aliases"].tolist() == [["Moscow"]]
    loose = pd.DataFrame(
        {"name": ["Syria", "Iran"], "aliases": ["Damascus|Syrian Arab Republic", np.array(["Tehran"])]}
    )
    made = as_actors(loose)
    assert made["aliases"].tolist() == [["Damascus", "Syrian Arab Republic"], ["Tehran"]]
    assert made["id"].tolist() == ["syria", "iran"]
    with pytest.raises(InputError, match="two rows with the id 'syria'"):
        as_actors(pd.DataFrame({"name": ["Syria", "syria"]}))
    with pytest.raises(InputError, match="column 'name'"):
        as_actors(pd.DataFrame({"id": ["Q1"]}))


@given(text=names)
def test_a_slug_is_stable_and_never_empty(text: str) -> None:
    assert slug(text)
    assert slug(slug(text)) == slug(text)
