"""Fits the weights of a model and Platt's scaling with scikit-learn, which using a model does not need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from communique.ingest.model import CLASSES, VECTOR_SCALE, Calibration, Floats, Model

_IMPOSSIBLE = -20.0
"""Bias of a class without examples."""
_UNCALIBRATED = Calibration(1.0, 0.0)


def fit(
    features: Sequence[Sequence[str]],
    vectors: Floats,
    kinds: Sequence[str],
    weights: Sequence[float],
    *,
    penalty: float,
    rarest: int,
) -> Model:
    """Fit a model that proposes nothing and keeps everything.

    Parameters
    ----------
    features, vectors, kinds, weights
        Of each example, its named features, its word vectors, its class, and how much it counts.
    penalty
        scikit-learn's C: the lower, the smaller the weights.
    rarest
        Features of fewer examples are left out.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    counts = Counter(f for names in features for f in names)
    known = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= rarest))}
    columns: list[int] = []
    ends = [0]
    for names in features:
        columns += [known[f] for f in names if f in known]
        ends.append(len(columns))
    named = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(features), len(known)))
    every = sparse.hstack([named, sparse.csr_matrix(VECTOR_SCALE * vectors)]).tocsr()
    regression = LogisticRegression(C=penalty, max_iter=500, tol=1e-3)
    fitted = regression.fit(every, [CLASSES.index(k) for k in kinds], sample_weight=list(weights))
    table = np.zeros((every.shape[1], len(CLASSES)), dtype=np.float32)
    bias = np.full(len(CLASSES), _IMPOSSIBLE, dtype=np.float32)
    table[:, fitted.classes_] = fitted.coef_.T.astype(np.float16)  # as the file keeps them
    bias[fitted.classes_] = fitted.intercept_
    return Model(known, table[: len(known)], table[len(known) :], bias, 1.0, 0.0, _UNCALIBRATED, _UNCALIBRATED)


def platt(examples: Sequence[tuple[float, bool]]) -> Calibration:
    """Fit Platt's scaling to probabilities and whether what they were of was right."""
    from sklearn.linear_model import LogisticRegression

    logits = np.array([[np.log(p / (1 - p))] for p, _ in examples])
    fitted = LogisticRegression(C=100.0).fit(logits, [right for _, right in examples])
    return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))
