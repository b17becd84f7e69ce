import numpy as np
import pytest
from scipy.special import expit

from training.calibrate import calibrate, isotonic, platt
from training.metrics import at_prior, calibration_error

LOGITS = np.linspace(-6, 6, 6000)
BAD = np.random.default_rng(3).random(6000) < expit(2 * LOGITS - 1)
EVEN = np.ones(6000)
HALVES = np.arange(6000) % 2 == 0


def test_platt_finds_the_slope_and_offset_of_a_sigmoid() -> None:
    knots = platt(LOGITS, BAD, EVEN)

    offset, at_one = knots.becomes
    assert offset == pytest.approx(-1, abs=0.3)
    assert at_one - offset == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize("method", [platt, isotonic])
def test_calibrated_scores_come_true(method: type) -> None:
    chances = method(LOGITS, BAD, EVEN).chances(LOGITS)

    assert calibration_error(BAD, chances) < 0.02


@pytest.mark.parametrize("method", [platt, isotonic])
def test_calibration_keeps_the_order_of_scores(method: type) -> None:
    chances = method(LOGITS, BAD, EVEN).chances(LOGITS)

    assert np.all(np.diff(chances) >= 0)


def test_a_curve_that_is_no_sigmoid_is_calibrated_by_isotonic_regression() -> None:
    chance = np.where(LOGITS < -2, 0.02, np.where(LOGITS < 3, 0.45, 0.95))
    bad = np.random.default_rng(4).random(6000) < chance

    assert calibrate(LOGITS, bad, EVEN, HALVES).method == "isotonic"


def test_scores_come_true_where_bad_comments_are_as_rare_as_the_prior_says() -> None:
    weights = at_prior(BAD, EVEN, 0.04)

    chances = calibrate(LOGITS, BAD, weights, HALVES).chances(LOGITS)

    assert calibration_error(BAD, chances, weights) < 0.005
    assert calibration_error(BAD, chances) > 0.1


def test_the_method_is_chosen_where_the_weights_are() -> None:
    """A sigmoid below nothing, flat above: only who sees the upper half needs another curve."""
    chance = expit(2 * np.minimum(LOGITS, 0))
    bad = np.random.default_rng(9).random(6000) < chance
    below = np.where(LOGITS < 0, 1.0, 1e-3)

    assert calibrate(LOGITS, bad, EVEN, HALVES).method == "isotonic"
    assert calibrate(LOGITS, bad, below, HALVES).method == "platt"


def test_knots_ascend() -> None:
    knots = calibrate(LOGITS, BAD, EVEN, HALVES)

    assert np.all(np.diff(knots.logits) > 0)
