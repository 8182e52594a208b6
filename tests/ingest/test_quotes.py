"""Quotations over several sentences: who says them, whom their first persons mean, and that they are only claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.ingest.pipeline import Extraction

ReadText = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ('"Iran bombed Israel. We urge Iran to stop," Kerry said.', ("United States", "REQUEST", "Iran", "fact", None)),
        (
            '"Iran bombed Israel. We urge Iran to stop," Kerry said.',
            ("Iran", "ASSAULT", "Israel", "claimed", "John Kerry"),
        ),
        ('Kerry said: "It is over. Iran bombed Israel."', ("Iran", "ASSAULT", "Israel", "claimed", "John Kerry")),
        ("“It is over,” Kerry said. “Iran bombed Israel.”", ("Iran", "ASSAULT", "Israel", "claimed", "John Kerry")),
        ('Kerry wrote "it is over". Iran bombed Israel.', ("Iran", "ASSAULT", "Israel", "fact", None)),
        ('Kerry said "it is over.\n\n"Iran bombed Israel."', ("Iran", "ASSAULT", "Israel", "claimed", "John Kerry")),
    ],
)
def test_what_is_quoted_is_claimed(
    text: str, relation: tuple[str, str, str, str, str | None], read_text: ReadText
) -> None:
    found = [(r.source, r.event, r.target, r.status, r.claimant) for r in read_text(text, "2016-10-20").relations]
    assert relation in found


def test_a_mark_that_nothing_closes_quotes_nobody(read_text: ReadText) -> None:
    doc = read_text('Kerry said "it is over. Iran bombed Israel.', "2016-10-20").doc
    assert doc._.quotations == ()


def test_the_first_person_is_the_speaker(read_text: ReadText) -> None:
    doc = read_text('"I will go to Moscow," Kerry told reporters.', "2016-10-20").doc
    assert [m.actor.name for m in doc._.mentions if doc[m.start].lower_ == "i"] == ["John Kerry"]
