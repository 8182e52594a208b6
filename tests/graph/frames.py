"""Tables for the tests of the page: a small story with real names, and graphs of any size."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd

from communique.table import ActorRow, Relation, actors_frame, relations_frame

LABELS: dict[str, tuple[str, str, int, float]] = {
    "backs": ("SUPPORT", "backs", 1, 5.0),
    "condemned": ("ACCUSE", "condemned", -1, -4.0),
    "met with": ("CONSULT", "met with", 1, 2.0),
    "accused": ("ACCUSE", "accused", -1, -3.0),
    "armed": ("AID", "sent weapons to", 1, 6.0),
    "bombed": ("ASSAULT", "bombed", -1, -10.0),
    "warned": ("THREATEN", "warned", -1, -5.0),
    "sanctioned": ("SANCTION", "imposed sanctions on", -1, -7.0),
    "asked": ("REQUEST", "called on", -1, -1.0),
    "agreed with": ("AGREE", "signed an agreement with", 1, 6.0),
    "rejected": ("REJECT", "rejected the proposal of", -1, -4.0),
    "trains with": ("COOPERATE", "held exercises with", 1, 6.0),
}
"""Relation label to event type, the words of the sentence, sign and weight."""

MUTUAL = ("met with", "trains with", "agreed with")

ACTORS: dict[str, tuple[str, str, str | None, list[str]]] = {
    "Russia": ("Q159", "state", None, ["Moscow", "Kremlin", "Россия"]),
    "United States": ("Q30", "state", None, ["US", "Washington"]),
    "Syria": ("Q858", "state", None, ["Damascus"]),
    "Iran": ("Q794", "state", None, ["Tehran"]),
    "Turkey": ("Q43", "state", None, ["Ankara", "Türkiye"]),
    "Saudi Arabia": ("Q851", "state", None, ["Riyadh", "المملكة العربية السعودية"]),
    "Hezbollah": ("Q41053", "armed_group", None, ["Hizbollah", "حزب الله"]),
    "Islamic State": ("Q2429253", "armed_group", None, ["ISIS", "Daesh"]),
    "Syrian National Coalition": ("Q3063066", "political_body", None, ["SNC"]),
    "United Nations": ("Q1065", "organisation", None, ["UN", "联合国"]),
    "Russian Foreign Ministry": ("russian-foreign-ministry", "institution", "Russia", []),
    "Sergey Lavrov": ("Q58217", "official", "Russian Foreign Ministry", ["Lavrov", "Лавров"]),
    "John Kerry": ("Q22316", "official", "United States", ["Kerry"]),
    "Mevlüt Çavuşoğlu": ("Q1928529", "official", "Turkey", ["Çavuşoğlu"]),
    "Mohammad Javad Zarif": ("Q1375037", "official", "Iran", ["Zarif"]),
    "Staffan de Mistura": ("Q504927", "official", "United Nations", ["de Mistura"]),
}
"""Name to id, type, principal and other names."""


def relation(source: str = "Russia", label: str = "backs", target: str = "Syria", **changes: Any) -> Relation:
    """Make a relation whose sentence and offsets fit; ``changes`` override any column."""
    event, said, polarity, weight = LABELS.get(label, ("SUPPORT", label, 1, 5.0))
    before = changes.pop("before", "On Friday ")
    text = f"{before}{source} {said} {target}."
    place = changes.pop("place", 40)
    at = place + len(before)
    trigger = at + len(source) + 1
    there = trigger + len(said) + 1
    known = ("", "other", None, list[str]())
    one, other = ACTORS.get(source, known), ACTORS.get(target, known)
    row: dict[str, Any] = {
        "document": "doc-1", "title": "Talks in Lausanne", "date": "2016-10-15", "url": "https://example.org/lausanne",
        "source": source, "source_id": one[0] or slug(source), "source_type": one[1], "source_principal": one[2],
        "relation": label, "event": event, "polarity": polarity, "weight": weight,
        "target": target, "target_id": other[0] or slug(target), "target_type": other[1], "target_principal": other[2],
        "symmetric": label in MUTUAL, "status": "fact", "claimant": None, "event_date": None, "event_date_end": None,
        "office": None, "evidence": text, "evidence_start": place, "evidence_end": place + len(text),
        "source_text": source, "source_start": at, "source_end": at + len(source),
        "target_text": target, "target_start": there, "target_end": there + len(target),
        "trigger": said, "trigger_start": trigger, "trigger_end": trigger + len(said),
        "confidence": 0.83, "rule": "test",
    }  # fmt: skip
    return Relation(**(row | changes))


def slug(name: str) -> str:
    return "-".join(name.lower().split())


def actor(name: str, **changes: Any) -> ActorRow:
    key, kind, principal, aliases = ACTORS.get(name, (slug(name), "other", None, []))
    row: dict[str, Any] = {
        "id": key,
        "name": name,
        "type": kind,
        "principal": principal,
        "aliases": aliases,
        "mentions": 3,
    }
    return ActorRow(**(row | changes))


def story() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a small graph that holds every kind of thing the page shows."""
    lavrov, kerry = "Sergey Lavrov", "John Kerry"
    rows = [
        relation("Russia", "backs", "Syria"),
        relation("Russia", "backs", "Syria", document="doc-2", title="A week later", date="2016-10-22", url=None,
                 before="\U0001f54a A week later ", event_date="2016-10-21"),
        relation("Russia", "bombed", "Islamic State", event_date="2016-10-14"),
        relation("Russia", "bombed", "Syrian National Coalition", status="claimed", claimant="United States"),
        relation("United States", "condemned", "Russia", status="fact"),
        relation("Syria", "accused", "United States", document="doc-2", title="A week later", date="2016-10-22"),
        relation(lavrov, "met with", kerry),
        relation(kerry, "met with", lavrov, document="doc-2", title="A week later", date="2016-10-22"),
        relation(lavrov, "warned", kerry),
        relation("Iran", "armed", "Hezbollah", status="claimed", claimant="Saudi Arabia", confidence=0.5),
        relation("Iran", "backs", "Syria"),
        relation("Hezbollah", "backs", "Syria"),
        relation("Saudi Arabia", "condemned", "Iran"),
        relation("Turkey", "armed", "Syrian National Coalition", status="planned"),
        relation("Turkey", "rejected", "Russia", status="negated"),
        relation("United States", "sanctioned", "Russia", status="hypothetical"),
        relation("Staffan de Mistura", "asked", "Syria", event_date="2016-11-02"),
        relation("Mevlüt Çavuşoğlu", "met with", "Mohammad Javad Zarif",
                 document="doc-3", title=None, date=None, url=None),
        relation(lavrov, "backs", "Russian Foreign Ministry"),
    ]  # fmt: skip
    office = {"event": "HOLDS_OFFICE", "polarity": 0, "weight": 0.0}
    rows += [
        relation(lavrov, "holds office", "Russia", office="foreign minister", **office),
        relation(kerry, "holds office", "United States", office="secretary of state", **office),
    ]
    return relations_frame(rows), actors_frame([actor(name) for name in ACTORS])


def synthetic(count: int, per_actor: float = 3.0, seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a graph of ``count`` actors of which a few are in most relations, as in the news."""
    pick = random.Random(seed)  # noqa: S311 (test data)
    people = [actor(name) for name in list(ACTORS)[: min(count, 10)]]
    kinds = (
        ("institution", "{} Ministry of Trade {}"),
        ("armed_group", "Northern Brigade {1}"),
        ("official", "Envoy {1} of {0}"),
        ("organisation", "Regional Forum {1}"),
        ("political_body", "Unity Party {1}"),
        ("other", "Daily Courier {1}"),
        ("state", "Republic {1}"),
    )
    for number in range(len(people), count):
        kind, form = kinds[number % len(kinds)]
        state = people[number % 6]
        principal = state.name if kind in ("institution", "official") else None
        people.append(actor(form.format(state.name, number), type=kind, principal=principal))
    hubs = list(range(min(count, 4)))
    rows = []
    labels = list(LABELS)
    for number in range(int(count * per_actor)):
        one = number % count if number < count else pick.randrange(count)
        other = pick.choice(hubs) if pick.random() < 0.8 else pick.randrange(count)
        if one == other:
            continue
        hubs += [one, other]
        source, target = (one, other) if pick.random() < 0.5 else (other, one)
        status = pick.choices(("fact", "claimed", "planned", "hypothetical", "negated"), (70, 15, 7, 5, 3))[0]
        document = number // 8
        rows.append(relation(
            people[source].name, pick.choice(labels), people[target].name,
            source_id=people[source].id, source_type=people[source].type, source_principal=people[source].principal,
            target_id=people[target].id, target_type=people[target].type, target_principal=people[target].principal,
            document=f"doc-{document}", title=f"Report {document} on the talks", place=40 + 130 * (number % 8),
            date=f"20{14 + document % 4}-{1 + document % 12:02}-{1 + document % 28:02}",
            before=f"In a statement after the {number % 8 + 1}. session of the conference, despite objections, ",
            status=status, claimant=people[pick.choice(hubs)].name if status == "claimed" else None,
        ))  # fmt: skip
    return relations_frame(rows), actors_frame(people)
