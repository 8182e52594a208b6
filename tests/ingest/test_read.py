"""All that can be read is read; all else is skipped with a reason, and nothing stops the rest."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from communique.errors import InputError
from communique.ingest.documents import MAX_CHARACTERS, Report, safe_id
from communique.ingest.read import read_documents
from tests.ingest.reading import TEXT, read, reasons, write

if TYPE_CHECKING:
    from typing import BinaryIO


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "good.txt", TEXT)


@pytest.mark.parametrize(
    ("content", "text", "note"),
    [
        (TEXT.encode(), TEXT, ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, ""),
        (("\ufeff" + TEXT).encode("utf-16-le"), TEXT, ""),
        (("\ufeff" + TEXT).encode("utf-16-be"), TEXT, ""),
        (("\ufeff" + TEXT).encode("utf-32-le"), TEXT, ""),
        ("Erdoğan’s café.".encode(), "Erdoğan’s café.", ""),
        ("Talks – café’s.".encode("cp1252"), "Talks – café’s.", "Windows-1252"),
        (
            "Erdoğan met Łukasz — “today”.".encode()[:-4] + b"\x94.",
            "Erdoğan met Łukasz — “today\ufffd.",
            "1 places",
        ),
        (b"one\r\ntwo, three. " * 3, "one\r\ntwo, three. " * 3, ""),
    ],
)
def test_text_comes_as_it_is_in_any_encoding(tmp_path: Path, content: bytes, text: str, note: str) -> None:
    (document,), report = read(write(tmp_path / "a.txt", content))
    assert (document.id, document.text) == ("a", text)
    assert note in reasons(report)
    assert bool(note) == bool(report.notes)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n ", "is empty"),
        ("head.md", b"---\ntitle: x\n---\n", "has a head but no text"),
        ("nul.txt", b"Iran\x00met Russia.", "binary, or UTF-16 without"),
        ("utf16.txt", TEXT.encode("utf-16-le"), "UTF-16 without"),
        ("noise.txt", bytes(range(256)) * 9, "binary"),
        ("late.txt", TEXT.encode() * 400 + b"\x00", "binary"),
        ("fake.txt", b"%PDF-1.7 etc", "a PDF"),
        ("fake.md", b"\x89PNG\r\n", "a picture"),
        ("office.docx", b"PK\x03\x04", "is damaged, or encrypted"),
        ("office.odt", b"PK\x03\x04", "of a kind that is not read ('.odt')"),
        ("line.txt", b"x" * (50 << 20), f"longer than {MAX_CHARACTERS:,} characters; split it"),
        ("long.txt", b"Iran met. " * 210_000, f"longer than {MAX_CHARACTERS:,} characters; split it"),
        ("empty.jsonl", b"", "is empty"),
        ("fake.jsonl", b"\x00\x01", "is no JSON but binary"),
        ("broken.txt.gz", gzip.compress(TEXT.encode())[:8], "damaged"),
    ],
)
def test_what_is_no_text_is_skipped_and_the_rest_is_read(
    tmp_path: Path, good: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    documents, report = read(path, good)
    assert [d.id for d in documents] == ["good"]
    assert (report.documents, report.skipped_count) == (1, 1)
    assert report.skipped[0].path == str(path)
    assert says in report.skipped[0].reason
    with pytest.raises(InputError, match=r"^nothing could be read: .*" + name):
        read(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"text": "a', "line 2: is not JSON"),
        (b"[" * 100_000, "line 2: is not JSON"),
        (b'{"id": ' + b"1" * 5000 + b"}", "line 2: is not JSON"),
        (b"\x00\xff", "line 2: is not JSON"),
        (b"[]", "line 2: is no JSON object"),
        (b'{"id": "x"}', "line 2: has no key 'text'"),
        (b'{"text": null}', "line 2: has no text"),
        (b'{"text": " "}', "line 2: has no text"),
        (b'{"text": ["a"]}', "line 2: has no text"),
        (b'{"text": "' + b"x" * 2_000_001 + b'"}', "line 2: is longer than 2,000,000 characters"),
        (b'{"text": "' + b"x" * (40 << 20) + b'"}', "line 2: is too long a line"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number(tmp_path: Path, line: bytes, says: str) -> None:
    lines = [b'{"text": "First."}', line, b"", b'{"text": "Last."}']
    documents, report = read(write(tmp_path / "d.jsonl", b"\n".join(lines)))
    assert [(d.id, d.text) for d in documents] == [("d:1", "First."), ("d:4", "Last.")]
    assert says in reasons(report)
    assert report.skipped_count == 1


def test_a_folder_is_read_in_order_and_all_that_is_not_read_is_told(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.md", "a/10.TXT", "z.jsonl", ".hidden.txt", ".git/x.txt", "c.pdf", "README"):
        write(tmp_path / "in" / name, [{"text": name}] if name.endswith("jsonl") else f"In {name}.")
    (tmp_path / "in" / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    documents, report = read(tmp_path / "in")
    assert [d.id for d in documents] == ["10", "2", "b", "z:1"]
    reasons = {Path(s.path).name: s.reason for s in report.skipped}
    assert set(reasons) == {".hidden.txt", ".git", "c.pdf", "README", "broken.txt", "loop", "pipe.txt"}
    assert reasons[".git"] == "is hidden"
    assert "link to a folder" in reasons["loop"]
    assert "no regular file" in reasons["pipe.txt"]


def test_a_folder_with_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no file to read"):
        read(tmp_path)
    write(tmp_path / "a.odt", b"%PDF")
    write(tmp_path / "b.pdf", b"%PDF")
    with pytest.raises(InputError, match=r"a\.odt: is of a kind that is not read .* \(and 1 more\)"):
        read(tmp_path)


@pytest.mark.parametrize("path", ["nowhere.txt", "", "a\0b", "x" * 5000])
def test_a_path_that_leads_nowhere_is_told(good: Path, path: str) -> None:
    documents, report = read(path, good)
    assert [d.id for d in documents] == ["good"]
    assert report.skipped_count == 1
    with pytest.raises(InputError, match="nothing could be read"):
        read(path)
    with pytest.raises(InputError, match="there is nothing to read"):
        read()


def test_a_file_without_permission_is_told(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "secret.txt", TEXT)

    def refuse(path: Path) -> BinaryIO:
        if path.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return path.open("rb")

    monkeypatch.setattr("communique.ingest.read.open_binary", refuse)
    documents, report = read(path, good)
    assert len(documents) == 1
    assert "secret.txt: cannot be read (Permission denied)" in reasons(report)


def test_a_file_without_suffix_is_read_when_it_is_named(tmp_path: Path) -> None:
    (document,), _ = read(write(tmp_path / "article", TEXT))
    assert document.id == "article"


def test_standard_input_is_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Talks resume\n20 October 2016\n" + TEXT.encode())))
    (document,), _ = read("-")
    assert (document.id, document.title, document.date, document.article) == (
        "stdin",
        "Talks resume",
        "2016-10-20",
        TEXT,
    )
    with pytest.raises(InputError, match="-: is empty"):
        read("-")
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="there is no standard input"):
        read("-")


def test_of_a_damaged_gzip_file_what_came_is_kept(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"Text {os.urandom(20).hex()}."}) + "\n" for _ in range(5000))
    packed = gzip.compress(rows.encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "bad.jsonl.gz").write_bytes(packed[: len(packed) // 2] + b"damage" * 2000)
    (tmp_path / "crc.jsonl.gz").write_bytes(packed[:-6] + b"abcdef")
    for name, least, most in (("cut", 2000, 3000), ("bad", 1500, 3500), ("crc", 5000, 5000)):
        documents, report = read(tmp_path / f"{name}.jsonl.gz")
        assert least <= len(documents) <= most
        assert "damaged from here on" in reasons(report)
    text = gzip.compress(b" ".join(os.urandom(9).hex().encode() for _ in range(20_000)))
    (tmp_path / "cut.txt.gz").write_bytes(text[: len(text) // 2])
    (document,), report = read(tmp_path / "cut.txt.gz")
    assert len(document.text) > 100_000
    assert "damaged from here on" in reasons(report)


def test_json_lines_in_other_encodings(tmp_path: Path) -> None:
    line = json.dumps({"text": "Erdoğan met Łukasz."}, ensure_ascii=False) + "\n"
    for encoding in ("utf-16", "utf-8-sig"):
        documents, report = read(
            write(tmp_path / f"{encoding}.jsonl", (line + line.replace("met", "saw")).encode(encoding))
        )
        assert [d.text for d in documents] == ["Erdoğan met Łukasz.", "Erdoğan saw Łukasz."]
        assert not report.skipped_count + report.notes_count
    (document,), report = read(write(tmp_path / "c.jsonl", '{"text": "Talks – café."}'.encode("cp1252")))
    assert document.text == "Talks – café."
    assert "Windows-1252" in reasons(report)


def test_reading_streams(tmp_path: Path) -> None:
    path = write(tmp_path / "d.jsonl", [{"text": f"Text {n}."} for n in range(3)])
    documents = read_documents([path, tmp_path / "nowhere"])
    assert next(documents).id == "d:1"
    documents.close()  # type: ignore[attr-defined]


tricky = st.sampled_from([
    b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b'{"text": "', b'"}', b"\n", b"\r",
    b"\\ud800", b'{"text": "a"}\n', b"---\n", b"title: x\n", "é".encode(), b"%PDF", b"By A B\n", b"\x81",
    b"Oct 2, 2016\n",
])  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.lists(tricky | st.binary(max_size=6), max_size=12).map(b"".join))
@example(content=b'{"text": "\\ud800", "id": "\\udc00", "date": "0000-00-00"}')
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("a.txt", "a.md", "a.jsonl", "a.txt.gz", "a.jsonl.gz"):
        for data in (content, gzip.compress(content)):
            (tmp_path / name).write_bytes(data)
            report = Report()
            try:
                documents = list(read_documents([tmp_path / name], report=report))
            except InputError as error:
                assert name in str(error)  # noqa: PT017
                assert report.skipped_count > 0
                continue
            for document in documents:
                assert document.article.strip()
                assert document.text.encode()
                assert document.id == safe_id(document.id) != ""
