import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.policy import NEVER, Band
from service.presets import PRESETS
from training.metrics import Flags, Floats
from training.thresholds import (
    FEWEST_OF_A_LANGUAGE,
    LIKELY,
    SHARES,
    Ordinary,
    Promise,
    bands,
    most_errors,
    promises,
    threshold,
    upper_bound,
)

COUNT = 20_000
RISING = np.round(np.linspace(0, 0.9, COUNT), 4)
FALLING = RISING[::-1].copy()
EVEN = Promise(hold=1, reject=1)
PROMISE = Promise(hold=0.05, reject=0.01)


def pool(held: Flags | None = None, langs: str = "id", **scores: Floats) -> Ordinary:
    """Return ordinary comments; `langs` names their languages, in equal runs."""
    count = len(next(iter(scores.values())))
    names = np.repeat(langs.split(), count // len(langs.split()))
    nobody = np.zeros(count, dtype=np.bool_)
    return Ordinary(
        scores,
        tuple(names.tolist()),
        dict.fromkeys(PRESETS, nobody if held is None else held),
    )


def promised(ordinary: Ordinary, promise: Promise = PROMISE, **shares: Promise) -> dict[str, Band]:
    return bands(ordinary, shares or dict.fromkeys(ordinary.scores, EVEN), "balanced", promise)


def stopped(ordinary: Ordinary, found: dict[str, Band]) -> Flags:
    """Return which comments one label or a signal holds."""
    reached = [ordinary.scores[label] >= band.hold for label, band in found.items()]
    return np.asarray(np.logical_or.reduce([*reached, ordinary.held["balanced"]]))


def kept(wrong: Flags, most: float) -> bool:
    return upper_bound(int(wrong.sum()), len(wrong)) <= most


@pytest.mark.parametrize("allowed", [0, 1, 17, 5000])
def test_a_threshold_is_reached_by_as_many_as_allowed(allowed: int) -> None:
    scores = np.arange(10_000) / 10_000

    assert (scores >= threshold(scores, allowed)).sum() == allowed


@given(st.lists(st.floats(0, 1), min_size=1, max_size=300), st.integers(0, 300))
def test_no_more_than_allowed_reach_a_threshold(scores: list[float], allowed: int) -> None:
    found = threshold(np.array(scores), allowed)

    assert (np.round(np.array(scores), 4) >= found).sum() <= allowed or found == 0


def test_where_all_may_be_wrong_any_score_is_enough() -> None:
    assert threshold(np.array([0.2, 0.4]), 2) == 0


def test_above_a_certain_score_there_is_no_threshold() -> None:
    assert threshold(np.array([0.2, 1.0]), 0) == NEVER


@pytest.mark.parametrize(("comments", "bound"), [(3000, 0.00099809), (300, 0.0099359)])
def test_none_wrong_among_three_in_a_promise_keep_it_just_so(comments: int, bound: float) -> None:
    """The rule of three: without one error in n comments the true share is at most 3 in n."""
    assert upper_bound(0, comments) == pytest.approx(bound, rel=1e-4)


def test_where_all_are_wrong_nothing_is_too_bad_to_be_true() -> None:
    assert upper_bound(5, 5) == 1


@pytest.mark.parametrize("most", [0.001, 0.01, 0.2])
def test_a_promise_is_kept_with_the_confidence_on_the_safe_side(most: float) -> None:
    ordinary = pool(spam=RISING)

    wrong = stopped(ordinary, promised(ordinary, Promise(most, most)))

    assert wrong.mean() < most
    assert kept(wrong, most)


@pytest.mark.parametrize("most", [0.001, 0.01, 0.2])
def test_a_band_is_no_higher_than_it_must_be(most: float) -> None:
    found = promised(pool(spam=RISING), Promise(most, most))

    assert not kept(found["spam"].hold - 2e-4 <= RISING, most)


def test_a_promise_counts_comments_that_any_label_holds() -> None:
    """Each label holds other comments, so that each alone could hold far more."""
    ordinary = pool(spam=RISING, abuse=FALLING)

    found = promised(ordinary)

    wrong = stopped(ordinary, found)
    assert kept(wrong, PROMISE.hold)
    assert not kept(np.append(wrong, np.ones(len(wrong) // 500, dtype=np.bool_)), PROMISE.hold)
    assert found["spam"].hold > promised(pool(spam=RISING))["spam"].hold


def test_a_comment_that_two_labels_hold_is_one_mistake() -> None:
    found = promised(pool(spam=RISING, abuse=RISING))

    assert found["spam"].hold == promised(pool(spam=RISING))["spam"].hold


def test_what_signals_hold_is_part_of_what_was_promised() -> None:
    noticed = np.arange(COUNT) < 400
    ordinary = pool(noticed, spam=RISING)

    found = promised(ordinary)

    assert kept(stopped(ordinary, found), PROMISE.hold)
    assert found["spam"].hold > promised(pool(spam=RISING))["spam"].hold


def test_signals_that_hold_what_a_label_holds_cost_nothing() -> None:
    noticed = np.arange(COUNT) >= COUNT - 400

    found = promised(pool(noticed, spam=RISING))

    assert found == promised(pool(spam=RISING))


def test_signals_that_break_a_promise_alone_leave_nothing_to_hold() -> None:
    found = promised(pool(np.arange(COUNT) % 10 == 0, spam=RISING))

    assert found["spam"] == Band(NEVER, NEVER)


def test_signals_of_another_preset_count_for_that_preset_only() -> None:
    many = np.arange(COUNT) % 10 == 0
    ordinary = pool(spam=RISING)
    ordinary = Ordinary(ordinary.scores, ordinary.languages, {**ordinary.held, "strict": many})

    assert bands(ordinary, {"spam": EVEN}, "balanced", PROMISE)["spam"].hold < 1
    assert bands(ordinary, {"spam": EVEN}, "strict", PROMISE)["spam"].hold == NEVER


def test_holding_keeps_its_promise_in_every_language_by_itself() -> None:
    """One language in twenty scores high; over all of them that would hide behind the others."""
    few = FEWEST_OF_A_LANGUAGE
    languages = ("en",) * few + ("id",) * (19 * few)
    scores = np.concatenate([np.linspace(0.5, 0.8, few), np.full(19 * few, 0.1)])
    ordinary = Ordinary({"spam": scores}, languages, dict.fromkeys(PRESETS, scores > 1))

    wrong = stopped(ordinary, promised(ordinary))

    assert wrong.any()
    assert kept(wrong[:few], PROMISE.hold)


def test_a_language_of_too_few_comments_hides_among_the_others() -> None:
    few = FEWEST_OF_A_LANGUAGE - 1
    languages = ("en",) * few + ("id",) * (30 * few)
    scores = np.concatenate([np.full(few, 0.5), np.full(30 * few, 0.1)])
    ordinary = Ordinary({"spam": scores}, languages, dict.fromkeys(PRESETS, scores > 1))

    assert stopped(ordinary, promised(ordinary))[:few].all()


def test_rejecting_keeps_its_promise_over_all_languages_together() -> None:
    """A twentieth of all comments scores high; of that language far more are rejected."""
    few = FEWEST_OF_A_LANGUAGE
    languages = ("en",) * few + ("id",) * (19 * few)
    scores = np.concatenate([np.linspace(0.5, 0.8, few), np.full(19 * few, 0.1)])
    ordinary = Ordinary({"spam": scores}, languages, dict.fromkeys(PRESETS, scores > 1))

    found = promised(ordinary, Promise(hold=0.9, reject=0.01))["spam"]

    assert kept(scores >= found.reject, 0.01)
    assert not kept(scores[:few] >= found.reject, 0.05)


def test_labels_spend_a_promise_in_proportion_to_their_shares() -> None:
    shares = {"spam": Promise(1.0, 1.0), "abuse": Promise(0.2, 0.1)}
    ordinary = pool(spam=RISING, abuse=FALLING)

    found = promised(ordinary, **shares)

    by_spam, by_abuse = (int((band.hold <= RISING).sum()) for band in found.values())
    assert by_abuse / by_spam == pytest.approx(0.2, abs=0.01)
    rejected = [int((band.reject <= RISING).sum()) for band in found.values()]
    assert rejected[1] / rejected[0] == pytest.approx(0.1, abs=0.03)


def test_a_label_without_a_share_never_stops_a_comment() -> None:
    found = promised(pool(spam=RISING, swearing=FALLING), spam=EVEN, swearing=Promise(0, 0))

    assert found["swearing"] == Band(NEVER, NEVER)
    assert found["spam"] == promised(pool(spam=RISING))["spam"]


def test_a_label_that_only_holds_never_rejects() -> None:
    found = promised(pool(spam=RISING), spam=Promise(hold=1, reject=0))

    assert found["spam"].hold < 1
    assert found["spam"].reject == NEVER


def test_rejecting_never_starts_below_holding() -> None:
    found = promised(pool(spam=RISING), Promise(hold=0.01, reject=0.05))

    assert found["spam"].reject == found["spam"].hold


def test_what_is_more_likely_ordinary_is_never_rejected() -> None:
    """Where all ordinary comments score low a promise alone would let rejecting begin there."""
    found = promised(pool(spam=RISING / 9))["spam"]

    assert found.hold < found.reject == LIKELY


def test_too_few_comments_promise_nothing() -> None:
    assert promised(pool(spam=np.zeros(50)))["spam"] == Band(NEVER, NEVER)
    assert promised(pool(spam=np.zeros(60)))["spam"].hold < 1


@pytest.mark.parametrize(("comments", "share"), [(3000, 0.001), (20_000, 0.01), (999, 0.1)])
def test_one_error_more_would_break_the_promise(comments: int, share: float) -> None:
    most = most_errors(comments, share)

    assert upper_bound(most, comments) <= share < upper_bound(most + 1, comments)


def test_every_promise_of_a_label_is_kept_and_costs_no_more_than_it_must() -> None:
    found = promises(pool(spam=RISING))["spam"]

    assert [share for share, _ in found.hold] == [share for share in SHARES if share >= 0.0002]
    for share, score in found.hold:
        assert kept(score <= RISING, share)
        assert not kept(score - 2e-4 <= RISING, share)


def test_a_promise_of_one_label_counts_nothing_but_that_label() -> None:
    ordinary = pool(np.arange(COUNT) % 10 == 0, spam=RISING, abuse=FALLING)

    assert promises(ordinary)["spam"] == promises(pool(spam=RISING))["spam"]


def test_a_share_that_the_comments_are_too_few_to_show_is_left_out() -> None:
    """Without one error in n comments the true share is at most 3 in n."""
    found = promises(pool(spam=RISING[:2000]))["spam"]

    assert found.hold[0][0] == found.reject[0][0] == 0.002


def test_a_share_that_no_score_keeps_is_left_out() -> None:
    sure = np.where(np.arange(COUNT) % 100 == 0, 1.0, 0.1)

    assert [share for share, _ in promises(pool(spam=sure))["spam"].hold] == [0.02, 0.05, 0.1]


def test_a_promise_of_one_label_is_kept_in_every_language_for_holding_only() -> None:
    few = FEWEST_OF_A_LANGUAGE
    languages = ("en",) * few + ("id",) * (19 * few)
    scores = np.concatenate([np.linspace(0.5, 0.8, few), np.full(19 * few, 0.1)])
    ordinary = Ordinary({"spam": scores}, languages, dict.fromkeys(PRESETS, scores > 1))

    found = promises(ordinary)["spam"]

    assert all(kept(scores[:few] >= score, share) for share, score in found.hold)
    assert found.hold[0][0] == 0.005
    assert found.reject[0][0] == 0.0002
    assert not kept(scores[:few] >= dict(found.reject)[0.01], 0.01)


def test_what_is_more_likely_ordinary_is_rejected_by_no_promise() -> None:
    found = promises(pool(spam=RISING / 9))["spam"]

    assert {score for _, score in found.reject} == {LIKELY}
    assert max(score for _, score in found.hold) < LIKELY


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=200),
    st.lists(st.sampled_from(["id", "en"]), min_size=1, max_size=3),
)
def test_the_larger_a_promise_the_lower_its_score(scores: list[float], langs: list[str]) -> None:
    many = np.resize(np.array(scores), 1200 * len(langs))

    for curve in promises(pool(langs=" ".join(langs), spam=many)).values():
        for steps in (curve.hold, curve.reject):
            assert [share for share, _ in steps] == sorted({share for share, _ in steps})
            assert [score for _, score in steps] == sorted((s for _, s in steps), reverse=True)
