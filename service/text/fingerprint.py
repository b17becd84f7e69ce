"""Fingerprints of texts, so that a comment is recognised when it comes again slightly changed.

A wave of spam says the same with another brand, number, link or greeting. MinHash (Broder, "On the
resemblance and containment of documents", 1997) makes the share of character 5-grams that two texts
have in common readable from short sketches; keeping only a few bits of every minimum (Li & König,
"b-bit minwise hashing", 2010) makes the sketches shorter still.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from service.text.codepoints import encode
from service.text.grams import Hashes, grams, mixed, odd
from service.text.links import find_links

SKETCH = 64
KEYS = 4
COMPARED = 24
"""Letters and blanks between words that a text needs to resemble another; else only the same."""
NUMBERED = 12
"""Letters and blanks below which numbers, links and signs count too: little else is there."""

_GRAM = 5
_READ = 4096
_NO_LETTERS = re.compile(r"[\W\d_]+")
_REPEATED = re.compile(r"(\D)\1+")
_CHANCE = 1 / 256  # that the low 8 bits of two different minima agree

_FACTORS = odd(1, SKETCH)[:, None]
_OFFSETS = odd(2, SKETCH)[:, None]
_POWERS = odd(3, _GRAM)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to find others like it.

    Two texts that are nearly the same share at least one of the four `keys`, in the same place,
    signed 64-bit numbers; `sketch` holds 64 bytes that `similarity` compares.
    """

    keys: tuple[int, ...]
    sketch: bytes


def fingerprint(words: str) -> Fingerprint:
    """Return the fingerprint of a folded text (`Folded.words`); the first 4,096 characters count.

    Digits, links and all else that is no letter are left out, and so are repetitions. A text of
    fewer than COMPARED letters resembles only the same letters again; one of fewer than NUMBERED
    only the same text.
    """
    text = words[:_READ]
    found = letters(text)
    if len(found) < NUMBERED:
        return _of_the_whole(_REPEATED.sub(r"\1", text).strip())
    if len(found) < COMPARED:
        return _of_the_whole(found)
    minima = _minima(grams(encode(found), _POWERS))
    return Fingerprint(_keys(minima[: 2 * KEYS].astype("<u4").tobytes()), _low_bytes(minima))


def similarity(a: bytes, b: bytes) -> float:
    """Estimate from two sketches the share of 5-grams two texts have in common, in [0, 1].

    The standard error is 0.063 at most.
    """
    agreeing = np.count_nonzero(np.frombuffer(a, np.uint8) == np.frombuffer(b, np.uint8)) / SKETCH
    return max(0.0, float(agreeing - _CHANCE) / (1.0 - _CHANCE))


def letters(text: str) -> str:
    """Return the letters of `text` outside links, without repetitions, words one blank apart."""
    kept, start = [], 0
    for link in find_links(text):
        kept.append(text[start : link.start])
        start = link.end
    kept.append(text[start:])
    return _REPEATED.sub(r"\1", _NO_LETTERS.sub(" ", " ".join(kept)).strip())


def _minima(hashes: Hashes) -> Hashes:
    """Return the least value of each of SKETCH hash functions."""
    minima: Hashes = (hashes[None, :] * _FACTORS + _OFFSETS).min(axis=1)
    return minima


def _low_bytes(minima: Hashes) -> bytes:
    return mixed(minima.copy()).astype(np.uint8).tobytes()


def _of_the_whole(text: str) -> Fingerprint:
    digest = blake2b(text.encode("utf-8", "surrogatepass")).digest()
    return Fingerprint(_keys(digest[: 8 * KEYS]), digest)


def _keys(digest: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(digest, "<i8").tolist())
