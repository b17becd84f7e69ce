"""Made-up lists of terms for measuring: seeded, and of the same sounds as the comments."""

import random

from service.text.termset import Term

_STARTS = (*"bcdghjklmnprstwy", "ng", "ny")
_VOWELS = "aeiou"
_ENDS = ("", "", *"nkstr", "ng")


def terms(number: int, kind: str, seed: int) -> list[Term]:
    """Return `number` terms: "words", "phrases", "affixed", "squeezed", or of all "kinds".

    Few stand in ordinary comments, as in any list that is of use.
    """
    rng = random.Random(seed)
    return [_term(rng, place, kind) for place in range(number)]


def _term(rng: random.Random, place: int, kind: str) -> Term:
    asked = ("words", "phrases", "affixed", "squeezed")[place % 4] if kind == "kinds" else kind
    word = _word(rng)
    text = f"{word} {_word(rng)}" if asked in {"phrases", "squeezed"} else word
    return Term(text, affixes=asked == "affixed", squeezed=asked == "squeezed")


def _word(rng: random.Random) -> str:
    syllables = (rng.choice(_STARTS) + rng.choice(_VOWELS) for _ in range(rng.randint(3, 4)))
    return "".join((*syllables, rng.choice(_ENDS)))
