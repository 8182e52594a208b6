"""Who is the subject, object and prepositional argument of a word, read off a dependency parse.

Labels are those of spaCy's English models (CLEAR style). All functions are pure and return tokens in text order.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
PASSIVE = frozenset({"nsubjpass", "csubjpass", "auxpass"})
OBJECTS = frozenset({"dobj", "obj"})
_VERBAL = frozenset({"VERB", "AUX"})
_RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_SUBJECT_CONTROL = frozenset({"promise", "threaten", "vow", "pledge", "swear", "offer", "agree", "plan"})
_OBJECT_GERUND = frozenset({"of", "for", "from", "into", "against"})
"""Prepositions whose gerund is what the object of the verb did: "accuse Iran of arming"."""
_DEEPEST = 8


def child(token: Token, *deps: str) -> list[Token]:
    """Return the children of a token with one of some labels."""
    return [c for c in token.children if c.dep_ in deps]


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive: "was backed", "troops backed by", "Iranian-backed"."""
    if any(c.dep_ in PASSIVE for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" and c.lemma_ in ("have", "'ve") for c in verb.children):
        return False
    if verb.dep_ == "conj":
        own = any(c.dep_ in SUBJECTS or c.dep_ == "aux" for c in verb.children)
        return not own and verb.head.pos_ in _VERBAL and is_passive(verb.head)
    return verb.dep_ in ("acl", "amod", "advcl", "relcl") and not any(c.dep_ in SUBJECTS for c in verb.children)


def antecedent(token: Token) -> Token:
    """Return the noun for which a relative pronoun stands; any other token stands for itself."""
    if token.lower_ not in _RELATIVE or token.pos_ not in ("PRON", "DET", "SCONJ"):
        return token
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor.head
    return token


def grammatical_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the subject of a verb, also where it is only understood ("agreed to help", "accusing Iran")."""
    own = [antecedent(c) for c in verb.children if c.dep_ in SUBJECTS]
    head = verb.head
    if verb.dep_ == "relcl" and _after_comma(verb) and all(antecedent(t) is t for t in verb.subtree):
        # A main clause that the parser hung on its own subject: "Kerry and Lavrov, once sponsors of peace, met".
        return [head]
    if own or depth > _DEEPEST:
        return own
    match verb.dep_:
        case "conj" if head.pos_ in _VERBAL:
            return grammatical_subjects(head, depth + 1)
        case "xcomp" | "ccomp" if head.pos_ in _VERBAL:
            objects = child(head, "dobj", "dative")
            if objects and not is_passive(head) and head.lemma_ not in _SUBJECT_CONTROL and verb.dep_ == "xcomp":
                return [antecedent(objects[0])]
            return grammatical_subjects(head, depth + 1)
        case "advcl" if head.pos_ in _VERBAL:
            return grammatical_subjects(head, depth + 1)
        case "xcomp" | "advcl" if head.pos_ == "ADJ":
            return grammatical_subjects(head.head, depth + 1) if head.head.pos_ in _VERBAL else []
        case "acl" if not any(c.lower_ == "to" for c in child(verb, "aux")):
            return [head]
        case "acl":
            return owners(head) or bearer(head, depth + 1)
        case "amod":
            return [head]
        case "pcomp" | "pobj" if head.pos_ in ("ADP", "SCONJ"):
            return _gerund_subjects(head, depth)
    return []


def _after_comma(clause: Token) -> bool:
    """Whether a comma stands right before a clause, as before no relative clause without a pronoun."""
    first = clause.left_edge
    return first.i > 0 and first.nbor(-1).text == ","


def _gerund_subjects(preposition: Token, depth: int) -> list[Token]:
    governor = preposition.head
    while governor.pos_ == "ADP" and governor.dep_ in ("prep", "conj"):
        governor = governor.head
    if governor.pos_ in _VERBAL:
        if preposition.lower_ in _OBJECT_GERUND:
            objects = patients(governor)
            if objects:
                return objects
        return grammatical_subjects(governor, depth + 1)
    if governor.pos_ == "ADJ" and governor.head.pos_ in _VERBAL:
        return grammatical_subjects(governor.head, depth + 1)
    # "its policy of arming rebels" has a subject, "the importance of arming rebels" has none.
    return child(governor, "poss") if governor.pos_ in ("NOUN", "PROPN") else []


def bearer(noun: Token, depth: int = 0) -> list[Token]:
    """Return who has or does what a noun names, by the verb of which it is the object ("made a plan to")."""
    top = first_noun(noun)
    if top.dep_ == "pobj" and top.head.head.pos_ in _VERBAL:
        return agents(top.head.head, depth + 1)
    if top.head.pos_ in _VERBAL and top.dep_ in ("dobj", "attr", "nsubjpass", "oprd"):
        return agents(top.head, depth + 1)
    return []


def owners(noun: Token) -> list[Token]:
    """Return who owns or makes what a noun names: "Turkey's", "Russian", "by Iran"."""
    found = child(noun, "poss", "amod", "compound", "nmod")
    found = [c for c in found if c.pos_ in ("PROPN", "NOUN", "ADJ", "PRON")]
    return [antecedent(c) for c in found] + arguments(noun, "by")


def agents(verb: Token, depth: int = 0) -> list[Token]:
    """Return who does what a verb says, in the active and in the passive."""
    if is_passive(verb):
        by = [o for p in child(verb, "agent") for o in child(p, "pobj")] or arguments(verb, "by")
        return by or _hyphenated(verb)
    return grammatical_subjects(verb, depth)


def patients(verb: Token) -> list[Token]:
    """Return to whom or what it is done: direct object, passive subject, or the person urged to do something."""
    if is_passive(verb):
        return [verb.head] if verb.dep_ in ("acl", "amod") else grammatical_subjects(verb)
    found = [antecedent(c) for c in verb.children if c.dep_ in OBJECTS]
    if found:
        # "accused Tehran of arming rebels, which Iran denies": the relative takes up the clause, not the last name
        return [t for t in found if not (t.dep_ == "pobj" and verb.dep_ == "relcl" and t.i == verb.head.i)]
    for clause in child(verb, "ccomp", "xcomp"):
        if clause.tag_ == "VB" and any(c.lower_ == "to" for c in child(clause, "aux")):
            found = child(clause, "nsubj", "nsubjpass")
            if found:
                return found
    for other in child(verb, "conj"):
        # "condemned and rejected the plan": the object stands with the last verb
        if other.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in other.children):
            found = child(other, *OBJECTS)
            if found and other.i > verb.i and not any(c.dep_ == "prep" for c in verb.children):
                return found
    if verb.dep_ == "relcl" and any(c.dep_ in SUBJECTS and antecedent(c) is c for c in verb.children):
        return [verb.head]
    return _hyphenated(verb) if verb.tag_ == "VBG" and verb.dep_ == "amod" else []


def _hyphenated(participle: Token) -> list[Token]:
    """Return the other member of "Iranian-backed", "rebel-backing"."""
    if participle.i >= 2 and participle.nbor(-1).text in ("-", "‑", "–"):
        return [participle.nbor(-2)]
    return []


def arguments(word: Token, preposition: str) -> list[Token]:
    """Return the objects of a preposition that hangs on a word ("talks with Iran", "with whom it met")."""
    found = []
    for prep in word.children:
        if prep.lower_ == preposition and prep.dep_ in ("prep", "agent", "dative", "prt", "mark"):
            for same in (prep, *child(prep, "conj")):  # "talks with Iran and with Iraq"
                found += [antecedent(o) for o in child(same, "pobj", "dobj")]
        elif prep.dep_ == "prep" and prep.lower_ in ("along", "together", "out", "as", "up"):
            found += arguments(prep, preposition)
    return found


def conjuncts(token: Token) -> Iterator[Token]:
    """Yield a noun and the nouns coordinated with it, and what stands in apposition as a list ("like Qatar")."""
    yield token
    for other in token.children:
        if other.dep_ == "conj" and other.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X"):
            yield from conjuncts(other)
        elif other.dep_ == "prep" and other.lower_ in ("along", "together", "alongside"):
            for obj in arguments(other, "with") + child(other, "pobj"):
                yield from conjuncts(obj)


def complements(word: Token) -> list[Token]:
    """Return the verbs of the clauses that complete a word: "threatened to strike", "accused of arming"."""
    found = child(word, "xcomp", "ccomp")
    for prep in child(word, "prep"):
        for same in (prep, *child(prep, "conj")):
            found += child(same, "pcomp")
    found += [c for c in child(word, "acl", "advcl") if any(a.lower_ == "to" for a in child(c, "aux"))]
    return [c for c in found if c.pos_ in _VERBAL]


def first_conjunct(token: Token) -> Token:
    """Return the first of the words that a word is coordinated with; it stands for all of them in the sentence."""
    while token.dep_ == "conj":
        token = token.head
    return token


def first_noun(noun: Token) -> Token:
    """Return the first of the nouns that a noun is coordinated with."""
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun


def has_particle(verb: Token, particle: str) -> bool:
    """Whether a verb has a particle, however the parser labels it."""
    return any(c.lower_ == particle and c.dep_ in ("prt", "prep", "advmod") for c in verb.children)
