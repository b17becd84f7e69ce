"""Every n-gram of some texts at once: a grid of candidate cells, hashed in a few array passes.

The n-grams of one size lie in one row, with a cell for every code point they may start at, so a
size costs one multiplication and one addition over the row before. Cells whose n-gram would cross a
border are dropped at the end.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.scoring.namespaces import Layout

SIZES = (2, 3, 4, 5)
"""Code points in an n-gram within a word, the spaces at its borders counted."""

SQUEEZED_SIZES = (5, 6)
"""Code points in an n-gram of a squeezed text."""

_LONGEST = SQUEEZED_SIZES[-1]
_SPACE = ord(" ")
_REACH = np.array([[size - 1] for size in SIZES])
_SQUEEZED_REACH = np.array([[size] for size in SQUEEZED_SIZES])

# Odd constants of 32-bit mixers that were searched for low bias:
# https://github.com/skeeto/hash-prospector
_ROLL, _PAIR, _FINISH = np.array([0x2C1B3C6D, 0x297A2D39, 0x846CA68B], dtype=np.uint32)
_FOLD_SHIFT = np.uint32(15)
_POWERS = np.multiply.accumulate(np.full(64, _ROLL))

Hashes = NDArray[np.uint32]
Positions = NDArray[np.intp]


class _Parts(NamedTuple):
    """Views of one array of cells: a row a size, then the words, then the pairs of words."""

    inside: NDArray[Any]
    squeezed: NDArray[Any]
    words: NDArray[Any]
    pairs: NDArray[Any]


class Grid:
    """The n-grams of a layout, its texts side by side with one space before each."""

    def __init__(self, layout: Layout) -> None:
        lengths = [len(text) + 1 for text, _, _ in layout.texts]
        self._lengths = np.array(lengths, dtype=np.intp)
        self._size = sum(lengths)
        self._charred = sum(lengths[: layout.charred])
        self._worded = sum(lengths[: layout.worded])
        self._codes = _codes([text for text, _, _ in layout.texts])
        self._borders = (self._codes[: self._size + 1] == _SPACE).nonzero()[0]
        gaps = self._borders[1:] - self._borders[:-1]
        self._left = np.repeat(self._borders[1:], gaps)
        self._left -= np.arange(self._size)
        self._starts = self._borders[: self._borders.searchsorted(self._worded)]

    def keys(self, bases: Hashes, bits: int) -> tuple[Hashes, Positions]:
        """Return the key of every n-gram and the cell it stands in.

        A key is `bits` bits of the n-gram's hash, exclusive-or the base of its text. `bases` has a
        column a text; its first row is for n-grams of characters, its second for words.
        """
        cells = np.empty(self._count(), dtype=np.uint32)
        parts = self._parts(cells)
        self._roll(parts)
        self._read_words(parts)
        cells ^= cells >> _FOLD_SHIFT
        cells *= _FINISH
        cells >>= np.uint32(32 - bits)
        owners, owners_of_words = bases.repeat(self._lengths, axis=1)
        word_owners = owners_of_words.take(self._starts)
        inside, squeezed, words, pairs = parts
        inside ^= owners[: self._charred]
        squeezed ^= owners[self._worded :]
        words ^= word_owners
        pairs ^= word_owners[:-1]
        kept = self._whole(word_owners).nonzero()[0]
        return cells.take(kept), kept

    def spans(self, cells: Positions) -> tuple[Positions, Positions]:
        """Return where the n-grams of `cells` start and end, their border spaces left out.

        Both count the code points of all texts, each behind its space.
        """
        starts, ends = np.empty(self._count(), np.intp), np.empty(self._count(), np.intp)
        first, last = self._parts(starts), self._parts(ends)
        first.inside[:] = np.arange(self._charred)
        first.squeezed[:] = np.arange(self._worded, self._size)
        last.inside[:] = first.inside + _REACH + 1
        last.squeezed[:] = first.squeezed + _SQUEEZED_REACH
        first.words[:] = self._starts
        first.pairs[:] = self._starts[:-1]
        last.words[:] = self._borders[1 : len(self._starts) + 1]
        last.pairs[:] = last.words[1:]
        starts, ends = starts.take(cells), ends.take(cells)
        starts += self._codes.take(starts) == _SPACE
        ends -= self._codes.take(ends - 1) == _SPACE
        return starts, np.maximum(ends, starts + 1)

    def _roll(self, parts: _Parts) -> None:
        rolled = self._codes[: self._size].copy()
        for size in range(SIZES[0], _LONGEST + 1):
            rolled *= _ROLL
            rolled += self._codes[size - 1 : size - 1 + self._size]
            if size in SIZES:
                parts.inside[size - SIZES[0]] = rolled[: self._charred]
            if size in SQUEEZED_SIZES:
                parts.squeezed[size - SQUEEZED_SIZES[0]] = rolled[self._worded :]

    def _read_words(self, parts: _Parts) -> None:
        if not len(self._starts):
            return
        weighted = _POWERS.take(self._left[: self._worded] & 63)
        weighted *= self._codes[: self._worded]
        np.add.reduceat(weighted, self._starts, out=parts.words)
        pairs = np.multiply(parts.words[:-1], _PAIR, out=parts.pairs)
        pairs += parts.words[1:]

    def _whole(self, word_owners: Hashes) -> NDArray[np.bool_]:
        whole = np.empty(self._count(), dtype=np.bool_)
        inside, squeezed, words, pairs = self._parts(whole)
        np.greater_equal(self._left[: self._charred], _REACH, out=inside)
        np.greater_equal(self._left[self._worded :], _SQUEEZED_REACH, out=squeezed)
        squeezed &= self._codes[self._worded : self._size] != _SPACE
        words.fill(True)  # noqa: FBT003 -- an array's fill
        np.equal(word_owners[:-1], word_owners[1:], out=pairs)
        return whole

    def _count(self) -> int:
        squeezed = self._size - self._worded
        pairs = max(len(self._starts) - 1, 0)
        rows = len(SIZES) * self._charred + len(SQUEEZED_SIZES) * squeezed
        return rows + len(self._starts) + pairs

    def _parts(self, cells: NDArray[Any]) -> _Parts:
        inside = len(SIZES) * self._charred
        squeezed = inside + len(SQUEEZED_SIZES) * (self._size - self._worded)
        words = squeezed + len(self._starts)
        return _Parts(
            cells[:inside].reshape(len(SIZES), -1 if inside else 0),
            cells[inside:squeezed].reshape(len(SQUEEZED_SIZES), -1 if squeezed > inside else 0),
            cells[squeezed:words],
            cells[words:],
        )


def _codes(texts: list[str]) -> Hashes:
    joined = " ".join(["", *texts, " " * _LONGEST])
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
