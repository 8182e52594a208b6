"""The component that keeps sentences from running across paragraphs, headings and list items."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Token

NAME = "communique_paragraphs"
"""The component's name in a pipeline."""


_CLOSERS = "\"'”’)]»"
_FINAL = ".!?…:;"


def mark_paragraphs(doc: Doc) -> Doc:
    """Start a sentence at each new paragraph, before the parser decides about the rest.

    A blank line always separates. A single line break does where the line before it ends a sentence or what
    follows looks like a new item; otherwise the text is merely wrapped.
    """
    for token in doc:
        if token.is_space and "\n" in token.text and token.i + 1 < len(doc) and separates(token):
            token.nbor(1).is_sent_start = True
    return doc


def separates(space: Token) -> bool:
    """Whether a paragraph begins after a line break."""
    if space.text.count("\n") > 1 or space.i == 0:
        return True
    before = space.nbor(-1).text.rstrip(_CLOSERS)
    return not before or before[-1] in _FINAL or not space.nbor(1).text[0].isalnum()


@Language.factory(NAME, assigns=["token.is_sent_start"])
def make_paragraph_marker(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component."""
    return mark_paragraphs
