"""Take away what the eye does not read: invisible characters, and marks that are no accents."""

import numpy as np

from service.text.codepoints import (
    COMPOSED,
    COMPOSED_FROM,
    ENCLOSED,
    INVISIBLE,
    KIND,
    LATIN,
    MARK,
    SCRIPT,
    Codes,
)
from service.text.draft import Places
from service.text.sheet import Bools, Sheet, within

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
_MOST_COMPOSITIONS = 3


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
    return within(sheet.read, _JOINERS)


def _drop_unseen(sheet: Sheet, unseen: Bools) -> None:
    kept, dropped = np.flatnonzero(~unseen), np.flatnonzero(unseen)
    telling = sheet.written[dropped] != _SOFT_HYPHEN
    selectors = within(sheet.written[dropped], _SELECTORS)
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
        found |= within(codes, block)
    return found
