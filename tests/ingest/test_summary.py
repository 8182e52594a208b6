"""The actors table adds up, however the documents are divided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.ingest.documents import Document
from communique.ingest.summary import ActorTally, actor_rows

if TYPE_CHECKING:
    from communique.ingest.pipeline import Extractor

TEXTS = (
    "Protesters in Iran condemned Israel. Moscow welcomed it.",
    "Russian Foreign Minister Sergei Lavrov met John Kerry. Lavrov accused the US.",
    "The Kremlin warned Israel. Lavrov praised Iran.",
)


def test_the_table_of_all_is_the_sum_of_the_tallies_of_each(extractor: Extractor) -> None:
    found = list(extractor.stream(Document(f"d{n}", text, date="2016-10-20") for n, text in enumerate(TEXTS)))
    whole = ActorTally(extractor.register)
    parts = []
    for extraction in found:
        whole.add(extraction)
        one = ActorTally(extractor.register)
        one.add(extraction)
        parts += one.tallies()
    rows = whole.rows()
    assert actor_rows(parts) == rows
    assert "iranian-protesters" in {row.id for row in rows}  # an end that no mention holds
    assert "Russia" in {row.principal for row in rows}
