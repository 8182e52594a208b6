"""A long document is parsed in pieces and read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.ingest import pieces as module
from communique.ingest.documents import Document
from communique.ingest.pieces import pieces, whole

if TYPE_CHECKING:
    from communique.ingest.pipeline import Extractor
    from communique.table import Relation

_PIECE = 60
_STORY = (
    "Harold Lindqvist, the foreign minister of Norway, condemned Iran on Friday.\n\n"
    "He later met with Sergei Lavrov in Geneva.\n\n"
    "France warned Turkey against a new offensive. The two countries signed an agreement.\n\n"
    "“We will not yield,” the minister said.\n\n"
    "Lindqvist thanked Japan.\n"
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", _PIECE)


def _relations(extractor: Extractor, document: Document) -> list[Relation]:
    return next(extractor.stream([document])).relations


def test_who_is_named_in_one_piece_is_known_in_the_next(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document("d", f"Head\n\n{_STORY}", date="2016-10-20", body=6)
    at_once = _relations(extractor, document)
    with monkeypatch.context() as patch:
        patch.setattr(module, "PIECE", 80)
        assert len(list(pieces(extractor.nlp.make_doc(_STORY)))) > 4
        cut = _relations(extractor, document)
    stated = {(r.source, r.relation, r.target) for r in cut}
    assert {("Harold Lindqvist", "met with", "Sergey Lavrov"), ("Harold Lindqvist", "thanked", "Japan")} <= stated
    assert all(document.text[r.evidence_start : r.evidence_end] == r.evidence for r in cut)
    assert all(document.text[r.source_start : r.source_end] == r.source_text for r in cut)
    assert cut == at_once


@pytest.mark.usefixtures("small")
def test_several_documents_keep_apart(extractor: Extractor) -> None:
    documents = [Document(f"d{n}", text) for n, text in enumerate([_STORY, "Iran met Iraq.", "", _STORY])]
    found = list(extractor.stream(documents))
    assert [e.document for e in found] == documents
    assert [e.doc.text for e in found] == [d.text for d in documents]


@pytest.mark.usefixtures("small")
def test_what_the_parser_found_in_the_pieces_stands_in_the_whole(extractor: Extractor) -> None:
    parsed = [extractor.nlp(p) for p in pieces(extractor.nlp.make_doc(_STORY))]
    joined = whole(parsed)
    first = 0
    for piece in parsed:
        for token in piece:
            other = joined[first + token.i]
            assert other.head.i == first + token.head.i
            for name in ("text", "dep_", "tag_", "pos_", "lemma_", "ent_type_", "ent_iob_", "is_sent_start"):
                assert getattr(other, name) == getattr(token, name), name
        first += len(piece)
    assert len(list(joined.sents)) == sum(len(list(p.sents)) for p in parsed)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Iran met Iraq here.\n\nFrance met\nChina. Japan met them all, and a few of the others.", "here.\n\n"),
        ("Iran met Iraq. Then\nFrance met China, and Japan met them all, and a few others.", "Then\n"),
        ("Iran met Iraq. France met China and Japan met them all and a few of the others", "Iraq. "),
        ("Iran met Iraq, France met China and Japan met them all, then a few of the others", "then "),
    ],
)
def test_a_piece_ends_at_a_paragraph_else_a_line_else_a_sentence(extractor: Extractor, text: str, ends: str) -> None:
    first = next(pieces(extractor.nlp.make_doc(text)))
    assert first.text_with_ws.endswith(ends)


@pytest.mark.usefixtures("small")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["Iran", "U.S.-led", "met.", " ", "  ", "\n", "\n\n", "\t", "“", "x" * 70, ","])))
def test_pieces_are_the_text(extractor: Extractor, words: list[str]) -> None:
    doc = extractor.nlp.make_doc("".join(words))
    found = list(pieces(doc))
    assert [t.text_with_ws for p in found for t in p] == [t.text_with_ws for t in doc]
    assert all(len(p.text) <= _PIECE + 1 or len(p) == 1 for p in found)  # a space may follow the last token
    joined = whole(found)
    assert [(t.text, t.idx) for t in joined] == [(t.text, t.idx) for t in doc]
