"""Bands from promises: how many ordinary comments may be held or rejected by mistake.

A promise is kept with 95 % confidence on comments like those it was computed on: the upper end of
the confidence interval, not the observed share, has to stay below it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from service.policy import NEVER, Band
from training.metrics import Floats

CONFIDENCE = 0.95
STEP = 1e-4  # scores are rounded to four decimals


@dataclass(frozen=True, slots=True)
class Promise:
    """The largest share of ordinary comments that may be held, and rejected, by mistake."""

    hold: float
    reject: float

    def of(self, share: float) -> "Promise":
        """Return the part of the promise that one label may use up."""
        return Promise(self.hold * share, self.reject * share)


def band(ordinary: Mapping[str, Floats], promise: Promise) -> Band:
    """Return the lowest band that keeps `promise` on the scores of ordinary comments by language.

    Holding keeps the promise in every language by itself, so that many comments in one do not hide
    mistakes in another. Rejecting is promised over all of them: no language alone has enough
    comments to show so small a share.
    """
    hold = max(threshold(scores, promise.hold) for scores in ordinary.values())
    reject = threshold(np.concatenate(list(ordinary.values())), promise.reject)
    return Band(hold=hold, reject=max(hold, reject))


def threshold(ordinary: Floats, most: float) -> float:
    """Return the lowest score that at most the share `most` of ordinary comments reaches.

    NEVER where the comments are too few to promise that much.
    """
    allowed = errors_allowed(len(ordinary), most)
    if allowed < 0:
        return NEVER
    descending = np.sort(ordinary)[::-1]
    if allowed >= len(descending):
        return 0.0
    above = round(float(descending[allowed]) + STEP, 4)
    return above if above <= 1 else NEVER


def errors_allowed(comments: int, most: float) -> int:
    """Return how many errors among `comments` still keep the promise; -1 where none does.

    The bound is Clopper and Pearson's (1934, Biometrika 26), one-sided.
    """
    low, high = -1, comments
    while low < high:
        errors = (low + high + 1) // 2
        if upper_bound(errors, comments) <= most:
            low = errors
        else:
            high = errors - 1
    return low


def upper_bound(errors: int, comments: int) -> float:
    """Return the largest true share that `errors` among `comments` leaves plausible."""
    if errors >= comments:
        return 1.0
    return float(beta.ppf(CONFIDENCE, errors + 1, comments - errors))


def bands(
    ordinary: Mapping[str, Mapping[str, Floats]],
    shares: Mapping[str, float],
    promise: Promise,
) -> dict[str, Band]:
    """Return one band a label; `shares` says how much of the promise each label may use up."""
    return {label: band(scores, promise.of(shares[label])) for label, scores in ordinary.items()}
