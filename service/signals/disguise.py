"""Signals from disguised letters: what was written for the eye and against the filter.

Folding finds the disguises; here the word under the heaviest of them is weighed. Ordinary people
disguise a word for emphasis or fun, and headlines whole; a brand with its digits is never dressed
up but to slip through.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.domain import Comment, Evidence, Field, Signal
from service.signals.spans import disguised, reads_as
from service.text.fold import Disguise, Folded, Mark
from service.text.reading import Reading

WHOLE_SHARE = 0.8
FULL_LENGTH = 6
LONGEST_BRAND = 20
WORD_STRENGTH = 0.8
HEADLINE_STRENGTH = 0.4

SIGNAL_OF: Mapping[Disguise, str] = {
    Disguise.STYLED: "styled_part",
    Disguise.ENCLOSED: "enclosed_letters",
    Disguise.MIXED: "mixed_script_word",
    Disguise.SPACED: "spaced_word",
    Disguise.LEET: "leet_word",
    Disguise.INVISIBLE: "invisible_characters",
    Disguise.MARKS: "stacked_marks",
    Disguise.SPELLED: "spelled_digits",
    Disguise.CAPITAL_I: "capital_i",
}
# Ordinary people write all of a text in these, spammers only their brand.
_OF_PARTS = frozenset({Disguise.STYLED, Disguise.ENCLOSED})


_BRAND = re.compile(r"(?=.*\d.*\d)[^\W\d].{4,}")


@dataclass(slots=True)
class _Found:
    strength: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def disguises(_: Comment, reading: Reading) -> Iterator[Signal]:
    """One signal for every kind of disguise in the body or the author's name."""
    found: dict[Disguise, _Found] = {}
    for field, folded in ((Field.BODY, reading.body), (Field.AUTHOR_NAME, reading.author_name)):
        for kind, marks in _by_kind(folded.marks).items():
            strength = _strength(kind, folded, marks)
            if strength:
                signal = found.setdefault(kind, _Found())
                signal.strength = max(signal.strength, strength)
                signal.evidence += disguised(field, folded, marks)
    for kind, signal in found.items():
        yield Signal(SIGNAL_OF[kind], signal.strength, signal.evidence)


def _by_kind(marks: tuple[Mark, ...]) -> dict[Disguise, list[Mark]]:
    kinds: dict[Disguise, list[Mark]] = {}
    for mark in marks:
        kinds.setdefault(mark.kind, []).append(mark)
    return kinds


def _strength(kind: Disguise, folded: Folded, marks: list[Mark]) -> float:
    words = [reads_as(folded, mark) for mark in marks]
    if kind in _OF_PARTS and sum(map(len, words)) >= WHOLE_SHARE * len(folded.squeezed):
        return 0.0
    return max(map(_weight, words))


def _weight(word: str) -> float:
    """Return how surely a disguised `word` is a brand: by its digits, else by its length."""
    if len(word) > LONGEST_BRAND:
        return HEADLINE_STRENGTH
    if _BRAND.match(word):
        return 1.0
    return WORD_STRENGTH * min(1.0, len(word) / FULL_LENGTH)
