"""The characters of a text as arrays: as written, as read so far, and how each was disguised.

Everything here is done for all characters at once, so a hostile text costs no more than a long one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.text.codepoints import (
    COMPOSED,
    COMPOSED_FROM,
    ENCLOSED,
    EXPANDED,
    EXPANSIONS,
    FLAG,
    FLAG_LETTERS,
    FLAG_PAIRS,
    GOOD,
    INVISIBLE,
    KIND,
    LATIN,
    LOOK,
    LOWER,
    MARK,
    MONEY,
    SCRIPT,
    STYLED,
    SYMBOL,
    WORD,
    Codes,
    encode,
)
from service.text.draft import Places

Bools = NDArray[np.bool_]

# What honest text has inside words too: emoji and their styles, hyphenation.
_SELECTORS = range(0xFE00, 0xFE10)
_SOFT_HYPHEN = 0xAD
_JOINERS = range(0x200C, 0x200E)
# Scripts whose letters are written with marks and joiners: from Hebrew to Vedic, and their kin.
_COMPLEX = (
    range(0x590, 0x13A0),
    range(0x1700, 0x1D00),
    range(0xA800, 0xAC00),
    range(0x11000, 0x12000),
)
_INITIALS, _JAMO = range(0x1100, 0x115F), range(0x1161, 0x1200)
_MOST_COMPOSITIONS = 3


@dataclass(slots=True)
class Sheet:
    """Three arrays of one length, and the raw offset of each place, None where that is the same.

    `hint` holds bits of KIND: STYLED, ENCLOSED, INVISIBLE (something unseen before), MARK (marks
    were taken off), GOOD (taken for a Latin letter).
    """

    written: Codes
    read: Codes
    hint: NDArray[np.uint16]
    origin: Places | None = None

    def keep(self, kept: Places) -> None:
        """Leave out every place that is not in `kept`."""
        self.written, self.read, self.hint = self.written[kept], self.read[kept], self.hint[kept]
        self.origin = kept if self.origin is None else self.origin[kept]


def spread(raw: str, codes: Codes, kinds: NDArray[np.uint16], seen: int) -> Sheet:
    """Return the sheet of `raw`, with the characters that stand for several written out."""
    origin = None
    if seen & EXPANDED:
        lengths = np.ones(len(codes), np.intp)
        wide = np.flatnonzero(kinds & EXPANDED)
        lengths[wide] = [len(EXPANSIONS[code]) for code in codes[wide].tolist()]
        origin = np.repeat(np.arange(len(codes)), lengths)
        codes = encode(raw.translate(EXPANSIONS))
        kinds = KIND[codes]
    hint = kinds & np.uint16(STYLED | ENCLOSED)
    return Sheet(codes, codes ^ LOWER[codes], hint, origin)


def read_flags(sheet: Sheet) -> None:
    """Take flag letters for letters, unless all of a run of them make flags of countries."""
    flagged = np.flatnonzero(KIND[sheet.read] & FLAG)
    starts = np.flatnonzero(np.diff(flagged, prepend=-2) != 1)
    lengths = np.diff(starts, append=len(flagged))
    second = (np.arange(len(flagged)) - np.repeat(starts, lengths)) % 2 == 1
    letters = sheet.read[flagged] - FLAG_LETTERS.start
    paired = second | FLAG_PAIRS[letters * 26 + np.append(letters[1:], 0)]
    flags = np.logical_and.reduceat(paired, starts) & (lengths % 2 == 0)
    disguised = flagged[np.repeat(~flags, lengths)]
    sheet.read[disguised] -= FLAG_LETTERS.start - ord("a")
    sheet.hint[disguised] |= ENCLOSED


def drop_invisible(sheet: Sheet) -> None:
    """Leave out what nobody sees, except joiners, which some scripts need."""
    _drop_unseen(sheet, (KIND[sheet.read] & INVISIBLE != 0) & ~_joiners(sheet))


def drop_joiners(sheet: Sheet) -> None:
    """Leave out the joiners that do not follow a letter of a script that needs them."""
    joiners = _joiners(sheet)
    if joiners.any():
        before = _last(~joiners)
        needed = (before >= 0) & _complex(sheet.read[before])
        _drop_unseen(sheet, joiners & ~needed)


def _joiners(sheet: Sheet) -> Bools:
    return _within(sheet.read, _JOINERS)


def _drop_unseen(sheet: Sheet, unseen: Bools) -> None:
    kept, dropped = np.flatnonzero(~unseen), np.flatnonzero(unseen)
    telling = sheet.written[dropped] != _SOFT_HYPHEN
    selectors = _within(sheet.written[dropped], _SELECTORS)
    telling &= ~selectors | _is_ascii_letter(sheet.written[dropped - 1])
    behind = np.searchsorted(kept, dropped[telling])
    sheet.keep(kept)
    sheet.hint[behind[behind < len(kept)]] |= INVISIBLE


def _is_ascii_letter(codes: Codes) -> Bools:
    found: Bools = (codes < 0x80) & (KIND[codes] & SCRIPT == LATIN)
    return found


def drop_marks(sheet: Sheet) -> None:
    """Compose letters with their accents, then take off every mark that is left.

    Scripts whose letters are written with marks keep them.
    """
    _compose(sheet)
    marks = KIND[sheet.read] & MARK != 0
    bases = _last(~marks & ~_joiners(sheet))
    loose = marks & ((bases < 0) | ~_complex(sheet.read[bases]))
    dropped, kept = np.flatnonzero(loose), np.flatnonzero(~loose)
    bits = np.where(KIND[sheet.read[dropped]] & ENCLOSED, ENCLOSED, MARK).astype(np.uint16)
    bare = np.searchsorted(kept, bases[dropped])
    sheet.keep(kept)
    for bit in (MARK, ENCLOSED):
        marked = bare[(bits == bit) & (bases[dropped] >= 0)]
        sheet.hint[marked] |= bit


def _compose(sheet: Sheet) -> None:
    for _ in range(_MOST_COMPOSITIONS):
        pairs = sheet.read[:-1].astype(np.uint64) << np.uint64(16) | sheet.read[1:]
        found = np.minimum(np.searchsorted(COMPOSED_FROM, pairs), len(COMPOSED) - 1)
        bases = np.flatnonzero(COMPOSED_FROM[found] == pairs)
        if not len(bases):
            return
        sheet.read[bases] = COMPOSED[found[bases]]
        kept = np.ones(len(sheet.read), np.bool_)
        kept[bases + 1] = False
        sheet.keep(np.flatnonzero(kept))


def _last(chosen: Bools) -> Places:
    """Return for every place the last chosen one up to it, -1 where there is none."""
    return np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))


def _complex(codes: Codes) -> Bools:
    found: Bools = np.zeros(len(codes), np.bool_)
    for block in _COMPLEX:
        found |= _within(codes, block)
    return found


def _within(codes: Codes, block: range) -> Bools:
    found: Bools = (codes >= block.start) & (codes < block.stop)
    return found


def read_symbols(sheet: Sheet) -> None:
    """Take a symbol for the letter it stands for where letters surround it."""
    kinds = KIND[sheet.read]
    symbols = kinds & SYMBOL != 0
    _read_jamo(sheet)
    left, far_left = _neighbours(kinds, symbols, -1)
    right, far_right = _neighbours(kinds, symbols, 1)
    amid = left & right & (far_left | far_right)
    edge = np.isin(sheet.read, MONEY) & ((far_right & ~left) | (far_left & ~right))
    beside_digit = _shifted(kinds == WORD, 1)
    chosen = symbols & (amid | (edge & ~beside_digit))
    sheet.read[chosen] = LOOK[sheet.read[chosen]]
    sheet.hint[chosen] |= GOOD


def _neighbours(kinds: NDArray[np.uint16], symbols: Bools, step: int) -> tuple[Bools, Bools]:
    """Return where a letter or symbol stands one step on, and where a letter follows that."""
    letters = (kinds & WORD != 0) & (kinds & SCRIPT != 0)
    near = _shifted(letters | symbols, step)
    return near, near & _shifted(letters, 2 * step)


def _shifted(chosen: Bools, step: int) -> Bools:
    """Return per place whether the place `step` further on is `chosen`."""
    padded = np.pad(chosen, abs(step))
    return padded[abs(step) + step :][: len(chosen)]


def _read_jamo(sheet: Sheet) -> None:
    """Take Korean vowels and finals that follow no initial for the dots that they look like."""
    if not _within(sheet.read, _INITIALS).any():
        sheet.read[_within(sheet.read, _JAMO)] = ord("·")
