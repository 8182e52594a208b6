"""How well predicted relations agree with annotated documents.

An annotated relation and a predicted one are compared at four levels: who does what to whom exactly; the
same with everyone counted as the state, organisation or group for which they act; the same with the quad
class of the event alone; and the pair of parties alone. Entries marked optional are neither required nor
punished. At the levels of states, entries that fall together there count once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from communique.goldset import normal, read_gold, read_predictions
from communique.table import QUAD_CLASSES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from pathlib import Path

    from communique.goldset import Cast, GoldDocument, GoldRelation, Prediction

_OFFICES = "offices"
_STATUS = "status accuracy"


class _Level(NamedTuple):
    name: str
    of_states: bool
    event: Literal["type", "quad", "any"]


_STUDIED = _Level("state dyad + type", of_states=True, event="type")  # whose errors and statuses are kept
_LEVELS = (
    _Level("actor dyad + type", of_states=False, event="type"),
    _STUDIED,
    _Level("state dyad + quad", of_states=True, event="quad"),
    _Level("state dyad", of_states=True, event="any"),
)


@dataclass(frozen=True, slots=True)
class Score:
    """True positives, and how many were predicted and annotated; the ratios are rounded to four places.

    Examples
    --------
    >>> score = Score(2, 3, 4)
    >>> score.precision, score.recall, score.f1
    (0.6667, 0.5, 0.5714)
    """

    tp: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.tp + other.tp, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The part of what was predicted that is right."""
        return _ratio(self.tp, self.predicted)

    @property
    def recall(self) -> float:
        """The part of what is annotated that was found."""
        return _ratio(self.tp, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, before they are rounded."""
        if not self.tp:
            return 0.0
        precision, recall = self.tp / self.predicted, self.tp / self.gold
        return round(2 * precision * recall / (precision + recall), 4)


class Finding(NamedTuple):
    """A relation that was missed, or a predicted one that is not annotated."""

    document: str
    source: str
    relation: str
    target: str
    status: str
    evidence: str


@dataclass(slots=True)
class Evaluation:
    """The figures of one evaluation.

    Attributes
    ----------
    scores
        A score for each level and for the offices, by name.
    statuses_right, statuses_compared
        How many relations found at the level "state dyad + type", and with how many the status agrees.
    misses, alarms
        What was missed and what was predicted wrongly at that level, in the order of the documents.
    """

    scores: dict[str, Score] = field(
        default_factory=lambda: dict.fromkeys([*(level.name for level in _LEVELS), _OFFICES], Score())
    )
    statuses_right: int = 0
    statuses_compared: int = 0
    misses: list[Finding] = field(default_factory=list)
    alarms: list[Finding] = field(default_factory=list)

    @property
    def status_accuracy(self) -> float:
        """The part of the relations found whose status is the annotated one."""
        return _ratio(self.statuses_right, self.statuses_compared)

    def table(self) -> pd.DataFrame:
        """Lay the scores out with one row a level."""
        columns = ["tp", "predicted", "gold", "precision", "recall", "f1"]
        cells = [[getattr(score, column) for column in columns] for score in self.scores.values()]
        return pd.DataFrame(cells, index=pd.Index(self.scores, name="level"), columns=columns)

    def figures(self) -> dict[str, dict[str, float] | float]:
        """Give all figures as plain values for JSON."""
        columns = ("tp", "predicted", "gold", "precision", "recall", "f1")
        made: dict[str, dict[str, float] | float] = {
            name: {column: getattr(score, column) for column in columns} for name, score in self.scores.items()
        }
        return made | {_STATUS: self.status_accuracy}


def evaluate(gold_path: Path, predicted_path: Path) -> Evaluation:
    """Compare a relations table with annotated documents.

    Parameters
    ----------
    gold_path
        The annotated documents, one JSON object a line.
    predicted_path
        The relations table: .csv, .parquet, or .jsonl with at least ``document``, ``source``, ``event``
        and ``target``. Rows of documents that are not annotated are passed over.

    Raises
    ------
    InputError
        If a file cannot be read, or a line of one is damaged or lacks something.
    """
    documents = read_gold(gold_path)
    predictions: defaultdict[str, list[Prediction]] = defaultdict(list)
    for prediction in read_predictions(predicted_path):
        predictions[prediction.document].append(prediction)
    evaluation = Evaluation()
    for document in documents:
        _add(document, predictions[document.id], evaluation)
    return evaluation


@dataclass(frozen=True, slots=True)
class _Said:
    """A predicted event with the annotated actors that its ends can be, first the source's."""

    prediction: Prediction
    event: str
    actors: tuple[frozenset[str], frozenset[str]]
    states: tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Outcome:
    found: list[tuple[GoldRelation, Prediction]]
    right: int
    missed: list[GoldRelation]
    wrong: list[Prediction]


def _add(document: GoldDocument, predictions: Iterable[Prediction], evaluation: Evaluation) -> None:
    """Add what one document says to the figures."""
    rows = list(predictions)
    said = _events(document.cast, rows)
    for level in _LEVELS:
        outcome = _match(document, said, level)
        right = outcome.right
        score = Score(right, right + len(outcome.wrong), right + len(outcome.missed))
        evaluation.scores[level.name] += score
        if level is _STUDIED:
            agree = sum(entry.status == prediction.status for entry, prediction in outcome.found)
            evaluation.statuses_right += agree
            evaluation.statuses_compared += len(outcome.found)
            evaluation.misses += [_miss(document.id, entry) for entry in outcome.missed]
            evaluation.alarms += [_alarm(prediction) for prediction in outcome.wrong]
    evaluation.scores[_OFFICES] += _offices(document, rows)


def _events(cast: Cast, predictions: Iterable[Prediction]) -> list[_Said]:
    return [
        _Said(
            prediction=p,
            event=p.event,
            actors=(cast.meant(p.source), cast.meant(p.target)),
            states=(
                cast.represented(p.source, p.source_principal),
                cast.represented(p.target, p.target_principal),
            ),
        )
        for p in predictions
        if p.event is not None and p.event in QUAD_CLASSES
    ]


def _match(document: GoldDocument, predicted: Sequence[_Said], level: _Level) -> _Outcome:
    """Let each prediction claim one of the entries it fits: a free one, if possible a required one."""
    entries = document.relations
    claims: dict[int, Prediction] = {}
    wrong: dict[tuple[str, str, str], Prediction] = {}
    for said in predicted:
        prediction = said.prediction
        fitting = [i for i, entry in enumerate(entries) if _fits(entry, said, level)]
        if fitting:
            best = min(fitting, key=lambda i: (i in claims, entries[i].optional, i))
            claims.setdefault(best, prediction)
        else:
            # The same wrong statement is one false alarm, however often it is made.
            wrong.setdefault((normal(prediction.source), normal(prediction.target), said.event), prediction)
    keys = [_key(i, entry, document.cast, level) for i, entry in enumerate(entries)]
    found = {keys[i] for i in claims}
    required: dict[Hashable, GoldRelation] = {}
    for key, entry in zip(keys, entries, strict=True):
        if not entry.optional:
            required.setdefault(key, entry)
    return _Outcome(
        found=[(entries[i], prediction) for i, prediction in claims.items()],
        right=len(required.keys() & found),
        missed=[entry for key, entry in required.items() if key not in found],
        wrong=list(wrong.values()),
    )


def _fits(entry: GoldRelation, said: _Said, level: _Level) -> bool:
    if level.event == "type" and said.event not in entry.labels:
        return False
    if level.event == "quad" and QUAD_CLASSES[said.event] not in {QUAD_CLASSES[e] for e in entry.labels}:
        return False
    sources, targets = said.states if level.of_states else said.actors
    if entry.source in sources and entry.target in targets:
        return True
    return entry.symmetric and entry.source in targets and entry.target in sources


def _key(position: int, entry: GoldRelation, cast: Cast, level: _Level) -> Hashable:
    """Tell which entries are one: at the levels of states those with the same parties and label."""
    if not level.of_states:
        return position
    parties = [cast.head(entry.source), cast.head(entry.target)]
    return tuple(sorted(parties) if entry.symmetric else parties), entry.relation


def _offices(document: GoldDocument, predictions: Iterable[Prediction]) -> Score:
    """Score who holds an office of whom; an office of an institution may be given to its state."""
    cast = document.cast
    said = {(normal(p.source), normal(p.target)): p for p in predictions if p.event == "HOLDS_OFFICE"}
    found: set[tuple[str, str]] = set()
    wrong = 0
    for prediction in said.values():
        holders, seats = cast.meant(prediction.source), cast.meant(prediction.target)
        for holder, seat in document.offices:
            if holder in holders and not seats.isdisjoint((seat, cast.head(seat))):
                found.add((holder, seat))
                break
        else:
            wrong += 1
    return Score(len(found), len(found) + wrong, len(document.offices))


def _miss(document: str, entry: GoldRelation) -> Finding:
    return Finding(document, entry.source, entry.relation, entry.target, entry.status, entry.evidence)


def _alarm(p: Prediction) -> Finding:
    return Finding(p.document, p.source or "", p.event or "", p.target or "", p.status or "", p.evidence or "")


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
