"""Commands of the command line that have modules of their own; :mod:`communique.cli` registers them."""

from communique.commands.export import export
from communique.commands.query import query

__all__ = ["export", "query"]
