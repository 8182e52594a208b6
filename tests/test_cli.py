"""Commands end with 0 where something was done and with 2 and one clear sentence where nothing could be."""

from __future__ import annotations

import csv
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from communique.cli import main
from communique.table import RELATION_COLUMNS, read_relations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "Iran condemned the United States."
FIFTY_MEGABYTES = 50 << 20
SECONDS = 20
"""More than enough for what must not be read at all."""


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(
    one_model: None,  # noqa: ARG001  # the fixture replaces how the model is loaded
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Callable[..., Ended]:
    """Return a function that runs a command in this process, with an empty folder as the working folder."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["communique", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        out, err = capsys.readouterr()
        return Ended(code, out, " ".join(err.split()))

    return command


def _process(*arguments: str, folder: Path, stdin: bytes = b"", **environment: str) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", "communique", *arguments],
        cwd=folder, input=stdin, capture_output=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    return Ended(done.returncode, done.stdout.decode(), " ".join(done.stderr.decode().split()))


def _jsonl(path: Path, *lines: str | dict[str, Any]) -> Path:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path


# --- The commands themselves


def test_the_version_is_that_of_the_installed_package(tmp_path: Path) -> None:
    ended = _process("--version", folder=tmp_path)
    assert (ended.code, ended.out.strip()) == (0, f"communique {importlib.metadata.version('communique')}")


def test_help_names_the_commands_and_answers_at_once(tmp_path: Path) -> None:
    started = time.perf_counter()
    ended = _process("--help", folder=tmp_path, COLUMNS="100")
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
    ended = _process(
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
        "relations": [{"source": "Iran", "relation": "ACCUSE", "accept": [], "target": "United States", "symmetric": False,
                       "status": "fact", "claimant": None, "evidence": TEXT, "optional": False}],
    }  # fmt: skip
    _jsonl(tmp_path / "gold.jsonl", gold)
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


# --- Input of which nothing can be read


def _fifty(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(FIFTY_MEGABYTES >> 20):
            file.write(b"Iran and Iraq. " * ((1 << 20) // 15))


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("empty.txt", b"", r"empty\.txt: is empty"),
        ("blank.txt", b" \n\n\t ", r"blank\.txt: is empty"),
        ("binary.txt", bytes(range(256)) * 40, r"binary\.txt: is no text but binary"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), r"picture\.txt: is no text but a picture"),
        ("paper.pdf", b"%PDF-1.7", r"paper\.pdf: is of a kind that is not read \('\.pdf'\)"),
        ("paper.txt", b"%PDF-1.7\n%", r"paper\.txt: is no text but a PDF"),
        (
            "blind.txt",
            TEXT.encode("utf-16-le"),
            r"blind\.txt: is no text but binary, or UTF-16 without a byte order mark",
        ),
        ("broken.jsonl", b'{"text": \n', r"broken\.jsonl, line 1: is not JSON \(.*\); mend or remove the line"),
        ("list.jsonl", b"[1, 2]\n", r"list\.jsonl, line 1: is no JSON object"),
        ("textless.jsonl", b'{"id": "a"}\n', r"textless\.jsonl, line 1: has no key 'text'"),
        ("null.jsonl", b'{"text": null}\n', r"null\.jsonl, line 1: has no text"),
        ("empty.jsonl", b"\n", r"empty\.jsonl: is empty"),
        ("broken.txt.gz", b"\x1f\x8b\x08\x00broken", r"broken\.txt\.gz: is damaged"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_says_why(
    run: Callable[..., Ended], tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    (tmp_path / name).write_bytes(content)
    ended = run("build", name, "-o", "g.html")
    assert ended.code == 2
    assert ended.out == ""
    assert re.search(f"error: nothing could be read: {complaint}", ended.err), ended.err
    assert not (tmp_path / "g.html").exists()


@pytest.mark.parametrize("name", ["line.txt", "line.jsonl"])
def test_fifty_megabytes_of_one_line_end_soon(run: Callable[..., Ended], tmp_path: Path, name: str) -> None:
    _fifty(tmp_path / name)
    started = time.perf_counter()
    ended = run("extract", name)
    assert time.perf_counter() - started < SECONDS
    assert ended.code == 2
    assert re.search(
        r"line\.(txt: is longer than 2,000,000 characters; split|jsonl, line 1: is too long a line; split)", ended.err
    )
    (tmp_path / name).unlink()


def test_a_folder_with_nothing_readable_ends_with_2(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    ended = run("build", "void")
    assert ended.code == 2
    assert "void: holds no file to read; read are .txt, .md and .jsonl" in ended.err
    (tmp_path / "void" / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "void" / ".b.txt").write_text(TEXT, encoding="utf-8")
    ended = run("build", "void")
    assert ended.code == 2
    assert "nothing could be read" in ended.err
    assert "(and 1 more)" in ended.err


def test_a_name_that_does_not_exist_ends_with_2(run: Callable[..., Ended]) -> None:
    ended = run("extract", "gone.txt")
    assert ended.code == 2
    assert "gone.txt" in ended.err
    assert "Traceback" not in ended.err


# --- Input of which a part can be read


def test_the_rest_of_the_batch_is_done(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    (tmp_path / "in" / "c.pdf").write_bytes(b"%PDF-1.7")
    ended = run("extract", "in", "gone.txt", "-o", "r.jsonl")
    assert ended.code == 0
    assert read_relations(tmp_path / "r.jsonl")["document"].tolist() == ["a"]
    assert [n for n in ("b.txt: is empty", "c.pdf: is of a kind", "gone.txt") if n not in ended.err] == []


def test_broken_lines_are_skipped_by_number(run: Callable[..., Ended], tmp_path: Path) -> None:
    _jsonl(
        tmp_path / "in.jsonl",
        {"id": "a", "text": TEXT}, "{broken", {"id": "b"}, {"id": "c", "text": "  "}, "", {"id": "a", "text": "Cuba thanked Mexico."},
        {"id": "a", "text": TEXT}, {"id": 7, "text": "Peru thanked Chile.", "date": "someday", "url": "javascript:alert(1)"},
    )  # fmt: skip
    ended = run("extract", "in.jsonl", "-o", "r.jsonl")
    assert ended.code == 0
    table = read_relations(tmp_path / "r.jsonl")
    assert table["document"].tolist() == ["a", "a-2", "7"]
    assert table["url"].isna().all()
    assert table["date"].isna().all()
    said = (
        "in.jsonl, line 2: is not JSON", "in.jsonl, line 3: has no key 'text'", "in.jsonl, line 4: has no text",
        "in.jsonl, line 6: has the id 'a' of another text; it was read as 'a-2'", "in.jsonl, line 7: is the document 'a' once more",
        "in.jsonl, line 8: has a date that is no single day ('someday')", "in.jsonl, line 8: has a url",
    )  # fmt: skip
    assert [s for s in said if s not in ended.err] == []


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("Iran’s café condemned the United States – again.".encode("cp1252"), "it was read as Windows-1252"),
        (("\ufeff" + TEXT).encode("utf-16-le"), ""),
        (("\ufeff" + TEXT).encode("utf-16-be"), ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), ""),
    ],
)
def test_other_encodings_are_read(run: Callable[..., Ended], tmp_path: Path, content: bytes, note: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    ended = run("extract", "a.txt", "-o", "r.jsonl")
    assert ended.code == 0
    assert note in ended.err
    (row,) = read_relations(tmp_path / "r.jsonl").itertuples()
    assert row.target == "United States"
    assert "�" not in row.evidence


def test_lone_surrogates_and_nuls_are_replaced(run: Callable[..., Ended], tmp_path: Path) -> None:
    text = "Iran \\ud800 condemned the United\\u0000 Nations. Cuba thanked Mexico \\udfff."
    _jsonl(tmp_path / "a.jsonl", f'{{"id": "x\\ud800", "title": "\\udc00", "text": "{text}"}}')
    ended = run("build", "a.jsonl", "-o", "g.html", "--table", "g.csv")
    assert ended.code == 0, ended.err
    assert "has lone surrogates or NULs in its text; they were replaced" in ended.err
    assert read_relations(tmp_path / "g.csv")["source"].tolist()[-1] == "Cuba"
    (tmp_path / "g.html").read_text(encoding="utf-8")


def test_hostile_text_stays_text(run: Callable[..., Ended], tmp_path: Path) -> None:
    hostile = '</script><img src=x onerror=alert(1)> <!-- & "Iran" condemned <b>the</b> United States.'
    _jsonl(
        tmp_path / "a.jsonl",
        {
            "id": "=cmd|' /C calc'!A0",
            "title": "=1+1 </title><script>alert(1)</script>",
            "text": f"=HYPERLINK {hostile}",
        },
    )
    ended = run("build", "a.jsonl", "-o", "g.html", "--table", "g.csv", "--title", "</title><script>alert(1)</script>")
    assert ended.code == 0, ended.err
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "<script>alert(1)" not in page
    with (tmp_path / "g.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [c for c in cells if re.match(r"[=+@\t\r]", c)] == []
    table = read_relations(tmp_path / "g.csv")
    assert table["document"].tolist() == ["=cmd|' /C calc'!A0"]
    assert table["title"].tolist() == ["=1+1 </title><script>alert(1)</script>"]


def test_names_that_look_like_markup_are_shown_as_they_are(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "[red]a[bold].txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    ended = run("extract", "[red]a[bold].txt", "b.txt", "-o", "[bold]r.jsonl")
    assert ended.code == 0
    assert "[red]a[bold].txt: is empty" in ended.err
    assert "wrote [bold]r.jsonl" in ended.err


def test_text_without_relations_gives_an_empty_table_and_a_page(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The weather was fine.", encoding="utf-8")
    ended = run("build", "a.txt", "-o", "g.html", "--table", "g.jsonl")
    assert ended.code == 0
    assert "1 documents, 0 actors, 0 relations" in ended.err
    assert len(read_relations(tmp_path / "g.jsonl")) == 0
    assert "<html" in (tmp_path / "g.html").read_text(encoding="utf-8")[:500]


# --- Output and settings


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


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")  # noqa: PTH110
def test_a_full_disk_is_told(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "full.jsonl").symlink_to("/dev/full")
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
            "# mine\ntrigger,pos,object,source,target,label,event,intensity,symmetric,note\nback,VERB,,subj,obj,backs,LOVE,3,,\n",
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
        "trigger,pos,object,source,target,label,event,intensity,symmetric,note\n"
        "serenade,VERB,,subj,obj,serenaded,SUPPORT,4,,\n",
        encoding="utf-8",
    )
    ended = run("extract", "a.txt", "--actors", "actors.csv", "--relations", "senses.csv", "-o", "r.jsonl")
    assert ended.code == 0, ended.err
    rows = read_relations(tmp_path / "r.jsonl")[["source_id", "relation", "target"]].to_numpy().tolist()
    assert rows == [["wakanda", "serenaded", "Iran"], ["wakanda", "bombed", "Iraq"]]
