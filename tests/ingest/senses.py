"""A lexicon of a few senses, and what it finds in Docs made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.ingest.documents import Document
from communique.ingest.relations import RelationFinder, relations
from tests.docs import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from communique.ingest.lexicon import Lexicon
    from communique.ingest.register import Register
    from communique.table import Relation

LEXICON = (
    "back,VERB,,subj,obj,backs,SUPPORT,4,,",
    "cut,VERB,tie,subj,with,cut ties with,SANCTION,-6,,",
    "cut,VERB,,subj,obj,cut,COERCE,-5,,",
    "meet,VERB,,subj,obj|with|both,met with,CONSULT,2,yes,",
    "fight,VERB,,subj,obj|against|both,fought,ASSAULT,-9,yes,",
    "bomb,VERB,,subj,obj,bombed,ASSAULT,-10,,",
    "kill,VERB,,subj,obj,killed,ASSAULT,-9,,",
    "urge,VERB,,subj,obj|comp,urged,REQUEST,-0.5,,",
    "talk,NOUN,,between|poss|mod,with|both,held talks with,CONSULT,2,yes,",
    "attack,NOUN,,poss|by,on|against,attacked,ASSAULT,-9,,",
    "ally,NOUN,,subj,of,is ally of,SUPPORT,4,,",
    "loyal,ADJ,,subj,to,is loyal to,SUPPORT,4,,",
)
LIGHT = {"hold": "", "launch": "", "deny": "negated", "plan": "planned"}
EFFECTS = {
    "say VERB": "claimed", "deny VERB": "negated", "plan VERB": "planned", "agree VERB": "planned",
    "consider VERB": "hypothetical", "claim NOUN": "claimed", "alleged ADJ": "claimed", "allegedly ADV": "claimed",
}  # fmt: skip


def small_lexicon() -> Lexicon:
    """Return a new lexicon of these senses."""
    return lexicon(*LEXICON, light_verbs=LIGHT, effects=EFFECTS)


def rows_of(made: Doc, known: Register, document: Document | None = None) -> list[Relation]:
    """Return the rows of a Doc whose mentions are set."""
    made._.offices = []
    RelationFinder(known, small_lexicon())(made)
    return list(relations(made, document or Document("d", made.text), known))
