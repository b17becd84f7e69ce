"""Bands and what becomes of evidence under them."""

import math

import pytest

from service.domain import Decision, Signal
from service.policy import NEVER, Band, Bands, Ruling

APPROVE, HOLD, REJECT = Decision.APPROVE, Decision.HOLD, Decision.REJECT


@pytest.mark.parametrize(
    ("band", "level", "decision"),
    [
        (Band(0.5, 0.9), 0.0, APPROVE),
        (Band(0.5, 0.9), 0.4999, APPROVE),
        (Band(0.5, 0.9), 0.5, HOLD),
        (Band(0.5, 0.9), 0.8999, HOLD),
        (Band(0.5, 0.9), 0.9, REJECT),
        (Band(0.5, 0.9), 1.0, REJECT),
        (Band(0.0, NEVER), 0.0, HOLD),
        (Band(0.5, NEVER), 1.0, HOLD),
        (Band(NEVER, NEVER), 1.0, APPROVE),
        (Band(0.5, 0.9), math.nan, HOLD),
    ],
)
def test_band_decides_inclusively(band: Band, level: float, decision: Decision) -> None:
    assert band.decide(level) is decision


def test_label_without_a_band_changes_nothing() -> None:
    bands = Bands(labels={}, signals={})

    assert bands.reasons([Signal("shouting", 1.0)], {"spam": 1.0}) == ()


def test_no_reason_means_approval() -> None:
    assert Ruling(()).decision is APPROVE


def test_equally_severe_reasons_are_sorted_by_score_then_code() -> None:
    bands = Bands({"b": Band(0.1, 2), "a": Band(0.1, 2), "c": Band(0.1, 2)}, {})

    reasons = bands.reasons([], {"b": 0.3, "a": 0.3, "c": 0.5})

    assert [reason.code for reason in reasons] == ["score:c", "score:a", "score:b"]
