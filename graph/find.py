"""Full-text search over the evidence, the labels and the names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from communique.errors import InputError
from communique.table import slug

if TYPE_CHECKING:
    import pandas as pd

_TEXTS = ("evidence", "title", "relation", "event", "office", "claimant")


def matching(table: pd.DataFrame, actors: pd.DataFrame, text: str) -> NDArray[np.bool_]:
    """Tell which relations hold all words of a text; see :meth:`KnowledgeGraph.search`."""
    words = text.split()
    if not words:
        raise InputError("search needs a word to look for; give at least one")
    keep = np.ones(len(table), dtype=bool)
    for word in words:
        ids = _named(actors, word)
        found = (table["source_id"].isin(ids) | table["target_id"].isin(ids)).to_numpy()
        for column in _TEXTS:
            cells = pa.chunked_array(pa.array(table[column], type=pa.large_string(), from_pandas=True))
            held = pc.match_substring(cells, word, ignore_case=True)
            found = found | pc.fill_null(held, fill_value=False).to_numpy()
        keep &= found
    return keep


def _named(actors: pd.DataFrame, word: str) -> list[str]:
    """Return the actors one of whose names holds the word, without regard to case and accents."""
    plain = slug(word)
    rows = zip(actors["id"], actors["name"], actors["aliases"], strict=True)
    return [key for key, name, aliases in rows if any(plain in slug(n) for n in (name, *aliases))]
