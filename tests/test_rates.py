"""Rates: how they are written and read."""

import pytest

from service.rates import Rate


@pytest.mark.parametrize("text", ["3/second", "1200/minute", "600/hour", "1/day", "off"])
def test_rate_is_written_as_it_was_read(text: str) -> None:
    assert str(Rate.parse(text)) == text


@pytest.mark.parametrize("text", ["off", "Off", "0"])
def test_limit_is_switched_off(text: str) -> None:
    assert not Rate.parse(text)


@pytest.mark.parametrize(
    "text", ["", "5", "5/", "/minute", "-5/minute", "0/minute", "5/week", "5 / minute", "٥/minute"]
)
def test_anything_else_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="1200/minute"):
        Rate.parse(text)
