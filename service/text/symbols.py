"""Symbols that stand for letters: flag letters, circles, currency signs, Korean vowels as dots."""

import numpy as np

from service.text.codepoints import (
    ENCLOSED,
    FLAG,
    FLAG_LETTERS,
    FLAG_PAIRS,
    GOOD,
    KIND,
    LOOK,
    MONEY,
    SCRIPT,
    SYMBOL,
    WORD,
)
from service.text.sheet import Bools, Runs, Sheet, within

_DOLLAR_EMOJI = ord("💲")
_INITIALS, _JAMO = range(0x1100, 0x115F), range(0x1161, 0x1200)


def read_flags(sheet: Sheet) -> None:
    """Take flag letters for letters, unless all of a word's make flags of countries."""
    flagged = np.flatnonzero(KIND[sheet.read] & FLAG)
    starts = np.flatnonzero(np.diff(flagged, prepend=-2) != 1)
    lengths = np.diff(starts, append=len(flagged))
    second = (np.arange(len(flagged)) - np.repeat(starts, lengths)) % 2 == 1
    letters = sheet.read[flagged] - FLAG_LETTERS.start
    paired = second | FLAG_PAIRS[letters * 26 + np.append(letters[1:], 0)]
    flags = np.logical_and.reduceat(paired, starts) & (lengths % 2 == 0)
    false = np.zeros(len(sheet.read), np.bool_)
    false[flagged[np.repeat(~flags, lengths)]] = True
    kinds = KIND[sheet.read]
    words = Runs.of(kinds & (WORD | FLAG) != 0)
    disguised = words.places(words.count(false) > 0) & (kinds & FLAG != 0)
    sheet.read[disguised] -= np.uint32(FLAG_LETTERS.start - ord("a"))
    sheet.hint[disguised] |= ENCLOSED


def read_jamo(sheet: Sheet) -> None:
    """Take Korean vowels and finals that follow no initial for the dots that they look like."""
    if not within(sheet.read, _INITIALS).any():
        sheet.read[within(sheet.read, _JAMO)] = ord("·")


def read_symbols(sheet: Sheet) -> None:
    """Take symbols inside a word for letters, and at its edge a currency sign without a price.

    A word needs two letters side by side: in `s❌l❌o❌t` the symbols only part them. Up to two
    digits or signs between letters count as letters, since they may be read as such later.
    """
    kinds, likeness = KIND[sheet.read], LOOK[sheet.read]
    symbols = (kinds & SYMBOL != 0) & (likeness != 0)
    letters = (kinds & WORD != 0) & (kinds & SCRIPT != 0)
    digits = (kinds == WORD) | (sheet.read == ord("@")) | (sheet.read == ord("$"))
    legible = letters | symbols
    single = digits & _after(legible) & _before(legible)
    first = digits & _after(legible) & _before(digits & _before(legible))
    letters |= single | first | _after(first)
    runs = Runs.of(letters | symbols)
    if not len(runs.starts):
        return
    words = runs.places(runs.count(letters & _before(letters)) > 0)
    amid = _after(runs.inside) & _before(runs.inside)
    money = np.isin(sheet.read, MONEY)
    edge = money & ~_after(digits) & ~_before(digits)
    last = (~money | (sheet.read == _DOLLAR_EMOJI)) & _after(runs.inside) & _before(digits)
    chosen = symbols & words & (amid | edge | last)
    sheet.read[chosen] = likeness[chosen]
    sheet.hint[chosen] |= GOOD


def _after(chosen: Bools) -> Bools:
    """Return which places stand right after a `chosen` one."""
    return np.append(False, chosen[:-1])


def _before(chosen: Bools) -> Bools:
    """Return which places stand right before a `chosen` one."""
    return np.append(chosen[1:], False)
