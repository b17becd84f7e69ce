"""A verdict arranged for the eye."""

import pytest

from service.domain import Decision
from service.policy import NEVER, Band
from service.web.verdict_view import Bar, percent

BAND = Band(0.5, 0.9996)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0%"),
        (0.0004, "< 1%"),
        (0.01, "1%"),
        (0.5423, "54%"),
        (0.99, "99%"),
        (0.9997, "99.97%"),
        (0.9999, "99.99%"),
        (1.0, "> 99.99%"),
    ],
)
def test_share_is_told_in_per_cent_without_claiming_certainty(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("score", "level"),
    [(0.0, 0.0), (0.25, 0.25), (0.5, 0.5), (0.7498, 0.65), (0.9996, 0.8), (1.0, 1.0)],
)
def test_score_stands_in_the_zone_of_its_decision(score: float, level: float) -> None:
    assert Bar("spam", score, BAND).level == pytest.approx(level)


@pytest.mark.parametrize(
    ("band", "zones"),
    [
        (Band(0.5, 0.9), (0.5, 0.8)),
        (Band(0.5, NEVER), (0.5, 1.0)),
        (Band(0.9, 0.9), (0.8, 0.8)),
        (Band(NEVER, 0.9), (0.8, 0.8)),
        (Band(NEVER, NEVER), (1.0, 1.0)),
    ],
)
def test_zone_without_scores_takes_no_room(band: Band, zones: tuple[float, float]) -> None:
    bar = Bar("spam", 0.3, band)

    assert (bar.hold_at, bar.reject_at) == zones


@pytest.mark.parametrize("score", [0.0, 0.4999, 0.5, 0.8999, 0.9, 1.0])
def test_zone_under_a_score_is_what_the_score_asks_for(score: float) -> None:
    bar = Bar("spam", score, Band(0.5, 0.9))

    zone = Band(bar.hold_at, bar.reject_at).decide(bar.level)

    assert zone is bar.decision


def test_label_without_a_band_asks_for_nothing() -> None:
    assert Bar("spam", 1.0, Band(NEVER, NEVER)).decision is Decision.APPROVE
