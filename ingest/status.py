"""How sure the text is of an event: fact, claimed (by whom), planned, hypothetical or negated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from communique.ingest.ends import Ends
from communique.ingest.lexicon import Lexicon
from communique.ingest.mentions import Mention
from communique.ingest.predicates import CHARGES, Event
from communique.ingest.quotes import quoted
from communique.ingest.syntax import SUBJECTS, agents, arguments, child, first_conjunct, owners, patients

_WEAKEST_FIRST = ("negated", "hypothetical", "planned", "claimed", "fact")
_CONDITIONS = frozenset({"if", "unless", "whether"})
_WILL = frozenset({"will", "shall", "'ll", "wo"})
_MODALS = frozenset({"may", "might", "could", "should", "must", "would", "'d", "ought"})
_NEGATIONS = frozenset({"no", "not", "n't", "n’t", "never", "neither", "nor", "none"})
_CIRCUMSTANCE = frozenset("after amid because before despite due during following given since until".split())
"""Prepositions of what is so whether or not the clause is."""
_FINITE = frozenset({"advcl", "ccomp", "csubj", "parataxis", "conj"})


@dataclass(frozen=True, slots=True)
class Status:
    """The status of an event, who claims it, and whether a word of announcing says so ("confirmed", "admitted")."""

    value: str
    claimant: Mention | None
    reasons: tuple[str, ...] = ()
    announced: bool = False


def status_of(event: Event, lexicon: Lexicon, ends: Ends) -> Status:
    """Judge an event by its own words and by those that govern it."""
    found: list[tuple[str, str]] = [(event.effect, f"light verb '{event.governor.lemma_}'")] if event.effect else []
    if not _refuses(event, lexicon):
        found += _own(event.trigger, lexicon)
    if event.governor.i != event.trigger.i:
        found += _own(event.governor, lexicon)
    if _denied_subject(ends.token(event.source)):
        found.append(("negated", "'neither', 'no' or 'not' before the source"))
    claimant: Mention | None = None
    same_clause = True
    announced = False
    for below, token in _climb(event.trigger):
        effect = _governing_effect(below, token, lexicon, event)
        if not same_clause and effect != "claimed":
            continue
        if effect == "claimed":
            announced |= lexicon.announces(token.lemma_.lower(), "VERB")
            speakers = ends.of_all(agents(token) if token.pos_ in ("VERB", "AUX") else owners(token))
            if claimant is None and speakers:
                claimant = speakers[0]
        if effect:
            found.append((effect, f"'{token.text}' governs '{below.text}'"))
        found += [(e, why) for e, why in _own(token, lexicon) if _shares(below, token)]
        # What is unsure of a clause is not unsure of another one that has a subject of its own.
        same_clause = (
            same_clause
            and not _mentioned(below, token, event)
            and not (below.dep_ in _FINITE and any(c.dep_ in SUBJECTS for c in below.children))
        )
    claimant = claimant or _according_to(event.trigger, ends)
    if claimant is None and (speaker := quoted(event.trigger)) is not None:
        claimant = speaker
        found.append(("claimed", "in a quotation"))
    if claimant is not None and not any(e == "claimed" for e, _ in found):
        found.append(("claimed", "according to"))
    value = min((e for e, _ in found if e in _WEAKEST_FIRST), key=_WEAKEST_FIRST.index, default="fact")
    reasons = tuple(f"{e}: {why}" for e, why in found)
    return Status(value, claimant, reasons, announced)


def _refuses(event: Event, lexicon: Lexicon) -> bool:
    """Whether the negation of a word is the rejection itself: "does not recognise"."""
    if event.sense.event != "REJECT" or event.trigger.pos_ != "VERB" or not child(event.trigger, "neg"):
        return False
    return all(sense.event != "REJECT" for sense in lexicon.of(event.sense.trigger, "VERB"))


def _mentioned(below: Token, above: Token, event: Event) -> bool:
    """Whether a noun's act is only mentioned beside another: "avoid escalations in their conflict"."""
    return (
        event.trigger.pos_ == "NOUN"
        and event.governor.i == event.trigger.i
        and below.dep_ == "prep"
        and above.pos_ in ("NOUN", "PROPN")
        and below.lower_ != "of"
    )


def _denied_subject(token: Token) -> bool:
    """Whether a noun is denied: "neither Greece nor Italy", "not Greece but Italy", "no country"."""
    if any(c.lower_ in ("neither", "nor") for c in first_conjunct(token).children):
        return True
    return any(
        c.lower_ in ("not", "no") and c.i < token.i and c.dep_ in ("neg", "det", "preconj") for c in token.children
    )


def _climb(token: Token) -> Iterator[tuple[Token, Token]]:
    """Yield each word above a token with the word through which it is reached."""
    below = token
    for ancestor in token.ancestors:
        yield below, ancestor
        # What governs a noun does not govern the clause that describes it.
        if below.dep_ == "relcl":
            return
        below = ancestor


def _own(token: Token, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return what a word's own particles, auxiliaries and modifiers say of its status."""
    found = []
    for c in token.children:
        lower = c.lower_
        if c.dep_ == "neg" or (c.dep_ in ("det", "preconj", "advmod") and lower in _NEGATIONS):
            found.append(("negated", f"'{c.text}'"))
        elif c.dep_ == "aux" and lower in _WILL:
            found.append(("planned", f"'{c.text}'"))
        elif c.dep_ == "aux" and lower in _MODALS:
            found.append(("planned" if _future_in_past(c, token, lexicon) else "hypothetical", f"'{c.text}'"))
        elif (c.dep_ == "mark" and lower in _CONDITIONS) or _inverted(c, token):
            found.append(("hypothetical", f"'{c.text}'"))
        elif c.dep_ in ("amod", "advmod"):
            effect = (
                lexicon.effect(c.lemma_.lower(), "ADJ") or lexicon.effect(lower, "ADV")
                if c.dep_ == "advmod"
                else lexicon.effect(c.lemma_.lower(), "ADJ") or lexicon.effect(lower, "ADJ")
            )
            if effect:
                found.append((effect, f"'{c.text}'"))
    return found


def _inverted(auxiliary: Token, verb: Token) -> bool:
    """Whether an auxiliary before the subject makes a condition: "Had France attacked, Greece would have ..."."""
    return (
        verb.dep_ == "advcl"
        and auxiliary.dep_ == "aux"
        and auxiliary.lower_ in ("had", "should", "were")
        and any(c.dep_ in SUBJECTS and c.i > auxiliary.i for c in verb.children)
    )


def _future_in_past(modal: Token, verb: Token, lexicon: Lexicon) -> bool:
    """Whether "would" is the "will" of reported speech: "said it would send troops"."""
    governor = verb.head
    while governor.dep_ == "conj" and governor.pos_ in ("VERB", "AUX"):
        governor = governor.head
    return (
        modal.lower_ in ("would", "'d")
        and verb.dep_ in ("ccomp", "conj")
        and lexicon.effect(governor.lemma_.lower(), "VERB") in ("claimed", "planned")
        and not any(m.lower_ in _CONDITIONS for c in child(verb, "advcl") for m in child(c, "mark"))
    )


def _governing_effect(below: Token, above: Token, lexicon: Lexicon, event: Event) -> str:
    """Return what a word does to the status of the phrase that hangs on it."""
    if above.i == event.governor.i:
        return ""
    dep = below.dep_
    if above.pos_ == "ADP":
        return "negated" if above.lower_ == "without" else ""
    if above.pos_ in ("VERB", "AUX"):
        effect = _verb_effect(above, lexicon)
        if dep in ("xcomp", "ccomp", "csubj", "parataxis"):
            return "" if _divided(below, above) else effect
        if dep == "prep":
            if below.lower_ not in _CIRCUMSTANCE and any(c.dep_ == "pcomp" for c in below.children):
                return effect if effect != "fact" else ""
            charged = below.lower_ in CHARGES and event.source.head in {t.i for t in patients(above)}
            return effect if charged and effect == "claimed" else ""  # "blamed Iran for an attack"
        if dep in ("dobj", "attr"):
            return effect if below.i == event.trigger.i and effect not in ("claimed", "fact") else ""
        return ""
    if above.pos_ in ("NOUN", "PROPN") and dep in ("prep", "acl", "ccomp"):
        effect = lexicon.effect(above.lemma_.lower(), "NOUN")
        if dep == "acl" and not effect and any(c.lower_ == "to" for c in child(below, "aux")):
            return "planned"
        return effect if dep != "prep" or below.lower_ in ("of", "for", "on", "to", "about") else ""
    if above.pos_ == "ADJ" and dep in ("xcomp", "ccomp", "prep"):
        return lexicon.effect(above.lemma_.lower(), "ADJ")
    return ""


def _verb_effect(verb: Token, lexicon: Lexicon) -> str:
    """Return what a verb does to what it governs, with its particle if that changes it: "ruled out"."""
    lemma = verb.lemma_.lower()
    if lemma == "have" and any(c.lower_ == "yet" for c in verb.children):
        return "negated"  # "has yet to recognise"
    for particle in child(verb, "prt"):
        effect = lexicon.effect(f"{lemma} {particle.lower_}", "VERB")
        if effect:
            return effect
    return lexicon.effect(lemma, "VERB")


def _divided(below: Token, above: Token) -> bool:
    """Whether a semicolon stands between a verb and the clause that the parser takes for what it reports."""
    first, last = sorted((below.i, above.i))
    dividers = (";", ":") if below.i < above.i else (";",)
    return any(t.text in dividers for t in below.doc[first:last])


def _shares(below: Token, above: Token) -> bool:
    """Whether the particles of a word also hold for what hangs on it: "will meet and discuss", "did not agree to"."""
    if above.pos_ not in ("VERB", "AUX"):
        return above.pos_ == "NOUN" and below.dep_ in ("prep", "acl")
    match below.dep_:
        case "ccomp" | "csubj" if above.lemma_ == "be":
            return True  # "it is not true that"
        case "conj":
            # "would raise the matter and called on": another tense is another assertion
            return below.tag_ == above.tag_ and not any(c.dep_ in SUBJECTS for c in below.children)
        case "prep":
            return below.lower_ not in _CIRCUMSTANCE
        case "xcomp" | "dobj" | "attr" | "pobj" | "acomp":
            return True
    return False


def _according_to(token: Token, ends: Ends) -> Mention | None:
    """Return the source named by "according to" anywhere in the clauses around a word."""
    for word in [token, *token.ancestors]:
        for c in word.children:
            if c.lower_ == "according":
                found = ends.of_all([*arguments(c, "to"), *child(c, "pobj")])
                if found:
                    return found[0]
    return None
