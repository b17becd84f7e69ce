import numpy as np
import pytest

from service.domain import Decision
from training.metrics import (
    Share,
    at_prior,
    calibration_error,
    outcome,
    ranking,
    recall_at,
    reliability,
)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 100, 0.0, 0.0370), (5, 100, 0.0215, 0.1118), (50, 100, 0.4038, 0.5962), (0, 0, 0, 1)],
)
def test_a_share_comes_with_its_wilson_interval(
    count: int, of: int, low: float, high: float
) -> None:
    assert Share(count, of).interval == pytest.approx((low, high), abs=1e-4)


def test_perfect_scores_rank_perfectly() -> None:
    found = ranking(np.array([True, True, False, False]), np.array([0.9, 0.8, 0.2, 0.1]))

    assert found is not None
    assert (found.roc_auc, found.average_precision, found.recall_at_half_percent) == (1, 1, 1)


def test_one_kind_of_comment_cannot_be_ranked() -> None:
    assert ranking(np.array([False, False]), np.array([0.1, 0.2])) is None


def test_recall_counts_only_thresholds_that_ordinary_comments_stay_below() -> None:
    bad = np.array([True, True, False, False])
    scores = np.array([0.9, 0.4, 0.6, 0.1])

    assert recall_at(bad, scores, 0.0) == 0.5
    assert recall_at(bad, scores, 0.5) == 1.0


def test_scores_that_come_true_have_no_calibration_error() -> None:
    bad = np.array([True] * 3 + [False] * 7)

    assert calibration_error(bad, np.full(10, 0.3)) == pytest.approx(0)


def test_scores_that_promise_too_much_have_that_much_calibration_error() -> None:
    bad = np.array([True] * 3 + [False] * 7)

    assert calibration_error(bad, np.full(10, 0.9)) == pytest.approx(0.6)


def test_weights_say_how_much_a_comment_counts_in_the_calibration_error() -> None:
    bad = np.array([True, False])
    scores = np.array([0.75, 0.75])

    assert calibration_error(bad, scores) == pytest.approx(0.25)
    assert calibration_error(bad, scores, np.array([3.0, 1.0])) == pytest.approx(0)
    assert calibration_error(bad, scores, np.array([0.0, 1.0])) == pytest.approx(0.75)


def test_weights_at_a_prior_make_bad_comments_that_share_of_all() -> None:
    bad = np.array([True] * 30 + [False] * 10)

    weights = at_prior(bad, np.linspace(0.1, 2, 40), 0.04)

    assert weights[bad].sum() / weights.sum() == pytest.approx(0.04)
    assert weights.sum() == pytest.approx(40)


def test_weights_at_a_prior_keep_their_proportion_within_a_kind() -> None:
    bad = np.array([True, True, False, False])

    weights = at_prior(bad, np.array([1.0, 3.0, 2.0, 1.0]), 0.2)

    assert weights[1] / weights[0] == pytest.approx(3)
    assert weights[2] / weights[3] == pytest.approx(2)


def test_a_bin_tells_what_its_scores_promise_and_what_comes_true() -> None:
    bad = np.array([False, True, True, True])
    scores = np.array([0.1, 0.2, 0.8, 1.0])

    low, high = reliability(bad, scores, bins=2)

    assert (low.weight, low.score, low.bad) == pytest.approx((0.5, 0.15, 0.5))
    assert (high.weight, high.score, high.bad) == pytest.approx((0.5, 0.9, 1))


def test_bins_weigh_what_their_comments_weigh() -> None:
    low, high = reliability(
        np.array([False, True]), np.array([0.1, 0.9]), np.array([3.0, 1.0]), bins=2
    )

    assert (low.weight, high.weight) == pytest.approx((0.75, 0.25))


def test_a_bin_without_comments_says_nothing() -> None:
    low, _ = reliability(np.array([True]), np.array([0.9]), bins=2)

    assert (low.weight, low.score, low.bad) == (0, 0, 0)


def test_no_comments_at_all_make_empty_bins() -> None:
    found = reliability(np.array([], dtype=np.bool_), np.array([]))

    assert {one.weight for one in found} == {0}


def test_an_outcome_counts_what_a_policy_did() -> None:
    bad = np.array([True, True, True, False, False, False])
    decisions = [
        Decision.REJECT,
        Decision.HOLD,
        Decision.APPROVE,
        Decision.REJECT,
        Decision.HOLD,
        Decision.APPROVE,
    ]

    found = outcome(bad, decisions)

    assert found.caught == Share(2, 3)
    assert found.rejected == Share(1, 3)
    assert found.wrongly_held == Share(2, 3)
    assert found.wrongly_rejected == Share(1, 3)
    assert found.automated == Share(4, 6)
    assert found.errors == Share(2, 4)
