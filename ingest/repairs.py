"""The component that corrects what English models regularly get wrong in this kind of text."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.ingest.lexicon import Lexicon, load_lexicon

NAME = "communique_repairs"
"""The component's name in a pipeline."""


_HYPHENS = frozenset({"-", "‑", "–"})
_MODIFIER = frozenset({"compound", "amod", "nmod"})


class ParticipleRepairer:
    """Makes the second half of "rebel-backing" or "Iran-backed" the participle of a verb of the lexicon.

    Sets part of speech, tag, lemma and dependency label, and hangs the participle on the noun it modifies.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._verbs = {trigger for trigger, pos in lexicon.senses if pos == "VERB"}

    def __call__(self, doc: Doc) -> Doc:
        """Correct a parsed Doc in place."""
        for token in doc:
            if token.i >= 2 and token.dep_ in _MODIFIER and token.nbor(-1).text in _HYPHENS:
                self._repair(token)
        return doc

    def _repair(self, token: Token) -> None:
        lower = token.lower_
        for ending, tag in (("ing", "VBG"), ("ed", "VBN")):
            if token.tag_ in ("VBG", "VBN") or not lower.endswith(ending):
                continue
            stem = lower.removesuffix(ending)
            verb = next((v for v in (stem, stem + "e", stem[:-1]) if v in self._verbs), None)
            if verb is not None:
                token.tag_, token.pos_, token.lemma_, token.dep_ = tag, "VERB", verb, "amod"


@Language.factory(
    NAME,
    requires=["token.dep", "token.tag", "token.lemma"],
    assigns=["token.dep", "token.tag", "token.lemma", "token.pos"],
    default_config={"relations": []},
)
def make_repairer(nlp: Language, name: str, relations: list[str]) -> Callable[[Doc], Doc]:
    """Make the component; ``relations`` are paths of the user's own relation files."""
    return ParticipleRepairer(load_lexicon(tuple(relations)))
