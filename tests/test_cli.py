"""Commands do what they say; what they cannot do they refuse with exit code 2 and one clear sentence."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from communique.ingest.lexicon import COLUMNS
from communique.table import RELATION_COLUMNS, read_relations
from tests.commands import Ended, jsonl, process

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "Iran condemned the United States."
SECONDS = 20
FULL = Path("/dev/full")
SENSES = ",".join(COLUMNS)


def test_the_version_is_that_of_the_installed_package(tmp_path: Path) -> None:
    ended = process("--version", folder=tmp_path)
    assert (ended.code, ended.out.strip()) == (0, f"communique {importlib.metadata.version('communique')}")


def test_help_names_the_commands_and_answers_at_once(tmp_path: Path) -> None:
    started = time.perf_counter()
    ended = process("--help", folder=tmp_path, COLUMNS="100")
    assert time.perf_counter() - started < SECONDS
    assert ended.code == 0
    assert [c for c in ("build", "extract", "evaluate", "--version") if c not in ended.out] == []


def test_no_library_that_takes_seconds_is_loaded_for_help(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['communique', 'build', '--help']\n"
        "from communique.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('spacy', 'pandas', 'networkx') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"


def test_no_command_prints_the_help(run: Callable[..., Ended]) -> None:
    ended = run()
    assert "Usage" in ended.out + ended.err


@pytest.mark.parametrize("arguments", [("fly",), ("build",), ("extract", "--colour", "red", "a.txt")])
def test_a_wrong_use_ends_with_2(run: Callable[..., Ended], arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "Usage" in ended.err
    assert ended.out == ""


def test_build_and_extract_on_their_own_process(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ended = process(
        "build", "a.txt", "-", "-o", "g.html", "--table", "g.csv", folder=tmp_path, stdin=b"Cuba thanked Mexico."
    )
    assert ended.code == 0, ended.err
    assert ended.out == ""
    assert "2 documents, 4 actors, 2 relations" in ended.err
    assert "ACCUSE 1, SUPPORT 1" in ended.err
    assert "wrote g.html" in ended.err
    assert "<html" in (tmp_path / "g.html").read_text(encoding="utf-8")[:500]
    assert read_relations(tmp_path / "g.csv")["source"].tolist() == ["Iran", "Cuba"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_extract_writes_the_form_of_the_suffix(run: Callable[..., Ended], tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ended = run("extract", "a.txt", "-o", f"r.{suffix}")
    assert (ended.code, ended.out) == (0, "")
    table = read_relations(tmp_path / f"r.{suffix}")
    assert tuple(table.columns) == RELATION_COLUMNS
    assert table[["source", "event", "target"]].to_numpy().tolist() == [["Iran", "ACCUSE", "United States"]]


def test_evaluate_prints_the_figures(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    gold = {
        "id": "a", "title": "t", "date": "2016-10-20", "source": "s", "text": TEXT, "offices": [],
        "actors": [{"name": n, "type": "state", "accept": [], "principal": None} for n in ("Iran", "United States")],
        "relations": [{"source": "Iran", "relation": "ACCUSE", "accept": [], "target": "United States",
        "symmetric": False,
                       "status": "fact", "claimant": None, "evidence": TEXT, "optional": False}],
    }  # fmt: skip
    jsonl(tmp_path / "gold.jsonl", gold)
    assert run("extract", "a.txt", "-o", "r.jsonl").code == 0
    ended = run("evaluate", "gold.jsonl", "r.jsonl", "--errors", "3")
    assert ended.code == 0, ended.err
    assert "1.000" in ended.out
    assert "status accuracy 1.000" in ended.out


def test_evaluate_refuses_what_is_no_gold_or_table(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text("", encoding="utf-8")
    ended = run("evaluate", "gone.jsonl", "r.jsonl")
    assert ended.code == 2
    assert "gone.jsonl" in ended.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("build", "a.txt", "-o", "."), ".: is a folder; name a file to write"),
        (
            ("build", "a.txt", "-o", "no/such/g.html"),
            "no/such/g.html: the folder no/such does not exist; make it first",
        ),
        (("build", "a.txt", "--table", "no/r.csv"), "no/r.csv: the folder no does not exist"),
        (("extract", "a.txt", "-o", "a.txt/r.jsonl"), "a.txt/r.jsonl: the folder a.txt does not exist"),
        (("extract", "a.txt", "-o", "r.docx"), "r.docx: cannot write '.docx'; use .jsonl, .csv or .parquet"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused(
    run: Callable[..., Ended], tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ended = run(*arguments)
    assert ended.code == 2
    assert complaint in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_told(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "full.jsonl").symlink_to(FULL)
    ended = run("extract", "a.txt", "-o", "full.jsonl")
    assert ended.code == 2
    assert "full.jsonl: cannot be written (No space left on device)" in ended.err


def test_what_failed_leaves_no_output_behind(run: Callable[..., Ended], tmp_path: Path) -> None:
    ended = run("extract", "gone.txt", "-o", "r.jsonl")
    assert ended.code == 2
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_model_is_refused_with_the_remedy(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ended = run("extract", "a.txt", "--model", "en_core_web_xxl")
    assert ended.code == 2
    assert "model 'en_core_web_xxl' is not installed; install it with pip" in ended.err


def test_a_model_without_a_parser_is_refused(run: Callable[..., Ended], tmp_path: Path) -> None:
    import spacy

    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    spacy.blank("en").to_disk(tmp_path / "blank")
    ended = run("extract", "a.txt", "--model", "blank")
    assert ended.code == 2
    assert "model 'blank' lacks tagger, parser, lemmatizer, ner; use an English pipeline" in ended.err


@pytest.mark.parametrize(
    ("option", "text", "complaint"),
    [
        ("--relations", "trigger,pos\nback,VERB\n", "mine.csv: column 'object' is missing"),
        (
            "--relations",
            f"# mine\n{SENSES}\nback,VERB,,subj,obj,backs,LOVE,3,,\n",
            "mine.csv, line 3: event 'LOVE' is unknown; use one of: AGREE",
        ),
        (
            "--actors",
            "id,name,type,principal,aliases,adjectives,metonyms,start,end\nx,X,state,nobody,,,,,\n",
            "line 2: principal 'nobody' is not an actor",
        ),
        ("--actors", None, "mine.csv: cannot be read"),
    ],
)
def test_a_bad_vocabulary_file_is_refused_by_line(
    run: Callable[..., Ended], tmp_path: Path, option: str, text: str | None, complaint: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    if text is not None:
        (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    ended = run("build", "a.txt", option, "mine.csv", "-o", "g.html")
    assert ended.code == 2
    assert complaint in ended.err
    assert not (tmp_path / "g.html").exists()


def test_the_users_vocabulary_is_used(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Wakanda serenaded Iran. Wakandan troops bombed Iraq.", encoding="utf-8")
    (tmp_path / "actors.csv").write_text(
        "id,name,type,principal,aliases,adjectives,metonyms,start,end\nwakanda,Wakanda,state,,,Wakandan,,,\n",
        encoding="utf-8",
    )
    (tmp_path / "senses.csv").write_text(
        f"{SENSES}\nserenade,VERB,,subj,obj,serenaded,SUPPORT,4,,\n",
        encoding="utf-8",
    )
    ended = run("extract", "a.txt", "--actors", "actors.csv", "--relations", "senses.csv", "-o", "r.jsonl")
    assert ended.code == 0, ended.err
    rows = read_relations(tmp_path / "r.jsonl")[["source_id", "relation", "target"]].to_numpy().tolist()
    assert rows == [["wakanda", "serenaded", "Iran"], ["wakanda", "bombed", "Iraq"]]
