"""Figures agree with those computed by hand, rule by rule, and with those of the common scorer."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from communique.errors import InputError
from communique.evaluate import Evaluation, Finding, Score, evaluate
from communique.goldset import normal
from communique.table import EVENTS, STATUSES, as_relations, write_relations

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]

ACTOR, TYPE, QUAD, DYAD = "actor dyad + type", "state dyad + type", "state dyad + quad", "state dyad"
SHARED = Path(__file__).parents[2] / "shared"
SCORER = SHARED / "eval" / "score.py"


def actor(name: str, kind: str = "state", principal: str | None = None, accept: Sequence[str] = ()) -> Row:
    return {"name": name, "type": kind, "accept": list(accept), "principal": principal}


def entry(source: str, relation: str, target: str, **others: object) -> Row:
    made: Row = {"source": source, "relation": relation, "target": target, "accept": [], "symmetric": False}
    return made | {"status": "fact", "claimant": None, "evidence": "e", "optional": False} | others


def document(actors: Sequence[object], relations: Sequence[Row] = (), offices: Sequence[tuple[str, str]] = ()) -> Row:
    held = [{"holder": h, "office": "minister", "of": of, "evidence": "e"} for h, of in offices]
    return {"id": "d", "actors": list(actors), "relations": list(relations), "offices": held}


def said(source: str | None, event: str | None, target: str | None, **others: object) -> Row:
    return {"document": "d", "source": source, "event": event, "target": target, "status": "fact"} | others


def write(path: Path, rows: Sequence[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def judge(tmp_path: Path, gold: Row, *predicted: Row) -> Evaluation:
    return evaluate(write(tmp_path / "gold.jsonl", [gold]), write(tmp_path / "said.jsonl", predicted))


RUSSIA, TURKEY, SYRIA, US = (actor(n) for n in ("Russia", "Turkey", "Syria", "United States"))
LAVROV = actor("Sergei Lavrov", "official", "Russia")
KERRY = actor("John Kerry", "official", "United States")
PEOPLE = [RUSSIA, US, LAVROV, KERRY]


def test_all_found_and_nothing_else(tmp_path: Path) -> None:
    gold = document([RUSSIA, TURKEY], [entry("Russia", "ACCUSE", "Turkey"), entry("Turkey", "REJECT", "Russia")])
    made = judge(tmp_path, gold, said("Russia", "ACCUSE", "Turkey"), said("Turkey", "REJECT", "Russia"))
    assert [made.scores[level] for level in (ACTOR, TYPE, QUAD, DYAD)] == [Score(2, 2, 2)] * 4
    assert (made.status_accuracy, made.misses, made.alarms) == (1.0, [], [])


def test_what_is_missed_and_what_is_made_up_are_counted_and_kept(tmp_path: Path) -> None:
    gold = document([RUSSIA, TURKEY], [entry("Russia", "ACCUSE", "Turkey", evidence="Moscow blamed Ankara")])
    alarm = said("Turkey", "ASSAULT", "Russia", status="claimed", evidence="Ankara shot")
    made = judge(
        tmp_path,
        gold,
        alarm,
        said("the TURKEY", "ASSAULT", "Russian Federation"),
        said("Iran", "AID", "Iraq"),
    )
    assert made.scores[TYPE] == Score(0, 2, 1)  # a wrong statement made twice is one
    assert (made.scores[TYPE].precision, made.scores[TYPE].f1) == (0.0, 0.0)
    assert made.misses == [Finding("d", "Russia", "ACCUSE", "Turkey", "fact", "Moscow blamed Ankara")]
    assert made.alarms == [
        Finding("d", "Turkey", "ASSAULT", "Russia", "claimed", "Ankara shot"),
        Finding("d", "Iran", "AID", "Iraq", "fact", ""),
    ]


@pytest.mark.parametrize(("symmetric", "score"), [(True, Score(1, 1, 1)), (False, Score(0, 1, 1))])
def test_only_a_symmetric_relation_is_found_from_its_other_end(tmp_path: Path, symmetric: bool, score: Score) -> None:
    gold = document([RUSSIA, TURKEY], [entry("Russia", "CONSULT", "Turkey", symmetric=symmetric)])
    made = judge(tmp_path, gold, said("Turkey", "CONSULT", "Russia"))
    assert made.scores[ACTOR] == made.scores[TYPE] == made.scores[DYAD] == score


def test_one_found_twice_counts_once(tmp_path: Path) -> None:
    gold = document([RUSSIA, TURKEY], [entry("Russia", "CONSULT", "Turkey", symmetric=True)])
    made = judge(tmp_path, gold, said("Turkey", "CONSULT", "Russia"), said("Russia", "CONSULT", "Turkey"))
    assert made.scores[ACTOR] == Score(1, 1, 1)
    assert made.statuses_compared == 1


def test_optional_entries_are_neither_required_nor_punished(tmp_path: Path) -> None:
    gold = document(
        [RUSSIA, TURKEY, SYRIA],
        [
            entry("Russia", "AID", "Syria", optional=True),
            entry("Turkey", "ASSAULT", "Syria", optional=True),
            entry("Russia", "ACCUSE", "Turkey"),
        ],
    )
    made = judge(tmp_path, gold, said("Russia", "AID", "Syria", status="planned"))
    assert made.scores[ACTOR] == made.scores[TYPE] == Score(0, 0, 1)
    assert [miss.relation for miss in made.misses] == ["ACCUSE"]
    assert (made.statuses_right, made.statuses_compared) == (0, 1)  # its status is compared all the same


def test_a_required_entry_is_claimed_before_an_optional_one(tmp_path: Path) -> None:
    entries = [
        entry("Russia", "AID", "Syria", accept=["SUPPORT"], optional=True),
        entry("Russia", "SUPPORT", "Syria", accept=["AID"]),
        entry("Russia", "COOPERATE", "Syria", accept=["AID"]),
    ]
    gold = document([RUSSIA, SYRIA], entries)
    assert judge(tmp_path, gold, said("Russia", "AID", "Syria")).scores[ACTOR] == Score(1, 1, 2)
    # The second takes the next free entry, the third the optional one, the fourth finds all taken.
    made = judge(tmp_path, gold, *[said("Russia", "AID", "Syria")] * 4)
    assert made.scores[ACTOR] == Score(2, 2, 2)
    assert made.statuses_compared == 3


@pytest.mark.parametrize(
    ("event", "right"),
    [
        ("SUPPORT", (True, True, True)),
        ("AID", (True, True, True)),  # accepted
        ("YIELD", (False, True, True)),  # of the accepted label's class
        ("ACCUSE", (False, False, True)),
    ],
)
def test_labels_and_classes_and_dyads(tmp_path: Path, event: str, right: tuple[bool, ...]) -> None:
    gold = document([RUSSIA, SYRIA], [entry("Russia", "SUPPORT", "Syria", accept=["AID"])])
    made = judge(tmp_path, gold, said("Russia", event, "Syria"))
    assert tuple(made.scores[level] == Score(1, 1, 1) for level in (TYPE, QUAD, DYAD)) == right
    assert made.scores[ACTOR] == made.scores[TYPE]
    assert Score(0, 1, 1) not in [made.scores[level] for level, ok in zip((TYPE, QUAD, DYAD), right, strict=True) if ok]


@pytest.mark.parametrize(
    ("older", "event"),
    [
        ("CONCEDE", "YIELD"), ("RETREAT", "YIELD"), ("DEMAND", "REQUEST"),
        ("DISAPPROVE", "ACCUSE"), ("INVESTIGATE", "ACCUSE"), ("FIGHT", "ASSAULT"),
    ],
)  # fmt: skip
def test_older_labels_are_those_that_they_became(tmp_path: Path, older: str, event: str) -> None:
    for annotated, predicted in ((event, older), (older, event)):
        gold = document([RUSSIA, SYRIA], [entry("Russia", annotated, "Syria")])
        assert judge(tmp_path, gold, said("Russia", predicted, "Syria")).scores[QUAD] == Score(1, 1, 1)
    wrong = judge(tmp_path, document([RUSSIA, SYRIA]), said("Russia", older, "Syria"))
    assert [alarm.relation for alarm in wrong.alarms] == [event]


def test_what_is_no_event_is_passed_over(tmp_path: Path) -> None:
    gold = document([RUSSIA, SYRIA], [entry("Russia", "AID", "Syria")])
    made = judge(
        tmp_path, gold, said("Russia", "PART_OF", "Syria"), said("Russia", None, "Syria"),
        said("Russia", "AID", "Syria", document="another"),
    )  # fmt: skip
    assert made.scores[ACTOR] == Score(0, 0, 1)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Sergei Lavrov", True), ("sergei lavrov’s", True), ("Foreign Minister Sergei Lavrov", False),
        ("Lavrov", True), ("Sergey Lavrov", True), ("S. V. Lavrov", True),
        ("Mr Lavrov", False), ("Yuri Lavrov", False), ("Sergei", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_officials_are_found_by_surname(tmp_path: Path, name: str | None, meant: bool) -> None:
    gold = document(PEOPLE, [entry("Sergei Lavrov", "ACCUSE", "United States")])
    assert judge(tmp_path, gold, said(name, "ACCUSE", "US")).scores[ACTOR].tp == meant


def test_a_surname_that_two_share_finds_neither(tmp_path: Path) -> None:
    brothers = [actor("Raul Castro", "official", "Cuba"), actor("Fidel Castro", "official", "Cuba")]
    for name in ("Raul Castro", "Fidel Castro"):
        gold = document([actor("Cuba"), *brothers, US], [entry(name, "CONSULT", "United States")])
        assert judge(tmp_path, gold, said("Castro", "CONSULT", "US")).scores[ACTOR] == Score(0, 1, 1)
        assert judge(tmp_path, gold, said(name, "CONSULT", "US")).scores[ACTOR] == Score(1, 1, 1)


def test_only_officials_have_surnames(tmp_path: Path) -> None:
    gold = document([actor("Free Syrian Army", "armed_group"), SYRIA], [entry("Free Syrian Army", "ASSAULT", "Syria")])
    assert judge(tmp_path, gold, said("Army", "ASSAULT", "Syria")).scores[ACTOR] == Score(0, 1, 1)


def test_accepted_names_are_as_right_as_the_own(tmp_path: Path) -> None:
    rebels = actor("Syrian rebels", "armed_group", accept=["Syrian opposition"])
    gold = document([rebels, SYRIA], [entry("Syrian rebels", "ASSAULT", "Syria")])
    assert judge(tmp_path, gold, said("The Syrian Opposition", "ASSAULT", "Syria")).scores[ACTOR] == Score(1, 1, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "United States of America"), ("Britain's", "the UK"), ("Türkiye", "Turkey"),
        ("ISIS", "Islamic State"), ("Daesh", "ISIL"), ("Nusra Front", "Jabhat Fateh al-Sham"),
        ("U.N.", "United Nations"), ("Côte d’Ivoire", "Cote d'Ivoire"), ("Al-Shabaab", "al Shabaab"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_agents_count_as_their_principals_at_the_levels_of_states(tmp_path: Path) -> None:
    gold = document(PEOPLE, [entry("Sergei Lavrov", "CONSULT", "John Kerry", symmetric=True)])
    for ends in (
        said("Russia", "CONSULT", "US"),
        said("US", "CONSULT", "Lavrov"),
        said("Russia", "CONSULT", "Kerry", source_principal="Soviet Union"),
        said("Maria Zakharova", "CONSULT", "Kerry", source_principal="Russia"),
    ):
        made = judge(tmp_path, gold, ends)
        assert (made.scores[ACTOR], made.scores[TYPE]) == (Score(0, 1, 1), Score(1, 1, 1))
    made = judge(tmp_path, gold, said("Maria Zakharova", "CONSULT", "Kerry"))
    assert made.scores[TYPE] == made.scores[DYAD] == Score(0, 1, 1)


def test_a_state_in_the_gold_is_found_in_its_minister_only_with_the_principal(tmp_path: Path) -> None:
    gold = document([RUSSIA, SYRIA], [entry("Russia", "SUPPORT", "Syria")])
    assert judge(tmp_path, gold, said("Lavrov", "SUPPORT", "Syria")).scores[TYPE] == Score(0, 1, 1)
    made = judge(tmp_path, gold, said("Lavrov", "SUPPORT", "Syria", source_principal="Russia"))
    assert (made.scores[ACTOR], made.scores[TYPE]) == (Score(0, 1, 1), Score(1, 1, 1))


def test_principals_are_followed_to_the_last_and_never_in_a_circle(tmp_path: Path) -> None:
    ministry = actor("Foreign Ministry", "institution", "Russia")
    envoy = actor("Maria Zakharova", "official", "Foreign Ministry")
    gold = document([RUSSIA, ministry, envoy, SYRIA], [entry("Maria Zakharova", "SUPPORT", "Syria")])
    assert judge(tmp_path, gold, said("Russia", "SUPPORT", "Syria")).scores[TYPE] == Score(1, 1, 1)
    # The step between is neither the one named nor the last.
    assert judge(tmp_path, gold, said("Foreign Ministry", "SUPPORT", "Syria")).scores[TYPE] == Score(0, 1, 1)
    circle = [actor("A", "other", "B"), actor("B", "other", "A"), SYRIA]
    gold = document(circle, [entry("A", "SUPPORT", "Syria")])
    assert judge(tmp_path, gold, said("B", "SUPPORT", "Syria")).scores[TYPE] == Score(1, 1, 1)


def test_entries_that_fall_together_at_the_level_of_states_count_once(tmp_path: Path) -> None:
    entries = [
        entry("Russia", "CONSULT", "United States", symmetric=True),
        entry("John Kerry", "CONSULT", "Sergei Lavrov", symmetric=True),
        entry("John Kerry", "ACCUSE", "Russia"),
    ]
    gold = document(PEOPLE, entries)
    made = judge(tmp_path, gold, said("Lavrov", "CONSULT", "Kerry"))
    assert made.scores[ACTOR] == Score(1, 1, 3)
    assert made.scores[TYPE] == Score(1, 1, 2)
    assert [miss.relation for miss in made.misses] == ["ACCUSE"]


def test_an_optional_twin_that_is_found_stands_for_the_required_one(tmp_path: Path) -> None:
    entries = [
        entry("Russia", "ACCUSE", "United States"),
        entry("Sergei Lavrov", "ACCUSE", "John Kerry", optional=True),
    ]
    made = judge(tmp_path, document(PEOPLE, entries), said("Lavrov", "ACCUSE", "Kerry"))
    assert made.scores[ACTOR] == Score(0, 0, 1)
    assert made.scores[TYPE] == Score(1, 1, 1)


def test_statuses_are_compared_where_a_relation_is_found(tmp_path: Path) -> None:
    entries = [
        entry("Russia", "ASSAULT", "Syria", status="claimed"),
        entry("Syria", "ACCUSE", "Russia"),
        entry("Syria", "REJECT", "Russia", status="negated"),
    ]
    made = judge(
        tmp_path, document([RUSSIA, SYRIA], entries), said("Russia", "ASSAULT", "Syria", status="claimed"),
        said("Syria", "ACCUSE", "Russia", status="claimed"), said("Syria", "REJECT", "Russia", status=None),
        said("Russia", "AID", "Syria"),
    )  # fmt: skip
    assert (made.statuses_right, made.statuses_compared, made.status_accuracy) == (1, 3, 0.3333)


def test_offices(tmp_path: Path) -> None:
    ministry = actor("Foreign Ministry", "institution", "Russia")
    spokeswoman = actor("Maria Zakharova", "official", "Foreign Ministry")
    offices = [
        ("Sergei Lavrov", "Russia"), ("Sergei Lavrov", "Russia"),  # two titles
        ("John Kerry", "United States"),
        ("Maria Zakharova", "Foreign Ministry"),
    ]  # fmt: skip
    gold = document([*PEOPLE, ministry, spokeswoman], [], offices)
    made = judge(
        tmp_path, gold,
        said("Lavrov", "HOLDS_OFFICE", "Russia", office="foreign minister"),
        said("Sergey Lavrov", "HOLDS_OFFICE", "Russia", office="minister"),
        said("Zakharova", "HOLDS_OFFICE", "Russia"),  # the state of the institution is right too
        said("Kerry", "HOLDS_OFFICE", "Russia"), said("Kerry", "HOLDS_OFFICE", "Russia"),
        said("US", "HOLDS_OFFICE", "John Kerry"),
    )  # fmt: skip
    assert made.scores["offices"] == Score(2, 4, 3)
    assert made.scores[ACTOR] == Score()


def test_of_two_offices_that_fit_the_first_annotated_is_found(tmp_path: Path) -> None:
    bank = actor("State Bank", "institution", "Russia")
    gold = document([RUSSIA, bank, LAVROV], [], [("Sergei Lavrov", "Russia"), ("Sergei Lavrov", "State Bank")])
    rows = [said("Lavrov", "HOLDS_OFFICE", "Russia"), said("Lavrov", "HOLDS_OFFICE", "State Bank")]
    assert judge(tmp_path, gold, *rows).scores["offices"] == Score(2, 2, 2)
    assert judge(tmp_path, gold, *rows[:1]).scores["offices"] == Score(1, 1, 2)


def test_the_table_and_the_figures_say_the_same(tmp_path: Path) -> None:
    gold = document([RUSSIA, SYRIA], [entry("Russia", "AID", "Syria"), entry("Syria", "AGREE", "Russia")])
    made = judge(
        tmp_path,
        gold,
        said("Russia", "AID", "Syria"),
        said("Syria", "ACCUSE", "Russia"),
        said("Iran", "AID", "Iraq"),
    )
    table = made.table()
    rows = {str(level): list(row.values()) for level, row in table.to_dict("index").items()}
    assert table.index.tolist() == [ACTOR, TYPE, QUAD, DYAD, "offices"]
    assert table.columns.tolist() == ["tp", "predicted", "gold", "precision", "recall", "f1"]
    assert rows[TYPE] == [1, 3, 2, 0.3333, 0.5, 0.4]
    assert rows[DYAD] == [2, 3, 2, 0.6667, 1.0, 0.8]
    assert rows["offices"] == [0, 0, 0, 0.0, 0.0, 0.0]
    figures = json.loads(json.dumps(made.figures()))
    assert figures.pop("status accuracy") == made.status_accuracy == 1.0
    assert figures == table.to_dict("index")


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_every_format_of_a_relations_table_is_read(tmp_path: Path, suffix: str) -> None:
    gold = document(PEOPLE, [entry("Russia", "ACCUSE", "United States")], [("John Kerry", "United States")])
    rows = [
        said("Maria Zakharova", "ACCUSE", "US", source_principal="Russia", evidence="=e"),
        said("Kerry", "HOLDS_OFFICE", "US"),
        said("Iran", "AID", "Iraq"),
    ]
    path = tmp_path / f"table{suffix}"
    write_relations(as_relations(pd.DataFrame(rows)), path)
    made = evaluate(write(tmp_path / "gold.jsonl", [gold]), path)
    assert (made.scores[TYPE], made.scores["offices"]) == (Score(1, 2, 1), Score(1, 1, 1))


def test_nothing_predicted_is_a_score_of_nothing(tmp_path: Path) -> None:
    made = judge(tmp_path, document([RUSSIA, SYRIA], [entry("Russia", "AID", "Syria")]))
    assert made.scores[TYPE] == Score(0, 0, 1)
    assert made.status_accuracy == 0.0


def without(key: str, row: Row) -> Row:
    return {k: v for k, v in row.items() if k != key}


AIDS = entry("Russia", "AID", "Syria")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "is not JSON"),
        ("[1]", "is no JSON object"),
        ("[" * 100_000, "is not JSON"),
        (without("offices", document([])), "the document has no 'offices'"),
        (document([]) | {"id": 7}, "'id' of the document is not text"),
        (document([]) | {"actors": {}}, "'actors' of the document is not a list"),
        (document(["Russia"]), "entry 1 of 'actors' is no JSON object"),
        (document([without("accept", RUSSIA)]), "entry 1 of 'actors' has no 'accept'"),
        (
            document([RUSSIA | {"accept": [1]}]),
            "'accept' of entry 1 of 'actors' holds something that is not text",
        ),
        (document([RUSSIA | {"type": "country"}]), "the type of entry 1 of 'actors' is 'country'"),
        (
            document([RUSSIA | {"principal": 3}]),
            "'principal' of entry 1 of 'actors' is neither text nor null",
        ),
        (
            document([RUSSIA, SYRIA], [AIDS, without("status", AIDS)]),
            "entry 2 of 'relations' has no 'status'",
        ),
        (
            document([RUSSIA, SYRIA], [AIDS | {"status": "sure"}]),
            "the status of entry 1 of 'relations' is 'sure'",
        ),
        (
            document([RUSSIA, SYRIA], [AIDS | {"optional": "no"}]),
            "'optional' of entry 1 of 'relations' is not true or",
        ),
        (
            document([RUSSIA, SYRIA], [AIDS | {"accept": ["HELP"]}]),
            "a label of entry 1 of 'relations' is 'HELP'",
        ),
        (
            document([RUSSIA], [AIDS]),
            "'target' of entry 1 of 'relations' is 'Syria', who is not among the actors",
        ),
        (document([RUSSIA], [], [("Putin", "Russia")]), "'holder' of entry 1 of 'offices' is 'Putin'"),
    ],
)
def test_a_damaged_gold_line_is_refused_by_file_and_number(tmp_path: Path, line: object, complaint: str) -> None:
    text = line if isinstance(line, str) else json.dumps(line)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(document([])) + "\n\n" + text + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        evaluate(gold, write(tmp_path / "said.jsonl", []))
    assert str(caught.value).startswith(f"{gold}, line 3: ")
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (without("event", said("A", "AID", "B")), "line 1: 'event' is missing"),
        (said("A", "AID", "B", document=None), "line 1: 'document' is not text"),
        (said("A", "AID", "B", status=1), "line 1: 'status' is not text"),
    ],
)
def test_a_damaged_prediction_is_refused(tmp_path: Path, row: Row, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        judge(tmp_path, document([]), row)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    gold, predicted = write(tmp_path / "gold.jsonl", [document([])]), write(tmp_path / "said.jsonl", [])
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes("é".encode("latin-1"))
    for path, complaint in (
        (tmp_path / "absent.jsonl", "cannot be read"), (tmp_path, "cannot be read"), (latin, "is not UTF-8"),
        (predicted, "holds no annotated document"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=complaint):
            evaluate(path, predicted)
    with pytest.raises(InputError, match=r"use \.jsonl, \.csv or \.parquet"):
        evaluate(gold, write(tmp_path / "said.txt", []))


OLDER = ("CONCEDE", "RETREAT", "DEMAND", "DISAPPROVE", "INVESTIGATE", "FIGHT", "PART_OF")


class Garbler:
    """Makes predictions of the gold itself: right ones, wrong ones, and right ones written otherwise."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311

    def predictions(self, gold: Row) -> list[Row]:
        """Give the predictions for one document, in any order."""
        cast = {a["name"]: a for a in gold["actors"]}
        choose, rows = self.chance.choice, []
        for g in gold["relations"]:
            for _ in range(choose([0, 1, 1, 2, 3])):
                ends = [g["source"], g["target"]]
                self.chance.shuffle(choose([ends, []]))
                event = choose([g["relation"]] * 4 + g["accept"] + [choose(EVENTS + OLDER)])
                rows.append(self._row(gold, cast, ends, event, choose([g["status"], choose(STATUSES)])))
        for o in gold["offices"]:
            seat = choose([o["of"], o["of"], cast[o["of"]]["principal"] or o["of"], choose(list(cast))])
            rows += [self._row(gold, cast, [o["holder"], seat], "HOLDS_OFFICE", "fact")] * choose([0, 1, 2])
        for _ in range(choose([0, 2, 4]) if cast else 0):
            ends = [choose(list(cast)), choose(list(cast))]
            rows.append(self._row(gold, cast, ends, choose((*EVENTS, "HOLDS_OFFICE")), choose(STATUSES)))
        self.chance.shuffle(rows)
        return rows

    def _row(self, gold: Row, cast: dict[str, Row], ends: Sequence[str], event: str, status: str) -> Row:
        row = said(self._name(cast, ends[0]), event, self._name(cast, ends[1]), document=gold["id"])
        for side, name in zip(("source", "target"), ends, strict=True):
            principal = cast.get(name, {}).get("principal")
            row[f"{side}_principal"] = self.chance.choice([principal, principal, None, "", *list(cast)[:1]])
        return row | {"status": status, "evidence": "e"}

    def _name(self, cast: dict[str, Row], name: str) -> str:
        known = cast.get(name, {"accept": [], "principal": None})
        written = [
            *[name] * 6, *known["accept"], known["principal"] or name, name.split()[-1],
            f"{name[0]}. {name.split()[-1]}",
            f"the {name.upper()}", f"{name}’s", name.replace(" ", "-"), "", "Nusra", "US", *list(cast)[:1],
        ]  # fmt: skip
        return str(self.chance.choice(written))


def unambiguous(gold: Row) -> Row:
    """Leave a person one office in a state: which of two the scorer finds hangs on its hash seed."""
    heads = {a["name"]: a["principal"] or a["name"] for a in gold["actors"]}
    offices = {(o["holder"], heads[o["of"]]): o for o in gold["offices"]}
    return gold | {"offices": list(offices.values())}


@pytest.mark.skipif(not SCORER.is_file(), reason="the folder with the common scorer and its gold is not here")
@pytest.mark.parametrize("name", ["dev", "train"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_common_scorer_gives_the_same(tmp_path: Path, name: str, seed: int) -> None:
    lines = (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [unambiguous(json.loads(line)) for line in lines]
    garbler = Garbler(seed)
    gold = write(tmp_path / "gold.jsonl", documents)
    predicted = write(tmp_path / "said.jsonl", [row for d in documents for row in garbler.predictions(d)])
    command = [sys.executable, str(SCORER), "docs", str(gold), str(predicted), "--json", "--errors", "100000"]
    *errors, figures = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, check=True
    ).stdout.splitlines()
    made = evaluate(gold, predicted)
    assert made.figures() == json.loads(figures)
    assert all(0 < score.tp < score.predicted for score in made.scores.values())  # nothing was compared in vain
    told = [("missed", *m) for m in made.misses] + [("false alarm", *a) for a in made.alarms]
    assert [" | ".join(row)[:300] for row in told] == [line[:300] for line in errors]
