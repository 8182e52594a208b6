"""The component that turns events and offices into rows of the relations table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from communique.ingest.dates import event_date
from communique.ingest.documents import Document
from communique.ingest.encoder import packaged_encoder
from communique.ingest.ends import Ends
from communique.ingest.lexicon import Lexicon, load_lexicon
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.model import packaged_model
from communique.ingest.offices import Office
from communique.ingest.opinion import SecondOpinion
from communique.ingest.predicates import Event, EventFinder
from communique.ingest.register import Actor, Register, load_register
from communique.ingest.scorer import Scorer
from communique.ingest.status import Status, status_of
from communique.table import QUAD_CLASSES, Relation

NAME = "communique_relations"
"""The component's name in a pipeline."""


_CONFIDENCE = {"fact": 0.8, "claimed": 0.75, "planned": 0.7, "hypothetical": 0.65, "negated": 0.65}
_OFFICE_CONFIDENCE = 0.9
_REFUSABLE = frozenset({"AGREE", "YIELD"})
_REFUSED = -3.0
"""Intensity of a refusal."""

Doc.set_extension("events", default=None, force=True)


class RelationFinder:
    """Sets ``doc._.events``, the pairs of an event and its status."""

    def __init__(self, register: Register, lexicon: Lexicon, scorer: Scorer | None = None) -> None:
        self._register = register
        self._lexicon = lexicon
        self._score = scorer
        self._opinion = SecondOpinion(scorer.policy, lexicon, register) if scorer else None
        self._find = EventFinder(lexicon, register)

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of a Doc."""
        ends = Ends(doc, self._register)
        events = (e for e in self._find(doc) if self._is_political(e))
        judge = partial(self.judge, ends=ends)
        judged = list(_refusals([(e, judge(e)) for e in events]))
        if self._score and self._opinion:
            judged = self._opinion(judged, judge, *self._score(doc, [event for event, _ in judged]))
        doc._.events = judged
        return doc

    def judge(self, event: Event, ends: Ends) -> Status:
        """Tell the status of an event."""
        return self._own_side(event, status_of(event, self._lexicon, ends))

    def _is_political(self, event: Event) -> bool:
        """Whether both ends are known to act for somebody, and not one for the other."""
        source, target = event.source.actor, event.target.actor
        roots = self._register.root(source), self._register.root(target)
        if all(r.type == "other" for r in roots):
            return False
        return not (roots[0].id == roots[1].id and roots[0].id in (source.id, target.id))

    def _own_side(self, event: Event, status: Status) -> Status:
        """Make a fact of what one says of one's own side's words: "Lavrov said Russia welcomed the proposal"."""
        if status.value != "claimed":
            return Status(status.value, None, status.reasons)
        if status.claimant is None:
            return status
        sides = {self._register.root(status.claimant.actor).id, status.claimant.actor.id}
        own = self._register.root(event.source.actor).id in sides or event.source.actor.id in sides
        if own and (status.announced or QUAD_CLASSES[event.sense.event].startswith("verbal")):
            return Status("fact", None, (*status.reasons, "fact: said of one's own side"))
        return status


def _refusals(judged: list[tuple[Event, Status]]) -> Iterator[tuple[Event, Status]]:
    """Read what somebody would not yield or agree to as a refusal, once where a word says so itself."""
    refused = {
        (e.source.actor.id, e.target.actor.id, e.trigger.sent.start) for e, _ in judged if e.sense.event == "REJECT"
    }
    for event, status in judged:
        if status.value != "negated" or event.sense.event not in _REFUSABLE or _is_denied(status):
            yield event, status
        elif (event.source.actor.id, event.target.actor.id, event.trigger.sent.start) not in refused:
            value = "planned" if any(r.startswith("planned") for r in status.reasons) else "fact"
            event.sense = replace(event.sense, event="REJECT", label="refused", intensity=_REFUSED)
            yield event, Status(value, status.claimant, (*status.reasons, f"{value}: what is not granted is refused"))


def _is_denied(status: Status) -> bool:
    """Whether it is denied that something happened, which refuses nothing."""
    return any(r.startswith("negated: 'den") for r in status.reasons)


@Language.factory(
    NAME,
    requires=["doc._.mentions", "token.dep", "token.head", "token.lemma"],
    assigns=["doc._.events"],
    default_config={"actors": [], "relations": [], "grammar_only": False},
)
def make_relation_finder(
    nlp: Language, name: str, actors: list[str], relations: list[str], grammar_only: bool
) -> Callable[[Doc], Doc]:
    """Make the component; ``actors`` and ``relations`` are paths of the user's own files."""
    register, lexicon = load_register(tuple(actors)), load_lexicon(tuple(relations))
    scorer = None if grammar_only else Scorer(packaged_model(), packaged_encoder(), lexicon, register)
    return RelationFinder(register, lexicon, scorer)


def relations(doc: Doc, document: Document, register: Register) -> Iterator[Relation]:
    """Yield the rows of one document, in text order.

    Parameters
    ----------
    doc
        The Doc over the body of the document, after both components.
    document
        The document; offsets in the rows count in its ``text``.
    register
        The register that the components used.
    """
    rows = [_event_row(doc, document, register, *found) for found in doc._.events]
    rows += [_office_row(doc, document, register, office) for office in doc._.offices]
    seen = set()
    for row in sorted(rows, key=lambda r: (r.evidence_start, r.trigger_start, r.source_start, r.target_start, r.event)):
        # "the Saudis and their allies": both ends may show the same name
        place = row.trigger_start, row.source_start, row.target_start, row.source_id, row.target_id, row.event
        if place not in seen:
            seen.add(place)
            yield row


def _event_row(doc: Doc, document: Document, register: Register, event: Event, status: Status) -> Relation:
    sense = event.sense
    when = event_date(event.trigger, document.date, future=status.value in ("planned", "hypothetical"))
    trigger = event.trigger
    source, target = _shown(doc, event.source), _shown(doc, event.target)
    confidence = event.confidence
    if confidence is None:
        confidence = _CONFIDENCE[status.value] * event.source.confidence * event.target.confidence
    return Relation(
        **_common(document, register, source, target),
        **_evidence(doc, document, source, target, trigger.i, trigger.i + 1),
        relation=sense.label,
        event=sense.event,
        polarity=sense.polarity,
        weight=sense.intensity,
        symmetric=sense.symmetric,
        status=status.value,
        claimant=status.claimant.actor.name if status.claimant else None,
        event_date=when[0] if when else None,
        event_date_end=when[1] if when else None,
        office=None,
        confidence=round(confidence, 3),
        rule=event.rule,
    )


def _shown(doc: Doc, mention: Mention) -> Mention:
    """Return the mention to show for an end: where a pronoun's actor is named in the same sentence, the name."""
    if mention.how != "pronoun":
        return mention
    sentence = doc[mention.head].sent
    known: Mentions = doc._.mentions
    before = (m for i in reversed(range(sentence.start, mention.start)) for m in known.all_headed(i))
    return next((m for m in before if m.is_name and m.actor.id == mention.actor.id and m.end <= mention.start), mention)


def _office_row(doc: Doc, document: Document, register: Register, office: Office) -> Relation:
    target = office.owner or Mention(office.start, office.end, office.end - 1, office.of, "office")
    if target.actor.id != office.of.id:
        target = Mention(target.start, target.end, target.head, office.of, target.how)
    return Relation(
        **_common(document, register, office.holder, target),
        **_evidence(doc, document, office.holder, target, office.start, office.end),
        relation=f"{office.name} of",
        event="HOLDS_OFFICE",
        polarity=0,
        weight=0.0,
        symmetric=False,
        status="fact",
        claimant=None,
        event_date=None,
        event_date_end=None,
        office=office.name,
        confidence=_OFFICE_CONFIDENCE,
        rule="office",
    )


def _common(document: Document, register: Register, source: Mention, target: Mention) -> dict[str, Any]:
    return {
        "document": document.id, "title": document.title, "date": document.date, "url": document.url,
        **_actor("source", source.actor, register), **_actor("target", target.actor, register),
    }  # fmt: skip


def _actor(end: str, actor: Actor, register: Register) -> dict[str, Any]:
    principal = register.root(actor)
    return {
        end: actor.name,
        f"{end}_id": actor.id,
        f"{end}_type": actor.type,
        f"{end}_principal": principal.name if principal.id != actor.id else None,
    }


def _evidence(doc: Doc, document: Document, source: Mention, target: Mention, start: int, end: int) -> dict[str, Any]:
    """Return the texts and offsets of the sentence, the mentions and the trigger, in the document's text."""
    sentence = _sentence(doc, min(source.start, target.start, start), max(source.end, target.end, end))
    spans = {
        "evidence": sentence,
        "source": Span(doc, source.start, source.end),
        "target": Span(doc, target.start, target.end),
        "trigger": Span(doc, start, end),
    }
    row: dict[str, Any] = {}
    for name, span in spans.items():
        text = name if name in ("evidence", "trigger") else f"{name}_text"
        row[text] = span.text
        row[f"{name}_start"] = document.body + span.start_char
        row[f"{name}_end"] = document.body + span.end_char
    return row


def _sentence(doc: Doc, start: int, end: int) -> Span:
    """Return the sentences that cover some tokens, without white space around them."""
    first, last = doc[start].sent.start, doc[end - 1].sent.end
    while first < last and doc[first].is_space:
        first += 1
    while last > first and doc[last - 1].is_space:
        last -= 1
    return Span(doc, first, last)
