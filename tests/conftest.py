"""What the tests share: the pipeline, loaded once, and the places of the repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from communique.ingest.documents import Document
from communique.ingest.pipeline import DEFAULT_MODEL, Extraction, Extractor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """Return the pipeline with the packaged model and vocabulary."""
    return Extractor()


@pytest.fixture(scope="session")
def read_text(extractor: Extractor) -> Callable[..., Extraction]:
    """Return a function that extracts from one text, given as is and with its date."""

    def read(text: str, date: str | None = None) -> Extraction:
        return next(iter(extractor.stream([Document("d", text, date=date or None)])))

    return read


@pytest.fixture
def one_model(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands and functions use the pipeline that is loaded; one with other settings is loaded anew."""

    def load(model: str = DEFAULT_MODEL, *, actors: Sequence[Path] = (), relations: Sequence[Path] = ()) -> Extractor:
        if model == DEFAULT_MODEL and not actors and not relations:
            return extractor
        return Extractor(model, actors=actors, relations=relations)

    monkeypatch.setattr("communique.ingest.pipeline.Extractor", load)
    monkeypatch.setattr("communique.api.Extractor", load)
