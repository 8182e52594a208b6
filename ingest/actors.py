"""The component that finds the actors of a Doc and who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.ingest.acronyms import find_acronyms
from communique.ingest.ambiguity import supported
from communique.ingest.context import scene
from communique.ingest.descriptions import find_descriptions, find_scenic, kind_of
from communique.ingest.holders import HolderFinder
from communique.ingest.match import NameMatch, NameMatcher
from communique.ingest.mentions import Mention, Mentions, root_of
from communique.ingest.offices import Office, OfficeFinder
from communique.ingest.organisations import find_organisations
from communique.ingest.people import find_people, is_called, surname
from communique.ingest.reference import Resolver
from communique.ingest.register import Actor, Register, Surface, load_register, within
from communique.ingest.syntax import first_conjunct
from communique.ingest.things import things

NAME = "communique_actors"
"""The component's name in a pipeline."""


_CONFIDENCE = {"exact": 1.0, "alias": 0.95, "demonym": 0.9, "metonym": 0.8, "place": 0.7}
_LOCATIVE = frozenset(
    (
        "in at near outside inside around across through throughout over above toward towards into onto under "
        "via between"
    ).split()
)
_YEAR_REACH = 120
"""How many tokens before a sentence the year of which it tells may stand."""
_FIRST_YEAR, _LAST_YEAR = "1700", "2099"
_TO = frozenset({"to", "in", "at"})
_RULING = frozenset({"head_of_state", "head_of_government", "monarch", "military_commander", "group_leader"})
"""Offices that nobody holds at another's court."""
_MOTION = frozenset(
    (
        "arrive come depart drive escape evacuate fly flee get go head journey leave march move return ride "
        "sail travel walk"
    ).split()
)
_PLACE_HEADS = frozenset(
    "city town capital suburb outskirt district province region area airport summit university street".split()
)
_TAKEN = frozenset("battle capture control fall liberation peace seizure siege treaty convention".split())
"""What befalls a city as a place, or only bears its name."""
_DOERS = frozenset({"government", "forces", "institution", "group", "crowd"})
"""Kinds of nouns that a capital's name makes those of its state: "Moscow officials"."""

Doc.set_extension("mentions", default=None, force=True)
Doc.set_extension("offices", default=None, force=True)
Doc.set_extension("date", default=None, force=True)


class ActorFinder:
    """Sets ``doc._.mentions`` and ``doc._.offices``; reads the document's date from ``doc._.date``."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._matcher = NameMatcher(register)
        self._offices = OfficeFinder(register)
        self._holders = HolderFinder(register)

    def __call__(self, doc: Doc) -> Doc:
        """Find the actors of a Doc."""
        date = doc._.date
        mentions = Mentions()
        for match in supported(doc, self._matcher(doc), self._register):
            mention = self._named(doc, match, date)
            if mention.how == "place" or (
                mention.how == "metonym" and _is_place(doc, match, mention.head, self._register)
            ):
                mentions.add_place(mention)
            else:
                mentions.add(mention)
        find_people(doc, mentions, self._register, date)
        find_organisations(doc, mentions, self._register)
        find_acronyms(doc, mentions)
        doc._.offices = self._offices(doc, mentions, date)
        self._settle_people(doc, mentions, date)
        self._holders(doc, mentions, doc._.offices, date)
        find_descriptions(doc, mentions, self._register)
        find_scenic(doc, mentions, self._register, scene(doc, mentions, self._register))
        Resolver(doc, mentions, self._register).resolve()
        self._retype_people(mentions)
        self._let_serve(mentions, date)
        self._name_principals(doc, mentions)
        if self._register.dropped_actors:
            kept = self._register.dropped_actors.isdisjoint
            mentions = Mentions(m for m in mentions if kept({m.actor.id}))
            doc._.offices = [o for o in doc._.offices if kept({o.holder.actor.id, o.of.id})]
        doc._.mentions = mentions
        return doc

    def _named(self, doc: Doc, match: NameMatch, date: str | None) -> Mention:
        seat = len(match.readings) > 1 and all(r.how == "metonym" for r in match.readings)
        reading = self._reading(match, _time_of(doc, match.start, date) if seat else date)
        head = root_of(doc, match.start, match.end)
        actor = self._register.actors[reading.actor]
        return Mention(match.start, match.end, head.i, actor, reading.how, _CONFIDENCE[reading.how])

    def _reading(self, match: NameMatch, date: str | None) -> Surface:
        """Choose among actors of one name: those that existed at the date first, in the register's order."""
        if len(match.readings) == 1 or not date:
            return match.readings[0]
        alive = [r for r in match.readings if self._active(self._register.actors[r.actor], date)]
        return (alive or match.readings)[0]

    def _retype_people(self, mentions: Mentions) -> None:
        """Let a person be no official of whom neither the register nor the text tells an office."""
        for mention in mentions:
            actor = mention.actor
            if actor.type == "official" and actor.principal is None and actor.id not in self._register.actors:
                mention.actor = Actor(actor.id, actor.name, "other")

    def _let_serve(self, mentions: Mentions, date: str | None) -> None:
        """Let officials act for those whose offices they hold at the date: a minister who became a commissioner."""
        for mention in mentions if date else ():
            actor = mention.actor
            if actor.type != "official":
                continue
            now = [
                self._register.actors[t.of] for t in self._register.careers.get(actor.id, ()) if t.covers(date or "")
            ]
            roots = {self._register.root(of).id: of for of in now}
            if len(roots) == 1 and self._register.root(actor).id not in roots:
                mention.actor = replace(actor, principal=next(iter(roots)))

    def _active(self, actor: Actor, date: str) -> bool:
        """Whether an actor existed on a date, or a person held an office then."""
        career = self._register.careers.get(actor.id)
        return any(t.covers(date) for t in career) if career else within(actor.start, actor.end, date)

    def _name_principals(self, doc: Doc, mentions: Mentions) -> None:
        """Add the state that a name of several words names as its own: "Israeli" in "Israeli military"."""
        for mention in [m for m in mentions if m.is_name and m.end - m.start > 1]:
            root = self._register.root(mention.actor)
            if root.id == mention.actor.id:
                continue
            cuts = range(mention.start + 1, mention.end)
            parts = [(mention.start, i) for i in cuts] + [(i, mention.end) for i in cuts]
            for start, end in parts:
                readings = self._register.surfaces.get(doc[start:end].text.replace("’", "'"), ())
                reading = next((r for r in readings if r.actor == root.id), None)
                if reading is not None:
                    head = root_of(doc, start, end).i
                    mentions.add(Mention(start, end, head, root, reading.how, _CONFIDENCE[reading.how]))
                    break

    def _settle_people(self, doc: Doc, mentions: Mentions, date: str | None) -> None:
        """Let the stated offices tell who an unknown person is, or at least for whom the person acts."""
        settled: dict[str, Actor] = {}
        for office in doc._.offices:
            actor = office.holder.actor
            if actor.id in settled or actor.id in self._register.actors or "former" in office.name.lower():
                continue
            known = self._register.in_role(surname(actor.name), {office.role}, date)
            if known is not None and is_called(known, actor.name, self._register):
                settled[actor.id] = known
            elif not _is_posted(doc, office):
                settled[actor.id] = Actor(actor.id, actor.name, actor.type, office.of.id)
        for mention in mentions:
            mention.actor = settled.get(mention.actor.id, mention.actor)


def _is_posted(doc: Doc, office: Office) -> bool:
    """Whether an office's owner is where a diplomat is sent: "minister to France" acts for somebody else."""
    owner = office.owner
    if owner is None or not owner.start:
        return False
    start = owner.start - 1 if doc[owner.start - 1].lower_ != "the" else owner.start - 2
    return doc[start].lower_ in _TO and office.role not in _RULING


def _time_of(doc: Doc, i: int, date: str | None) -> str | None:
    """Return the year of which a sentence tells, if it is one before the document's; else the document's date.

    In a document without a date, the last year named before counts.
    """
    sentence = doc[i].sent
    start = sentence.start if date else max(0, sentence.start - _YEAR_REACH)
    years = [t for t in doc[start : sentence.end] if t.shape_ == "dddd" and _FIRST_YEAR <= t.text <= _LAST_YEAR]
    if not years:
        return date
    nearest = min(years, key=lambda t: abs(t.i - i)).text
    return nearest if not date or nearest < date[:4] else date


def _entity_goes_on(doc: Doc, i: int) -> bool:
    return i < len(doc) and doc[i].ent_iob_ == "I" and doc[i].pos_ == "PROPN"


def _is_addressed(doc: Doc, match: NameMatch, register: Register) -> bool:
    """Whether the state in which a city lies follows its name: "Kyiv, Ukraine"."""
    if match.end + 1 >= len(doc) or doc[match.end].text != ",":
        return False
    states = {r.actor for r in match.readings}
    for length in (1, 2, 3):
        after = doc[match.end + 1 : match.end + 1 + length].text
        if any(r.actor in states and r.how in ("exact", "alias") for r in register.surfaces.get(after, ())):
            return True
    return False


def _is_event(token: Token, register: Register) -> bool:
    """Whether what a capital's name modifies only took place there: "Berlin Wall", "Washington talks"."""
    kind, _ = kind_of(token, register)
    lemma = token.lemma_.lower()
    if kind == "policy":
        return lemma in things()["last"]
    return kind not in _DOERS and lemma not in register.terms


def _is_place(doc: Doc, match: NameMatch, head: int, register: Register) -> bool:
    """Whether a capital or a seat of government is meant as a place, not as the government."""
    token = doc[head]
    first = first_conjunct(token)
    if _is_addressed(doc, match, register):
        return True
    city = token.ent_type_ == "GPE" or (token.ent_iob_ in "BI" and _entity_goes_on(doc, match.end))
    if city and token.dep_ in ("compound", "nmod") and token.head.i >= match.end and _is_event(token.head, register):
        return True
    if first.dep_ == "pobj":
        preposition = first.head
        if preposition.lower_ in ("to", "from", "for") and preposition.head.lemma_ in _MOTION:
            return True
        if preposition.lower_ in _LOCATIVE and preposition.lower_ != "between":
            return True
        if preposition.lower_ == "of" and preposition.head.lemma_.lower() in _PLACE_HEADS | _TAKEN:
            return True
    if first.dep_ in ("compound", "nmod", "npadvmod") and first.head.lemma_.lower() in _PLACE_HEADS:
        return True
    if any(c.lemma_.lower() in _PLACE_HEADS for c in token.children if c.dep_ in ("compound", "amod", "nmod")):
        return True  # "the French capital Paris"
    # A dateline: "MOSCOW, Oct 15", "Ankara (Reuters) -"
    if doc[match.start].is_sent_start and match.end < len(doc):
        following = doc[match.end]
        return following.text == "," and match.end + 1 < len(doc) and doc[match.end + 1].ent_type_ in ("DATE", "GPE")
    # "Lausanne, Switzerland": the apposed part of an address
    return first.dep_ == "appos" and first.head.ent_type_ in ("GPE", "LOC", "FAC") and first.i == first.head.i + 2


@Language.factory(
    NAME,
    requires=["token.dep", "token.head", "token.pos", "token.tag", "token.lemma", "doc.ents"],
    assigns=["doc._.mentions", "doc._.offices"],
    default_config={"actors": []},
)
def make_actor_finder(nlp: Language, name: str, actors: list[str]) -> Callable[[Doc], Doc]:
    """Make the component; ``actors`` are paths of the user's own actor files."""
    return ActorFinder(load_register(tuple(actors)))
