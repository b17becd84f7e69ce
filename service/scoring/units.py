"""The words of a reading as a moderator would point at them, and which characters are theirs."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from service.scoring.namespaces import NAMESPACE_BITS, Layout, Namespace
from service.text.links import Link
from service.text.reading import Reading

NOWHERE = 0
"""Owner of what cannot be pointed at, such as style tokens."""

_FEWEST_SPACED = 3

Piece = tuple[int, int]
"""An owner, and how many code points in a row are its own."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a run of spaced letters, at `words[start:end]` of a folded text.

    `letters` is how many characters of it stand in the squeezed text.
    """

    start: int
    end: int
    reads_as: str
    letters: int


class Units:
    """The units of a reading, numbered from 1 on: the body's, the name's, then the author's URL."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.body = tuple(_units(reading.body.words))
        self.name = tuple(_units(reading.author_name.words))
        self.first_of_name = 1 + len(self.body)
        self.url = self.first_of_name + len(self.name)

    def owners(self, layout: Layout) -> NDArray[np.intp]:
        """Return the unit that owns each code point of the texts of `layout` laid end to end.

        The space before a word belongs to the word.
        """
        pieces = np.array(list(self._pieces(layout)), dtype=np.intp).reshape(-1, 2)
        return np.repeat(pieces[:, 0], pieces[:, 1])

    def _pieces(self, layout: Layout) -> Iterator[Piece]:
        linked = self._linked()
        for text, tag, _ in layout.texts:
            match tag % (1 << NAMESPACE_BITS):
                case Namespace.BODY_CHARACTERS:
                    yield from _spaced(self.body, 1)
                case Namespace.BODY_SQUEEZED:
                    yield from _squeezed(self.body, 1, len(text))
                case Namespace.NAME:
                    yield from _spaced(self.name, self.first_of_name)
                case Namespace.IDENTITY if text == self._reading.author_name.squeezed:
                    yield from _squeezed(self.name, self.first_of_name, len(text))
                case Namespace.IDENTITY | Namespace.AUTHOR_URL:
                    yield self.url, len(text) + 1
                case Namespace.LINKS:
                    yield next(linked, NOWHERE), len(text) + 1
                case _:
                    yield NOWHERE, len(text) + 1

    def _linked(self) -> Iterator[int]:
        """Yield the longest unit of the body that each link stands in."""
        if self._reading.links:
            starts = [self._reading.body.raw_span(unit.start, unit.end)[0] for unit in self.body]
            for link in self._reading.links:
                inside = _overlapped(starts, link)
                longest = max(inside, key=lambda index: self.body[index].letters, default=-1)
                yield longest + 1


def _units(words: str) -> Iterator[Unit]:
    start = 0
    for single, run in groupby(words.split(" "), key=lambda word: len(word) == 1):
        found = list(run)
        if single and len(found) >= _FEWEST_SPACED:
            found = [" ".join(found)]
        for word in found:
            reads_as = word.replace(" ", "")
            letters = sum(map(str.isalnum, reads_as))
            yield Unit(start, start + len(word), reads_as, letters)
            start += len(word) + 1


def _spaced(units: Sequence[Unit], first: int) -> Iterator[Piece]:
    for owner, unit in enumerate(units, first):
        yield owner, unit.end - unit.start + 1


def _squeezed(units: Sequence[Unit], first: int, length: int) -> Iterator[Piece]:
    """Walk the squeezed text: its letters and digits stand in the order of the words."""
    yield NOWHERE, 1
    if sum(unit.letters for unit in units) != length:
        yield NOWHERE, length
        return
    for owner, unit in enumerate(units, first):
        yield owner, unit.letters


def _overlapped(starts: Sequence[int], link: Link) -> range:
    return range(max(bisect_right(starts, link.start) - 1, 0), bisect_left(starts, link.end))
