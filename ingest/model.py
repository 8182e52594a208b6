"""The learned model: multinomial logistic regression over named features and word vectors.

The model file is a NumPy archive of arrays without pickled objects. ``python -m tests.benchmarks.train_model``
writes it and its card.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from communique.errors import ModelError
from communique.table import EVENTS

Floats = NDArray[np.float32]

FORMAT = 1
"""Version of the features and of the file; a file of another version was made for another program."""

NONE = "NONE"
CLASSES = (NONE, *EVENTS)
VECTOR_SCALE = 1.5
"""Word vectors of unit length are multiplied with this, which lets the penalty on weights bear less on them."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt's scaling of a probability, ``sigmoid(slope * logit(p) + offset)``.

    References
    ----------
    J. Platt, "Probabilistic outputs for support vector machines", Advances in Large Margin Classifiers, 1999.
    """

    slope: float
    offset: float

    def __call__(self, probability: float) -> float:
        """Return the calibrated probability."""
        p = min(max(probability, 1e-4), 1 - 1e-4)
        return float(1 / (1 + np.exp(-(self.slope * np.log(p / (1 - p)) + self.offset))))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and how to use them.

    ``weights`` has shape (features, classes), ``dense`` (vector width, classes), ``bias`` (classes,). A proposal
    needs the probability ``propose``, an event of the grammar keeps its place with ``keep``.
    """

    vocabulary: dict[str, int]
    weights: Floats
    dense: Floats
    bias: Floats
    propose: float
    keep: float
    grammar: Calibration
    proposals: Calibration

    def probabilities(self, features: Sequence[Sequence[str]], vectors: Floats) -> Floats:
        """Return the probability of each class for each candidate, shape (candidates, classes).

        Parameters
        ----------
        features
            Named features of each candidate; unknown ones say nothing.
        vectors
            Word vectors, shape (candidates, vector width).
        """
        if not len(features):
            return np.zeros((0, len(CLASSES)), dtype=np.float32)
        scores = vectors @ (VECTOR_SCALE * self.dense) + self.bias
        known = self.vocabulary
        for row, names in enumerate(features):
            scores[row] += self.weights[[known[n] for n in names if n in known]].sum(axis=0)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


def save_model(model: Model, path: Path) -> None:
    """Write a model so that equal models give equal bytes."""
    # JSON, as the lemma in a name may be a line break
    names = json.dumps(sorted(model.vocabulary, key=model.vocabulary.__getitem__))
    settings = [
        model.propose,
        model.keep,
        model.grammar.slope,
        model.grammar.offset,
        model.proposals.slope,
        model.proposals.offset,
    ]
    arrays = {
        "format": np.array([FORMAT], dtype=np.int64),
        "classes": np.frombuffer("\n".join(CLASSES).encode(), dtype=np.uint8),
        "vocabulary": np.frombuffer(names.encode(), dtype=np.uint8),
        "weights": model.weights.astype(np.float16),
        "dense": model.dense.astype(np.float16),
        "bias": model.bias.astype(np.float32),
        "settings": np.array(settings, dtype=np.float64),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))  # no clock in the file
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


def read_model(path: Path) -> Model:
    """Read a model file.

    Raises
    ------
    ModelError
        If it is missing, damaged, or made for another version.
    """
    remedy = "install the package again, or train it with 'python -m tests.benchmarks.train_model'"
    try:
        # opened here, as NumPy leaves a damaged file open
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            made_for = int(data["format"][0])
            if made_for != FORMAT:
                raise ModelError(f"{path}: a model file of version {made_for}, not {FORMAT}; {remedy}")
            arrays = {name: data[name] for name in data.files}
        classes = tuple(arrays["classes"].tobytes().decode().split("\n"))
        names: list[str] = json.loads(arrays["vocabulary"].tobytes())
        weights, dense, bias = (arrays[n].astype(np.float32) for n in ("weights", "dense", "bias"))
        propose, keep, *scales = (float(x) for x in arrays["settings"])
        whole = weights.shape == (len(names), len(CLASSES)) and dense.shape[1:] == bias.shape == (len(CLASSES),)
        finite = all(np.isfinite(a).all() for a in (weights, dense, bias, arrays["settings"]))
        if classes != CLASSES or not whole or not finite:
            raise ModelError(f"{path}: a model file whose parts do not fit together; {remedy}")
        grammar, proposals = Calibration(*scales[:2]), Calibration(*scales[2:])
    except ModelError:
        raise
    except FileNotFoundError as error:
        raise ModelError(f"{path}: there is no such model file; {remedy}") from error
    except Exception as error:  # a damaged archive raises whatever the damage leads to
        raise ModelError(f"{path}: not a model file ({error}); {remedy}") from error
    vocabulary = {name: i for i, name in enumerate(names)}
    return Model(vocabulary, weights, dense, bias, propose, keep, grammar, proposals)


@cache
def packaged_model(name: str = "relations") -> Model:
    """Return a model that the package ships, read once a process: that of relations or that of marked pairs."""
    return read_model(Path(str(files("communique.seeds") / "model" / f"{name}.npz")))
