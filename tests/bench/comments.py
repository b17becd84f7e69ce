"""Made-up comments for measuring: seeded, of even length, and none of them anybody's."""

import random
from itertools import accumulate

from service.domain import Author, Comment

LENGTH = 200
"""Bytes of a comment's body in UTF-8, about."""

WORDS = 20_000
"""Different words; as in any language, the n-th is met about 1 / n as often as the first."""

_STARTS: tuple[str, ...] = (*"bcdghjklmnprstwy", "ng", "ny")
_VOWELS = "aaaeiiouu"
_ENDS: tuple[str, ...] = ("", "", *"nkstrhlm", "ng")
_NAMES = ("Budi Santoso", "Siti", "Wayan", "Rina Kartika", "Agus P", "")
_STYLED = str.maketrans(
    {letter: chr(0x1D5D4 + number) for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    | {str(digit): chr(0x1D7EC + digit) for digit in range(10)}
)


def comments(number: int, seed: int) -> list[Comment]:
    """Return `number` comments of LENGTH bytes: a third advertise, some in styled letters."""
    rng = random.Random(seed)
    lexicon = _lexicon()
    often = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    return [
        _comment(rng, rng.choices(lexicon, cum_weights=often, k=LENGTH // 4), place % 3 == 0)
        for place in range(number)
    ]


def _comment(rng: random.Random, words: list[str], advertises: bool) -> Comment:  # noqa: FBT001
    written = [_written(rng, word) for word in words]
    if advertises:
        written[rng.randrange(20)] = _brand(rng)
    body = " ".join(written).encode()[:LENGTH].decode(errors="ignore")
    return Comment(body, Author(name=rng.choice(_NAMES)))


def _lexicon() -> list[str]:
    rng = random.Random(777)
    return [_word(rng, 1 + (rank > 30) + (rank > 2000)) for rank in range(WORDS)]


def _word(rng: random.Random, syllables: int) -> str:
    parts = (rng.choice(_STARTS) + rng.choice(_VOWELS) for _ in range(syllables))
    return "".join(parts) + rng.choice(_ENDS)


def _written(rng: random.Random, word: str) -> str:
    forms = word, word, word, word, word, f"{word},", f"{word}.", word.capitalize()
    return str(rng.choice(forms))


def _brand(rng: random.Random) -> str:
    brand = f"{_word(rng, 2)}{rng.randrange(100, 999)}".upper()
    return brand.translate(_STYLED) if rng.random() < 0.5 else brand.lower()
