"""Communiqué turns diplomatic news text into a knowledge graph with evidence.

Examples
--------
>>> import communique
>>> kg = communique.build(communique.Document("d1", "Turkey condemned Syria on Friday.", date="2016-10-20"))
>>> kg.relations[["source", "relation", "target", "event_date"]].values.tolist()
[['Turkey', 'condemned', 'Syria', '2016-10-14']]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from communique.api import add, build, classify, explain, extract, load, mentions, read
    from communique.errors import CommuniqueError
    from communique.graph.knowledge import KnowledgeGraph
    from communique.ingest.documents import Document

__all__ = [
    "CommuniqueError",
    "Document",
    "KnowledgeGraph",
    "add",
    "build",
    "classify",
    "explain",
    "extract",
    "load",
    "mentions",
    "read",
]

# Imported on first use: spaCy and pandas take seconds, and the command line must answer --help at once.
_HOMES = {
    "add": "communique.api",
    "build": "communique.api",
    "classify": "communique.api",
    "explain": "communique.api",
    "extract": "communique.api",
    "load": "communique.api",
    "mentions": "communique.api",
    "read": "communique.api",
    "CommuniqueError": "communique.errors",
    "KnowledgeGraph": "communique.graph.knowledge",
    "Document": "communique.ingest.documents",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("importlib.metadata").version("communique")
    if name not in _HOMES:
        raise AttributeError(f"module 'communique' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
