"""A graph in the formats of other tools, one module a format; :mod:`communique.graph.export.formats` lists them."""
