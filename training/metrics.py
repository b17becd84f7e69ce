"""Measures of how right scores and verdicts are.

Every share comes with its 95 % Wilson interval, so that a small set does not look certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from service.domain import Decision

Z95 = 1.959963984540054
CALIBRATION_BINS = 15

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the 95 % Wilson interval of the share."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share itself; 0 of nothing is 0."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (E. B. Wilson 1927, JASA 22); 0 to 1 when nothing was seen."""
        if not self.of:
            return 0.0, 1.0
        spread = Z95**2 / self.of
        centre = (self.value + spread / 2) / (1 + spread)
        half = Z95 * sqrt(self.value * (1 - self.value) / self.of + spread / (4 * self.of))
        half /= 1 + spread
        return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well scores order bad comments above ordinary ones; recalls are at that share of
    ordinary comments scored too high."""

    roc_auc: float
    average_precision: float
    recall_at_half_percent: float
    recall_at_two_percent: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy did. `held` counts what was not approved, so it includes what was rejected.

    `errors` are among what was decided without a human: bad comments approved and ordinary ones
    rejected.
    """

    caught: Share
    rejected: Share
    wrongly_held: Share
    wrongly_rejected: Share
    automated: Share
    errors: Share


def ranking(bad: Flags, scores: Floats) -> Ranking | None:
    """Return how `scores` rank, or None where all comments are of one kind."""
    if bad.all() or not bad.any():
        return None
    return Ranking(
        roc_auc=float(roc_auc_score(bad, scores)),
        average_precision=float(average_precision_score(bad, scores)),
        recall_at_half_percent=recall_at(bad, scores, 0.005),
        recall_at_two_percent=recall_at(bad, scores, 0.02),
    )


def recall_at(bad: Flags, scores: Floats, false_positive_rate: float) -> float:
    """Return the largest recall whose false-positive rate does not exceed the one given."""
    wrong, right, _ = roc_curve(bad, scores, drop_intermediate=False)
    return float(right[wrong <= false_positive_rate].max())


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments whose scores lie close together: their mean score, and the share that is bad.

    `weight` is their part of all comments; the other two are 0 where it is.
    """

    weight: float
    score: float
    bad: float


def reliability(
    bad: Flags, scores: Floats, weights: Floats | None = None, bins: int = CALIBRATION_BINS
) -> list[Bin]:
    """Return equally wide bins of the score, what they promise and what comes true."""
    counted = np.ones(len(bad)) if weights is None else weights
    which = np.minimum((scores * bins).astype(int), bins - 1)
    sizes = np.bincount(which, counted, bins)
    expected = np.bincount(which, counted * scores, bins)
    seen = np.bincount(which, counted * bad, bins)
    whole = max(float(sizes.sum()), 1e-12)
    divided = np.where(sizes > 0, sizes, 1)
    rows = zip(sizes / whole, expected / divided, seen / divided, strict=True)
    return [Bin(*map(float, row)) for row in rows]


def calibration_error(bad: Flags, scores: Floats, weights: Floats | None = None) -> float:
    """Return the expected calibration error: how far scores are from what comes true."""
    return sum(one.weight * abs(one.score - one.bad) for one in reliability(bad, scores, weights))


def at_prior(bad: Flags, weights: Floats, prior: float) -> Floats:
    """Return `weights` scaled until bad comments make up the share `prior` of all.

    There must be some of either kind.
    """
    scaled = np.where(bad, prior / weights[bad].sum(), (1 - prior) / weights[~bad].sum())
    return np.asarray(weights * scaled * len(weights))


def outcome(bad: Flags, decisions: Sequence[Decision]) -> Outcome:
    """Count what `decisions` did to bad and to ordinary comments."""
    severity = np.array([decision.severity for decision in decisions])
    stopped, rejected = severity >= Decision.HOLD.severity, severity >= Decision.REJECT.severity
    decided = severity != Decision.HOLD.severity
    wrong = (bad & ~stopped) | (~bad & rejected)
    return Outcome(
        caught=_share(stopped, bad),
        rejected=_share(rejected, bad),
        wrongly_held=_share(stopped, ~bad),
        wrongly_rejected=_share(rejected, ~bad),
        automated=_share(decided, np.ones_like(decided)),
        errors=_share(wrong, decided),
    )


def _share(counted: Flags, among: Flags) -> Share:
    return Share(int((counted & among).sum()), int(among.sum()))
