"""Input that nothing can be done with ends with exit code 2 and says why; of other input, the rest is done."""

from __future__ import annotations

import csv
import re
import time
from typing import TYPE_CHECKING

import pytest

from communique.table import read_relations
from tests.commands import Ended, jsonl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "Iran condemned the United States."
FIFTY_MEGABYTES = 50 << 20
SECONDS = 20
"""More than enough for what must not be read at all."""


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
        ("paper.pdf", b"%PDF-1.7", r"paper\.pdf: is damaged"),
        ("paper.odt", b"PK", r"paper\.odt: is of a kind that is not read \('\.odt'\)"),
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
    assert "void: holds no file to read; read are .txt, .md, .html" in ended.err
    (tmp_path / "void" / "a.odt").write_bytes(b"PK")
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


def test_the_rest_of_the_batch_is_done(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    (tmp_path / "in" / "c.pdf").write_bytes(b"%PDF-1.7")
    ended = run("extract", "in", "gone.txt", "-o", "r.jsonl")
    assert ended.code == 0
    assert read_relations(tmp_path / "r.jsonl")["document"].tolist() == ["a"]
    assert [n for n in ("b.txt: is empty", "c.pdf: is damaged", "gone.txt") if n not in ended.err] == []


def test_broken_lines_are_skipped_by_number(run: Callable[..., Ended], tmp_path: Path) -> None:
    jsonl(
        tmp_path / "in.jsonl",
        {"id": "a", "text": TEXT}, "{broken", {"id": "b"}, {"id": "c", "text": "  "}, "", {"id": "a",
        "text": "Cuba thanked Mexico."},
        {"id": "a", "text": TEXT}, {"id": 7, "text": "Peru thanked Chile.", "date": "someday",
        "url": "javascript:alert(1)"},
    )  # fmt: skip
    ended = run("extract", "in.jsonl", "-o", "r.jsonl")
    assert ended.code == 0
    table = read_relations(tmp_path / "r.jsonl")
    assert table["document"].tolist() == ["a", "a-2", "7"]
    assert table["url"].isna().all()
    assert table["date"].isna().all()
    said = (
        "in.jsonl, line 2: is not JSON", "in.jsonl, line 3: has no key 'text'", "in.jsonl, line 4: has no text",
        "in.jsonl, line 6: has the id 'a' of another text; it was read as 'a-2'",
        "in.jsonl, line 7: is the document 'a' once more",
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
    table = read_relations(tmp_path / "r.jsonl")
    assert table["target"].tolist() == ["United States"]
    assert "�" not in "".join(table["evidence"])


def test_lone_surrogates_and_nuls_are_replaced(run: Callable[..., Ended], tmp_path: Path) -> None:
    text = "Iran \\ud800 condemned the United\\u0000 Nations. Cuba thanked Mexico \\udfff."
    jsonl(tmp_path / "a.jsonl", f'{{"id": "x\\ud800", "title": "\\udc00", "text": "{text}"}}')
    ended = run("build", "a.jsonl", "-o", "g.html", "--table", "g.csv")
    assert ended.code == 0, ended.err
    assert "has lone surrogates or NULs in its text; they were replaced" in ended.err
    assert read_relations(tmp_path / "g.csv")["source"].tolist()[-1] == "Cuba"
    (tmp_path / "g.html").read_text(encoding="utf-8")


def test_hostile_text_stays_text(run: Callable[..., Ended], tmp_path: Path) -> None:
    hostile = '</script><img src=x onerror=alert(1)> <!-- & "Iran" condemned <b>the</b> United States.'
    jsonl(
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
