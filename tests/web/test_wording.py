"""Codes as sentences."""

import pytest

from service.domain import Decision, Switch, Wire
from service.signals import SIGNALS
from service.web import wording


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_has_its_sentence(name: str) -> None:
    assert wording.reason(f"signal:{name}") == SIGNALS[name]


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_has_a_word_and_an_outcome(decision: Decision) -> None:
    assert wording.decision(decision)
    assert wording.outcome(decision).endswith(".")


@pytest.mark.parametrize("label", ["spam", "spam/gambling", "abuse"])
def test_a_label_has_a_name_and_a_reason(label: str) -> None:
    assert wording.label(label) != label
    assert wording.reason(f"score:{label}").endswith(".")


@pytest.mark.parametrize("code", ["rule:Nomor WA", "list:Domain judol: bersama"])
def test_a_rule_or_list_is_named(code: str) -> None:
    kind, _, name = code.partition(":")

    assert wording.reason(code) == f"{kind.capitalize()}: %(name)s"
    assert wording.named(code) == name
    assert wording.is_reason(code)
    assert not wording.is_measured(code)


@pytest.mark.parametrize("switch", Switch)
def test_a_switch_has_its_sentence(switch: Switch) -> None:
    assert wording.reason(f"switch:{switch}").endswith(".")
    assert not wording.is_measured(f"switch:{switch}")


def test_reputation_has_its_sentence_and_is_no_label() -> None:
    assert wording.reason("reputation").endswith(".")
    assert wording.is_reason("reputation")


@pytest.mark.parametrize("code", ["score:spam/unheard-of", "signal:unheard_of", "rule:", "", ":"])
def test_unknown_reason_is_shown_by_its_code(code: str) -> None:
    assert wording.reason(code) == code


def test_unknown_label_and_language_are_shown_by_their_code() -> None:
    assert wording.label("spam/unheard-of") == "spam/unheard-of"
    assert wording.language("xx") == "xx"


@pytest.mark.parametrize("wire", Wire)
def test_every_wire_but_our_own_is_named(wire: Wire) -> None:
    assert bool(wording.wire(wire)) is (wire is not Wire.SARING)
