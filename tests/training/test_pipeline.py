import numpy as np
import pytest

from training.pipeline import Annotated, Features, annotated, fit, out_of_fold
from training.records import Record

ADS = [Record(f"gacor slot maxwin nomor {n}", {"spam": 1}, "ads") for n in range(30)]
ORDINARY = [Record(f"resep soto ayam lezat {n}", {"spam": 0}, "food") for n in range(30)]
UNKNOWN = [Record(f"gacor slot maxwin {n}", {"abuse": 0}, "other") for n in range(30)]
EVERYTHING = [*ADS, *ORDINARY, *UNKNOWN]


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(EVERYTHING, 12, {})


def test_a_record_without_the_label_has_no_part_in_its_fit(features: Features) -> None:
    known = annotated(EVERYTHING, "spam", {})

    assert known.rows.tolist() == list(range(60))
    assert known.bad.sum() == 30


def test_records_count_by_their_own_weight_and_that_of_their_source() -> None:
    records = [Record("x", {"spam": 1}, "ads", weight=0.5), Record("y", {"spam": 0}, "food")]

    assert annotated(records, "spam", {"ads": 0.4}).weights.tolist() == [0.2, 1.0]


def test_a_fitted_line_tells_bad_from_ordinary(features: Features) -> None:
    line = fit(features.fitted, annotated(EVERYTHING, "spam", {}), 8.0)

    logits = line.logits(features.fitted)

    assert logits[:30].min() > 0 > logits[30:60].max()


def test_the_same_rows_fit_the_same_line(features: Features) -> None:
    known = annotated(EVERYTHING, "spam", {})

    one, again = fit(features.fitted, known, 8.0), fit(features.fitted, known, 8.0)

    assert np.array_equal(one.weights, again.weights)
    assert one.intercept == again.intercept


def test_a_row_is_scored_by_a_model_that_saw_nothing_of_its_group(features: Features) -> None:
    """Labels drawn at random can only be told apart by a model that has seen them."""
    bad = np.random.default_rng(5).random(60) < 0.5
    known = Annotated(np.arange(60), bad, np.ones(60))
    groups = np.arange(90) // 30

    seen = fit(features.fitted, known, 1000.0).logits(features.fitted[:60])
    unseen = out_of_fold(features.fitted, known, 1000.0, groups, known.rows)

    assert ((seen > 0) == bad).mean() > 0.95
    assert ((unseen > 0) == bad).mean() < 0.8


def test_rows_that_nobody_annotated_can_be_asked_for(features: Features) -> None:
    known = annotated(EVERYTHING, "spam", {})
    asked = np.array([2, 61, 75])

    logits = out_of_fold(features.fitted, known, 8.0, np.arange(90) % 3, asked)

    assert len(logits) == 3
    assert logits.min() > 0  # all three advertise


def test_every_fit_is_a_step(features: Features) -> None:
    steps: list[None] = []

    out_of_fold(
        features.fitted,
        annotated(EVERYTHING, "spam", {}),
        8.0,
        np.arange(90) % 3,
        np.arange(60),
        lambda: steps.append(None),
    )

    assert len(steps) == 3


def test_ngrams_never_seen_do_not_weaken_those_that_were() -> None:
    wide = Features(ADS, 18, {"body_characters": 0, "body_squeezed": 0, "style": 0})
    body = ADS[0].body

    plain = wide.of([Record(body, {}, "ads")])
    among_strangers = wide.of([Record(f"{body} zqxj kvwy wvut", {}, "ads")])

    assert among_strangers.max() == pytest.approx(plain.max(), rel=0.01)
