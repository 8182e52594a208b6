"""What the tests share: the pipeline, loaded once, and the places of the repository."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from communique.cli import main
from communique.ingest.documents import Document
from communique.ingest.pipeline import DEFAULT_MODEL, Extraction, Extractor
from tests.commands import Ended

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
def grammar() -> Extractor:
    """Return the pipeline without the learned model."""
    return Extractor(grammar_only=True)


@pytest.fixture(scope="session")
def read_text(grammar: Extractor) -> Callable[..., Extraction]:
    """Return a function that lets the grammar extract from one text, given as is and with its date."""

    def read(text: str, date: str | None = None) -> Extraction:
        return next(iter(grammar.stream([Document("d", text, date=date or None)])))

    return read


@pytest.fixture
def one_model(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands and functions use the pipeline that is loaded; one with other settings is loaded anew."""

    def load(
        model: str = DEFAULT_MODEL,
        *,
        actors: Sequence[Path] = (),
        relations: Sequence[Path] = (),
        grammar_only: bool = False,
    ) -> Extractor:
        if model == DEFAULT_MODEL and not actors and not relations and not grammar_only:
            return extractor
        return Extractor(model, actors=actors, relations=relations, grammar_only=grammar_only)

    monkeypatch.setattr("communique.ingest.pipeline.Extractor", load)
    monkeypatch.setattr("communique.api.Extractor", load)


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
