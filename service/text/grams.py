"""Hashes of the n-grams of a text, the same ones in every process and release."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]


def odd(seed: int, size: int) -> Hashes:
    """Return `size` odd 32-bit numbers that look drawn at random."""
    drawn = b"".join(
        blake2b(b"%d" % n, person=b"saring", salt=b"%d" % seed).digest()[:4] for n in range(size)
    )
    return np.frombuffer(drawn, "<u4").astype(np.uint32) | np.uint32(1)


def grams(codes: Hashes, powers: Hashes) -> Hashes:
    """Return a 32-bit hash of every run of as many code points as there are `powers`.

    `codes` are one run at least.
    """
    last = len(codes) - len(powers) + 1
    hashes = codes[:last] * powers[0]
    for place in range(1, len(powers)):
        hashes += codes[place : place + last] * powers[place]
    return mixed(hashes)


def mixed(hashes: Hashes) -> Hashes:
    """Let every bit depend on all others, in place: the finaliser of MurmurHash3."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes
