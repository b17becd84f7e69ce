"""The presets: their tables, and that a stricter one never decides milder."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Comment, Decision, Signal
from service.errors import SettingsError
from service.policy import Policy, Ruling, preset
from service.presets import PRESETS
from service.signals import SIGNALS
from service.signals.links import link_count
from tests.signals.noticed import noticed

APPROVE, HOLD, REJECT = Decision.APPROVE, Decision.HOLD, Decision.REJECT
LABELS = {"spam": (0.5, 0.9), "abuse": (0.6, 0.95)}

levels = st.floats(0, 1)
bands = st.tuples(levels, levels).map(lambda pair: (min(pair), max(pair)))
observed = st.dictionaries(st.sampled_from(sorted(SIGNALS)), levels)
scored = st.dictionaries(st.sampled_from(["spam", "spam/gambling", "abuse", "unknown"]), levels)


def decision(
    policy: Policy, strengths: Mapping[str, float], scores: Mapping[str, float]
) -> Decision:
    signals = [Signal(name, strength) for name, strength in strengths.items()]
    return Ruling(policy.base.reasons(signals, scores)).decision


@pytest.mark.parametrize("name", PRESETS)
def test_preset_carries_its_name_and_version(name: str) -> None:
    assert preset(name, LABELS).id == f"{name}@2"


def test_unknown_preset_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SettingsError, match="lenient, balanced, strict"):
        preset("harsh", LABELS)


def test_labels_are_judged_by_the_bands_of_the_manifest() -> None:
    policy = preset("balanced", LABELS)

    assert decision(policy, {}, {"spam": 0.55, "abuse": 0.55}) is HOLD
    assert decision(policy, {}, {"abuse": 0.55}) is APPROVE
    assert decision(policy, {}, {"abuse": 0.95}) is REJECT


@pytest.mark.parametrize("name", PRESETS)
def test_bands_stand_only_for_signals_that_exist(name: str) -> None:
    assert preset(name, {}).signals.keys() <= SIGNALS.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_every_band_of_a_signal_holds_before_it_rejects(name: str) -> None:
    signals = preset(name, {}).signals

    assert all(0 < band.hold <= band.reject for band in signals.values())


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize(
    "signal", sorted(set(SIGNALS) - {"empty_after_folding", "honeypot", "rejected_before"})
)
def test_no_signal_but_emptiness_a_trap_and_a_moderator_rejects_alone(
    name: str, signal: str
) -> None:
    assert decision(preset(name, {}), {signal: 1.0}, {}) is not REJECT


@pytest.mark.parametrize(
    ("signal", "strength", "decisions"),
    [
        ("empty_after_folding", 1.0, (HOLD, HOLD, REJECT)),
        ("honeypot", 1.0, (REJECT, REJECT, REJECT)),
        ("styled_part", 1.0, (HOLD, HOLD, HOLD)),
        ("styled_part", 0.8, (APPROVE, HOLD, HOLD)),
        ("styled_part", 0.4, (APPROVE, APPROVE, APPROVE)),
        ("mixed_script_word", 1.0, (HOLD, HOLD, HOLD)),
        ("spaced_word", 1.0, (HOLD, HOLD, HOLD)),
        ("spaced_word", 0.8, (APPROVE, APPROVE, HOLD)),
        ("leet_word", 1.0, (APPROVE, APPROVE, HOLD)),
        ("capital_i", 1.0, (APPROVE, APPROVE, APPROVE)),
        ("shouting", 1.0, (APPROVE, APPROVE, APPROVE)),
        ("contact_number", 0.6, (APPROVE, APPROVE, HOLD)),
        ("contact_number", 1.0, (APPROVE, HOLD, HOLD)),
        ("shortened_link", 1.0, (APPROVE, APPROVE, HOLD)),
        ("anchor_mismatch", 1.0, (APPROVE, HOLD, HOLD)),
        ("advertising_name", 0.6, (APPROVE, APPROVE, HOLD)),
        ("advertising_name", 0.8, (APPROVE, HOLD, HOLD)),
        ("author_name_link", 0.6, (APPROVE, APPROVE, HOLD)),
        ("author_name_link", 1.0, (APPROVE, HOLD, HOLD)),
    ],
)
def test_signal_alone_decides_by_preset(
    signal: str, strength: float, decisions: tuple[Decision, ...]
) -> None:
    decided = tuple(decision(preset(name, {}), {signal: strength}, {}) for name in PRESETS)

    assert decided == decisions


@pytest.mark.parametrize(
    ("links", "decisions"),
    [
        (1, (APPROVE, APPROVE, APPROVE)),
        (3, (APPROVE, APPROVE, APPROVE)),
        (4, (APPROVE, APPROVE, HOLD)),
        (6, (APPROVE, HOLD, HOLD)),
        (10, (HOLD, HOLD, HOLD)),
    ],
)
def test_links_are_held_from_a_number_on(links: int, decisions: tuple[Decision, ...]) -> None:
    comment = Comment(" ".join(f"https://situs{number}.example/" for number in range(links)))
    signals = noticed(link_count, comment).values()

    decided = tuple(Ruling(preset(name, {}).base.reasons(signals, {})).decision for name in PRESETS)

    assert decided == decisions


@given(strengths=observed, scores=scored, band=bands)
def test_stricter_preset_never_decides_milder(
    strengths: dict[str, float], scores: dict[str, float], band: tuple[float, float]
) -> None:
    labels = {"spam": band, "abuse": band}

    severities = [decision(preset(name, labels), strengths, scores).severity for name in PRESETS]

    assert severities == sorted(severities)


@given(strengths=observed, scores=scored, name=st.sampled_from(PRESETS), more=levels)
def test_stronger_evidence_never_decides_milder(
    strengths: dict[str, float], scores: dict[str, float], name: str, more: float
) -> None:
    policy = preset(name, LABELS)
    stronger = {signal: max(strength, more) for signal, strength in strengths.items()}
    higher = {label: max(score, more) for label, score in scores.items()}

    before = decision(policy, strengths, scores)
    after = decision(policy, stronger, higher)

    assert after.severity >= before.severity


@given(strengths=observed, scores=scored, name=st.sampled_from(PRESETS))
def test_order_of_evidence_changes_no_reason(
    strengths: dict[str, float], scores: dict[str, float], name: str
) -> None:
    signals = [Signal(signal, strength) for signal, strength in strengths.items()]
    backwards = dict(reversed(scores.items()))
    policy = preset(name, LABELS)

    assert policy.base.reasons(signals, scores) == policy.base.reasons(signals[::-1], backwards)


@given(strengths=observed, scores=scored, name=st.sampled_from(PRESETS))
def test_decision_is_that_of_its_severest_reason(
    strengths: dict[str, float], scores: dict[str, float], name: str
) -> None:
    signals = [Signal(signal, strength) for signal, strength in strengths.items()]

    reasons = preset(name, LABELS).base.reasons(signals, scores)

    assert all(reason.band is not APPROVE for reason in reasons)
    severest = max((reason.band.severity for reason in reasons), default=0)
    assert Ruling(reasons).decision.severity == severest
