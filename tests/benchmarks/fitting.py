"""Fits the layer for marked pairs and Platt's scaling, and tells how well confidences are calibrated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from communique.ingest.encoder import Floats
from communique.ingest.model import CLASSES, Calibration

Seen = Sequence[tuple[float, bool]]
"""Probabilities, and whether what they were of was right."""
_PENALTY = 0.1
"""scikit-learn's C: the lower, the smaller the weights."""
_IMPOSSIBLE = -20.0
"""Bias of a class without examples."""


def platt(examples: Seen) -> Calibration:
    """Fit Platt's scaling."""
    from sklearn.linear_model import LogisticRegression

    logits = np.array([[np.log(p / (1 - p))] for p, _ in ((min(max(p, 1e-4), 1 - 1e-4), r) for p, r in examples)])
    fitted = LogisticRegression(C=100.0).fit(logits, [right for _, right in examples])
    return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))


def typed(seen: Floats, kinds: Sequence[str]) -> tuple[Floats, Floats]:
    """Fit multinomial logistic regression to what is known of marked pairs; return its weights and bias by class."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=_PENALTY, max_iter=400).fit(seen, [CLASSES.index(kind) for kind in kinds])
    weights = np.zeros((seen.shape[1], len(CLASSES)), dtype=np.float32)
    bias = np.full(len(CLASSES), _IMPOSSIBLE, dtype=np.float32)
    weights[:, fitted.classes_] = fitted.coef_.T
    bias[fitted.classes_] = fitted.intercept_
    return weights, bias


def reliability(scaled: Seen) -> list[str]:
    """Lay out how often relations of about the same confidence are right, and the expected calibration error."""
    lines, error = [], 0.0
    for low in range(10):
        part = [(p, right) for p, right in scaled if min(int(p * 10), 9) == low]
        if part:
            expected, observed = (float(np.mean([x[i] for x in part])) for i in (0, 1))
            error += len(part) / len(scaled) * abs(expected - observed)
            lines.append(
                f"  {low / 10:.1f}-{low / 10 + 0.1:.1f}  n {len(part):4d}  "
                f"expected {expected:.2f}  observed {observed:.2f}"
            )
    return [*lines, f"  expected calibration error {error:.3f}"]
