"""Calibration bends logits along lines between knots."""

import math

import numpy as np
import pytest

from service.scoring.artefact import Arrays
from service.scoring.calibration import Calibration
from tests.scoring.models import arrays


def calibrated(knots: list[list[float]], logit: float) -> float:
    return float(Calibration(np.array([knots])).probabilities(np.array([[logit]]))[0, 0])


def chance(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 4)


def test_two_knots_are_platt_scaling() -> None:
    slope, offset = 1.7, -0.4

    assert calibrated([[0, 1], [offset, slope + offset]], 0.9) == chance(slope * 0.9 + offset)


@pytest.mark.parametrize(
    ("logit", "becomes"), [(-3, -4), (-1, 0), (0, 2), (1, 4), (2, 4.5), (3, 5), (5, 6)]
)
def test_lines_run_between_knots_and_on_beyond_them(logit: float, becomes: float) -> None:
    assert calibrated([[-1, 1, 3], [0, 4, 5]], logit) == chance(becomes)


def test_each_label_is_bent_by_its_own_knots() -> None:
    calibration = Calibration(np.array([[[0, 1], [0, 1]], [[0, 1], [1, 3]]]))

    found = calibration.probabilities(np.array([[0.5, 0.5]]))

    assert found.tolist() == [[chance(0.5), chance(2)]]


@pytest.mark.parametrize(("logit", "probability"), [(-1e6, 0.0), (1e6, 1.0)])
def test_extreme_logits_are_certain_and_raise_no_warning(logit: float, probability: float) -> None:
    assert calibrated([[0, 1], [0, 1]], logit) == probability


def test_probabilities_have_four_decimals() -> None:
    assert calibrated([[0, 1], [0, 1]], 1.2345) == 0.7746


def test_labels_with_fewer_knots_are_padded_without_effect() -> None:
    both = arrays(2).calibrated([((0, 1), (1, 3)), ((-1, 1, 3), (0, 4, 5))])

    found = Calibration(both.knots).probabilities(np.array([[7.0, 0.0]]))

    assert found.tolist() == [[chance(15), chance(2)]]


@pytest.mark.parametrize(
    "knots", [((0,), (0,)), ((0, 0), (0, 1)), ((1, 0), (0, 1)), ((0, 1), (1, 0))]
)
def test_knots_that_do_not_ascend_are_refused(
    knots: tuple[tuple[float, ...], tuple[float, ...]],
) -> None:
    uncalibrated: Arrays = arrays(1)

    with pytest.raises(ValueError, match="ascending"):
        uncalibrated.calibrated([knots])
