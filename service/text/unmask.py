"""Read the characters of a text for the letters they imitate."""

import numpy as np

from service.text.codepoints import (
    ACCENTED,
    ENCLOSED,
    FLAG,
    GOOD,
    HAN,
    HANGUL,
    INVISIBLE,
    KIND,
    LATIN,
    MARK,
    OTHER,
    ROUGH,
    SCRIPT,
    STYLED,
    SYMBOL,
    WORD,
    decode,
    encode,
)
from service.text.draft import MAX_MARKS, Disguise, Draft
from service.text.scripts import read_accents, read_alphabets
from service.text.sheet import Bools, Runs, Sheet, spread, within
from service.text.symbols import read_flags, read_jamo, read_symbols
from service.text.unseen import drop_invisible, drop_joiners, drop_marks

_SOLID = WORD | MARK | INVISIBLE  # the marks and joiners that are left are parts of words
_ALPHABETS = GOOD | ROUGH
_UNUSUAL = ~(WORD | SCRIPT) & 0xFFFF
_NEAR = 3
_FEWEST_MARKED = 2
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_EAST_ASIAN = (HAN, HANGUL, OTHER)


def unmask(raw: str) -> Draft:
    """Return `raw` in lower case, with every character read for the letter it imitates."""
    codes = encode(raw)
    kinds = KIND[codes]
    seen = int(np.bitwise_or.reduce(kinds, initial=0))
    sheet = spread(raw, codes, kinds, seen)
    if not seen & _UNUSUAL:
        return Draft(raw, decode(sheet.read))
    if seen & SYMBOL:
        read_jamo(sheet)
    if seen & FLAG:
        read_flags(sheet)
    if seen & INVISIBLE:
        drop_invisible(sheet)
    if seen & MARK:
        drop_marks(sheet)
    if seen & INVISIBLE:
        drop_joiners(sheet)
    if seen & SYMBOL:
        read_symbols(sheet)
    return _read_words(raw, sheet)


def _read_words(raw: str, sheet: Sheet) -> Draft:
    seen = int(np.bitwise_or.reduce(KIND[sheet.read], initial=0))
    if not (seen & (_ALPHABETS | ACCENTED) or sheet.hint.any()):
        return Draft(raw, decode(sheet.read), sheet.origin)
    words = Runs.of(KIND[sheet.read] & _SOLID != 0)
    if not len(words.starts):
        return Draft(raw, decode(sheet.read), sheet.origin)
    if seen & _ALPHABETS:
        read_alphabets(sheet, words)
    if sheet.hint.any():
        _excuse(sheet, words)
    if seen & (_ALPHABETS | ACCENTED):
        read_accents(sheet, words)
    draft = Draft(raw, decode(sheet.read), sheet.origin)
    if sheet.hint.any():
        _note(draft, sheet, words)
    return draft


def _excuse(sheet: Sheet, words: Runs) -> None:
    """Forget hints that mean nothing: full width in East Asian text, unseen characters at edges."""
    scripts = KIND[sheet.read] & SCRIPT
    full_width = within(sheet.written, _FULL_WIDTH)
    if full_width.any() and np.isin(scripts, _EAST_ASIAN).any():
        sheet.hint[full_width] &= ~np.uint16(STYLED)
    latin = words.inside & (scripts <= LATIN)
    amid = latin & np.append(False, latin[:-1])
    sheet.hint[~amid] &= ~np.uint16(INVISIBLE)


def _note(draft: Draft, sheet: Sheet, words: Runs) -> None:
    """Note on `draft` which words were disguised, and how."""
    worn = words.bits(sheet.hint)
    marked = words.count(sheet.hint & MARK != 0) >= _FEWEST_MARKED
    telling = (words.count(KIND[sheet.read] & SCRIPT != 0) > 0) | (words.sizes > 1)
    for kind, chosen in (
        (Disguise.STYLED, worn & STYLED != 0),
        (Disguise.ENCLOSED, (worn & ENCLOSED != 0) & telling),
        (Disguise.MIXED, worn & GOOD != 0),
        (Disguise.INVISIBLE, worn & INVISIBLE != 0),
        (Disguise.MARKS, marked),
    ):
        if chosen.any():
            _note_kind(draft, kind, words, chosen)


def _note_kind(draft: Draft, kind: Disguise, words: Runs, chosen: Bools) -> None:
    """Note the `chosen` words, those near each other as one; a lone character says nothing."""
    starts, ends = words.starts[chosen], words.ends[chosen]
    apart = starts[1:] - ends[:-1] > _NEAR
    firsts = starts[np.append(True, apart)]
    lasts = ends[np.append(apart, True)]
    for first, last in zip(firsts[:MAX_MARKS].tolist(), lasts[:MAX_MARKS].tolist(), strict=True):
        if last - first >= _FEWEST_MARKED:
            draft.mark(kind, first, last)
