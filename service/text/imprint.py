"""What is kept of a text that a moderator rejected, to know its variants by.

A wave of spam exchanges the brand, the number, the link, the greeting, and a clause or two. So a
variant is known by how much it has in common with the text, not only by which share of it: thirty
5-grams, some five words, beside a share that no two texts about other things reach. The share is
estimated by MinHash, as in service.text.fingerprint; texts that share some of their 10-grams, about
two words, are found by the least sixteen of them (a bottom-k sketch: Cohen and Kaplan, "Summarizing
data using bottom-k sketches", 2007). Brands go by their digits: a word with one is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from service.text.codepoints import encode
from service.text.fingerprint import COMPARED, letters
from service.text.grams import Hashes, grams, mixed, odd
from service.text.links import find_links

KEYS = 16
SIZE = 64
"""Bytes of a sketch."""

ALIKE = 0.33
"""Share of its 5-grams that a text has in common with another one that it is a variant of."""
COMMON = 30
"""5-grams that they have in common at least."""
NEARLY = 0.8
"""Share from which on shorter texts are alike too.

These three were chosen on training data: by them four of 16,000 ordinary comments were alike to
one of 4,000 advertisements, most of them the advertisement itself with another brand or none. Of
two comments of a wave that differ in two of their five clauses they miss one in a thousand.
"""

_MINIMA = SIZE - 2  # and two bytes for how many 5-grams there are
# Of two texts of some thousand letters a third of the 5-grams are the same by chance.
_READ = 512
_CHANCE = 1 / 256  # that the low 8 bits of two different minima agree
_WITH_DIGITS = re.compile(r"\S*\d\S*")
_FACTORS = odd(11, _MINIMA)[:, None]
_OFFSETS = odd(12, _MINIMA)[:, None]
_SHORT_GRAM = odd(13, 5)
_LONG_GRAM = odd(14, 10)


@dataclass(frozen=True, slots=True)
class Imprint:
    """Of a text and its variant at least one of the `keys` is the same: signed 64-bit numbers.

    `sketch` holds SIZE bytes that `resemblances` compares.
    """

    keys: tuple[int, ...]
    sketch: bytes


def imprint(words: str) -> Imprint | None:
    """Return the imprint of a folded text (`Folded.words`); the first 512 characters count.

    A text of fewer than COMPARED letters outside links, beside words with digits, is like the same
    text only, and has no imprint without a digit or a link: "Terima kasih" is no spam, whoever
    advertised himself by saying it.
    """
    text = words[:_READ]
    kept = letters(_WITH_DIGITS.sub(" ", text))
    if len(kept) >= COMPARED:
        return _of_grams(encode(kept))
    if any(char.isdigit() for char in text) or find_links(text):
        digest = blake2b(text.strip().encode("utf-8", "surrogatepass")).digest()
        return Imprint((int.from_bytes(digest[:8], "little", signed=True),), digest)
    return None


def resemblances(sketch: bytes, others: Sequence[bytes]) -> NDArray[np.float64]:
    """Return the share, in [ALIKE, 1], of 5-grams that a text has in common with each of others.

    0 for those that it is no variant of. Its standard error is 0.06 at most.
    """
    if not others:
        return np.zeros(0)
    mine = np.frombuffer(sketch, np.uint8)
    theirs = np.frombuffer(b"".join(others), np.uint8).reshape(-1, SIZE)
    agreeing = (theirs[:, :_MINIMA] == mine[:_MINIMA]).mean(axis=1)
    jaccard = np.clip((agreeing - _CHANCE) / (1.0 - _CHANCE), 0.0, 1.0)
    common = jaccard / (1.0 + jaccard) * (_sizes(theirs) + _sizes(mine[None, :]))
    share = 2.0 * jaccard / (1.0 + jaccard)
    alike = (share >= NEARLY) | ((share >= ALIKE) & (common >= COMMON))
    return np.where(alike, share, 0.0)


def _of_grams(codes: Hashes) -> Imprint:
    short = np.unique(grams(codes, _SHORT_GRAM))
    minima = (short[None, :] * _FACTORS + _OFFSETS).min(axis=1)
    sketch = mixed(minima).astype(np.uint8).tobytes() + len(short).to_bytes(2, "little")
    long = np.unique(grams(codes, _LONG_GRAM))[:KEYS]
    return Imprint(tuple(long.tolist()), sketch)


def _sizes(sketches: NDArray[np.uint8]) -> NDArray[np.float64]:
    low, high = sketches[:, -2].astype(np.float64), sketches[:, -1].astype(np.float64)
    return low + 256.0 * high
