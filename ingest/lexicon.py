"""The relation lexicon: senses of words that say who does what to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from communique.errors import VocabularyError
from communique.ingest.vocabulary import Row, Source, packaged, rows, stamps
from communique.table import EVENTS, QUAD_CLASSES

COLUMNS = ("trigger", "pos", "object", "source", "target", "label", "event", "intensity", "symmetric", "note")
WORD_CLASSES = ("VERB", "NOUN", "ADJ")
EFFECTS = ("", "negated", "planned", "hypothetical", "claimed", "announced", "fact")
_PREPOSITIONS = frozenset(
    (
        "about across after against along alongside among around as at before behind between beyond by during "
        "for from in inside into near of off on onto outside over past through to toward towards under upon "
        "via with within without"
    ).split()
)
SLOTS = {
    "VERB": frozenset({"subj", "obj", "dative", "both", "speaker", "comp"}) | _PREPOSITIONS,
    "NOUN": frozenset({"poss", "mod", "both", "subj", "speaker", "comp"}) | _PREPOSITIONS,
    "ADJ": frozenset({"subj", "speaker", "both", "comp"}) | _PREPOSITIONS,
}
"""The grammatical slots that may hold an actor, by word class of the trigger."""
_HIGHEST = 10


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of a trigger word.

    ``source`` and ``target`` are slots in order of preference; ``objects`` are the lemmas of which one must be
    the direct object (empty: any). ``intensity`` is on a Goldstein-style scale from -10 to 10.
    """

    trigger: str
    pos: str
    objects: frozenset[str]
    source: tuple[str, ...]
    target: tuple[str, ...]
    label: str
    event: str
    intensity: float
    symmetric: bool

    @property
    def polarity(self) -> int:
        """1 for cooperation, -1 for conflict."""
        return 1 if QUAD_CLASSES[self.event].endswith("cooperation") else -1


@dataclass(slots=True)
class Lexicon:
    """Senses by trigger lemma and word class; words that change the status of what they govern."""

    senses: dict[tuple[str, str], list[Sense]] = field(default_factory=lambda: defaultdict(list))
    particles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    light_verbs: dict[str, str] = field(default_factory=dict)
    effects: dict[tuple[str, str], str] = field(default_factory=dict)
    classes: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add a sense after those that the trigger has."""
        pos = row.one_of("pos", WORD_CLASSES)
        sense = Sense(
            trigger=row["trigger"].lower(),
            pos=pos,
            objects=frozenset(self._objects(row)),
            source=self._slots(row, "source", pos),
            target=self._slots(row, "target", pos),
            label=row["label"],
            event=row.one_of("event", EVENTS),
            intensity=row.number("intensity"),
            symmetric=row.one_of("symmetric", ("yes", "")) == "yes",
        )
        if not sense.trigger or not sense.label:
            raise row.fault("trigger and label must not be empty")
        if not abs(sense.intensity) <= _HIGHEST:  # NaN too
            raise row.fault(f"intensity {sense.intensity} is outside -10 to 10")
        head, _, particle = sense.trigger.partition(" ")
        if particle:
            self.particles[head].add(particle)
        self.senses[sense.trigger, pos].append(sense)

    def of(self, trigger: str, pos: str) -> list[Sense]:
        """Return the senses of a word, those that ask for an object first."""
        return self.senses.get((trigger, pos), [])

    def effect(self, lemma: str, pos: str) -> str:
        """Return how a word changes the status of what it governs; empty if it does not.

        What is announced is claimed; `announces` tells the two apart.
        """
        found = self.effects.get((lemma, pos), "")
        return "claimed" if found == "announced" else found

    def announces(self, lemma: str, pos: str) -> bool:
        """Whether a word tells what its own subject does or owns up to: "announced", "admitted"."""
        return self.effects.get((lemma, pos)) == "announced"

    def sort(self) -> None:
        """Put the senses that ask for an object first and those that lean on who reports it last."""
        for senses in self.senses.values():
            senses.sort(key=lambda s: (not s.objects, "speaker" in s.source))

    def _objects(self, row: Row) -> Iterator[str]:
        for word in row.many("object"):
            if not word.startswith("@"):
                yield word
            elif word[1:] in self.classes:
                yield from self.classes[word[1:]]
            else:
                raise row.fault(f"object class '{word}' is not in classes.csv; add it or list the words")

    def _slots(self, row: Row, column: str, pos: str) -> tuple[str, ...]:
        slots = row.many(column)
        unknown = [s for s in slots if s not in SLOTS[pos]]
        if unknown or not slots:
            raise row.fault(
                f"{column} slot '{''.join(unknown[:1])}' is unknown for {pos}; use: {', '.join(sorted(SLOTS[pos]))}"
            )
        return slots


def build_lexicon(extra: Iterable[Source] = ()) -> Lexicon:
    """Load the lexicon: the user's own relation files, the last named first, then the packaged one.

    Of senses that ask for an object, and of those that do not, the earlier loaded is tried first.

    Raises
    ------
    VocabularyError
        If a file breaks its form.
    """
    lexicon = Lexicon()
    for row in rows(packaged("lexicon/classes.csv"), ("class", "words")):
        lexicon.classes[row["class"]] = frozenset(row.many("words"))
    for row in rows(packaged("lexicon/light_verbs.csv"), ("verb", "effect")):
        lexicon.light_verbs[row["verb"]] = row.one_of("effect", EFFECTS)
    for row in rows(packaged("lexicon/status.csv"), ("lemma", "pos", "effect", "note")):
        lexicon.effects[row["lemma"], row["pos"]] = row.one_of("effect", EFFECTS)
    for source in (*reversed(list(extra)), packaged("lexicon/senses.csv")):
        for row in rows(source, COLUMNS):
            lexicon.add(row)
    if not lexicon.senses:
        raise VocabularyError("the relation lexicon is empty; install the package again")
    lexicon.sort()
    return lexicon


def load_lexicon(paths: tuple[str, ...] = ()) -> Lexicon:
    """Return the lexicon with the user's files at ``paths``, loaded once a process while they stay as they are."""
    return _load(paths, stamps(paths))


@cache
def _load(paths: tuple[str, ...], _stamps: tuple[tuple[int, int], ...]) -> Lexicon:
    return build_lexicon(Path(p) for p in paths)
