"""Formats that need a parser of their own, made plain: HTML, PDF, Word, e-mail, feeds.

This module runs in a process that :mod:`communique.ingest.sandbox` starts, limits and kills: whatever a file does
to a parser, it does there. A request is the kind of the file, a line break and its bytes; the answer is JSON, a
list of records such as a line of JSON lines has.
"""

from __future__ import annotations

import io
import json
import logging
import warnings
import zipfile
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from communique.ingest.documents import MAX_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

MAX_PAGES = 5_000
MAX_ENTRIES = 20_000
_MAX_UNPACKED = 128 << 20  # bytes of a Word file
_MAX_DEPTH = 2_000  # of nested elements

Record = dict[str, Any]


def answering(_setting: bytes) -> Callable[[bytes], bytes]:
    """Return the function that a worker process answers with."""
    logging.disable()
    warnings.simplefilter("ignore")

    def answer(request: bytes) -> bytes:
        kind, _, data = request.partition(b"\n")
        return json.dumps(list(CONVERTERS[kind.decode()](data))).encode()

    return answer


def html(data: bytes) -> Iterator[Record]:
    """Yield the article of a web page, with its title, date, site and address as far as it says."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import bare_extraction

    try:
        # Of a byte order mark, a meta element or else UTF-8, as browsers do; no network, no entities.
        tree = document_fromstring(data, parser=HTMLParser(no_network=True, encoding=_charset(data)))
    except (etree.ParserError, ValueError) as error:
        raise ValueError("holds no HTML") from error
    # A date is taken from what says that it is one; a guess from the text would be worse than none.
    dates = {"extensive_search": False, "original_date": True}
    found: Any = bare_extraction(
        tree, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=dates
    )
    if found is None or not found.text:
        raise ValueError("has no article that could be told from its menus")
    yield {
        "text": found.text, "title": found.title, "date": found.date, "source": found.sitename, "url": found.url,
        "language": document_language(tree),
    }  # fmt: skip


def document_language(tree: Any) -> str | None:
    """Return what a page says of its language."""
    said = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return str(said) if said else None


def _charset(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"charset" in data[:4096].lower():
        return None  # lxml reads it
    try:
        data.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def pdf(data: bytes) -> Iterator[Record]:
    """Yield the text of a PDF, a line break after each page."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("is encrypted; save it without a password")
        texts: list[str] = []
        size = 0
        for number, page in enumerate(reader.pages):
            if number >= MAX_PAGES:
                raise ValueError(f"has more than {MAX_PAGES:,} pages; split it")
            texts.append(page.extract_text().strip())
            size += len(texts[-1])
            if size > MAX_CHARACTERS:
                break  # too long a document; reading says so
        title = reader.metadata.title if reader.metadata else None
    except PyPdfError as error:
        raise ValueError(f"is damaged ({error})") from error
    text = "\n\n".join(t for t in texts if t)
    if not text:
        raise ValueError("holds no text; if it is a scan, run text recognition on it first")
    yield {"text": _unwrapped(text), "title": title or None}


def _unwrapped(text: str) -> str:
    """Join the words that a line end divides."""
    return text.replace("\u00ad\n", "").replace("\u00ad", "")


def docx(data: bytes) -> Iterator[Record]:
    """Yield the text of a Word file, a blank line after each paragraph."""
    from docx import Document as Word
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(f.file_size for f in archive.infolist()) > _MAX_UNPACKED:
                raise ValueError(f"unpacks to more than {_MAX_UNPACKED >> 20} MB")
        word = Word(io.BytesIO(data))
        paragraphs = [p.text.strip() for p in word.paragraphs]
    except (zipfile.BadZipFile, OpcError, LxmlError, KeyError) as error:
        raise ValueError("is damaged, or encrypted") from error
    yield {
        "text": "\n\n".join(p for p in paragraphs if p),
        "title": word.core_properties.title or None,
        "language": word.core_properties.language or None,
    }


def eml(data: bytes) -> Iterator[Record]:
    """Yield the text of an e-mail with its subject, date and sender; attachments are left out."""
    message: EmailMessage = BytesParser(policy=policy.default).parsebytes(data)
    body = message.get_body(("plain", "html"))
    if body is None:
        raise ValueError("holds no text")
    text = str(body.get_content())
    if body.get_content_subtype() == "html":
        text = str(next(html(text.encode()))["text"])
    yield {
        "text": text,
        "title": _header(message, "subject"),
        "date": _sent(message),
        "source": _header(message, "from"),
    }


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        return str(message[name]) if message[name] else None
    except (ValueError, TypeError, AttributeError, IndexError):  # the parser of headers breaks on some
        return None


def _sent(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message["date"])).date().isoformat()
    except (ValueError, TypeError, AttributeError, IndexError):
        return None


def feed(data: bytes) -> Iterator[Record]:
    """Yield the entries of an RSS or Atom feed."""
    import feedparser

    made = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not made.version and not made.entries:
        raise ValueError("is no RSS or Atom feed")
    for entry in made.entries[:MAX_ENTRIES]:
        parts = [part.get("value", "") for part in entry.get("content", [])] or [entry.get("summary", "")]
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        yield {
            "id": entry.get("id") or entry.get("link"),
            "text": "\n\n".join(plain(part) for part in parts),
            "title": plain(entry.get("title", "")) or None,
            "date": f"{when.tm_year:04}-{when.tm_mon:02}-{when.tm_mday:02}" if when else None,
            "source": plain(made.feed.get("title", "")) or None,
            "url": entry.get("link"),
            "language": made.feed.get("language"),
        }


def plain(markup: str) -> str:
    """Take the markup from a short text, a blank line between its paragraphs."""
    from lxml import etree
    from lxml.html import HTMLParser, fragment_fromstring

    if not markup.strip():
        return ""
    try:
        tree = fragment_fromstring(markup, create_parent="div", parser=HTMLParser(no_network=True))
    except (etree.ParserError, ValueError):
        return ""
    for element in tree.iter("script", "style"):
        element.text = None
    for element in tree.iter("p", "div", "br", "li", "h1", "h2", "h3"):
        element.tail = f"\n\n{element.tail or ''}"
    lines = "".join(tree.itertext()).split("\n\n")
    return "\n\n".join(" ".join(line.split()) for line in lines if line.strip())


CONVERTERS = {"html": html, "pdf": pdf, "docx": docx, "eml": eml, "feed": feed}
