"""Calibration: from a linear model's logit to a probability that keeps its word."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

DECIMALS = 4


class Calibration:
    """Bends every label's logits along straight lines between `knots`, shape (labels, 2, count).

    The first and last line go on for ever, so two knots are Platt scaling.
    """

    def __init__(self, knots: NDArray[np.floating[Any]]) -> None:
        logits, become = knots[:, 0].astype(np.float64), knots[:, 1].astype(np.float64)
        slopes = np.diff(become) / np.diff(logits)
        self._borders = logits[:, 1:-1]
        self._slopes = slopes.ravel()
        self._offsets = (become[:, :-1] - slopes * logits[:, :-1]).ravel()
        self._first_lines = np.arange(len(knots)) * slopes.shape[1]

    def probabilities(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return probabilities in [0, 1], rounded to four decimals, in the shape of `logits`."""
        lines = (logits[..., np.newaxis] >= self._borders).sum(axis=-1)
        lines += self._first_lines
        bent = logits * self._slopes.take(lines)
        bent += self._offsets.take(lines)
        chances: NDArray[np.float64] = 0.5 + 0.5 * np.tanh(0.5 * bent)
        return chances.round(DECIMALS)
