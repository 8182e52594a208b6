"""Text to relations: documents, actors, grammar, claims and dates."""
