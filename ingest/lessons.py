"""Rows of a relations file that would teach the words by which a text joins two actors.

The proposal is tried before it is made: unknown words are put into a lexicon of their own with every frame that the
sentence offers, and only those frames are proposed by which the rules then find two actors.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from communique.ingest.descriptions import kind_of
from communique.ingest.lexicon import COLUMNS, SLOTS, WORD_CLASSES, Lexicon, Sense
from communique.ingest.predicates import Event
from communique.ingest.register import Register
from communique.ingest.relations import RelationFinder

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SOURCES = {"VERB": ("subj",), "NOUN": ("poss", "by", "subj"), "ADJ": ("subj",)}
_PLAIN_TARGETS = {"VERB": ("obj",), "NOUN": (), "ADJ": ()}
_LAST_TARGETS = {"VERB": ("dative", "both"), "NOUN": ("both", "mod"), "ADJ": ()}
_ANY_SLOT = frozenset({"subj", "obj", "poss", "both", "dative", "mod"})
_UNNAMED = ("EVENT", "0")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row that would teach a word.

    ``row`` has the columns of seeds/lexicon/senses.csv; ``like`` is the known word whose event type and intensity
    it borrows, empty where the model has no word vectors: then the event type reads ``EVENT``.
    """

    trigger: str
    source: str
    target: str
    row: tuple[str, ...]
    like: str = ""

    @property
    def line(self) -> str:
        """The row as a line of CSV."""
        return line_of(self.row)


def line_of(cells: tuple[str, ...]) -> str:
    """Return cells as a line of CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def teachable(token: Token, lexicon: Lexicon, register: Register) -> bool:
    """Whether a word may state a relation that the lexicon does not know it for."""
    lemma = token.lemma_.lower()
    if token.pos_ not in WORD_CLASSES or token.is_stop or token.ent_type_ or not _WORD.fullmatch(lemma):
        return False
    if token.pos_ == "NOUN" and (token.dep_ in ("compound", "nmod") or kind_of(token, register)[0]):
        return False
    known = lexicon.of(lemma, token.pos_) or lexicon.effect(lemma, token.pos_) or lemma in lexicon.light_verbs
    return not known and token.doc._.mentions.covering(token.i) is None


def lessons(doc: Doc, lexicon: Lexicon, register: Register) -> Iterator[Lesson]:
    """Yield a row for each unknown word of a Doc that would state a relation if it were known, in text order."""
    unknown = [t for t in doc if teachable(t, lexicon, register)]
    scratch: dict[tuple[str, str], list[Sense]] = defaultdict(list)
    for token in unknown:
        for sense in _frames(token):
            known = scratch[sense.trigger, sense.pos]
            if sense not in known:
                known.append(sense)
    places = {t.i for t in unknown}
    found: dict[str, Event] = {}
    for event in _events(doc, replace(lexicon, senses=scratch, particles=defaultdict(set)), register):
        if event.trigger.i in places:
            found.setdefault(f"{event.sense.trigger} {event.sense.pos}", event)
    for event in found.values():
        yield _lesson(event, lexicon)


def taught_object(sense: Sense, noun: str) -> tuple[str, ...]:
    """Return the row of a sense that asks for an object, with another object."""
    cells = (sense.trigger, sense.pos, noun, "|".join(sense.source), "|".join(sense.target), sense.label, sense.event)
    return (*cells, f"{sense.intensity:g}", "yes" if sense.symmetric else "", "")


def _frames(token: Token) -> Iterator[Sense]:
    """Yield the frames that a word may have: every source with every target that its sentence has words for."""
    pos, lemma = token.pos_, token.lemma_.lower()
    near = sorted((t for t in token.sent if t.lower_ in SLOTS[pos] - _ANY_SLOT), key=lambda t: abs(t.i - token.i))
    prepositions = dict.fromkeys(t.lower_ for t in near if t.pos_ in ("ADP", "SCONJ", "PART"))
    for target in (*_PLAIN_TARGETS[pos], *prepositions, *_LAST_TARGETS[pos]):
        for source in _SOURCES[pos]:
            if source != target:
                label = _label(token, target)
                yield Sense(lemma, pos, frozenset(), (source,), (target,), label, "CONSULT", 0.0, target == "both")


def _label(token: Token, target: str) -> str:
    verb = {"ADJ": "is ", "NOUN": "made " if target != "both" else "held "}.get(token.pos_, "")
    word = token.lower_ if token.pos_ != "ADJ" else token.lemma_.lower()
    return f"{verb}{word}" + (f" {target}" if target not in _ANY_SLOT else " with" if target == "both" else "")


def _events(doc: Doc, lexicon: Lexicon, register: Register) -> Iterable[Event]:
    """Return the events that another lexicon would find; the Doc stays as it was."""
    kept = doc._.events
    try:
        return [found[0] for found in RelationFinder(register, lexicon)(doc)._.events]
    finally:
        doc._.events = kept


def _lesson(event: Event, lexicon: Lexicon) -> Lesson:
    sense = event.sense
    like = _nearest(event.trigger, lexicon)
    kind = (like.event, f"{like.intensity:g}") if like else _UNNAMED
    cells = (sense.trigger, sense.pos, "", *sense.source, *sense.target, sense.label, *kind)
    row = (*cells, "yes" if sense.symmetric else "", "")
    assert len(row) == len(COLUMNS)  # noqa: S101  # the columns of the file are fixed
    return Lesson(
        event.trigger.text, event.source.actor.name, event.target.actor.name, row, like.trigger if like else ""
    )


def _nearest(token: Token, lexicon: Lexicon) -> Sense | None:
    """Return the plain sense of the known word whose vector is nearest, None where the model has no vectors."""
    vocab, lemma = token.vocab, token.lemma_.lower()
    if not vocab.has_vector(lemma):
        return None
    known = [s[0] for (word, pos), s in sorted(lexicon.senses.items()) if pos == token.pos_ and vocab.has_vector(word)]
    own = vocab[lemma]
    return max((s for s in known if not s.objects), key=lambda s: float(own.similarity(vocab[s.trigger])), default=None)
