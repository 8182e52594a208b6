"""Parsed Docs made by hand, and registers of a few actors, for tests that need no model."""

from __future__ import annotations

from spacy.lang.en import English
from spacy.tokens import Doc

from communique.ingest.lexicon import COLUMNS as SENSE_COLUMNS
from communique.ingest.lexicon import Lexicon
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.register import COLUMNS as ACTOR_COLUMNS
from communique.ingest.register import OfficeTerm, Register
from communique.ingest.vocabulary import Row

_VOCAB = English().vocab  # words know their lower case by it
_TAGS = {
    "NOUN": "NN",
    "PROPN": "NNP",
    "VERB": "VBD",
    "AUX": "VBZ",
    "ADJ": "JJ",
    "ADP": "IN",
    "PRON": "PRP",
    "DET": "DT",
}


def doc(*lines: str) -> Doc:
    """Make a Doc of one line a token: ``word POS dep head [lemma=...] [tag=...] [ent=...] [glued] [starts]``.

    ``head`` is the place of the governing token, from 0. ``ent`` is written as for a Doc ("B-DATE"). A token is
    ``glued`` to the one before it if no space stands between them, and ``starts`` a sentence if it says so.
    """
    table = [line.split() for line in lines]
    extra = [dict(cell.partition("=")[::2] for cell in row[4:]) for row in table]
    tokens = list(zip(table, extra, strict=True))
    made = Doc(
        _VOCAB,
        words=[row[0] for row in table],
        spaces=["glued" not in cells for cells in extra[1:]] + [False],
        pos=[row[1] for row in table],
        deps=[row[2] for row in table],
        heads=[int(row[3]) for row in table],
        lemmas=[cells.get("lemma", row[0].lower() if row[1] != "PROPN" else row[0]) for row, cells in tokens],
        tags=[cells.get("tag", _TAGS.get(row[1], row[1])) for row, cells in tokens],
        ents=[cells.get("ent", "O") for cells in extra],
    )
    starts = [i for i, cells in enumerate(extra) if "starts" in cells]
    assert all(made[i].is_sent_start for i in starts), "heads join what the lines call sentences"
    return made


def actor(id: str, name: str, type: str = "state", **cells: str) -> Row:  # noqa: A002  # columns of the file
    """Make a row of an actors file; cells that are not given are empty."""
    return Row(dict.fromkeys(ACTOR_COLUMNS, "") | {"id": id, "name": name, "type": type} | cells, "test.csv, line 2")


def person(id: str, name: str, principal: str, *, gender: str = "", **cells: str) -> Row:  # noqa: A002
    """Make a row of the officials file."""
    columns = {
        "id": id,
        "name": name,
        "principal": principal,
        "gender": gender,
        "aliases": "",
        "surname": name.split()[-1],
    }
    return Row(columns | cells, "officials.csv, line 2")


def tenure(holder: str, role: str, of: str, start: str = "", end: str = "") -> Row:
    """Make a row of the tenures file."""
    return Row(
        {"person": holder, "role": role, "office": role, "of": of, "start": start, "end": end}, "tenures.csv, line 2"
    )


def register() -> Register:
    """Make a register of a few actors, people, offices and common nouns."""
    made = Register()
    for row in (
        actor("ir", "Iran", adjectives="Iranian|Iranians", metonyms="Tehran"),
        actor("iq", "Iraq", adjectives="Iraqi|Iraqis", metonyms="Baghdad"),
        actor("us", "United States", aliases="US|America", adjectives="American|Americans", metonyms="Washington"),
        actor("su", "Soviet Union", metonyms="Moscow", adjectives="Soviet", end="1991-12-26"),
        actor("ru", "Russia", metonyms="Moscow", adjectives="Russian|Russians", start="1991-12-26"),
        actor("hz", "Hezbollah", "armed_group"),
        actor("mfa", "Russian Foreign Ministry", "institution", principal="ru"),
    ):
        made.add(row)
    for row in (
        person("shultz", "George Shultz", "us", gender="m"),
        person("albright", "Madeleine Albright", "us", gender="f"),
        person("kerry", "John Kerry", "us", gender="m"),
    ):
        made.add_person(row)
    for row in (
        tenure("shultz", "foreign_minister", "us", "1982-07-16", "1989-01-20"),
        tenure("albright", "foreign_minister", "us", "1997-01-23", "2001-01-20"),
        tenure("kerry", "foreign_minister", "us", "2013-02-01", "2017-01-20"),
    ):
        made.add_tenure(row)
    for term, role, kind, default in (
        ("foreign minister", "foreign_minister", "title", ""),
        ("secretary of state", "foreign_minister", "title", "us"),
        ("minister", "other", "title", ""),
        ("former", "", "modifier", ""),
        ("mr.", "", "honorific", ""),
    ):
        made.terms[term] = OfficeTerm(term, role, kind, default)
    made.collectives |= {
        "official": "government", "troop": "forces", "rebel": "group", "child": "people",
        "town": "territory", "proposal": "policy", "ministry": "institution", "air force": "forces",
    }  # fmt: skip
    made.check()
    return made


def mentions(made: Doc, known: Register, **names: str) -> Mentions:
    """Find actors in a Doc by place: ``_0="ir"`` makes token 0 a name of that actor, ``_1_3`` tokens 1 and 2."""
    found = Mentions()
    for place, key in names.items():
        start, _, end = place.strip("_").partition("_")
        first, last = int(start), int(end or int(start) + 1)
        found.add(Mention(first, last, made[first:last].root.i, known.actors[key], "exact"))
    made._.mentions = found
    return found


def lexicon(*lines: str, **others: dict[str, str]) -> Lexicon:
    """Make a lexicon of rows of the senses file; ``light_verbs`` and ``effects`` (keys "word POS") besides."""
    made = Lexicon(light_verbs=dict(others.get("light_verbs", {})))
    made.classes["attack"] = frozenset({"attack", "raid"})
    made.effects = {(k.split()[0], k.split()[1]): v for k, v in others.get("effects", {}).items()}
    for number, line in enumerate(lines, 2):
        cells = dict(zip(SENSE_COLUMNS, line.split(",") + [""] * len(SENSE_COLUMNS), strict=False))
        made.add(Row(cells, f"test.csv, line {number}"))
    made.sort()
    return made
