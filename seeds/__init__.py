"""Vocabulary as data (actors, relations) and sample documents, shipped with the package."""
