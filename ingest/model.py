"""The learned model: from the vectors of a candidate's words and its named features to the probability of each type.

One hidden layer over the vectors that :mod:`~communique.ingest.encoder` gives and over named features. The file is
a NumPy archive of arrays without pickled objects. ``python -m tests.benchmarks.train`` writes it and its card.
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

from communique.errors import ModelError
from communique.ingest.encoder import WIDTH, Floats
from communique.ingest.pooling import PARTS
from communique.table import EVENTS

FORMAT = 2
"""Version of the features and of the file; a file of another version was made for another program."""

NONE = "NONE"
CLASSES = (NONE, *EVENTS)
_ARRAYS = ("embeddings", "hidden", "hidden_bias", "output", "output_bias", "typing", "typing_bias")


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
class Policy:
    """What is done with a probability.

    A proposal needs ``propose``, an event of the grammar keeps its place with ``keep``. ``grammar``, ``proposals``
    and ``pairs`` calibrate the probability of an event of the grammar, of a proposed one, and of the type of a
    marked pair.
    """

    propose: float
    keep: float
    grammar: Calibration = Calibration(1.0, 0.0)
    proposals: Calibration = Calibration(1.0, 0.0)
    pairs: Calibration = Calibration(1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and how to use them.

    ``embeddings`` has shape (features, e), ``hidden`` (PARTS * WIDTH + e, h), ``hidden_bias`` (h,), ``output``
    (h, classes), ``output_bias`` (classes,); ``typing`` (PARTS * WIDTH + e, classes) and ``typing_bias`` (classes,)
    are a layer for marked pairs.
    """

    vocabulary: dict[str, int]
    embeddings: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats
    typing: Floats
    typing_bias: Floats
    policy: Policy

    def probabilities(self, features: Sequence[Sequence[str]], vectors: Floats) -> Floats:
        """Return the probability of each class for each candidate, shape (candidates, classes).

        Parameters
        ----------
        features
            Named features of each candidate; unknown ones say nothing.
        vectors
            Mean vectors of the stretches of each candidate, shape (candidates, PARTS * WIDTH).
        """
        seen = self._seen(features, vectors)
        return _softmax(_gelu(seen @ self.hidden + self.hidden_bias) @ self.output + self.output_bias)

    def types(self, features: Sequence[Sequence[str]], vectors: Floats) -> Floats:
        """Return the probability of each class for each marked pair, as :meth:`probabilities` does for candidates.

        Of a marked pair it is known that there is a relation, so that the first class has next to no probability.
        """
        return _softmax(self._seen(features, vectors) @ self.typing + self.typing_bias)

    def _seen(self, features: Sequence[Sequence[str]], vectors: Floats) -> Floats:
        known = self.vocabulary
        named = [self.embeddings[[known[n] for n in names if n in known]].sum(axis=0) for names in features]
        return np.hstack([vectors, np.stack(named)])


def _softmax(scores: Floats) -> Floats:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


def _gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit, in the approximation by tanh of its authors (Hendrycks, Gimpel 2016)."""
    return np.asarray(0.5 * x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3))))


def save_model(model: Model, path: Path) -> None:
    """Write a model so that equal models give equal bytes."""
    # JSON, as a label in a name may hold any character
    names = json.dumps(sorted(model.vocabulary, key=model.vocabulary.__getitem__))
    policy = model.policy
    scales = [x for c in (policy.grammar, policy.proposals, policy.pairs) for x in (c.slope, c.offset)]
    arrays = {
        "format": np.array([FORMAT], dtype=np.int64),
        "classes": np.frombuffer("\n".join(CLASSES).encode(), dtype=np.uint8),
        "vocabulary": np.frombuffer(names.encode(), dtype=np.uint8),
        **{name: getattr(model, name).astype(np.float16) for name in _ARRAYS},
        "settings": np.array([policy.propose, policy.keep, *scales], dtype=np.float64),
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
    remedy = "install the package again, or train it with 'python -m tests.benchmarks.train'"
    try:
        # opened here, as NumPy leaves a damaged file open
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            made_for = int(data["format"][0])
            if made_for != FORMAT:
                raise ModelError(f"{path}: a model file of version {made_for}, not {FORMAT}; {remedy}")
            stored = {name: data[name] for name in data.files}
        classes = tuple(stored["classes"].tobytes().decode().split("\n"))
        names: list[str] = json.loads(stored["vocabulary"].tobytes())
        arrays = {name: stored[name].astype(np.float32) for name in _ARRAYS}
        propose, keep, *scales = (float(x) for x in stored["settings"])
        calibrations = [Calibration(*scales[i : i + 2]) for i in (0, 2, 4)]
        model = Model({n: i for i, n in enumerate(names)}, **arrays, policy=Policy(propose, keep, *calibrations))
        finite = all(np.isfinite(a).all() for a in (*arrays.values(), stored["settings"]))
        if classes != CLASSES or not _fits(model) or not finite:
            raise ModelError(f"{path}: a model file whose parts do not fit together; {remedy}")
    except ModelError:
        raise
    except FileNotFoundError as error:
        raise ModelError(f"{path}: there is no such model file; {remedy}") from error
    except Exception as error:  # a damaged archive raises whatever the damage leads to
        raise ModelError(f"{path}: not a model file ({error}); {remedy}") from error
    return model


def _fits(model: Model) -> bool:
    """Tell whether the shapes of the weights fit each other."""
    count, inner = len(model.vocabulary), len(model.hidden_bias)
    return (
        model.embeddings.ndim == 2
        and len(model.embeddings) == count
        and model.hidden.shape == (PARTS * WIDTH + model.embeddings.shape[1], inner)
        and model.output.shape == (inner, len(CLASSES))
        and model.typing.shape == (len(model.hidden), len(CLASSES))
        and model.output_bias.shape == model.typing_bias.shape == (len(CLASSES),)
    )


@cache
def packaged_model() -> Model:
    """Return the model that the package ships, read once a process."""
    return read_model(Path(str(files("communique.seeds") / "model" / "relations.npz")))
