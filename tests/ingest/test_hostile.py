"""Files made to harm are one line in the report each; they cost little time and memory, and harm nothing else."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from communique.errors import InputError
from communique.ingest import convert, read, sandbox, zips
from communique.ingest.documents import Report
from communique.ingest.worker import Worker, WorkerFailed
from tests.ingest.reading import read as read_paths
from tests.ingest.reading import reasons
from tests.ingest.test_formats import LINES, PAGE, pdf, zipped

if TYPE_CHECKING:
    from pathlib import Path

LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY a 'haha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><item><title>x</title><description>&i;</description></item></channel></rss>"
)
FILE = (
    "<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><item><title>x</title>"
    "<description>Iran met Russia. &f;</description></item></channel></rss>"
)
NESTED = b"Content-Type: multipart/mixed; boundary=a\n\n"
NAMES = st.sampled_from(sorted({*read.KINDS} - {".text", ".markdown", ".ndjson", ".htm", ".xhtml"}))


def _lines(path: Path) -> list[str]:
    """Read a file that nothing comes of, and return what the report says."""
    report = Report()
    with pytest.raises(InputError):
        list(read.read_documents([path], report=report))
    return [str(entry) for entry in report.skipped]


def _pages(count: int) -> bytes:
    """Make a PDF whose one empty page is named very many times."""
    kids = b" ".join([b"3 0 R"] * count)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + end


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("pages.pdf", _pages(20_000), "has more than 5,000 pages"),
        ("million.pdf", _pages(1_000_000), "is damaged"),
        ("deep.rss", b"<rss version='2.0'><channel>" + b"<a>" * 200_000, ""),
        ("deep.html", b"<div>" * 300_000 + b"x", ""),
        ("long.html", b"<p>" + b"x " * 9_000_000, ""),
        ("wide.html", b"<html><body>" + b"<a href=x>y</a>" * 300_000, ""),
        ("huge.html", b"<p>x</p>" * (9 << 20), "is longer than 64 MB; split it"),
        ("deep.jsonl", b'{"text":' + b"[" * 100_000, "is not JSON"),
        ("bomb.docx", zipped(**{"word/document.xml": b" " * (200 << 20)}), "unpacks to more than"),
        ("wide.csv", b"text,a\n" + b"x" * (20 << 20), "holds a field that is too long"),
        ("mail.eml", NESTED + b"--a\n" + (NESTED + b"--a\n") * 20_000, ""),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_one_line_and_little_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, says: str
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 4.0)
    (tmp_path / name).write_bytes(content)
    start = time.monotonic()
    (line,) = _lines(tmp_path / name)
    assert says in line
    assert "\n" not in line
    assert len(line) < 600
    assert time.monotonic() - start < 60  # the limit of the sandbox and what a busy machine adds


@pytest.mark.parametrize("content", [FILE, LAUGHS])
def test_entities_are_not_expanded_and_reach_no_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.rss").write_text(content, encoding="utf-8")
    try:
        documents, _ = read_paths(tmp_path / "a.rss")
    except InputError:
        documents = []
    assert not any("root:" in d.text or "haha" in d.text for d in documents)


def test_a_zip_bomb_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "_FREE", 1 << 20)
    line = b'{"text": "' + b"x " * 50_000 + b'"}\n'
    (tmp_path / "bomb.zip").write_bytes(zipped(**{f"{n}.jsonl": line * 20 for n in range(20)}))
    report = Report()
    count = sum(1 for _ in read.read_documents([tmp_path / "bomb.zip"], report=report))
    assert count < 100
    assert "unpacks to far more than its size, as ZIP bombs do" in reasons(report)


def test_a_locked_or_lying_zip_is_told_by_member(tmp_path: Path) -> None:
    good = zipped(**{"a.txt": LINES[0].encode(), "b.txt": LINES[1].encode()})
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        place = archive.getinfo("a.txt").header_offset
    central = good.index(b"PK\x01\x02")
    locked = bytearray(good)
    for at in (place + 6, central + 8):
        struct.pack_into("<H", locked, at, 1)
    lying = bytearray(good)
    struct.pack_into("<L", lying, central + 16, zlib.crc32(b"else"))
    for content, says in ((locked, "a.txt: is encrypted"), (lying, "is damaged")):
        (tmp_path / "x.zip").write_bytes(bytes(content))
        documents, report = read_paths(tmp_path / "x.zip")
        assert LINES[1] in [d.text for d in documents]
        assert says in reasons(report)


def test_links_out_of_a_folder_are_not_followed_to_folders(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.txt").write_text("Iran met Iraq.", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\nb\x1b[31m.txt").write_text("Iran met Russia.", encoding="utf-8")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "secret.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (document,), report = read_paths(tmp_path / "in")
    assert document.text == "Iran met Russia."
    assert document.id.isprintable()
    assert "secret.txt: is a link to a file outside" in reasons(report)
    assert all(line.isprintable() for line in reasons(report).splitlines())
    (named,), _ = read_paths(tmp_path / "in" / "secret.txt")
    assert named.text == "Iran met Iraq."


def test_the_sandbox_has_little_memory_and_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker("tests.ingest.greedy:answering", memory=1 << 30)
    try:
        with pytest.raises(WorkerFailed, match="MemoryError"):
            worker.call(b"")
    finally:
        worker.close()
    monkeypatch.setattr(sandbox, "SECONDS", 0.000_001)
    with pytest.raises(ValueError, match="seconds or too much memory"):
        sandbox.convert("html", PAGE.encode())
    monkeypatch.undo()
    assert LINES[0] in sandbox.convert("html", PAGE.encode())[0]["text"]


SAMPLES = {
    ".pdf": pdf("Iran met Russia."), ".html": PAGE.encode(), ".zip": zipped(**{"a.txt": b"Iran met Russia."}),
    ".eml": b"Subject: Talks\nDate: Thu, 20 Oct 2016 14:05:00 +0000\n\nIran met Russia.", ".rss": LAUGHS.encode(),
}  # fmt: skip


@given(
    suffix=NAMES,
    content=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(str.encode),
        st.tuples(st.sampled_from(sorted(SAMPLES)), st.integers(0, 4_000), st.binary(max_size=8)).map(
            lambda cut: SAMPLES[cut[0]][: cut[1]] + cut[2] + SAMPLES[cut[0]][cut[1] + 3 :]
        ),
    ),
)
@example(suffix=".eml", content=b"Date: ,\nFrom: =?x?q?=\n\nx")
@example(suffix=".eml", content=b"Content-Type: text/plain; charset=none\n\nIran met Russia.")
@example(suffix=".html", content=b"\0")
@example(suffix=".csv", content=b'text\n"open')
@example(suffix=".rss", content=b"<rss version='2.0'><channel><item><pubDate>0</pubDate></item></channel></rss>")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_reading_ends_with_a_report(tmp_path: Path, suffix: str, content: bytes) -> None:
    (tmp_path / f"x{suffix}").write_bytes(content)
    report = Report()
    documents = []
    with suppress(InputError):
        documents = list(read.read_documents([tmp_path / f"x{suffix}"], report=report))
    assert documents or report.skipped_count
    assert all(str(entry).isprintable() for entry in (*report.skipped, *report.notes))
    assert all(d.id.isprintable() and d.text.strip() for d in documents)


def test_the_limits_are_those_of_the_formats() -> None:
    assert set(convert.CONVERTERS) <= set(read.KINDS.values())
