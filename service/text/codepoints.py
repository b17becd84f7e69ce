"""Tables over all code points, as numpy arrays indexed by code point.

Folding looks every character up at once instead of one by one; a table's untouched pages cost no
memory. Built once, at import, in some twenty milliseconds.
"""

import re
import sys
import unicodedata

import numpy as np
from numpy.typing import NDArray

from service.text import confusables as alike

Codes = NDArray[np.uint32]
_ALL = sys.maxunicode + 1
_NAMED = 0x32400  # behind the last ideograph; what follows is private, unassigned or a tag

# KIND: the script in the lowest five bits, then what else is known of a character.
SCRIPT = 0x1F
LATIN, CYRILLIC, GREEK, LOOSE, TRUNCATED, TURNED, DIGITS, HAN, THAI, HANGUL, OTHER = range(1, 12)
WORD, STYLED, ENCLOSED, INVISIBLE, MARK, EXPANDED, FLAG, SYMBOL, GOOD, ROUGH, ACCENTED = (
    1 << bit for bit in range(5, 16)
)

# First code point of each block and the script of its letters. LOOSE are scripts that no comment
# here is written in, so that a whole word of them is a costume sooner than a word: Armenian,
# Hebrew, Cherokee, Canadian syllabics, Lisu, Coptic, Bopomofo and the ancient ones.
_BLOCKS = (
    (0x0000, LATIN), (0x0370, GREEK), (0x0400, CYRILLIC), (0x0530, LOOSE), (0x0600, OTHER),
    (0x0E00, THAI), (0x0E80, OTHER), (0x1100, HANGUL), (0x1200, OTHER), (0x13A0, LOOSE),
    (0x1700, OTHER), (0x1C80, CYRILLIC), (0x1C90, OTHER), (0x1D00, LATIN), (0x1F00, GREEK),
    (0x2000, LATIN), (0x2C00, OTHER), (0x2C60, LATIN), (0x2C80, LOOSE), (0x2D00, OTHER),
    (0x2E80, HAN), (0x3040, OTHER), (0x3100, LOOSE), (0x3130, HANGUL), (0x3190, OTHER),
    (0x3400, HAN), (0xA000, OTHER), (0xA4D0, LOOSE), (0xA500, OTHER), (0xA640, CYRILLIC),
    (0xA6A0, OTHER), (0xA720, LATIN), (0xA800, OTHER), (0xAB30, LATIN), (0xAB70, LOOSE),
    (0xABC0, OTHER), (0xAC00, HANGUL), (0xD400, TRUNCATED), (0xD800, OTHER), (0xF900, HAN),
    (0xFB00, LATIN), (0xFB13, LOOSE), (0xFB50, OTHER), (0x10280, LOOSE), (0x10600, OTHER),
    (0x1D400, LATIN), (0x1D800, OTHER), (0x20000, HAN),
)  # fmt: skip
_INVISIBLE = (
    (0x00, 0x1B), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0x3164, 0x3164), (0xD800, 0xDFFF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_MARKS = ((0x300, 0x1FFF), (0x20D0, 0x20FF), (0x302A, 0x309A), (0xA66F, 0xABEF), (0xFE20, 0xFE2F))
_BLANK = "\u2800"  # a Braille cell without dots, drawn as a space
FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def decode(codes: Codes) -> str:
    """Return the string of `codes`."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def encode(text: str) -> Codes:
    """Return the code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _kinds(chars: str) -> NDArray[np.uint16]:
    kind = np.zeros(_ALL, np.uint16)
    script = np.repeat(
        np.array([script for _, script in _BLOCKS], np.uint16),
        np.diff([start for start, _ in _BLOCKS] + [len(chars)]),
    )
    for run in re.finditer(r"[^\W\d_]+", chars):
        kind[run.start() : run.end()] = WORD | script[run.start() : run.end()]
    for run in re.finditer(r"\d+", chars):
        kind[run.start() : run.end()] = WORD if run.start() < 0x80 else WORD | GOOD | DIGITS
    for first, last in _INVISIBLE:
        kind[first : last + 1] = INVISIBLE
    kind[[match.start() for match in re.finditer(r"\s", chars)]] = 0
    for first, last in _MARKS:
        for code in range(first, last + 1):
            if unicodedata.category(chars[code]) in ("Mn", "Me") and kind[code] != INVISIBLE:
                kind[code] = MARK
    kind[0x20DD:0x20E5] |= ENCLOSED
    kind[FLAG_LETTERS.start : FLAG_LETTERS.stop] = FLAG
    return kind


def _lower(chars: str) -> Codes:
    """Return the table that turns a letter into lower case when combined by exclusive or."""
    table = np.zeros(_ALL, np.uint32)
    plain = chars.replace("İ", "i")  # the one letter whose lower case is two characters
    table[: len(chars)] = encode(plain.lower()) ^ encode(chars)
    for match in re.finditer(r"\s", chars + _BLANK):
        table[ord(match[0])] = ord(match[0]) ^ ord(" ")
    return table


def _dress() -> None:
    """Enter every character that is a letter or digit in costume."""
    for code, plain in alike.costumes():
        if len(plain) == 1:
            _costume(code, plain.lower())
        elif code not in _SIGNS and _WORDLIKE.fullmatch(text := plain.strip("().")):
            EXPANSIONS[code] = text.lower()
            KIND[code] = EXPANDED
    for code in range(*_MATHEMATICAL):
        if not LOWER[code]:  # a hole where Unicode had the letter before; generators fill it
            _enter(code, ord("a") + (code - _MATHEMATICAL[0]) % 26, STYLED)
    for code, letter in alike.pairs(alike.STYLED):
        for case in {chr(code), chr(code).upper()}:
            _enter(ord(case), letter, STYLED)
    for first in alike.ENCLOSED_LETTERS:
        for step in range(26):
            _enter(ord(first) + step, ord("a") + step, ENCLOSED)
    for code, digit in alike.pairs(alike.ENCLOSED_DIGITS):
        for step in range(ord("9") - digit + 1):
            _enter(code + step, digit + step, ENCLOSED)


def _costume(code: int, plain: str) -> None:
    if not (plain.isascii() or plain in _GREEK_LETTERS) or chr(code) in "ªº":
        return
    if chr(code) in _HONEST or not plain.isalnum():
        _enter(code, ord(plain), 0)
    else:
        _enter(code, ord(plain), ENCLOSED if code in _ENCLOSURES else STYLED)


def _unify() -> None:
    """Enter the letters that Unicode has twice under the one that it prefers."""
    for code in (*range(0x340, 0x388), *range(0x1F71, 0x2000), 0x2126, 0x212A, 0x212B):
        preferred = unicodedata.normalize("NFC", chr(code)).lower()
        if len(preferred) == 1:
            LOWER[code] = code ^ ord(preferred)


def _enter(code: int, plain: int, kind: int) -> None:
    LOWER[code] = code ^ plain
    KIND[code] = kind


def _compare(chars: str) -> None:
    """Enter every character that looks like a Latin letter without being a costume of it."""
    for table, kind in _LIKENESSES:
        for code, letter in alike.pairs(table):
            _likeness(code, letter, kind)
    KIND[0x1161:0x1200] = SYMBOL
    for code in range(0xD400, 0xD800):
        whole = (code + 0x10000) ^ int(LOWER[code + 0x10000])
        LOOK[code] = letter = LOOK[whole] or whole
        KIND[code] |= GOOD if letter < 0x80 else 0
    for match in re.finditer(r"\d", chars[0x80:]):
        LOOK[ord(match[0])] = ord("0") + int(match[0])


def _likeness(code: int, letter: int, kind: int) -> None:
    """Enter one likeness for a character and for its lower case, which must be of one kind."""
    lower = code ^ int(LOWER[code])
    LOOK[code] = letter
    LOOK[lower] = LOOK[lower] or letter
    if kind == TURNED:
        KIND[code] = WORD | GOOD | TURNED
        return
    if KIND[code] & SCRIPT == OTHER:
        KIND[code] = WORD | LOOSE
    worse = ROUGH if (KIND[code] | KIND[lower] | kind) & ROUGH else kind
    for case in (code, lower):
        KIND[case] = KIND[case] & ~np.uint16(GOOD) | worse


def _accents() -> None:
    """Enter every accented Latin letter: its bare letter and the alphabets that have it."""
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii() and bare.isalpha():
            BARE[code] = ord(bare)
    for code, base in alike.pairs(alike.BASES):
        BARE[code] = base
    KIND[np.flatnonzero(BARE)] |= ACCENTED
    for number, letters in enumerate(alike.ALPHABETS):
        for letter in letters:
            HOMES[ord(letter)] |= 1 << number


def _compositions() -> tuple[NDArray[np.uint64], Codes]:
    """Return (base, mark) pairs, as one sorted number each, and what they compose to."""
    found: dict[int, int] = {}
    for code in (*range(0xC0, 0x2000), *range(0x3040, 0x3100)):
        parts = unicodedata.normalize("NFD", chr(code))
        composed = unicodedata.normalize("NFC", parts[:-1]) + parts[-1]
        if len(composed) != 2 or unicodedata.normalize("NFC", composed) != chr(code):
            continue
        if KIND[ord(composed[1])] & MARK:
            found[ord(composed[0]) << 16 | ord(composed[1])] = code
    keys = np.array(sorted(found), np.uint64)
    return keys, np.array([found[key] for key in keys.tolist()], np.uint32)


_GREEK_LETTERS = frozenset("αβγδεζηθικλμνξοπρςστυφχψωϐϑϕϖϰϱϵ")
_HONEST = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹µ")  # "bener²" repeats a word, "5 µm" is a length
_WORDLIKE = re.compile("[A-Za-z0-9]{2,4}")
_MATHEMATICAL = 0x1D400, 0x1D6A4  # alphabets of 26 capitals and 26 small letters in a row
_SIGNS = range(0x2100, 0x2150)  # trade marks, number signs, account of
_ENCLOSURES = frozenset((*range(0x2460, 0x2500), *range(0x1F100, 0x1F190)))
_LIKENESSES = (
    (alike.CYRILLIC, GOOD),
    (alike.GREEK, GOOD),
    (alike.CYRILLIC_ROUGH, ROUGH),
    (alike.GREEK_ROUGH, ROUGH),
    *((table, GOOD) for table in alike.OTHERS),
    (alike.ASIAN, GOOD),
    (alike.TURNED, TURNED),
    (alike.SYMBOLS, SYMBOL),
    (alike.MONEY, SYMBOL),
)

_CHARS = decode(np.arange(_NAMED, dtype=np.uint32))
KIND = _kinds(_CHARS)
LOWER = _lower(_CHARS)
LOOK = np.zeros(_ALL, np.uint32)
BARE = np.zeros(0x10000, np.uint32)
HOMES = np.zeros(0x10000, np.uint32)
EXPANSIONS: dict[int, str] = {}
MONEY = np.array([code for code, _ in alike.pairs(alike.MONEY)], np.uint32)
FLAG_PAIRS = np.zeros(26 * 26, np.bool_)
FLAG_PAIRS[[(ord(a) - 65) * 26 + ord(b) - 65 for a, b in map(tuple, alike.COUNTRIES.split())]] = (
    True
)
_unify()
_dress()
_compare(_CHARS)
_accents()
CYRILLIC_AGAIN = np.zeros(_ALL, np.uint32)
CYRILLIC_AGAIN[list(map(ord, "aceopxykmthb"))] = list(map(ord, "асеорхукмтнв"))
_BARED = np.flatnonzero(BARE)
CYRILLIC_AGAIN[_BARED] = CYRILLIC_AGAIN[BARE[_BARED]]
COMPOSED_FROM, COMPOSED = _compositions()
# A capital, or a costume, is as remarkable as the letter it is read as.
_CASED = np.flatnonzero(LOWER)
KIND[_CASED] |= KIND[_CASED ^ LOWER[_CASED]] & (GOOD | ROUGH | ACCENTED)
