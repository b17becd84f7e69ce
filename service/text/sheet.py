"""The characters of a text as arrays: as written, as read so far, and how each was disguised.

What is done to a sheet is done to all characters at once, so that a hostile text costs no more than
a long one.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from service.text.codepoints import (
    ENCLOSED,
    EXPANDED,
    EXPANSIONS,
    KIND,
    LOWER,
    STYLED,
    Codes,
    encode,
)
from service.text.draft import Places

Bools = NDArray[np.bool_]
Kinds = NDArray[np.uint16]


@dataclass(slots=True)
class Sheet:
    """Three arrays of one length, and the raw offset of each place, None where that is the same.

    `hint` holds bits of KIND: STYLED, ENCLOSED, INVISIBLE (something unseen before), MARK (marks
    were taken off), GOOD (taken for a Latin letter).
    """

    written: Codes
    read: Codes
    hint: Kinds
    origin: Places | None = None

    def keep(self, kept: Places) -> None:
        """Leave out every place that is not in `kept`."""
        self.written, self.read, self.hint = self.written[kept], self.read[kept], self.hint[kept]
        self.origin = kept if self.origin is None else self.origin[kept]


def spread(raw: str, codes: Codes, kinds: Kinds, seen: int) -> Sheet:
    """Return the sheet of `raw`, with the characters that stand for several written out."""
    origin = None
    if seen & EXPANDED:
        lengths = np.ones(len(codes), np.intp)
        wide = np.flatnonzero(kinds & EXPANDED)
        lengths[wide] = [len(EXPANSIONS[code]) for code in codes[wide].tolist()]
        origin = np.repeat(np.arange(len(codes)), lengths)
        codes = encode(raw.translate(EXPANSIONS))
        kinds = KIND[codes]
    hint = kinds & np.uint16(STYLED | ENCLOSED)
    return Sheet(codes, codes ^ LOWER[codes], hint, origin)


@dataclass(frozen=True, slots=True)
class Runs:
    """The unbroken runs of some places, such as the words of a sheet."""

    inside: Bools
    starts: Places
    ends: Places

    @classmethod
    def of(cls, inside: Bools) -> Self:
        """Return the runs of the places that are `inside`."""
        padded = np.zeros(len(inside) + 2, np.bool_)
        padded[1:-1] = inside
        edges = np.flatnonzero(padded[1:] != padded[:-1])
        return cls(inside, edges[::2], edges[1::2])

    @property
    def sizes(self) -> Places:
        """How many places each run takes."""
        return self.ends - self.starts

    def count(self, chosen: Bools) -> Places:
        """Return how many of the `chosen` places each run has."""
        return np.add.reduceat(chosen & self.inside, self.starts, dtype=np.intp)

    def bits(self, bits: Kinds) -> Kinds:
        """Return the bits that any place of each run has."""
        return np.bitwise_or.reduceat(np.where(self.inside, bits, np.uint16(0)), self.starts)

    def places(self, chosen: Bools) -> Bools:
        """Return per place whether it is part of a `chosen` run."""
        found = np.zeros(len(self.inside), np.bool_)
        found[self.inside] = np.repeat(chosen, self.sizes)
        return found


def within(codes: Codes, block: range) -> Bools:
    """Return which of `codes` are in `block`."""
    found: Bools = (codes >= block.start) & (codes < block.stop)
    return found
