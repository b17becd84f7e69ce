"""Perspective's attributes made of our scores: always rising, anchored where we act."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from service.app import presets_of
from service.domain import Decision
from service.policy import NEVER, Band
from service.scoring.manifest import Curve
from service.scoring.model import load_model
from service.settings import Settings
from service.web.perspective_scores import Attributes, Scale, own_name, scale_of

BANDS = {
    "spam": Band(0.7, 0.95),
    "spam/gambling": Band(0.3, 0.9),
    "abuse": Band(0.4, NEVER),
    "abuse/insult": Band(0.7, NEVER),
    "abuse/identity": Band(0.1, NEVER),
    "abuse/threat": Band(0.25, NEVER),
    "abuse/sexual": Band(0.95, NEVER),
    "abuse/profanity": Band(NEVER, NEVER),
}
PROMISES = {
    "abuse": Curve(hold=((0.001, 0.4),), reject=((0.0001, 0.6), (0.001, 0.5))),
    "abuse/profanity": Curve(hold=((0.0005, 0.55), (0.001, 0.45), (0.01, 0.1))),
}
ATTRIBUTES = Attributes(BANDS, PROMISES)
INNOCENT = dict.fromkeys(BANDS, 0.0)
GUILTY = dict.fromkeys(BANDS, 1.0)
NAMES = (
    "TOXICITY",
    "SEVERE_TOXICITY",
    "IDENTITY_ATTACK",
    "INSULT",
    "PROFANITY",
    "THREAT",
    "SEXUALLY_EXPLICIT",
    "SPAM",
    "LIKELY_TO_REJECT",
    "TOXICITY_EXPERIMENTAL",
    "SARING_SPAM_GAMBLING",
)

anchors = st.lists(
    st.floats(0.0005, 0.9995).map(lambda score: round(score, 4)),
    min_size=2,
    max_size=2,
    unique=True,
).map(sorted)
scores = st.fixed_dictionaries(dict.fromkeys(BANDS, st.floats(0, 1)))


@limits(max_examples=20)
@given(anchors)
def test_value_rises_with_every_step_of_a_score(anchor: list[float]) -> None:
    values = [Scale(*anchor).of(step / 10_000) for step in range(10_001)]

    assert all(low < high for low, high in pairwise(values))
    assert (values[0], values[-1]) == (0, 1)


@given(anchors)
def test_value_is_anchored(anchor: list[float]) -> None:
    held, rejected = anchor
    scale = Scale(held, rejected)

    assert (scale.of(held), scale.of(rejected)) == (0.7, 0.9)


@given(st.sampled_from(NAMES), scores, scores)
def test_no_attribute_falls_where_scores_rise(
    name: str, one: dict[str, float], other: dict[str, float]
) -> None:
    higher = {label: max(score, other[label]) for label, score in one.items()}

    assert ATTRIBUTES.value(name, one) <= ATTRIBUTES.value(name, higher)


@given(scores)
def test_severe_toxicity_is_never_above_toxicity(given_scores: dict[str, float]) -> None:
    severe = ATTRIBUTES.value("SEVERE_TOXICITY", given_scores)

    assert severe <= ATTRIBUTES.value("TOXICITY", given_scores)


@pytest.mark.parametrize("name", NAMES)
def test_every_attribute_goes_from_nothing_to_certainty(name: str) -> None:
    assert ATTRIBUTES.value(name, INNOCENT) == 0
    assert ATTRIBUTES.value(name, GUILTY) == 1


@pytest.mark.parametrize(
    ("name", "label", "score", "value"),
    [
        ("SPAM", "spam", 0.7, 0.7),
        ("SPAM", "spam", 0.95, 0.9),
        ("SPAM", "spam", 0.35, 0.35),
        ("SPAM", "spam", 0.975, 0.95),
        ("TOXICITY", "abuse", 0.4, 0.7),
        ("TOXICITY", "abuse", 0.6, 0.9),
        ("IDENTITY_ATTACK", "abuse/identity", 0.1, 0.7),
        ("THREAT", "abuse/threat", 0.25, 0.7),
        ("PROFANITY", "abuse/profanity", 0.45, 0.7),
        ("SARING_SPAM_GAMBLING", "spam/gambling", 0.3, 0.3),
        ("SPAM", "spam/gambling", 1.0, 0.0),
        ("LIKELY_TO_REJECT", "spam", 0.95, 0.9),
        ("LIKELY_TO_REJECT", "abuse", 0.4, 0.7),
    ],
)
def test_attribute_is_made_of_its_label(name: str, label: str, score: float, value: float) -> None:
    assert ATTRIBUTES.value(name, {**INNOCENT, label: score}) == value


def test_severe_toxicity_wants_abuse_that_is_sure_or_a_threat() -> None:
    rude = {**INNOCENT, "abuse": 0.6}

    assert ATTRIBUTES.value("SEVERE_TOXICITY", rude) == 0.7
    assert ATTRIBUTES.value("SEVERE_TOXICITY", {**rude, "abuse/threat": 1.0}) == 0.9


def test_band_that_neither_holds_nor_rejects_has_anchors_all_the_same() -> None:
    assert scale_of(Band(NEVER, NEVER)) == Scale(0.5, 0.75)
    assert scale_of(Band(0.8, NEVER), Curve(reject=((0.0001, 0.5),))) == Scale(0.8, 0.9)


@pytest.mark.parametrize(
    ("answer", "least"), [(Decision.APPROVE, 0.0), (Decision.HOLD, 0.75), (Decision.REJECT, 0.95)]
)
def test_policy_that_stops_a_comment_shows_in_likely_to_reject(
    answer: Decision, least: float
) -> None:
    assert ATTRIBUTES.answered("LIKELY_TO_REJECT", INNOCENT, answer) == least
    assert ATTRIBUTES.answered("LIKELY_TO_REJECT", GUILTY, answer) == 1
    assert ATTRIBUTES.answered("TOXICITY", INNOCENT, answer) == 0


@pytest.mark.parametrize("name", ["FLIRTATION", "SPAM_EXPERIMENTAL", "toxicity", "", "SARING_X"])
def test_other_names_are_unknown(name: str) -> None:
    assert name not in ATTRIBUTES


def test_model_without_a_label_does_not_know_its_attribute() -> None:
    few = Attributes({"spam": Band(0.5, 0.9)}, {})

    assert "SPAM" in few
    assert "LIKELY_TO_REJECT" in few
    assert "TOXICITY" not in few
    assert "SEVERE_TOXICITY" not in few


def test_shipped_model_knows_all_attributes_and_is_anchored_at_its_own_bands(
    settings: Settings,
) -> None:
    model = load_model(settings.models_dir)
    bands = presets_of(model)["balanced"].labels
    attributes = Attributes(bands, model.manifest.promises)
    none = dict.fromkeys(bands, 0.0)

    assert all(name in attributes for name in (*NAMES, *map(own_name, bands)))
    assert attributes.value("TOXICITY", {**none, "abuse": bands["abuse"].hold}) == 0.7
    assert attributes.value("SPAM", {**none, "spam": bands["spam"].reject}) == 0.9
