"""FollowTheMoney entities, made and validated by its own library: actors, documents, links between actors.

Actors become Person, PublicBody, Organization or LegalEntity; each distinct event an UnknownLink of two actors
whose ``role`` is the label and whose ``recordId`` are the documents that tell it; offices and memberships too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from communique.graph.events import event_numbers
from communique.graph.export.formats import missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

SCHEMATA = {
    "state": "PublicBody", "institution": "PublicBody", "official": "Person", "armed_group": "Organization",
    "political_body": "Organization", "organisation": "Organization", "other": "LegalEntity",
}  # fmt: skip
"""The schema of each type of actor."""

_PREFIX = "communique"


def write(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, _format: str) -> None:
    """Write one entity a line, as ``ftm`` tools read them."""
    made = list(entities(relations, actors))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n" for entity in made)


def entities(relations: pd.DataFrame, actors: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the entities: actors, then documents, then links.

    Raises
    ------
    InputError
        If followthemoney is not installed.
    """
    try:
        from followthemoney import model
    except ImportError as error:
        raise missing("ftm", "followthemoney") from error

    def entity(schema: str, parts: tuple[str, ...], values: dict[str, Any]) -> dict[str, Any]:
        proxy = model.make_entity(schema)
        proxy.make_id(_PREFIX, *parts)
        for key, value in values.items():
            proxy.add(key, value)
        made: dict[str, Any] = proxy.to_dict()
        proxy.schema.validate(made)
        made["properties"] = {key: sorted(held) for key, held in made["properties"].items()}
        return made

    ids: dict[str, str] = {}
    for row in actors.to_dict("records"):
        values = {"name": row["name"], "alias": row["aliases"]}
        if row["id"].startswith("Q") and row["id"][1:].isdigit():
            values["wikidataId"] = row["id"]
        made = entity(SCHEMATA.get(row["type"], "LegalEntity"), ("actor", row["id"]), values)
        ids[row["id"]] = made["id"]
        yield made
    documents: dict[str, str] = {}
    for row in relations.drop_duplicates("document").sort_values("document").to_dict("records"):
        values = {"title": _given(row["title"]) or row["document"], "fileName": row["document"] or "unnamed"}
        values |= {"date": _given(row["date"]), "sourceUrl": _given(row["url"])}
        made = entity("Document", ("document", row["document"] or "unnamed"), values)
        documents[row["document"]] = made["id"]
        yield made
    numbers = event_numbers(relations)
    for number, told in relations.groupby([numbers, "relation", "status"], sort=True):
        first = told.iloc[0]
        yield entity("UnknownLink", ("link", *map(str, number)), {
            "subject": ids[first["source_id"]], "object": ids[first["target_id"]], "role": first["relation"],
            "status": first["status"], "summary": first["event"], "date": _given(first["event_date"]),
            "endDate": _given(first["event_date_end"]), "description": list(dict.fromkeys(told["evidence"])),
            "recordId": sorted({documents[d] for d in told["document"]}),
        })  # fmt: skip


def _given(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
