"""Web pages, PDF, Word, e-mail, feeds, tables and archives give the same documents as plain text would."""

from __future__ import annotations

import io
import socket
import threading
import zipfile
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import docx
import pandas as pd
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from communique.errors import InputError
from communique.ingest import web
from tests.ingest.reading import read, reasons

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINES = (
    "Iran met Russia in Geneva on Friday for talks about the truce in Syria, and both sides called them useful.",
    "Turkey condemned the meeting, and France warned Iran against arming the militias of the region once again.",
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Talks resume</title>
<meta property="article:published_time" content="2016-10-20T14:05:00Z"><meta property="og:title" content="Talks resume">
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Talks resume</h1>
<p>{LINES[0]}</p><script>steal()</script><p>{LINES[1]}</p></article><footer>All rights</footer></body></html>"""
ITEM = (
    "<item><title>{t}</title><link>https://x.org/{n}</link><pubDate>Thu, 20 Oct 2016 14:05:00 GMT</pubDate>{d}</item>"
)
GERMAN = (
    "Der russische Außenminister traf am Freitag in Genf seinen amerikanischen Amtskollegen, um über eine Waffenruhe "
    "in Syrien zu sprechen. Beide Seiten nannten die Gespräche nützlich, aber schwierig."
)


def pdf(*pages: str, locked: bool = False) -> bytes:
    """Make a PDF with a line of text on each page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(600, 800)
        if text:
            content = DecodedStreamObject()
            content.set_data(f"BT /F1 12 Tf 20 700 Td ({text}) Tj ET".encode())
            page[NameObject("/Contents")] = writer._add_object(content)
            page[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
            )
    if locked:
        writer.encrypt("x", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_web_page_gives_its_article(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (document,), report = read(tmp_path / "page.html")
    assert (document.id, document.title, document.date) == ("page", "Talks resume", "2016-10-20")
    assert all(line in document.text for line in LINES)
    assert not any(word in document.text for word in ("Home", "steal", "rights"))
    assert not reasons(report)


def test_a_pdf_gives_its_pages(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("Iran met Russia.", "", "They parted."))
    (document,), _ = read(tmp_path / "a.pdf")
    assert document.text.split("\n\n") == ["Iran met Russia.", "They parted."]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("locked.pdf", pdf("Iran met Russia.", locked=True), "is encrypted; save it without a password"),
        ("scan.pdf", pdf(""), "holds no text; if it is a scan"),
        ("cut.pdf", pdf("Iran met Russia.")[:300], "is damaged"),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 50, "is damaged"),
        ("empty.html", b"<html></html>", "has no article"),
        ("blank.html", b"  ", "holds no HTML"),
        ("none.eml", b"Subject: x\nContent-Type: image/png\n\nabc", "holds no text"),
        ("none.rss", b"<html><p>no feed</p></html>", "is no RSS or Atom feed"),
        ("none.docx", zipped(**{"a.xml": b"<x/>"}), "is damaged, or encrypted"),
        ("none.zip", b"PK\x03\x04", "is damaged, or no ZIP archive"),
        ("none.parquet", b"PAR1", "is damaged, or no Parquet"),
        ("none.csv", b"a,b\n1,2\n", "has no column 'text' (its columns are 'a', 'b')"),
        ("none.tsv", b"\0\1", "is no table but binary"),
        ("german.txt", GERMAN.encode(), "is not in English (it looks like 'de')"),
        ("short.jsonl", b'{"text": "Iran traf Irak.", "language": "de-AT"}', "is not in English (it looks like 'de')"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as raised:
        read(tmp_path / name)
    assert says in str(raised.value)


def test_word_and_mail(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.title = "Talks resume"
    for line in LINES:
        word.add_paragraph(line)
    word.save(str(tmp_path / "a.docx"))
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Talks resume", "desk@x.org", "Thu, 20 Oct 2016 14:05:00 +0000"
    mail.set_content("\n\n".join(LINES), cte="quoted-printable")
    mail.add_alternative(PAGE, subtype="html")
    mail.add_attachment(b"\0", maintype="image", subtype="png")
    (tmp_path / "b.eml").write_bytes(bytes(mail))
    only = EmailMessage()
    only.set_content(PAGE, subtype="html")
    (tmp_path / "c.eml").write_bytes(bytes(only))
    (word_read, mail_read, html_read), _ = read(tmp_path)
    assert (word_read.title, word_read.text) == ("Talks resume", "\n\n".join(LINES))
    assert (mail_read.title, mail_read.date, mail_read.source) == ("Talks resume", "2016-10-20", "desk@x.org")
    assert mail_read.text.split() == " ".join(LINES).split()
    assert LINES[0] in html_read.text


def test_a_feed_gives_its_entries(tmp_path: Path) -> None:
    entries = "".join(
        ITEM.format(t=f"Item {n} &amp; more", n=n, d=f"<description>&lt;p&gt;{line}&lt;/p&gt;</description>")
        for n, line in enumerate(LINES)
    )
    (tmp_path / "a.rss").write_text(f"<rss version='2.0'><channel><title>Wire</title>{entries}</channel></rss>")
    documents, _ = read(tmp_path / "a.rss")
    assert [(d.id, d.title, d.date, d.source, d.url, d.text) for d in documents] == [
        (f"https://x.org/{n}", f"Item {n} & more", "2016-10-20", "Wire", f"https://x.org/{n}", line)
        for n, line in enumerate(LINES)
    ]


def test_tables_give_their_rows(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "body": ['Iran "met" Russia;\nthen left.', "Iraq met China, twice."],
            "headline": ["One", None],
            "published": ["2016-10-20", None],
        }
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_csv(tmp_path / "b.csv", index=False, sep=";")
    frame.to_csv(tmp_path / "c.tsv", index=False, sep="\t")
    frame.to_csv(tmp_path / "d.csv.gz", index=False)
    frame.to_parquet(tmp_path / "e.parquet")
    for path in sorted(tmp_path.iterdir()):
        (one, two), report = read(path)
        assert (one.text, one.title, one.date) == (frame["body"][0], "One", "2016-10-20"), path
        assert (two.text, two.title, two.date) == (frame["body"][1], None, None)
        assert one.id.endswith(":1")
        assert not reasons(report)


def test_archives_give_their_files(tmp_path: Path) -> None:
    content = zipped(
        **{
            "news/a.txt": b"Iran met Russia.",
            "b.jsonl": b'{"text": "Iraq met China."}\n',
            "../../c.txt": b"France met Japan.",
            "d\n.pdf": pdf("India met Italy."),
            "inner.zip": zipped(x=b"x"),
            "__MACOSX/a.txt": b"x",
        }
    )
    (tmp_path / "n.zip").write_bytes(content)
    documents, report = read(tmp_path / "n.zip")
    assert sorted(d.text for d in documents) == [
        "France met Japan.", "India met Italy.", "Iran met Russia.", "Iraq met China.",
    ]  # fmt: skip
    assert "inner.zip: is of a kind that is not read in an archive ('.zip')" in reasons(report)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n.zip"]
    assert not any("\n" in d.id for d in documents)


_PAGES = {"/page": ("text/html", PAGE), "/text": ("text/plain", LINES[0]), "/big": ("text/plain", "x" * 9_000)}
_LEADS = {"/loop": "/loop", "/to-page": "/page", "/to-file": "file:///etc/passwd"}


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = _PAGES.get(self.path, ("text/plain", ""))
        self.send_response(302 if self.path in _LEADS else 200 if body or self.path == "/slow" else 404)
        self.send_header("Content-Type", kind)
        if self.path in _LEADS:
            self.send_header("Location", _LEADS[self.path])
        self.end_headers()
        if self.path == "/slow":
            threading.Event().wait(3)
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()
    thread.join()


def test_a_web_address_is_fetched(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.ALLOW, "allow")
    documents, _ = read(f"{server}/to-page", f"{server}/text")
    assert [(d.id, d.title, d.url or d.id) for d in documents] == [
        (f"{server}/page", "Talks resume", f"{server}/page"),
        (f"{server}/text", None, f"{server}/text"),
    ]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/loop", "leads on more than 5 times"),
        ("/to-file", "leads to what is no web address"),
        ("/none", "the server says 404"),
        ("/big", "is longer than"),
        ("/slow", "cannot be fetched (timed out)"),
    ],
)
def test_what_a_server_may_do_is_bounded(server: str, monkeypatch: pytest.MonkeyPatch, place: str, says: str) -> None:
    monkeypatch.setenv(web.ALLOW, "allow")
    monkeypatch.setattr(web, "MAX_BYTES", 5_000)
    monkeypatch.setattr(web, "SECONDS", 1.0)
    with pytest.raises(InputError) as raised:
        read(server + place)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "2002:7f00:1::", "0.0.0.1"],
)
def test_private_addresses_are_refused_whatever_they_are_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", (address, 80))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(InputError, match="is at a private address"):
        read("http://innocent.example/")


def test_names_that_are_no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("nothing may be looked up"))
    for address in ("http://", "https://user:pw@x.org/", "http://x.org:99999/"):
        with pytest.raises(InputError, match=r"is no web address|cannot be fetched"):
            read(address)
