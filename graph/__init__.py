"""Relations to a graph: build, query, export and the page."""

from communique.graph.knowledge import KnowledgeGraph

__all__ = ["KnowledgeGraph"]
