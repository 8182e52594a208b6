"""In what language a text is; the model speaks English, and what it makes of others is nonsense."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LEAST = 150  # letters; on less the detector guesses
_SAMPLE = 3_000  # characters
_SURE = 0.99
_SPOKEN = "en"
_ENGLISH = frozenset("the of and to in that for is was on with by as are has have said from at not this be".split())
_WORD = re.compile(r"\b[^\W\d_]+\b")


def foreign(text: str, declared: str | None = None) -> str | None:
    """Return the code of the language of a text if that is certainly not English.

    Parameters
    ----------
    text
        The article.
    declared
        What its metadata says. It decides only where the text is too short to tell: many pages declare a wrong one.

    Examples
    --------
    >>> foreign("Der russische Außenminister traf am Freitag in Genf seinen amerikanischen Amtskollegen, um über "
    ...         "eine Waffenruhe in Syrien zu sprechen. Beide Seiten nannten die Gespräche nützlich.")
    'de'
    >>> foreign("The Russian foreign minister met his counterpart.") is None
    True
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if sum(map(len, words)) < _LEAST:
        code = re.match(r"[a-z]{2,3}(?![a-z])", (declared or "").lower())
        return code[0] if code and code[0] not in (_SPOKEN, "eng", "und", "mul") else None
    if sum(word in _ENGLISH for word in words) > len(words) / 8:
        return None
    code_found, probability = _identifier().classify(sample)
    return str(code_found) if code_found != _SPOKEN and probability >= _SURE else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
