"""The catalogue of signals says one thing about each of them, and about no other."""

import re
from pathlib import Path

import pytest

import service.signals
from service.signals.catalogue import SIGNALS
from service.signals.disguise import SIGNAL_OF

NAMED = re.compile(r"(?:Signal\(|_leading_to\(\w+,)\s*\"(\w+)\"")


def test_catalogue_has_every_signal_and_no_other() -> None:
    folder = Path(service.signals.__file__).parent
    sources = [source.read_text(encoding="utf-8") for source in folder.glob("*.py")]

    named = {name for source in sources for name in NAMED.findall(source)}

    assert named | set(SIGNAL_OF.values()) == set(SIGNALS)


@pytest.mark.parametrize("sentence", SIGNALS.values())
def test_every_entry_is_one_sentence(sentence: str) -> None:
    assert sentence[0].isupper()
    assert sentence.find(".") == len(sentence) - 1
