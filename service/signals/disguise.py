"""Signals from disguised letters: what was written for the eye and against the filter.

Folding finds the disguises; here they are weighed. The strength grows with the length of the
longest disguised word until it is as long as a brand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.domain import Comment, Evidence, Field, Signal
from service.signals.spans import disguised, reads_as
from service.text.fold import Disguise, Folded, Mark
from service.text.reading import Reading

WHOLE_SHARE = 0.8
FULL_LENGTH = 6


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
    lengths = [len(reads_as(folded, mark)) for mark in marks]
    if kind in _OF_PARTS and sum(lengths) >= WHOLE_SHARE * len(folded.squeezed):
        return 0.0
    return min(1.0, max(lengths) / FULL_LENGTH)
