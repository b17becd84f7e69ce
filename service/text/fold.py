"""Disguised characters -> the letters they imitate, with the way back to the raw text.

Spammers write for the eye and against the filter: the eye reads `pulau777` where the code points
are mathematical, Cyrillic, circled or spaced out. Folding gives the filter the eye's reading.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_MARKS = 256


class Disguise(StrEnum):
    """A way to write a word so that a filter does not see it."""

    STYLED = "styled"
    MIXED = "mixed"
    SPACED = "spaced"
    LEET = "leet"
    INVISIBLE = "invisible"
    MARKS = "marks"
    ENCLOSED = "enclosed"
    SPELLED = "spelled"
    CAPITAL_I = "capital_i"


@dataclass(frozen=True, slots=True)
class Mark:
    """A disguised span of the raw text, in code points, end exclusive."""

    kind: Disguise
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in three forms.

    `words` is lower case with disguises undone and single spaces; `squeezed` is its letters and
    digits alone. `marks` are the disguises that were found, by start, at most MAX_MARKS of them.
    `origin` is the raw offset of every character of `words`, None where both are the same.
    """

    raw: str
    words: str
    squeezed: str
    marks: tuple[Mark, ...] = ()
    origin: Sequence[int] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of `words[start:end]`."""
        if self.origin is None or start >= end:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1

    def squeezed_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of `squeezed[start:end]`."""
        kept = [index for index, char in enumerate(self.words) if char.isalnum()]
        if start >= end:
            return 0, 0
        return self.raw_span(kept[start], kept[end - 1] + 1)


def fold(raw: str) -> Folded:
    """Return `raw` with its disguises undone. Total and linear: every string has a folding."""
    kept = [
        (index, folded)
        for index, char in enumerate(raw)
        for folded in unicodedata.normalize("NFKC", char).lower()
        if unicodedata.category(char) not in ("Cf", "Cc", "Mn", "Me") or char.isspace()
    ]
    words = "".join(char for _, char in kept)
    origin = [index for index, _ in kept]
    squeezed = "".join(char for char in words if char.isalnum())
    return Folded(raw, words, squeezed, (), origin)
