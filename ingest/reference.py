"""Pronouns and bare descriptions that stand for an actor named before: "he", "its", "the two leaders", "the group".

Only safe readings are taken: an actor must fit in number, gender and type, and be salient where the words stand.
"""

from __future__ import annotations

from collections import deque

from spacy.tokens import Doc, Token

from communique.ingest.binding import binders
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.quotes import find_quotations, quoted
from communique.ingest.register import Actor, How, Register
from communique.ingest.syntax import SUBJECTS, conjuncts, first_conjunct, grammatical_subjects

_MASCULINE = frozenset({"he", "him", "his", "himself"})
_FEMININE = frozenset({"she", "her", "hers", "herself"})
_NEUTER = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_FIRST = frozenset({"we", "us", "our", "ours", "ourselves"})
_SELF = frozenset({"i", "me", "my", "mine", "myself"})
_BODIES = frozenset({"state", "organisation", "armed_group", "political_body", "institution"})
_PAIR_WORDS = frozenset({"two", "both"})
_PAIRED_PEOPLE = frozenset(
    ("leader president minister premier official man diplomat chief king secretary adviser advisor counterpart").split()
)
_PAIRED_BODIES = frozenset(
    "country nation state side government party neighbour neighbor ally capital power republic".split()
)
_PAIRED_STATES = frozenset("country nation state neighbour neighbor ally capital power republic".split())
_SINGLE = {
    "armed_group": frozenset(["group", "movement", "organisation", "organization", "militia", "faction"]),
    "political_body": frozenset(["party", "movement", "coalition", "group", "bloc", "alliance"]),
    "organisation": frozenset(
        "organisation organization alliance bloc union agency body council league watchdog".split()
    ),
    "state": frozenset(["country", "nation", "kingdom", "republic", "emirate"]),
    "institution": frozenset(["ministry", "parliament", "agency", "court", "embassy", "army", "military"]),
}
_REALMS = frozenset({"kingdom", "republic", "emirate"})
"""Descriptions that fit only a state whose full name has the word."""
_HONOURS = frozenset(
    "majesty majesties holiness highness highnesses excellency excellencies honor honour grace".split()
)
_IMPERSONAL = frozenset("seem appear remain become take happen follow matter turn make come look".split())
"""Verbs whose "it" holds the place of a clause."""
_THINGS = frozenset({"", "people", "policy", "territory"})
"""Kinds of nouns that do not refer back to an actor as "the country" does."""
_REACH = 2
"""How many sentences back an antecedent may stand."""
_PAIR_REACH = 6


class Resolver:
    """Resolves the pronouns and bare descriptions of one Doc."""

    def __init__(self, doc: Doc, mentions: Mentions, register: Register) -> None:
        self._doc = doc
        self._mentions = mentions
        self._register = register
        self._sentence = {t.i: n for n, s in enumerate(doc.sents) for t in s}
        self._before: list[Mention] = []

    def resolve(self) -> None:
        """Add the mentions; each resolved one can be the antecedent of the next."""
        waiting = deque(sorted(self._mentions, key=lambda m: m.start))
        for token in self._doc:
            while waiting and waiting[0].start < token.i:
                self._before.append(waiting.popleft())
            if self._mentions.covering(token.i) is not None:
                continue
            actors = self._actors(token)
            how: How = "pronoun" if token.pos_ == "PRON" else "description"
            for actor in actors:
                start = min([token.i, *(t.i for t in token.lefts)]) if how == "description" else token.i
                mention = Mention(start, token.i + 1, token.i, actor, how, 0.7)
                self._mentions.add(mention)
                self._before.append(mention)
        # Who is quoted can be a pronoun itself, so the first persons come last.
        self._doc._.quotations = tuple(find_quotations(self._doc, self._mentions))
        for token in self._doc:
            for actor in self._first_person(token):
                self._mentions.add(Mention(token.i, token.i + 1, token.i, actor, "pronoun", 0.7))

    def _actors(self, token: Token) -> list[Actor]:
        lower = token.lower_
        if token.dep_ == "poss" and token.head.lower_ in _HONOURS:
            return []  # "His Majesty" belongs to the name that follows
        bound = self._bound(token) if token.dep_ == "poss" and token.pos_ == "PRON" else None
        if bound is not None:
            return bound
        if lower in _MASCULINE | _FEMININE:
            return self._person(token, "f" if lower in _MASCULINE else "m")
        if lower in _NEUTER and token.pos_ == "PRON":
            return self._body(token)
        if lower in _PLURAL and token.pos_ == "PRON":
            return self._several(token)
        if token.pos_ == "NOUN":
            return self._description(token)
        return []

    def _bound(self, token: Token) -> list[Actor] | None:
        """Return whom a possessive means by the grammar of its sentence; None where that does not decide."""
        if token.lower_ not in _MASCULINE | _FEMININE | _NEUTER | _PLURAL:
            return None
        for nouns in binders(token):
            for noun in nouns:
                if noun.pos_ == "NOUN" and self._mentions.headed(noun.i) is None:
                    noun = next((c for c in noun.children if c.dep_ == "poss"), noun)  # "Japan's opening"
                heads = [t for t in conjuncts(noun) if t != token.head]
                found = {m.actor.id: m for t in heads for m in self._mentions.all_headed(t.i)}
                if found and self._fits(token, noun, list(found.values()), len(heads)):
                    return [m.actor for m in found.values()]
                if not found and self._is_unknown(noun) and (noun.tag_ == "NNS") == (token.lower_ in _PLURAL):
                    return None if token.lower_ in _MASCULINE | _FEMININE else []
        return None

    def _is_unknown(self, noun: Token) -> bool:
        """Whether a noun that stands for no actor is a thing or crowd that a pronoun can mean all the same."""
        kind = self._register.collectives.get(noun.lemma_.lower(), "")
        return noun.pos_ == "NOUN" and noun.dep_ not in ("dobj", "dative") and kind in _THINGS

    def _fits(self, token: Token, noun: Token, found: list[Mention], heads: int) -> bool:
        """Whether the actors of a noun phrase agree with a pronoun in kind, number and gender."""
        lower, actor = token.lower_, found[0].actor
        if lower in _PLURAL:
            plural = noun.tag_ in ("NNS", "NNPS") and found[0].how in ("demonym", "description", "pronoun")
            return len(found) > 1 or plural or (actor.type == "armed_group" and found[0].is_name and heads == 1)
        if len(found) > 1 or heads > 1:
            return False
        if lower in _NEUTER:
            return actor.type in _BODIES and not (noun.tag_ == "NNPS" and found[0].how == "demonym")
        return actor.type == "official" and self._gender(actor) != ("f" if lower in _MASCULINE else "m")

    def _gender(self, actor: Actor) -> str:
        """Return a person's gender: as the register knows, else that of most of its people of that given name."""
        return self._register.genders.get(actor.id) or self._register.gender_of_name(actor.name.split()[0])

    def _first_person(self, token: Token) -> list[Actor]:
        """Return who is quoted, for "we" the side: "We will not yield", Lavrov said."""
        if token.pos_ != "PRON" or token.lower_ not in _FIRST | _SELF:
            return []
        speaker = quoted(token)
        if speaker is None:
            return []
        if token.lower_ in _SELF:
            return [speaker.actor]
        side = self._side(speaker)
        return [] if side is None else [side]

    def _side(self, mention: Mention) -> Actor | None:
        root = self._register.root(mention.actor)
        return root if root.type in _BODIES else None

    def _blocked(self, token: Token) -> bool:
        """Whether the subject of the clause is a name or noun that nobody knows, and so the likelier antecedent."""
        verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
        subjects = [c for c in verb.children if c.dep_ in SUBJECTS and c.i < token.i] if verb is not None else []
        return any(
            s.tag_ in ("NN", "NNP") and token not in s.subtree and self._mentions.headed(s.i) is None for s in subjects
        )

    def _person(self, token: Token, other_gender: str) -> list[Actor]:
        if self._blocked(token):
            return []
        found = [
            m
            for m in self._recent(token, _REACH)
            if m.actor.type == "official" and self._gender(m.actor) != other_gender
        ]
        return self._most_salient(token, found)

    def _body(self, token: Token) -> list[Actor]:
        if token.dep_ == "expl" or token.head.lemma_ == "be" or (token.lower_ == "it" and self._thing_before(token)):
            return []  # "it is clear that" is nobody
        if token.lower_ == "it" and _is_dummy(token):
            return []
        # What is done to "it" is mostly done to a thing.
        if self._blocked(token) or (token.lower_ == "it" and token.dep_ != "nsubj"):
            return []
        found = [m for m in self._recent(token, 1) if m.actor.type in _BODIES and self._stands_alone(m)]
        return self._most_salient(token, [m for m in found if self._is_subject(m)])

    def _thing_before(self, token: Token) -> bool:
        """Whether a singular thing stands between "it" and the subject: "reached a deal before it collapsed"."""
        for ancestor in token.ancestors:
            for thing in ancestor.children:
                if thing.dep_ in ("dobj", "pobj", "attr") and thing.i < token.i and thing.tag_ == "NN":
                    return self._mentions.headed(thing.i) is None
        return False

    def _several(self, token: Token) -> list[Actor]:
        """Return the last actors that were coordinated subjects, or the last group of people."""
        for mention in reversed(self._recent(token, 1)):
            if not self._stands_alone(mention) or not self._is_subject(mention):
                continue
            if _same_clause(self._doc[mention.head], token):
                continue
            if self._reports(mention, token):
                return [mention.actor]
            top = first_conjunct(self._doc[mention.head])
            together = [m for t in conjuncts(top) for m in self._mentions.all_headed(t.i)]
            if len({m.actor.id for m in together}) > 1:
                return list({m.actor.id: m.actor for m in together}.values())
            if self._doc[mention.head].tag_ in ("NNS", "NNPS") or mention.actor.type == "armed_group":
                return [mention.actor]
        return []

    def _reports(self, mention: Mention, token: Token) -> bool:
        """Whether a body speaks of itself: "The army said that they had killed"."""
        return mention.actor.type in _BODIES and any(
            a.dep_ == "ccomp" and a.head.i == self._doc[mention.head].head.i for a in token.ancestors
        )

    def _description(self, token: Token) -> list[Actor]:
        lemma = token.lemma_.lower()
        words = {t.lower_ for t in token.lefts}
        if token.tag_ == "NNS" and words & _PAIR_WORDS:
            if lemma in _PAIRED_PEOPLE:
                return self._pair(token, frozenset({"official"}))
            if lemma in _PAIRED_BODIES:
                return self._pair(token, frozenset({"state"}) if lemma in _PAIRED_STATES else _BODIES)
            return []
        # "the group" alone; "the armed group in control of Goma" is somebody else
        bloc = lemma in _SINGLE["organisation"]  # "the 28-nation bloc", "the military alliance"
        if (
            token.tag_ == "NN"
            and (words == {"the"} or (bloc and "the" in words))
            and not any(c.dep_ in ("prep", "relcl", "acl", "appos") for c in token.rights)
        ):
            for kind, lemmas in _SINGLE.items():
                found = [m for m in self._recent(token, _REACH) if m.actor.type == kind and self._stands_alone(m)]
                if lemma in _REALMS:
                    found = [m for m in found if self._is_called(m.actor, lemma)]
                if lemma in lemmas and len({m.actor.id for m in found}) == 1:
                    return [] if kind == "state" and self._rivalled(found[-1]) else [found[-1].actor]
        return []

    def _rivalled(self, mention: Mention) -> bool:
        """Whether the sentence of a state that is only described and no subject names another: "U.S. forces"."""
        if mention.is_name or self._is_subject(mention):
            return False
        here = self._sentence[mention.head]
        near = [m for m in self._before if self._sentence[m.head] == here]
        roots = {r.id for m in near if (r := self._register.root(m.actor)).type == "state"}
        return len(roots) > 1

    def _is_called(self, actor: Actor, word: str) -> bool:
        """Whether a name of an actor has a word: "Kingdom of Jordan"."""
        return any(word in alias.casefold() for alias in self._register.aliases.get(actor.id, ()))

    def _pair(self, token: Token, types: frozenset[str]) -> list[Actor]:
        """Return the last two actors that a sentence set side by side: "X met Y", "X and Y", "between X and Y"."""
        here = self._sentence[token.i]
        by_sentence: dict[int, list[Mention]] = {}
        for mention in self._recent(token, _PAIR_REACH):
            by_sentence.setdefault(self._sentence[mention.head], []).append(mention)
        for number in sorted(by_sentence, reverse=True):
            if here - number > _PAIR_REACH:
                break
            pair = self._paired(by_sentence[number], types)
            if len(pair) == 2:
                return pair
        return []

    def _paired(self, mentions: list[Mention], types: frozenset[str]) -> list[Actor]:
        found: dict[str, Actor] = {}
        for mention in mentions:
            actor = mention.actor if "official" in types else self._register.root(mention.actor)
            if actor.type in types and mention.how != "model" and self._is_argument(mention):
                found.setdefault(actor.id, actor)
        return list(found.values())

    def _is_argument(self, mention: Mention) -> bool:
        """Whether a mention is a subject, an object, or what "with", "to", "between", "and" add to them."""
        token = first_conjunct(self._doc[mention.head])
        return token.dep_ in (*SUBJECTS, "dobj", "agent") or (
            token.dep_ == "pobj" and token.head.lower_ in ("with", "to", "between", "by")
        )

    def _recent(self, token: Token, reach: int) -> list[Mention]:
        here = self._sentence[token.i]
        found = []
        for mention in reversed(self._before):
            # Heads can lie a little before or after their mention, so one sentence of slack.
            if here - self._sentence[mention.head] > reach + 1:
                break
            if here - self._sentence[mention.head] <= reach and mention.end <= token.i:
                found.append(mention)
        return found[::-1]

    def _stands_alone(self, mention: Mention) -> bool:
        """Whether a mention is a noun phrase of its own, not the "Russian" of "Russian president"."""
        return self._doc[mention.head].dep_ not in ("amod", "compound", "nmod", "npadvmod")

    def _is_subject(self, mention: Mention) -> bool:
        token = first_conjunct(self._doc[mention.head])
        return token.dep_ in SUBJECTS or token.dep_ == "agent"

    def _most_salient(self, token: Token, found: list[Mention]) -> list[Actor]:
        """Return the subject nearest in sentences, else the only candidate of the nearest sentence that has any."""
        found = [m for m in found if not _same_clause(self._doc[m.head], token)]
        if not found:
            return []
        nearest = max(self._sentence[m.head] for m in found)
        here = [m for m in found if self._sentence[m.head] == nearest]
        subjects = [m for m in here if self._is_subject(m)]
        chosen = subjects or here
        if len({m.actor.id for m in chosen}) > 1 and not subjects:
            return []
        return [chosen[0].actor if nearest != self._sentence[token.i] else chosen[-1].actor]


def _is_dummy(token: Token) -> bool:
    """Whether "it" only holds the place of a clause: "it took weeks to", "made it clear", "it remains a question"."""
    verb = token.head
    if verb.pos_ == "ADJ":
        return True
    later = any(c.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "acomp", "attr") and c.i > verb.i for c in verb.children)
    return verb.lemma_ in _IMPERSONAL and later


def _same_clause(antecedent: Token, pronoun: Token) -> bool:
    """Whether the antecedent is the subject of the verb whose object is a plain pronoun: "Khan struck him"."""
    if pronoun.dep_ not in ("dobj", "dative") or pronoun.lower_.endswith(("self", "selves")):
        return False
    return antecedent.head.i == pronoun.head.i or antecedent in grammatical_subjects(pronoun.head)
