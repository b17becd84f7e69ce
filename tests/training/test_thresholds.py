import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.policy import NEVER
from training.thresholds import Promise, band, bands, errors_allowed, threshold, upper_bound

SCORES = np.round(np.linspace(0, 0.9, 20_000), 4)


@pytest.mark.parametrize("most", [0.001, 0.01, 0.2])
def test_a_threshold_keeps_its_promise_with_the_confidence_on_the_safe_side(most: float) -> None:
    found = threshold(SCORES, most)

    errors = int((found <= SCORES).sum())
    assert errors / len(SCORES) < most
    assert upper_bound(errors, len(SCORES)) <= most


@pytest.mark.parametrize("most", [0.001, 0.01, 0.2])
def test_a_threshold_is_no_higher_than_it_must_be(most: float) -> None:
    lower = threshold(SCORES, most) - 2e-4

    assert upper_bound(int((lower <= SCORES).sum()), len(SCORES)) > most


@given(st.lists(st.floats(0, 1), min_size=1, max_size=300), st.floats(0.001, 0.5))
def test_no_more_than_promised_reach_a_threshold(scores: list[float], most: float) -> None:
    rounded = np.round(np.array(scores), 4)

    reached = int((rounded >= threshold(rounded, most)).sum())

    assert reached <= max(0, errors_allowed(len(scores), most))


def test_too_few_comments_promise_nothing() -> None:
    assert threshold(np.zeros(100), 0.001) == NEVER


def test_three_thousand_comments_without_an_error_promise_one_in_a_thousand() -> None:
    assert errors_allowed(3000, 0.001) == 0
    assert errors_allowed(2990, 0.001) == -1


def test_holding_keeps_its_promise_in_every_language() -> None:
    strange, usual = np.full(1000, 0.6), np.full(50_000, 0.1)

    found = band({"en": strange, "id": usual}, Promise(hold=0.05, reject=0.01))

    assert found.hold == pytest.approx(0.6001)


def test_rejecting_never_starts_below_holding() -> None:
    found = band({"en": np.full(1000, 0.6), "id": np.full(90_000, 0.1)}, Promise(0.05, 0.04))

    assert found.reject >= found.hold


def test_labels_share_a_promise() -> None:
    ordinary = {"spam": {"id": SCORES}, "abuse": {"id": SCORES}}

    found = bands(ordinary, {"spam": 0.8, "abuse": 0.2}, Promise(hold=0.1, reject=0.01))

    assert found["abuse"].hold > found["spam"].hold
    held = (found["abuse"].hold <= SCORES).mean() + (found["spam"].hold <= SCORES).mean()
    assert held <= 0.1
