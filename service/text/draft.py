"""A text while it is being folded: as far as it is read, and where every character came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from service.text.codepoints import INVISIBLE, KIND, MARK, encode

Places = NDArray[np.intp]
MAX_MARKS = 256
_LONGEST_TAIL = 16


class Disguise(StrEnum):
    """A way to write a word so that a filter does not see it."""

    STYLED = "styled"
    """Letters in costume: mathematical, full-width, small capitals."""
    MIXED = "mixed"
    """Letters of another alphabet, or symbols, that pass for Latin ones."""
    SPACED = "spaced"
    """`s l o t`, `s.l.o.t`, `s-l-o-t`."""
    LEET = "leet"
    """Digits that stand for letters."""
    INVISIBLE = "invisible"
    """Characters that nobody sees, inside a word."""
    MARKS = "marks"
    """Stacked or striking marks, or accents that no one language has together."""
    ENCLOSED = "enclosed"
    """Circled, squared, keycapped letters and digits, and flag letters that make no flag."""
    SPELLED = "spelled"
    """Digits spelled out, as in `Tujuh Tujuh Tujuh`."""
    CAPITAL_I = "capital_i"
    """A capital I for a small l."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A disguised span of the raw text, in code points, end exclusive."""

    kind: Disguise
    start: int
    end: int


@dataclass(slots=True)
class Draft:
    """A text on its way to be folded.

    `origin` is the raw offset of every character of `text`, None where both are the same.
    """

    raw: str
    text: str
    origin: Places | None = None
    marks: list[Mark] = field(default_factory=list)

    def mark(self, kind: Disguise, start: int, end: int) -> None:
        """Note that `text[start:end]` was disguised; what exceeds MAX_MARKS is left out."""
        if len(self.marks) < MAX_MARKS:
            self.marks.append(Mark(kind, *raw_span(self.raw, self.origin, start, end)))

    def rewrite(self, text: str) -> None:
        """Take `text`, of the same length, instead; its NULs are characters to leave out."""
        if "\0" not in text:
            self.text = text
            return
        kept = np.flatnonzero(encode(text))
        self.origin = kept if self.origin is None else self.origin[kept]
        self.text = text.replace("\0", "")


def raw_span(
    raw: str, origin: Sequence[int] | Places | None, start: int, end: int
) -> tuple[int, int]:
    """Return the raw offsets of characters `start` to `end`, with the marks on the last of them."""
    if origin is None or start >= end:
        return start, end
    stop = int(origin[end - 1]) + 1
    most = min(stop + _LONGEST_TAIL, len(raw))
    while stop < most and KIND[ord(raw[stop])] & (MARK | INVISIBLE):
        stop += 1
    return int(origin[start]), stop
