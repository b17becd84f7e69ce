"""Join letters that are spaced, dotted or dashed apart: `s l o t`, `s.l.o.t`, `[s][l][o][t]`."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from service.text.codepoints import BARE
from service.text.confusables import MONEY, SYMBOLS, pairs
from service.text.draft import Disguise, Draft

_BASES = {place: chr(BARE[place]) for place in np.flatnonzero(BARE).tolist()}
_LETTER = "a-z0-9" + "".join(map(chr, _BASES))
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789").union(map(chr, _BASES))
_MONEY = "".join(chr(code) for code, _ in pairs(MONEY))
_SYMBOL = _MONEY + "".join(chr(code) for code, _ in pairs(SYMBOLS))
# Commas and their like part the letters of a list, apostrophes those of "I'm a ...".
_GAP = rf"(?: *(?:[^\w\s,;:?!&+=\"'’{_MONEY}]|_){{1,3}} *| +)"
# Symbols right beside a run may be letters of a longer word, and were not read as such.
_BEGIN = rf"(?<![^\W_])(?<![{_MONEY}])(?<![\w{_SYMBOL}][{_SYMBOL}])"
_END = rf"(?![^\W_]|[{_MONEY}]|[{_SYMBOL}][\w{_SYMBOL}])"
_RUN = re.compile(rf"{_BEGIN}[{_LETTER}](?:{_GAP}[{_LETTER}](?![^\W_]|[{_MONEY}])){{2,}}{_END}")
_SHAPE = {code: "a" if chr(code).isalnum() else " " for code in range(128)}
_FEWEST_LETTERS = 3
_FEWEST_MARKED = 4


def join_spaced(draft: Draft) -> None:
    """Join every run of lone letters and digits that has at least three letters."""
    text = draft.text
    if text.isascii() and text.translate(_SHAPE).split().count("a") < _FEWEST_LETTERS:
        return
    pieces: list[str] = []
    end = 0
    for run in _RUN.finditer(text):
        pieces += (text[end : run.start()], _joined(draft, run[0], run.start()))
        end = run.end()
    if pieces:
        draft.rewrite("".join([*pieces, text[end:]]))


def _joined(draft: Draft, run: str, start: int) -> str:
    """Return `run`, which stands at `start`, with NULs in its gaps and spaces between words."""
    units = [place for place, char in enumerate(run) if char in _LETTERS]
    if sum(not run[unit].isdecimal() for unit in units) < _FEWEST_LETTERS:
        return run
    if len(units) >= _FEWEST_MARKED and len(set(run)) > _FEWEST_LETTERS:
        draft.mark(Disguise.SPACED, start, start + len(run))
    bare = run.translate(_BASES)
    gaps = [later - earlier for earlier, later in pairwise(units)]
    if min(gaps) == max(gaps):
        return ("\0" * (gaps[0] - 1)).join(bare[:: gaps[0]])
    chars = ["\0"] * len(run)
    for unit in units:
        chars[unit] = bare[unit]
    for last in _word_ends(gaps):
        chars[units[last] + 1] = " "
    return "".join(chars)


def _word_ends(gaps: Sequence[int]) -> Iterator[int]:
    """Yield behind which letters a word ends: where a gap is wider than the narrowest.

    Two lone letters that follow each other make a word all the same.
    """
    narrowest = min(gaps)
    wide = [place for place, gap in enumerate(gaps) if gap > narrowest]
    first = 0
    for place, following in zip(wide, [*wide[1:], len(gaps)], strict=True):
        if place > first or following > place + 1:
            yield place
            first = place + 1
