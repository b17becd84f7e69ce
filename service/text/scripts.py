"""Words that pass for Latin: mixed alphabets, look-alike words, accents that no language has.

Honest Russian, Greek or Japanese is left alone. A word gives itself away by mixing alphabets, and
a text by having no letter of an alphabet that could not pass for a Latin one.
"""

from dataclasses import dataclass

import numpy as np

from service.text.codepoints import (
    ACCENTED,
    BARE,
    CYRILLIC,
    CYRILLIC_AGAIN,
    GOOD,
    GREEK,
    HAN,
    HANGUL,
    HOMES,
    INVISIBLE,
    KIND,
    LATIN,
    LOOK,
    LOOSE,
    MARK,
    ROUGH,
    SCRIPT,
    THAI,
    TRUNCATED,
    TURNED,
    Codes,
)
from service.text.draft import Places
from service.text.sheet import Bools, Kinds, Runs, Sheet

# How long a word of another alphabet must be to be taken for an imitation of Latin.
_FEWEST_LETTERS = {CYRILLIC: 1, GREEK: 3, LOOSE: 3, TRUNCATED: 5}
_FEWEST_SPACED = 3
_FEWEST_MIXED = 3
_BRAND_DIGITS = 2
_UNIT_LETTERS = 2
_ALIKE = GOOD | ROUGH
_ASIAN = 1 << HAN | 1 << THAI
_NEIGHBOURS = 1 << CYRILLIC | 1 << GREEK | 1 << LOOSE | 1 << TURNED


def read_alphabets(sheet: Sheet, words: Runs) -> None:
    """Take letters of other alphabets for the Latin ones they pass for, word by word."""
    census = _census(sheet, words)
    mixed = census.mixed & census.legible & (census.letters >= _FEWEST_MIXED)
    if mixed.any():
        again = CYRILLIC_AGAIN[sheet.read]
        russian = mixed & _reads_as_russian(census, words.count(again != 0), words)
        most = 0 if census.russian else census.letters // 2
        _take(sheet, words.places(russian), again)
        _take(sheet, words.places(mixed & ~russian & (census.rough <= most)), _likeness(sheet))
        census = _census(sheet, words)
    foreign = census.legible & (census.alphabets & ~np.uint16(1 << LATIN) != 0)
    if foreign.any() and np.any(census.alphabets == 1 << LATIN):
        imitations = census.legible & _imitations(census)
        chosen = imitations | _spaced(census, words, imitations)
        _take(sheet, words.places(chosen), _likeness(sheet))


def _take(sheet: Sheet, chosen: Bools, letters: Codes) -> None:
    taken = chosen & (letters != 0)
    sheet.read[taken] = letters[taken]
    sheet.hint[taken] |= GOOD


def _likeness(sheet: Sheet) -> Codes:
    """Return the Latin letter that each foreign one looks like, in the case it is written in."""
    cased, lower = LOOK[sheet.written], LOOK[sheet.read]
    likeness = np.where(cased != 0, cased, lower)
    return np.where(KIND[sheet.read] & SCRIPT > LATIN, likeness, np.uint32(0))


@dataclass(frozen=True, slots=True)
class _Census:
    """What the words of a sheet are written in; sets of scripts are bits, 1 << script.

    `unlike` are the scripts of which a letter could not pass for a Latin one. Words with the digits
    of a brand do not tell: few rough likenesses pass in them.
    """

    alphabets: Kinds
    letters: Places
    cyrillic: Places
    rough: Places
    legible: Bools
    mixed: Bools
    russian: bool
    unlike: int


def _census(sheet: Sheet, words: Runs) -> _Census:
    kinds = KIND[sheet.read]
    script = kinds & SCRIPT
    each = np.left_shift(np.uint16(1), script) & ~np.uint16(1)
    alphabets = words.bits(each)
    letters, rough = words.count(script > 0), words.count(kinds & ROUGH != 0)
    strange = (script > LATIN) & (kinds & _ALIKE == 0)
    legible = words.count(strange | (kinds & (MARK | INVISIBLE) != 0)) == 0
    legible &= ~_units(sheet, words, letters)
    branded = legible & (words.sizes - letters >= _BRAND_DIGITS) & (rough * 3 <= letters)
    unlike = words.bits(np.where((script > LATIN) & (kinds & GOOD == 0), each, np.uint16(0)))
    unlike = np.where(branded, np.uint16(0), unlike)
    russian = (alphabets == 1 << CYRILLIC) & (letters > 1) & (unlike != 0)
    if int(np.bitwise_or.reduce(alphabets)) & 1 << HANGUL:
        legible &= alphabets & 1 << TRUNCATED == 0  # truncated letters are Korean syllables there
    return _Census(
        alphabets,
        letters,
        cyrillic=words.count(script == CYRILLIC),
        rough=rough,
        legible=legible,
        mixed=_mixed(alphabets),
        russian=bool(russian.any()),
        unlike=int(np.bitwise_or.reduce(unlike)),
    )


def _units(sheet: Sheet, words: Runs, letters: Places) -> Bools:
    """Return which words are units of measure, such as μm and kΩ, or named like one: μTorrent."""
    micro, ohm = (words.count(sheet.read == ord(letter)) == 1 for letter in "μω")
    greek = words.count(KIND[sheet.read] & SCRIPT == GREEK) == 1
    found: Bools = greek & (micro | (ohm & (letters <= _UNIT_LETTERS)))
    return found


def _mixed(alphabets: Kinds) -> Bools:
    """Return which words mix alphabets; Han and Thai stand beside Latin letters in honest text."""
    several = alphabets & (alphabets - 1) != 0
    mixed: Bools = several & ((alphabets & _ASIAN == 0) | (alphabets & _NEIGHBOURS != 0))
    return mixed


def _reads_as_russian(census: _Census, convertible: Places, words: Runs) -> Bools:
    """Return which words are Russian with Latin letters in it rather than the other way round."""
    both = census.alphabets == (1 << LATIN | 1 << CYRILLIC)
    whole = both & (convertible + census.cyrillic == words.sizes) & (census.rough > 0)
    found: Bools = whole & (census.russian | (census.cyrillic * 2 >= census.letters))
    return found


def _imitations(census: _Census) -> Bools:
    """Return which words are of one other alphabet, of which all letters could be Latin ones."""
    found: Bools = np.zeros(len(census.alphabets), np.bool_)
    for script, fewest in _FEWEST_LETTERS.items():
        if not census.unlike & 1 << script:
            found |= (census.alphabets == 1 << script) & (census.letters >= fewest)
    return found


def _spaced(census: _Census, words: Runs, imitations: Bools) -> Bools:
    """Return which words are a lone foreign letter among more lone Latin ones."""
    lone = (words.sizes == 1) & (census.letters == 1) & census.legible
    latin = lone & ((census.alphabets == 1 << LATIN) | imitations)
    foreign = lone & ~latin & (census.alphabets & _NEIGHBOURS != 0)
    fewest = max(_FEWEST_SPACED, int(foreign.sum()))
    found: Bools = foreign & (int(latin.sum()) >= fewest and not census.russian)
    return found


def read_accents(sheet: Sheet, words: Runs) -> None:
    """Take off accents that no one language has together, and those of disguised words."""
    accented = KIND[sheet.read] & ACCENTED != 0
    if not accented.any():
        return
    homes = np.where(accented & words.inside, HOMES[sheet.read & 0xFFFF], np.uint32(0xFFFFFFFF))
    homeless = np.bitwise_and.reduceat(homes, words.starts) == 0
    chosen = words.places(homeless | (words.bits(sheet.hint) != 0)) & accented
    sheet.read[chosen] = BARE[sheet.read[chosen]]
    sheet.hint[chosen & words.places(homeless)] |= MARK
