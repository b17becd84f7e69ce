"""Bands from promises: how many ordinary comments may be held or rejected by mistake.

A promise is kept with 95 % confidence on comments like those it was computed on: the upper end of
the confidence interval, not the observed share, has to stay below it. It counts comments, not
labels: one that three labels hold is one mistake, and what signals hold counts as well.

A site may ask for a promise of one label. What that costs in score is computed beforehand for a
grid of shares; such a promise counts what that label does by itself.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import beta

from service.policy import NEVER, Band
from service.scoring.manifest import Curve, Steps
from training.metrics import Flags, Floats

CONFIDENCE = 0.95
STEP = 1e-4  # scores are rounded to four decimals
LIKELY = 0.5
FEWEST_OF_A_LANGUAGE = 1000
"""How many ordinary comments in a language it takes to keep a promise in it by itself."""
SHARES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
"""The shares of ordinary comments that may be promised of a label."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The largest share of ordinary comments that may be held, and rejected, by mistake.

    Of a label: in what proportion it spends either.
    """

    hold: float
    reject: float


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Ordinary comments as a model that had not seen them scored them, in parallel.

    `scores` are calibrated, one array a label; `held` says which ones signals alone hold under
    each preset.
    """

    scores: Mapping[str, Floats]
    languages: tuple[str, ...]
    held: Mapping[str, Flags]

    def parts(self) -> list[Flags]:
        """Return all comments, then those of every language that has enough of them."""
        names = np.array(self.languages)
        own = [names == name for name in sorted(set(self.languages))]
        everything = np.ones(len(names), dtype=np.bool_)
        return [everything, *(part for part in own if part.sum() >= FEWEST_OF_A_LANGUAGE)]


def bands(
    ordinary: Ordinary, shares: Mapping[str, Promise], preset: str, promise: Promise
) -> dict[str, Band]:
    """Return the lowest bands that keep `promise`, one a label.

    Labels spend the promise in proportion to their `shares`; one with no share never stops a
    comment. Holding keeps the promise in every language by itself, so that many comments in one do
    not hide mistakes in another. Rejecting is promised over all of them: no language alone has
    enough comments to show so small a share. What is more likely ordinary than not is never
    rejected.
    """
    parts = ordinary.parts()
    held = ordinary.held[preset]
    holding = {label: share.hold for label, share in shares.items()}
    rejecting = {label: share.reject for label, share in shares.items()}
    hold = _lowest(ordinary, holding, lambda wrong: _kept(wrong | held, parts, promise.hold))
    reject = _lowest(ordinary, rejecting, lambda wrong: _kept(wrong, parts[:1], promise.reject))
    return {label: Band(hold[label], max(hold[label], reject[label], LIKELY)) for label in shares}


def promises(ordinary: Ordinary) -> dict[str, Curve]:
    """Return the lowest scores that keep each of SHARES for a label by itself, by label.

    As with `bands`, holding keeps the promise in every language by itself and rejecting over all,
    never below LIKELY. A share that the comments are too few to show, or that no score keeps, is
    left out; which is which depends on `ordinary` alone, so a larger share never costs more.

    That the score is chosen on the same comments costs no confidence: it lies above the order
    statistic which bounds that share of the population (Wilks 1941, Ann. Math. Statist. 12).
    """
    parts = ordinary.parts()
    return {
        label: Curve(_steps(scores, parts, 0.0), _steps(scores, parts[:1], LIKELY))
        for label, scores in ordinary.scores.items()
    }


def _steps(scores: Floats, parts: list[Flags], least: float) -> Steps:
    """Return each share that can be kept in all `parts`, and the lowest score that keeps it."""
    found = ((share, _keeping(scores, parts, share)) for share in SHARES)
    return tuple((share, max(score, least)) for share, score in found if score < NEVER)


def _keeping(scores: Floats, parts: list[Flags], share: float) -> float:
    """Return the lowest score that at most `share` reach in each of `parts`; NEVER without one."""
    allowed = [most_errors(int(part.sum()), share) for part in parts]
    if min(allowed) < 0:
        return NEVER
    return max(threshold(scores[part], most) for part, most in zip(parts, allowed, strict=True))


@cache
def most_errors(comments: int, share: float) -> int:
    """Return how many errors among `comments` still show that `share` is kept; -1 if not even 0."""
    return bisect_right(range(comments), share, key=lambda one: upper_bound(one, comments)) - 1


def _kept(wrong: Flags, parts: list[Flags], most: float) -> bool:
    return all(upper_bound(int(wrong[part].sum()), int(part.sum())) <= most for part in parts)


def _lowest(
    ordinary: Ordinary, shares: Mapping[str, float], kept: Callable[[Flags], bool]
) -> dict[str, float]:
    """Return the lowest thresholds, in proportion to `shares`, whose mistakes are `kept`."""
    count = len(ordinary.languages)
    low, high = -1, count
    while low < high:
        errors = (low + high + 1) // 2
        found = _thresholds(ordinary, shares, errors)
        reached = [ordinary.scores[label] >= found[label] for label in shares]
        if kept(np.logical_or.reduce(reached)):
            low = errors
        else:
            high = errors - 1
    return _thresholds(ordinary, shares, low)


def _thresholds(ordinary: Ordinary, shares: Mapping[str, float], errors: int) -> dict[str, float]:
    """Return a threshold a label, reached by its share of `errors`; NEVER for all when negative."""
    return {
        label: threshold(ordinary.scores[label], int(errors * share))
        if share and errors >= 0
        else NEVER
        for label, share in shares.items()
    }


def threshold(ordinary: Floats, allowed: int) -> float:
    """Return the lowest score that at most `allowed` of the scores `ordinary` reach."""
    if allowed >= len(ordinary):
        return 0.0
    above = float(np.partition(ordinary, -allowed - 1)[-allowed - 1]) + STEP
    return round(above, 4) if above <= 1 else NEVER


def upper_bound(errors: int, comments: int) -> float:
    """Return the largest true share that `errors` among `comments` leaves plausible.

    One-sided, of Clopper and Pearson (1934, Biometrika 26).
    """
    if errors >= comments:
        return 1.0
    return float(beta.ppf(CONFIDENCE, errors + 1, comments - errors))
