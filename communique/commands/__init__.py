"""Commands of the command line that have modules of their own; :mod:`communique.cli` registers them."""

from communique.commands.archive import add, check, rebuild, remove, status
from communique.commands.export import export
from communique.commands.query import query

ALL = (export, query, add, status, remove, check, rebuild)
"""In the order of the help."""
