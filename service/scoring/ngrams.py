"""Hashed n-grams of readings in numpy: the same code trains and serves.

One comment or many take the same path: their texts are laid side by side in one array of code
points, every n-gram is hashed by a rolling polynomial in 32-bit wrap-around arithmetic, and sorting
one array of keys (reading, namespace, column) counts them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from service.scoring.grid import Grid, Hashes, Positions
from service.scoring.namespaces import NAMESPACE_BITS, Layout, Namespace, lay_out
from service.text.reading import Reading

HASHING = 1
"""Raised whenever a text would land in other columns; an artefact names the one it was made for."""

_SALT_OF = {Namespace.IDENTITY: Namespace.BODY_SQUEEZED}
_SALT = 0x9E3779B1
_BLOCK_READINGS = 64
_BLOCK_LENGTH = 1 << 15


@dataclass(frozen=True, slots=True)
class Counts:
    """The distinct n-grams of `readings` readings, by reading, namespace and column.

    The arrays run in parallel: `tags` holds 8 * place of the reading + namespace, `columns` the
    hashed column, `times` how often the n-gram occurs there.
    """

    readings: int
    tags: Hashes
    columns: Hashes
    times: Positions


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every n-gram occurrence of one reading, in parallel arrays.

    `starts` and `ends` count code points of the texts of `layout` laid end to end with one space
    before each; the spaces at the borders of an n-gram are left out.
    """

    layout: Layout
    namespaces: Hashes
    columns: Hashes
    starts: Positions
    ends: Positions


class Ngrams:
    """Hashes readings into 2 ** `bits` columns, for `bits` from 8 to 20."""

    def __init__(self, bits: int) -> None:
        if not 8 <= bits <= 20:
            raise ValueError("bits must be from 8 to 20")
        self.bits = bits
        self._mask = np.uint32((1 << bits) - 1)
        self._shift = np.uint32(bits)
        self._block = min(_BLOCK_READINGS, 1 << (32 - NAMESPACE_BITS - bits))
        salts = [_SALT_OF.get(space, space) * _SALT % 2**32 >> (32 - bits) for space in Namespace]
        self._salts = np.array(salts, dtype=np.uint32)

    def blocks(self, readings: Sequence[Reading]) -> Iterator[Counts]:
        """Count the n-grams of `readings`, in order, cut into blocks of bounded memory."""
        start = 0
        while start < len(readings):
            end = self._block_end(readings, start)
            yield self._count(readings[start:end])
            start = end

    def occurrences(self, reading: Reading) -> Occurrences:
        """Return every n-gram of `reading` with the place it was read at."""
        layout = lay_out([reading])
        grid = Grid(layout)
        keys, cells = self._keys(grid, layout)
        starts, ends = grid.spans(cells)
        return Occurrences(layout, keys >> self._shift, keys & self._mask, starts, ends)

    def _block_end(self, readings: Sequence[Reading], start: int) -> int:
        length = 0
        last = min(start + self._block, len(readings))
        for place in range(start, last):
            length += len(readings[place].body.words)
            if length > _BLOCK_LENGTH and place > start:
                return place
        return last

    def _keys(self, grid: Grid, layout: Layout) -> tuple[Hashes, Positions]:
        tags = np.array([text[1:] for text in layout.texts], dtype=np.uint32).reshape(-1, 2).T
        bases = tags << self._shift
        bases |= self._salts.take(tags & np.uint32(2**NAMESPACE_BITS - 1))
        return grid.keys(bases, self.bits)

    def _count(self, readings: Sequence[Reading]) -> Counts:
        layout = lay_out(readings)
        keys, _ = self._keys(Grid(layout), layout)
        keys.sort()
        fresh = np.empty(len(keys), dtype=np.bool_)
        fresh[:1] = True
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        firsts = fresh.nonzero()[0]
        times = np.empty_like(firsts)
        np.subtract(firsts[1:], firsts[:-1], out=times[:-1])
        times[-1:] = len(keys) - firsts[-1:]
        distinct = keys.take(firsts)
        return Counts(len(readings), distinct >> self._shift, distinct & self._mask, times)
