"""Calibration: logits of a linear model -> logits whose probabilities come true on a blog.

A corpus holds as many bad comments as its makers went looking for; a blog does not. Bad and
ordinary comments are therefore weighted until bad ones are as frequent as on a blog (the `prior`).
Platt's sigmoid and isotonic regression are both tried on held-out templates; the lower expected
calibration error wins. Either is written as knots, straight between and beyond.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from service.scoring.calibration import Calibration
from training.metrics import Flags, Floats, calibration_error

KNOTS = 24
LEAST_SLOPE = 0.2
SURE = 0.9995


@dataclass(frozen=True, slots=True)
class Knots:
    """Ascending logits and what they become; `method` is platt or isotonic."""

    method: str
    logits: tuple[float, ...]
    becomes: tuple[float, ...]

    def chances(self, logits: Floats) -> Floats:
        """Return the probabilities that the service would answer for raw logits."""
        knots = np.array([[self.logits, self.becomes]], dtype=np.float32)
        return Calibration(knots).probabilities(logits[:, np.newaxis])[:, 0]


def calibrate(logits: Floats, bad: Flags, weights: Floats, halves: Flags) -> Knots:
    """Return the better of both methods, chosen across `halves` and then fitted on everything."""
    errors = {}
    for method in (platt, isotonic):
        chances = np.empty_like(logits)
        for half in (halves, ~halves):
            fitted = method(logits[~half], bad[~half], weights[~half])
            chances[half] = fitted.chances(logits[half])
        errors[method] = calibration_error(bad, chances, weights)
    best = min(errors, key=lambda method: errors[method])
    return best(logits, bad, weights)


def platt(logits: Floats, bad: Flags, weights: Floats) -> Knots:
    """Fit a sigmoid (J. Platt 1999, Advances in Large Margin Classifiers)."""
    model = LogisticRegression(C=1e6).fit(logits[:, np.newaxis], bad, sample_weight=weights)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    return Knots("platt", (0.0, 1.0), (offset, offset + slope))


def isotonic(logits: Floats, bad: Flags, weights: Floats) -> Knots:
    """Fit a rising curve, read off at KNOTS quantiles of bad and ordinary comments.

    The curve gets a least slope, so that calibration never makes two different scores one.
    """
    model = IsotonicRegression(y_min=1 - SURE, y_max=SURE, out_of_bounds="clip")
    model.fit(logits, bad, sample_weight=weights)
    shares = np.linspace(0.01, 0.99, KNOTS // 2)
    x = np.unique(np.concatenate([np.quantile(logits[part], shares) for part in (bad, ~bad)]))
    y = logit(model.predict(x))
    rising = np.maximum.accumulate(y - LEAST_SLOPE * x) + LEAST_SLOPE * x
    return Knots("isotonic", tuple(x.tolist()), tuple(rising.tolist()))
