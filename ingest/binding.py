"""What grammar says about a possessive pronoun: which nouns of its own sentence it most likely refers to."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from communique.ingest.syntax import grammatical_subjects

_NOUNS = ("NOUN", "PROPN")
_REASONS = frozenset({"for", "over"})
"""Prepositions that say why somebody is praised or blamed: "thanked Oman for its help"."""
_TOPICS = frozenset({"on", "from", "about"})
_JUDGING = frozenset("congratulate commend compliment press question confront pardon absolve free relieve".split())
"""Verbs that say so with other prepositions: "congratulated him on his victory"."""
_TELLING = frozenset("assure reassure convince persuade tell inform remind warn promise notify".split())
"""Verbs whose object is whom the clause after it is about: "warned Iran that its ships"."""


def binders(pronoun: Token) -> Iterator[list[Token]]:
    """Yield the nouns to which a possessive pronoun can refer by the grammar of its sentence, likeliest first.

    Parameters
    ----------
    pronoun
        "its", "his", "her" or "their" before its noun.

    Yields
    ------
    list of Token
        Heads of noun phrases; several where one place in the clause is filled by several.

    Notes
    -----
    The order follows principle A of binding theory as far as it holds for possessives: the other half of a
    coordination ("Syria and its allies"), the owner of the noun it complements, then clause by clause outwards the
    object about whom the clause judges or to whom it is told, and the subject.
    """
    noun = pronoun.head
    if noun.dep_ == "conj" and noun.head.pos_ in (*_NOUNS, "PRON"):
        yield [noun.head]
    path = pronoun
    for node in pronoun.ancestors:
        if node.pos_ in _NOUNS and node is not noun:
            owners = [c for c in node.children if c.dep_ == "poss" and c.i < pronoun.i]
            if owners:
                yield owners
        if node.pos_ in ("VERB", "AUX"):
            objects = [c for c in node.children if c.dep_ in ("dobj", "dative") and c is not path]
            if objects and _is_about_object(path, node):
                yield objects
            if node.dep_ == "pcomp" and node.head.lower_ == "of":
                return  # "accused Iran of shelling its villages": whose, grammar does not say
            yield [s for s in grammatical_subjects(node) if not s.is_ancestor(pronoun)]
        path = node


def _is_about_object(path: Token, verb: Token) -> bool:
    """Whether the part of a clause that starts at ``path`` is about the object of its verb."""
    if path.dep_ == "prep":
        return path.lower_ in _REASONS or (path.lower_ in _TOPICS and verb.lemma_ in _JUDGING)
    return path.dep_ == "ccomp" and verb.lemma_ in _TELLING
