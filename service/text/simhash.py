"""Recognise a text that was seen before, the same or all but the same, by 64 bits of it.

Of two texts with nearly the same n-grams nearly all bits of their simhashes agree (Charikar,
"Similarity estimation techniques from rounding algorithms", 2002). Found by bands of the bits, at
most DISTANCE of which differ (Manku, Jain and Das Sarma, "Detecting near-duplicates for web
crawling", 2007), they are the copies with a letter or a number exchanged. What a wave of spam says
in other words is found by service.text.imprint.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from service.text.codepoints import encode

MIN_LETTERS = 40
"""Letters and digits that a text needs to be recognised by: "Amin", "Terima kasih" and "Semoga
sukses selalu kak" are said by everyone, and say nothing about who says them again."""

DISTANCE = 3
"""Bits in which two texts that are nearly the same differ at most: one fewer than there are bands,
so that they share one of them."""

_GRAM = 3
_READ = 4096
_BAND = 16
# Odd numbers of 64 bits: the golden ratio's, and two primes of xxHash.
_POWERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)

Bands = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a text is recognised by: signed 64-bit numbers, of the whole text and of its n-grams."""

    exact: int
    simhash: int


def likeness(squeezed: str) -> Likeness | None:
    """Return what a text (`Folded.squeezed`) is recognised by.

    None for one of fewer than MIN_LETTERS.
    """
    if len(squeezed) < MIN_LETTERS:
        return None
    digest = blake2b(squeezed.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return Likeness(int.from_bytes(digest, "little", signed=True), simhash(squeezed))


def simhash(squeezed: str) -> int:
    """Return 64 bits of a text's 3-grams, as a signed number; the first 4,096 characters count.

    Each 3-gram counts once: what is said over and over tells no more than said once. A text of
    fewer than three characters has 0.
    """
    codes = encode(squeezed[:_READ]).astype(np.uint64)
    last = len(codes) - _GRAM + 1
    if last < 1:
        return 0
    hashes = codes[:last] * _POWERS[0]
    for place in range(1, _GRAM):
        hashes += codes[place : place + last] * _POWERS[place]
    distinct = _mixed(np.unique(hashes))
    bits = np.unpackbits(distinct.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1)
    most = 2 * bits.sum(axis=0, dtype=np.uint32) > len(distinct)
    return int.from_bytes(np.packbits(most).tobytes(), "little", signed=True)


def bands(simhash: int) -> Bands:
    """Return the four 16-bit quarters of a simhash, the lowest first."""
    quarters = (simhash >> _BAND * place & 0xFFFF for place in range(4))
    return next(quarters), next(quarters), next(quarters), next(quarters)


def distance(a: int, b: int) -> int:
    """Return in how many bits two simhashes differ."""
    return ((a ^ b) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Let every bit depend on all others, in place: the 64-bit finaliser of MurmurHash3."""
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xC4CEB9FE1A85EC53)
    hashes ^= hashes >> np.uint64(33)
    return hashes
