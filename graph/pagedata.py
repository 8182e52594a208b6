"""From the two tables to the records of the page: actors by id, relations grouped, evidence in place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from communique.table import ACTOR_TYPES, STATUSES

if TYPE_CHECKING:
    import pandas as pd

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Row = Mapping[str, Any]
Group = tuple[str, str, str, str, int, bool]
"""Source, label, event, target, sign, mutual: what makes two relations the same edge."""


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table with None for what is missing and without unreadable characters."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(k): clean(v) if isinstance(v, str) else v for k, v in row.items()} for row in plain.to_dict("records")]


def clean(text: str) -> str:
    """Replace what no browser shows and UTF-8 cannot hold; the length in code points stays."""
    return _UNREADABLE.sub("\ufffd", text)


def end_id(row: Row, side: str) -> str:
    """Return the id of the actor at one end, or its name where the table has no id."""
    return str(row.get(f"{side}_id") or row.get(side) or "")


def actor_records(relations: Sequence[Row], table: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return every actor that is listed, takes part in a relation, or is the principal of one, by id."""
    found: dict[str, dict[str, Any]] = {}
    for row in table:
        key = str(row.get("id") or row.get("name") or "")
        found.setdefault(key, _actor(key, row, ""))
    for row in relations:
        for side in ("source", "target"):
            key = end_id(row, side)
            found.setdefault(key, _actor(key, row, side))
    found.pop("", None)
    by_name = {a["name"]: key for key, a in sorted(found.items(), reverse=True)}
    missing = {p: a["type"] for a in list(found.values()) if (p := a["principal"]) and p not in by_name}
    for row in relations:
        for side in ("source", "target"):
            if (principal := row.get(f"{side}_principal")) and principal not in by_name:
                missing.setdefault(principal, row.get(f"{side}_type"))
    for name, member in sorted(missing.items()):
        # An institution is by definition an organ of a state; of the others nothing is known.
        row = {"name": name, "type": "state" if member == "institution" else "other"}
        by_name[name] = f"principal:{name}"
        found.setdefault(by_name[name], _actor(by_name[name], row, ""))
    for actor in found.values():
        actor["principal"] = by_name.get(actor["principal"] or "")
    return dict(sorted(found.items(), key=lambda item: (item[1]["name"].casefold(), item[0])))


def _actor(key: str, row: Row, side: str) -> dict[str, Any]:
    """Return an actor as its own table, or with ``side`` one end of a relation, describes it."""
    before = f"{side}_" if side else ""
    name = str(row.get(side or "name") or key)
    kind, aliases = row.get(f"{before}type"), row.get("aliases") if not side else None
    names = [] if aliases is None else [aliases] if isinstance(aliases, str) else aliases
    return {"name": name, "type": kind if kind in ACTOR_TYPES else "other",
            "principal": row.get(f"{before}principal"), "mentions": int(row.get("mentions") or 0),
            "aliases": sorted({clean(str(alias)) for alias in names} - {name})}  # fmt: skip


def group_relations(rows: Sequence[Row], people: Mapping[str, Row]) -> dict[Group, list[dict[str, Any]]]:
    """Group the relations into edges: same ends, label, event and sign, mutual ones in either direction."""
    by_name = {a["name"]: key for key, a in reversed(list(people.items()))}
    groups: dict[Group, list[dict[str, Any]]] = {}
    for row in rows:
        ends = ("source", "target")
        symmetric = bool(row.get("symmetric"))
        if symmetric and end_id(row, "source") > end_id(row, "target"):
            ends = ("target", "source")
        event = str(row.get("event") or "OTHER")
        label = str(row.get("relation") or event.lower().replace("_", " "))
        sign = int(row.get("polarity") or 0)
        key = (end_id(row, ends[0]), label, event, end_id(row, ends[1]), (sign > 0) - (sign < 0), symmetric)
        groups.setdefault(key, []).append(_piece(row, ends, by_name))
    for pieces in groups.values():
        pieces.sort(key=lambda p: (str(p["date"] or "9"), p["document"], p["start"], str(p["spans"])))
    order = sorted(groups, key=lambda k: (people[k[0]]["name"], people[k[3]]["name"], *map(str, k)))
    return {key: groups[key] for key in order}


def _piece(row: Row, ends: tuple[str, str], by_name: Mapping[str, str]) -> dict[str, Any]:
    """Return one piece of evidence; its spans count from the sentence's start, in UTF-16 units as scripts do."""
    text = str(row.get("evidence") or "")
    start = int(row.get("evidence_start") or 0)
    spans: list[int | None] = []
    named: list[str | None] = []
    for field in (*ends, "trigger"):
        low, high = (row.get(f"{field}_start"), row.get(f"{field}_end"))
        low, high = (-1, -1) if low is None or high is None else (int(low) - start, int(high) - start)
        inside = 0 <= low < high <= len(text)
        spans += [_utf16(text, low), _utf16(text, high)] if inside else [None, None]
        mention = row.get("trigger" if field == "trigger" else f"{field}_text")
        named.append(None if inside else mention)
    principals = [by_name.get(row.get(f"{end}_principal") or "") for end in ends]
    confidence = row.get("confidence")
    known = isinstance(confidence, int | float) and 0 <= confidence <= 1
    status = row.get("status")
    document = str(row.get("document") or row.get("title") or "")
    return {"document": document, "text": text, "start": start, "spans": spans,
            "title": row.get("title"), "date": row.get("date"), "url": row.get("url"),
            "status": STATUSES.index(status) if status in STATUSES else 0, "claimant": row.get("claimant"),
            "event_date": row.get("event_date"), "event_date_end": row.get("event_date_end"),
            "confidence": round(float(confidence), 3) if known else None,  # type: ignore[arg-type]
            "principals": principals, "office": row.get("office"), "named": named}  # fmt: skip


def _utf16(text: str, position: int) -> int:
    return position if text.isascii() else len(text[:position].encode("utf-16-le")) // 2
