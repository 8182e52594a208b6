"""Human links from mentions to encyclopaedia titles: what is right, and which types are taken for which.

Run by hand: ``python -m tests.benchmarks.links``; reads ../shared/gold/links_dev.jsonl.gz beside the repository.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

from communique.api import mentions
from communique.ingest.documents import Document
from communique.ingest.people import fold
from communique.ingest.register import Register, load_register

GOLD = Path(__file__).parents[3] / "shared/gold/links_dev.jsonl.gz"


def plain(title: str) -> str:
    """Fold a title or name for comparison: no case, accents, brackets or leading article."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(re.sub(r"\s*\(.*?\)$", "", title.replace("_", " "))))
    return words.strip().removeprefix("the ")


def held(register: Register) -> dict[str, set[str]]:
    """Return, for each folded name of the register, the ids of the actors that bear it."""
    found: dict[str, set[str]] = {}
    for text, readings in register.surfaces.items():
        found.setdefault(plain(text), set()).update(r.actor for r in readings if r.how in ("exact", "alias"))
    return found


def main() -> int:
    """Print, over the links whose title the register holds, the share that is right by type, and the confusions."""
    if not GOLD.is_file():
        print(f"{GOLD.name} is not beside the repository; nothing measured")
        return 0
    with gzip.open(GOLD, "rt", encoding="utf-8") as file:
        gold = [json.loads(line) for line in file]
    register = load_register()
    names = held(register)
    table = mentions([Document(d["id"], d["text"], date=d["date"]) for d in gold])
    by_document = {key: part.to_dict("records") for key, part in table.groupby("document")}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for document in gold:
        for link in document["mentions"]:
            ids = names.get(plain(link["wikipedia"]), set())
            if not ids:
                continue
            kind = register.actors[min(ids)].type
            over = [
                m for m in by_document.get(document["id"], []) if m["start"] < link["end"] and link["start"] < m["end"]
            ]
            best = max(over, key=lambda m: min(m["end"], link["end"]) - max(m["start"], link["start"]), default=None)
            total[kind] += 1
            if best is not None and best["actor_id"] in ids:
                right[kind] += 1
            else:
                confused[kind, "nobody" if best is None else str(best["type"])] += 1
    for kind in sorted(total, key=lambda k: -total[k]):
        wrong = ", ".join(f"{other} {n}" for (k, other), n in confused.most_common() if k == kind)
        print(f"{kind:15s} {total[kind]:5d} links, right {right[kind] / total[kind]:.3f}; taken for another: {wrong}")
    few = [k for k in total if k in ("state", "organisation", "official", "armed_group")]
    print(
        f"states, organisations, officials, armed groups: {sum(right[k] for k in few) / sum(total[k] for k in few):.3f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
