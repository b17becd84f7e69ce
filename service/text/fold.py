"""Disguised characters -> the letters they imitate, with the way back to the raw text.

Spammers write for the eye and against the filter: the eye reads `pulau777` where the code points
are mathematical, Cyrillic, circled or spaced out. Folding gives the filter the eye's reading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.text.draft import MAX_MARKS, Disguise, Draft, Mark, raw_span
from service.text.respell import read_capital_i, respell
from service.text.unmask import unmask

__all__ = ["MAX_MARKS", "Disguise", "Folded", "Mark", "fold"]

_LOWER = {
    code: " " if chr(code).isspace() else chr(code).lower() if chr(code).isprintable() else "\0"
    for code in range(128)
}
_APART = bytes(code for code in range(128) if not chr(code).isalnum())
_SOLID = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in three forms.

    `words` is lower case with disguises undone and single spaces; `squeezed` is its letters and
    digits alone. `marks` are the disguises that were found, by start, at most MAX_MARKS of them.
    `origin` is the raw offset of every character of `words`, None where both are the same.

    What no table can undo stays as it is written: words split into syllables ("Ga ruda Hoki", whole
    again in `squeezed`), respelled jargon ("mekswin"), and brands hidden behind other words.
    """

    raw: str
    words: str
    squeezed: str
    marks: tuple[Mark, ...] = ()
    origin: Sequence[int] | None = field(default=None, compare=False, repr=False)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of `words[start:end]`."""
        return raw_span(self.raw, self.origin, start, end)

    def squeezed_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of `squeezed[start:end]`."""
        kept = [index for index, char in enumerate(self.words) if char.isalnum()]
        if start >= end:
            return 0, 0
        return self.raw_span(kept[start], kept[end - 1] + 1)


def fold(raw: str) -> Folded:
    """Return `raw` with its disguises undone. Total and linear: every string has a folding."""
    legible, found = read_capital_i(raw)
    draft = _draft(legible)
    draft.marks += found
    respell(draft)
    words = draft.text
    origin = None if draft.origin is None else draft.origin.tolist()
    marks = tuple(sorted(draft.marks, key=_start)[:MAX_MARKS]) if draft.marks else ()
    return Folded(raw, words, _squeeze(words), marks, origin)


def _draft(raw: str) -> Draft:
    if raw.isascii():
        text = raw.translate(_LOWER)
        if "\0" not in text:
            return Draft(raw, text)
    return unmask(raw)


def _squeeze(words: str) -> str:
    if words.isascii():
        return words.encode().translate(None, _APART).decode()
    return "".join(_SOLID.findall(words))


def _start(mark: Mark) -> int:
    return mark.start
