"""The spammers' disguises as a generator, for augmentation and for robustness tests.

A spammer disguises what a filter must not read, which is the brand and sometimes the jargon, and
leaves the cover story in plain letters; so does `disguise`.
"""

import random
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import pairwise

from training import alphabets
from training.alphabets import Alphabet


class Kind(StrEnum):
    """A disguise of the catalogue."""

    MATHEMATICAL = "mathematical"
    ALPHABETS = "alphabets"
    SPACED = "spaced"
    DOTTED = "dotted"
    DASHED = "dashed"
    LEET = "leet"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    FULL_WIDTH = "full_width"
    MARKS = "marks"
    ENCLOSED = "enclosed"
    KEYCAPS = "keycaps"
    ZERO_WIDTH = "zero_width"
    OTHER_SCRIPTS = "other_scripts"
    SMALL_CAPITALS = "small_capitals"
    REGIONAL_INDICATORS = "regional_indicators"
    EMOJI = "emoji"
    CAPITAL_I = "capital_i"
    SPELLED_DIGITS = "spelled_digits"
    SPLIT = "split"
    FRAMED = "framed"
    JARGON = "jargon"
    WHOLE = "whole"


RESPELLED = frozenset({Kind.SPELLED_DIGITS, Kind.JARGON})
"""What no table of characters can undo: these change the spelling, not the letters."""

Change = Callable[[str, random.Random], str]

_WORD = re.compile(r"(?<![^\W_])[A-Za-z0-9]{3,}(?![^\W_])")
_JARGON = {
    "depo": ("dipo", "deppo", "dpo"),
    "gacor": ("gacir", "gacoor", "gazorr", "gecor"),
    "jackpot": ("jekpot", "jepot"),
    "jp": ("jepe", "jepey"),
    "mahjong": ("mahyong", "majong"),
    "maxwin": ("mekswin", "maksiwin", "mexwin"),
    "rungkad": ("rungked", "rungkat"),
    "scatter": ("sketer", "sekater", "skater"),
    "slot": ("selot", "slott", "s|ot"),
    "togel": ("togell", "tojel"),
    "wd": ("wede", "wedee"),
    "zeus": ("zeuss", "jeus"),
}
_JARGON_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_JARGON)})(?!\w)", re.IGNORECASE)
_SPELLED = ("Nol", "Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan")
_MARKS = (
    "\u0300\u0301\u0302\u0303\u0304\u0308\u030a\u0323\u0331\u0332\u0335\u0336\u0338\u0360\u20dd"
)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u3164\uffa0"
_FRAMES = ("★彡{}彡★", "【{}】", "⚡{}⚡", "꧁{}꧂", "✦ {} ✦", "『{}』", "☆{}☆", "▶{}◀", "♛{}♛")


def disguise(text: str, kind: Kind, rng: random.Random) -> str:
    """Return `text` with its brand, or where it has none one of its long words, disguised.

    The same text, kind and state of `rng` give the same answer. A text that offers nothing to this
    kind, such as one without digits to keycaps, comes back as it is.
    """
    if kind is Kind.WHOLE:
        return _written_in(rng.choice(alphabets.MATHEMATICAL), text)
    if kind is Kind.JARGON:
        return _JARGON_WORD.sub(lambda word: _respelled(word[0], rng), text)
    for word in _targets(text, rng):
        changed = _CHANGES[kind](word, rng)
        if changed != word:
            return _replaced(text, word, changed)
    return text


def _replaced(text: str, word: str, changed: str) -> str:
    return re.sub(rf"(?<!\w){word}(?!\w)", lambda _: changed, text)


def brands(text: str) -> list[str]:
    """Return the words of `text` that look like a brand: digits behind letters, or capitals."""
    return [word for word in _WORD.findall(text) if _is_brand(word)]


def _is_brand(word: str) -> bool:
    if word.isdigit():
        return False
    return any(letter.isdigit() for letter in word) or (len(word) > 3 and word.isupper())


def _targets(text: str, rng: random.Random) -> Iterator[str]:
    """Yield the words worth disguising: brands in random order, then jargon, then long words."""
    words = sorted(set(_WORD.findall(text)))
    rng.shuffle(words)
    words.sort(key=lambda word: (not _is_brand(word), word.lower() not in _JARGON, -len(word)))
    yield from words


def _written_in(alphabet: Alphabet, word: str) -> str:
    return "".join(alphabet.get(letter, letter) for letter in word)


def _in_one_of(*choices: Alphabet) -> Change:
    return lambda word, rng: _written_in(rng.choice(choices), word)


def _joined_by(*separators: str) -> Change:
    return lambda word, rng: rng.choice(separators).join(word)


def _followed_by(characters: str, most: int) -> Change:
    """Put one to `most` of `characters` behind every letter but the last."""

    def change(word: str, rng: random.Random) -> str:
        tails = ("".join(rng.choices(characters, k=rng.randint(1, most))) for _ in word[1:])
        return "".join(letter + tail for letter, tail in zip(word, tails, strict=False)) + word[-1]

    return change


def _several_alphabets(word: str, rng: random.Random) -> str:
    plain: Alphabet = {}
    choices = (alphabets.CYRILLIC, alphabets.GREEK, rng.choice(alphabets.MATHEMATICAL), plain)
    letters = [rng.choice(choices).get(letter, letter) for letter in word]
    letters[0] = rng.choice(alphabets.MATHEMATICAL).get(word[0], word[0])
    return "".join(letters)


def _in_leet(word: str, rng: random.Random) -> str:
    # Beside a brand's own digits a leet digit is lost to the eye as well.
    inner = re.finditer(r"(?<=[A-Za-z])[A-Za-z](?=[A-Za-z])", word)
    swaps = [letter.start() for letter in inner if letter[0] in alphabets.LEET]
    letters = list(word)
    for i in rng.sample(swaps, k=min(len(swaps), rng.randint(1, 3))):
        letters[i] = alphabets.LEET[letters[i]]
    return "".join(letters)


def _split(word: str, rng: random.Random) -> str:
    cuts = sorted({rng.randrange(1, len(word)) for _ in range(len(word) // 4 + 1)})
    bounds = [0, *cuts, len(word)]
    return " ".join(word[a:b] for a, b in pairwise(bounds))


def _digits_spelled(word: str, _: random.Random) -> str:
    return re.sub(r"\d", lambda digit: f" {_SPELLED[int(digit[0])]}", word).strip()


def _framed(word: str, rng: random.Random) -> str:
    return rng.choice(_FRAMES).format(word)


def _capital_i(word: str, _: random.Random) -> str:
    return word.replace("l", "I")


def _respelled(word: str, rng: random.Random) -> str:
    return rng.choice(_JARGON[word.lower()])


_CHANGES: dict[Kind, Change] = {
    Kind.MATHEMATICAL: _in_one_of(*alphabets.MATHEMATICAL),
    Kind.ALPHABETS: _several_alphabets,
    Kind.SPACED: _joined_by(" ", "  ", "\u00a0", "\u2009"),
    Kind.DOTTED: _joined_by(".", "·", "•", "․"),
    Kind.DASHED: _joined_by("-", "_", "–", "~", "|", "/"),
    Kind.LEET: _in_leet,
    Kind.CYRILLIC: _in_one_of(alphabets.CYRILLIC),
    Kind.GREEK: _in_one_of(alphabets.GREEK),
    Kind.FULL_WIDTH: _in_one_of(alphabets.FULL_WIDTH),
    Kind.MARKS: _followed_by(_MARKS, most=3),
    Kind.ENCLOSED: _in_one_of(*alphabets.ENCLOSED),
    Kind.KEYCAPS: _in_one_of(alphabets.KEYCAPS),
    Kind.ZERO_WIDTH: _followed_by(_INVISIBLE, most=2),
    Kind.OTHER_SCRIPTS: _in_one_of(*alphabets.OTHER_SCRIPTS.values()),
    Kind.SMALL_CAPITALS: _in_one_of(alphabets.SMALL_CAPITALS),
    Kind.REGIONAL_INDICATORS: _in_one_of(alphabets.REGIONAL_INDICATORS),
    Kind.EMOJI: _in_one_of(alphabets.EMOJI),
    Kind.CAPITAL_I: _capital_i,
    Kind.SPELLED_DIGITS: _digits_spelled,
    Kind.SPLIT: _split,
    Kind.FRAMED: _framed,
}
