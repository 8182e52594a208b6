"""Why a text gives the relations that it gives, and which of its words nearly gave one.

Made for those who extend the vocabulary: what a rule lacked, and the row of a relations file that would mend it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacy.tokens import Doc, Token

from communique.errors import InputError
from communique.ingest.ends import Ends
from communique.ingest.lessons import Lesson, lessons, line_of, taught_object
from communique.ingest.lexicon import WORD_CLASSES, Lexicon, Sense
from communique.ingest.mentions import Mention
from communique.ingest.mentions_table import mention_rows
from communique.ingest.pipeline import Extraction
from communique.ingest.predicates import Event, EventFinder
from communique.ingest.register import Register
from communique.ingest.relations import relations
from communique.ingest.syntax import agents, arguments, child, patients
from communique.table import Relation

_SHOWN_OBJECTS = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the parse: its lemma, word class, dependency label and the word that governs it."""

    text: str
    lemma: str
    pos: str
    dep: str
    head: str


@dataclass(frozen=True, slots=True)
class Found:
    """A relation with the slots that held its ends and the reasons for its status."""

    relation: Relation
    source_slot: str = ""
    target_slot: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A word of the lexicon that gave no relation: the sense that came nearest, and what it lacked.

    ``line`` is a row of a relations file that would supply it, where one would.
    """

    trigger: str
    pos: str
    label: str
    event: str
    why: str
    line: str = ""
    rank: int = field(repr=False, default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Everything that was made of a text, and why.

    Parameters
    ----------
    text, date
        What was read, and the day against which "Friday" was resolved.
    doc
        The parsed spaCy Doc.
    words
        The parse, a row a word.
    mentions
        One row a mention of an actor, with the columns of
        :data:`communique.ingest.mentions_table.MENTION_COLUMNS`.
    relations
        What was found, with the rule that fired and why its status was set.
    misses
        Words of the lexicon that gave nothing, and what they lacked.
    lessons
        Rows of a relations file that would teach the unknown words.
    """

    text: str
    date: str | None
    doc: Doc = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    mentions: tuple[dict[str, object], ...] = field(repr=False)
    relations: tuple[Found, ...]
    misses: tuple[NearMiss, ...]
    lessons: tuple[Lesson, ...]

    def __str__(self) -> str:
        from communique.ingest.explain_text import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from communique.ingest.explain_html import as_html

        return as_html(self)

    def to_html(self, path: str | Path) -> Path:
        """Write the explanation as one HTML file that asks for nothing else.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        from communique.ingest.explain_html import as_page

        try:
            Path(path).write_text(as_page(self), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place") from error
        return Path(path)


def explain(extraction: Extraction, lexicon: Lexicon, register: Register) -> Explanation:
    """Explain what was found in one document.

    Parameters
    ----------
    extraction
        What the pipeline made of it.
    lexicon, register
        The vocabulary that the pipeline used.
    """
    doc = extraction.doc
    found = list(EventFinder(lexicon, register)(doc))
    return Explanation(
        text=extraction.document.text,
        date=extraction.document.date,
        doc=doc,
        words=tuple(Word(t.text, t.lemma_, t.pos_, t.dep_, t.head.text) for t in doc if not t.is_space),
        mentions=tuple(mention_rows(extraction, register)),
        relations=tuple(_reasoned(extraction, register)),
        misses=tuple(_misses(doc, found, lexicon, register)),
        lessons=tuple(lessons(doc, lexicon, register)),
    )


def _reasoned(extraction: Extraction, register: Register) -> Iterator[Found]:
    """Yield the relations, each with what the pipeline noted of its event."""
    body = extraction.document.body
    notes = {}
    for event, status in extraction.doc._.events:
        ends = event.source.actor.id, event.target.actor.id
        notes[(event.trigger.idx + body, *ends, event.sense.label)] = event, status
    for row in relations(extraction.doc, extraction.document, register):
        note = notes.get((row.trigger_start, row.source_id, row.target_id, row.relation))
        if note is None:
            yield Found(row)
        else:
            event, status = note
            slots = event.rule.rpartition(".")[2].split("-")
            source, target = slots if len(slots) == 2 else ("", "")
            yield Found(row, source, target, tuple(status.reasons))


def _misses(doc: Doc, found: list[Event], lexicon: Lexicon, register: Register) -> Iterator[NearMiss]:
    """Yield, for each word of the lexicon that gave no relation, the sense that came nearest to one."""
    kept = {event.trigger.i for event, _ in doc._.events}
    dropped = {event.trigger.i: event for event in reversed(found) if event.trigger.i not in kept}
    objects = {o.i for event in found if event.sense.objects for o in patients(event.trigger)}
    near = _Near(doc, lexicon, register)
    for token in doc:
        mention = doc._.mentions.covering(token.i)
        part = token.dep_ in ("compound", "nmod") or token.i in objects or (mention is not None and mention.is_name)
        if token.i in kept or token.pos_ not in (*WORD_CLASSES, "AUX", "PROPN") or (part and token.i not in dropped):
            continue
        if token.i in dropped:
            yield _set_aside(dropped[token.i], register)
            continue
        tried = list(near.of(token))
        if tried:
            yield max(tried, key=lambda miss: miss.rank)


def _set_aside(event: Event, register: Register) -> NearMiss:
    source, target = event.source.actor, event.target.actor
    told = any((e.source.actor.id, e.target.actor.id) == (source.id, target.id) for e, _ in event.trigger.doc._.events)
    if told:
        why = "another word says it of them already"
    elif register.root(source).id == register.root(target).id:
        why = "one acts for the other"
    elif {register.root(actor).type for actor in (source, target)} == {"other"}:
        why = "not both act for a party that is known; name them with --actors"
    else:
        why = "the learned model holds the relation for improbable; --grammar-only keeps it"
    sense = event.sense
    return NearMiss(
        event.trigger.text,
        sense.pos,
        sense.label,
        sense.event,
        f"{source.name} and {target.name} were found, but {why}",
    )


class _Near:
    """Tries the senses of a word as the rules do, and then without the objects that they ask for."""

    def __init__(self, doc: Doc, lexicon: Lexicon, register: Register) -> None:
        self._lexicon = lexicon
        self._ends = Ends(doc, register)
        self._find = EventFinder(lexicon, register)
        self._asked: dict[Sense, frozenset[str]] = {}
        waived = {}
        for key, senses in lexicon.senses.items():
            waived[key] = [replace(s, objects=frozenset()) for s in senses if s.objects]
            for free, sense in zip(waived[key], (s for s in senses if s.objects), strict=True):
                self._asked[free] = self._asked.get(free, frozenset()) | sense.objects
        self._find_any = EventFinder(replace(lexicon, senses=waived), register)

    def of(self, token: Token) -> Iterator[NearMiss]:
        """Yield the senses of a word and what each of them lacks."""
        lemma = token.lemma_.lower()
        tried = list(self._find.candidates(token, self._ends))
        for sense, sources, targets in tried:
            yield from self._lacking(token, sense, sources, targets)
        met = {replace(sense, objects=frozenset()) for sense, _, _ in tried}
        for sense, sources, targets in self._find_any.candidates(token, self._ends):
            if sense not in met and sources and targets:
                yield self._other_object(token, sense)
        if not tried and token.pos_ in WORD_CLASSES and not self._lexicon.effect(lemma, token.pos_):
            for pos in WORD_CLASSES:
                for sense in self._lexicon.of(lemma, pos)[:1] if pos != token.pos_ else ():
                    why = f"known as {pos}, but the parser takes it for {token.pos_} here"
                    yield NearMiss(token.text, pos, sense.label, sense.event, why)

    def _other_object(self, token: Token, sense: Sense) -> NearMiss:
        asked = sorted(self._asked[sense])
        some = ", ".join(asked[:_SHOWN_OBJECTS]) + (f" and {n} more" if (n := len(asked) - _SHOWN_OBJECTS) > 0 else "")
        heads = [o.lemma_.lower() for o in patients(token)]
        has = f"not '{heads[0]}'" if heads else "and there is none"
        why = f"asks for an object such as {some}; {has}"
        line = line_of(taught_object(sense, heads[0])) if heads else ""
        return NearMiss(token.text, sense.pos, sense.label, sense.event, why, line, rank=3)

    def _lacking(
        self, token: Token, sense: Sense, sources: list[Mention], targets: list[Mention]
    ) -> Iterator[NearMiss]:
        """Yield what a sense lacks, if that is worth telling: one end, or known names for two words."""
        if {m.actor.id for m in sources} == {m.actor.id for m in targets}:
            targets = []  # one party alone "on both sides"
        lacks = [
            (end, slots, _standing(token, slots))
            for end, slots, filled in (("source", sense.source, sources), ("target", sense.target, targets))
            if not filled
        ]
        if not (sources or targets or all(words for _, _, words in lacks)):
            return
        why = "; ".join(self._lack(end, slots, words) for end, slots, words in lacks)
        rank = 2 if sources or targets else 1
        yield NearMiss(token.text, sense.pos, sense.label, sense.event, why, rank=rank)

    def _lack(self, end: str, slots: tuple[str, ...], words: Token | None) -> str:
        if words is None:
            return f"no {end}: nothing in {' or '.join(slots)}"
        same = self._ends.of(words)
        if same:
            return f"both ends are {same[0].actor.name}"
        return f"no {end}: '{words.doc[words.left_edge.i : words.i + 1].text}' is no actor that is known"


def _standing(token: Token, slots: tuple[str, ...]) -> Token | None:
    """Return the head of the words that stand in the first filled of some slots."""
    verbal = token.pos_ in ("VERB", "AUX")
    for slot in slots:
        match slot:
            case "subj":
                found = agents(token) if verbal else []
            case "obj":
                found = patients(token)
            case "dative":
                found = [*child(token, "dative"), *arguments(token, "to")]
            case "poss" | "mod":
                found = child(token, "poss", "amod", "compound", "nmod")
            case _:
                found = arguments(token, slot)
        if found:
            return found[0]
    return None
