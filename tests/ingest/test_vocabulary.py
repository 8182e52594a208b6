"""Vocabulary files say by file and line what is wrong with them; the lexicon knows its slots and classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from communique.errors import VocabularyError
from communique.ingest.lexicon import COLUMNS, SLOTS, build_lexicon, load_lexicon
from communique.ingest.vocabulary import Row, rows
from tests.docs import lexicon

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ",".join(COLUMNS)
PREPOSITIONS = SLOTS["VERB"] & SLOTS["ADJ"] - {"subj", "both", "speaker", "comp"}
GOOD = "bask,VERB,,subj,in,basked in,SUPPORT,3,,"


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "mine.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_rows_skip_comments_and_know_their_line(tmp_path: Path) -> None:
    path = _file(tmp_path, '# one\n# two\na,b,c\n\n1, 2 ,\n# three\n"x,y",z,"p|q| |"\n')
    found = list(rows(path, ("a", "b"), ("c", "d")))
    assert [dict(row) for row in found] == [
        {"c": "", "d": "", "a": "1", "b": "2"},
        {"c": "p|q| |", "d": "", "a": "x,y", "b": "z"},
    ]
    assert [row.place for row in found] == ["mine.csv, line 5", "mine.csv, line 7"]
    assert found[1].many("c") == ("p", "q")
    assert found[0].many("c") == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "mine.csv: column 'a' is missing; the columns are: a,b"),
        ("a\n1\n", "mine.csv: column 'b' is missing"),
        ("a,b,e\n", "mine.csv: column 'e' is unknown; remove it or correct its name"),
        ("a,b\n1\n", "mine.csv, line 2: has 1 cells where the header has 2; quote cells that hold commas"),
        ("# x\na,b\n1,2\n1,2,3\n", "mine.csv, line 4: has 3 cells where the header has 2"),
        (b"a,b\n\xff\xfe,2\n", "mine.csv: is not UTF-8 ("),
    ],
)
def test_a_file_that_breaks_the_form_is_refused(tmp_path: Path, content: str | bytes, complaint: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        list(rows(_file(tmp_path, content), ("a", "b"), ("c",)))
    assert str(caught.value).startswith(complaint)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"^gone\.csv: cannot be read \("):
        list(rows(tmp_path / "gone.csv", ("a",)))


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert [dict(r) for r in rows(_file(tmp_path, "\ufeffa,b\r\n1,2\r\n"), ("a", "b"))] == [{"a": "1", "b": "2"}]


def test_a_cell_of_numbers_or_words_refuses_others() -> None:
    row = Row({"n": "1.5", "w": "x"}, "f.csv, line 9")
    assert row.number("n") == 1.5
    assert row.one_of("w", ("", "x")) == "x"
    with pytest.raises(VocabularyError, match=r"^f\.csv, line 9: w 'x' is not a number$"):
        row.number("w")
    with pytest.raises(VocabularyError, match=r"^f\.csv, line 9: w 'x' is unknown; use one of: y, z$"):
        row.one_of("w", ("", "y", "z"))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("bask,VERB,,poss,in,basked in,SUPPORT,3,,", "source slot 'poss' is unknown for VERB; use: about, across"),
        ("bask,NOUN,,subj,obj,basked in,SUPPORT,3,,", "target slot 'obj' is unknown for NOUN"),
        ("bask,ADJ,,subj,dative,basked in,SUPPORT,3,,", "target slot 'dative' is unknown for ADJ"),
        ("bask,VERB,,,in,basked in,SUPPORT,3,,", "source slot '' is unknown for VERB"),
        ("bask,ADV,,subj,in,basked in,SUPPORT,3,,", "pos 'ADV' is unknown; use one of: VERB, NOUN, ADJ"),
        ("bask,VERB,@suns,subj,in,basked in,SUPPORT,3,,", "object class '@suns' is not in classes.csv; add it or list"),
        ("bask,VERB,,subj,in,basked in,SUN,3,,", "event 'SUN' is unknown; use one of: AGREE, CONSULT"),
        ("bask,VERB,,subj,in,basked in,SUPPORT,much,,", "intensity 'much' is not a number"),
        ("bask,VERB,,subj,in,basked in,SUPPORT,11,,", "intensity 11.0 is outside -10 to 10"),
        ("bask,VERB,,subj,in,basked in,SUPPORT,3,maybe,", "symmetric 'maybe' is unknown; use one of: yes"),
        (",VERB,,subj,in,basked in,SUPPORT,3,,", "trigger and label must not be empty"),
        ("bask,VERB,,subj,in,,SUPPORT,3,,", "trigger and label must not be empty"),
    ],
)
def test_a_bad_sense_of_the_users_file_is_refused_by_file_and_line(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        build_lexicon([_file(tmp_path, f"{HEADER}\n{GOOD}\n{row}\n")])
    assert str(caught.value).startswith(f"mine.csv, line 3: {complaint}")


@pytest.mark.parametrize(
    "number",
    [
        "inf",
        "-inf",
        "10.5",
        "nan",
    ],
)
def test_an_intensity_beyond_the_scale_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(VocabularyError, match="line 2"):
        build_lexicon([_file(tmp_path, f"{HEADER}\nbask,VERB,,subj,in,basked in,SUPPORT,{number},,\n")])


def test_the_users_senses_come_first_and_add_words(tmp_path: Path) -> None:
    path = _file(tmp_path, f"{HEADER}\n{GOOD}\nback,VERB,,subj,obj,stood behind,COOPERATE,4,,\n")
    made = build_lexicon([path])
    assert [s.label for s in made.of("bask", "VERB")] == ["basked in"]
    plain = [s for s in made.of("back", "VERB") if not s.objects]
    assert plain[0].label == "stood behind"
    assert len(plain) == 1 + len([s for s in load_lexicon().of("back", "VERB") if not s.objects])
    assert load_lexicon().of("bask", "VERB") == []


def test_senses_that_ask_for_an_object_come_before_those_that_take_any() -> None:
    made = lexicon(
        "cut,VERB,,subj,obj,cut,COERCE,-5,,",
        "cut,VERB,tie|relation,subj,with,cut ties with,SANCTION,-6,,",
        "cut off,VERB,,subj,obj,cut off,SANCTION,-6,,",
    )
    assert [s.label for s in made.of("cut", "VERB")] == ["cut ties with", "cut"]
    assert made.particles["cut"] == {"off"}
    assert made.of("cut", "NOUN") == []
    assert made.effect("cut", "VERB") == ""


def test_the_sign_of_a_type_is_its_polarity() -> None:
    made = lexicon("back,VERB,,subj,obj,backs,SUPPORT,4,,", "bomb,VERB,,subj,obj,bombed,ASSAULT,-10,,")
    assert [made.of(w, "VERB")[0].polarity for w in ("back", "bomb")] == [1, -1]


def test_slots_are_those_that_the_file_explains(root: Path) -> None:
    head = (root / "seeds/lexicon/senses.csv").read_text(encoding="utf-8").partition("\ntrigger,")[0]
    missing = []
    for pos, article in (("VERB", "a"), ("NOUN", "a"), ("ADJ", "an")):
        line = next(text for text in head.splitlines() if text.startswith(f"# slots of {article} {pos}:"))
        missing += [(pos, slot) for slot in sorted(SLOTS[pos] - PREPOSITIONS) if not re.search(rf"\b{slot}\b", line)]
    assert missing == []
