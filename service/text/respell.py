"""Undo disguises that are spelling: spaced letters, digits for letters, digits spelled out.

Each rule is cautious where honest text looks alike: reduplication ("bener2"), product codes,
abbreviations and counting stay as they are.
"""

import re
from itertools import pairwise

import numpy as np

from service.text.codepoints import BARE
from service.text.confusables import MONEY, SYMBOLS, pairs
from service.text.draft import MAX_MARKS, Disguise, Draft, Mark

_LETTER = "a-z0-9" + "".join(map(chr, np.flatnonzero(BARE).tolist()))
_MONEY = "".join(chr(code) for code, _ in pairs(MONEY))
_SYMBOL = _MONEY + "".join(chr(code) for code, _ in pairs(SYMBOLS))
_GAP = rf"(?: *(?:[^\w\s,;:?!&+={_MONEY}]|_){{1,3}} *| +)"
# Symbols right beside a run may be letters of a longer word, and were not read as such.
_BEGIN = rf"(?<![^\W_])(?<![{_MONEY}])(?<![\w{_SYMBOL}][{_SYMBOL}])"
_END = rf"(?![^\W_]|[{_MONEY}]|[{_SYMBOL}][\w{_SYMBOL}])"
_SPACED = re.compile(rf"{_BEGIN}[{_LETTER}](?:{_GAP}[{_LETTER}](?![^\W_]|[{_MONEY}])){{2,}}{_END}")
_UNIT = re.compile(rf"[{_LETTER}]")
_SHAPE = {code: "a" if chr(code).isalnum() else " " for code in range(128)}
_FEWEST_SPACED_LETTERS = 3
_FEWEST_SPACED_MARKED = 4


def respell(draft: Draft) -> None:
    """Rewrite `draft`, in lower case already, as it is meant to be read."""
    _join_spaced(draft)
    _read_leet(draft)
    _read_spelled(draft)
    _close_gaps(draft)


def _join_spaced(draft: Draft) -> None:
    text = draft.text
    if text.isascii() and text.translate(_SHAPE).split().count("a") < _FEWEST_SPACED_LETTERS:
        return
    runs = [run.span() for run in _SPACED.finditer(text)]
    if not runs:
        return
    chars = list(text)
    for start, end in runs:
        units = [match.start() + start for match in _UNIT.finditer(text[start:end])]
        if sum(not chars[unit].isdecimal() for unit in units) >= _FEWEST_SPACED_LETTERS:
            _join(draft, chars, units)
    draft.rewrite("".join(chars))


def _join(draft: Draft, chars: list[str], units: list[int]) -> None:
    """Join the characters at `units` to words; a gap wider than the narrowest parts two words."""
    gaps = [later - earlier for earlier, later in pairwise(units)]
    words = _parted(units, gaps)
    if len(units) >= _FEWEST_SPACED_MARKED:
        draft.mark(Disguise.SPACED, units[0], units[-1] + 1)
    for word in words:
        for unit in word:
            chars[unit] = _bare(chars[unit])
        for earlier, later in pairwise(word):
            chars[earlier + 1 : later] = "\0" * (later - earlier - 1)
    for word, following in pairwise(words):
        chars[word[-1] + 1 : following[0]] = " " + "\0" * (following[0] - word[-1] - 2)


def _parted(units: list[int], gaps: list[int]) -> list[list[int]]:
    narrowest = min(gaps)
    words = [[units[0]]]
    for unit, gap in zip(units[1:], gaps, strict=True):
        if gap == narrowest:
            words[-1].append(unit)
        else:
            words.append([unit])
    merged: list[list[int]] = []
    for word in words:
        if len(word) == 1 and merged and len(merged[-1]) == 1:
            merged[-1] += word
        else:
            merged.append(word)
    return merged


def _bare(char: str) -> str:
    return chr(BARE[ord(char)] or ord(char))


# Leet: digits and signs between letters, in a word of a plausible length.
_LEET_HINT = re.compile(r"[a-z][013456789@$]{1,2}[a-z]|(?<!\S)\$[a-z]{2}")
_LEET_WORD = re.compile(r"(?<![\w@$])[a-z0-9@$]{4,32}(?![\w@$])")
_INNER = re.compile(r"(?<=[a-z])(?:[013456789@$]|00|11|33|44)(?=[a-z])|^\$(?=[a-z])")
# Digits at either end are digits, and so are those with a suffix, as in "visi4d" or "ps4nya".
_PARTS = re.compile(
    r"(\d*)(.*?)((?:[234]d|\d(?:nya|an|ku|mu|lah|kah|rb|jt|k|th|st|nd|rd|x|kg|gr|cm|mm|gb|mb|tb|px|"
    r"pcs|juta|ribu|jam|hari|pro|plus)?)*)"
)
_COUNTED = re.compile(
    r"(?:mp|ps|utf|sha|md|no|ke|part|level|kelas|bab|jam|tgl|usb|ddr|rtx|gtx|ios|win|html|css|php|"
    r"python|vue|web)\d"
)
_TECHNICAL = frozenset({"log4j", "sql4j", "base64", "i18n", "l10n", "a11y", "w3schools", "p5js"})
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|\d")
_VOWEL = re.compile("[aeiou]")
_MOST_LETTERS_A_VOWEL = 7
_MAIL = re.compile(r"\.[a-z]")
_FEWEST_LEET_LETTERS = 3
_LEET_SIGNS = b"013456789@$"
_SIGNS = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s",
}  # fmt: skip


def _read_leet(draft: Draft) -> None:
    """Read digits between letters as letters, where that makes a word that can be spoken."""
    text = draft.text
    encoded = text.encode()
    if len(encoded) == len(encoded.translate(None, _LEET_SIGNS)) or not _LEET_HINT.search(text):
        return

    def read(match: re.Match[str]) -> str:
        word = match[0]
        if "@" in word and _MAIL.match(text, match.end()):
            return word
        if word[0] == "$" and text[match.start() - 1 : match.start()].strip():
            return word
        spoken = _spoken(word)
        if spoken != word:
            draft.mark(Disguise.LEET, match.start(), match.end())
        return spoken

    draft.rewrite(_LEET_WORD.sub(read, text))


def _spoken(word: str) -> str:
    """Return `word` with its digits read as letters, or as it is where that is no word."""
    parts = _PARTS.fullmatch(word)
    if parts is None or word in _TECHNICAL or _COUNTED.match(word):
        return word
    body = parts[2]
    if sum(map(str.isalpha, body)) < _FEWEST_LEET_LETTERS:
        return word
    spoken = _INNER.sub(lambda signs: _letters(body, signs.start(), signs.end()), body)
    vowels = len(_VOWEL.findall(spoken))
    if _UNSPEAKABLE.search(spoken) or len(spoken) > vowels * _MOST_LETTERS_A_VOWEL:
        return word
    return parts[1] + spoken + parts[3]


def _letters(word: str, start: int, end: int) -> str:
    """Return what the signs at `word[start:end]` stand for; a 1 by a vowel is an l."""
    if word[start:end] == "1" and (word[start - 1] in "aeiou" or word[end] in "ou"):
        return "l"
    return "".join(_SIGNS[sign] for sign in word[start:end])


# Digits spelled out, as gambling sites spell the number behind their name.
_DIGITS = {
    "nol": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9",
}  # fmt: skip
_DIGIT = "|".join(_DIGITS)
_SPELLED = re.compile(rf"(?<![^\W_])(?:{_DIGIT})(?:(?: +| *[.·–-] *)(?:{_DIGIT})(?![^\W_]))+")
_DIGIT_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_SPELLED = 3
_TWICE = frozenset({"tujuh", "delapan", "sembilan"})  # "dua dua" also means in pairs


def _read_spelled(draft: Draft) -> None:
    if _DIGITS.keys().isdisjoint(draft.text.replace("-", " ").split()):
        return
    chars = list(draft.text)
    for run in _SPELLED.finditer(draft.text):
        words = list(_DIGIT_WORD.finditer(run[0]))
        names = {word[0] for word in words}
        if len(words) >= _FEWEST_SPELLED or (len(names) == 1 and names <= _TWICE):
            if len(names) < len(words):  # counting up is no disguise
                draft.mark(Disguise.SPELLED, run.start(), run.end())
            chars[run.start() : run.end()] = "\0" * len(run[0])
            chars[run.start()] = _DIGITS[words[0][0]]
            for word in words[1:]:
                chars[run.start() + word.end() - 1] = _DIGITS[word[0]]
    draft.rewrite("".join(chars))


_WIDE_GAP = re.compile(r" {2,}")


def _close_gaps(draft: Draft) -> None:
    text = draft.text
    if "  " in text:
        text = _WIDE_GAP.sub(lambda gap: " " + "\0" * (len(gap[0]) - 1), text)
    if text[:1] == " ":
        text = "\0" + text[1:]
    if text[-1:] == " ":
        text = text[:-1] + "\0"
    elif text[-1:] == "\0":
        bare = text.rstrip("\0")
        if bare[-1:] == " ":
            text = bare[:-1] + "\0" * (len(text) - len(bare) + 1)
    if text is not draft.text:
        draft.rewrite(text)


# A capital I for a small l: before a vowel, between a vowel and a consonant that no compound word
# starts with behind an I, doubled, or at the end.
_I_HINT = re.compile(r"[a-zBFKPS]I")
_LETTERS_WITH_I = re.compile(r"(?<![A-Za-z])[A-Za-z]{3,32}(?![A-Za-z])")
_I_FOR_L = re.compile(
    r"(?<=[a-z])I(?=[aeiou])|(?<=[aeiou])I(?=[bcdfghjkpqrtvwxyz])|(?<=[a-z][aeiou])I$|"
    r"(?<=[a-z])II(?=[a-z])|(?<=^S)I(?=ot)|(?<=^[FKP])I(?=a)|(?<=^K)I(?=ik)|(?<=^B)I(?=og)"
)


def read_capital_i(raw: str) -> tuple[str, list[Mark]]:
    """Return `raw` with capital I put right where it is written for l, and where that was."""
    if "I" not in raw or not _I_HINT.search(raw):
        return raw, []
    marks: list[Mark] = []

    def read(match: re.Match[str]) -> str:
        word = _I_FOR_L.sub(lambda found: "l" * len(found[0]), match[0])
        if word != match[0]:
            marks.append(Mark(Disguise.CAPITAL_I, match.start(), match.end()))
        return word

    return _LETTERS_WITH_I.sub(read, raw), marks[:MAX_MARKS]
