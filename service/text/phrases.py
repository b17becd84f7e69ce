"""Thousands of words and phrases found in a text by its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.text.affixes import single, stems
from service.text.tokens import spans, tokens

_MOST_DULL = 8192
_LONGEST_DULL = 40
# One of these between two words stands for the space between them.
_JOINERS = str.maketrans(dict.fromkeys("-_./+|~*·•", " "))


class _Standing(NamedTuple):
    """An entry, and the signs before its first and behind its last word."""

    entry: int
    lead: str
    tail: str


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with its words and their offsets; `joined` has spaces for all joiners."""

    text: str
    joined: str
    words: Sequence[str]
    spans: Sequence[tuple[int, int]]

    def offsets(self, place: int, count: int) -> tuple[int, int]:
        """Return where the `count` words from number `place` start and end."""
        return self.spans[place][0], self.spans[place + count - 1][1]

    def differs(self, place: int, count: int) -> bool:
        """Return whether any joiner stands between these words."""
        if place + count > len(self.words):
            return False
        start, end = self.offsets(place, count)
        return self.text[start:end] != self.joined[start:end]


class Phrases:
    """Words and phrases by number; a phrase matches whole words only.

    Takes some 400 bytes a phrase beside its text, and a megabyte or two for the words that begin
    none of them, which are remembered so that they need not be looked at again.
    """

    __slots__ = ("_affixed", "_begun", "_dull", "_longer", "_pairs", "_whole")

    def __init__(self) -> None:
        self._whole: dict[str, list[_Standing]] = {}
        self._affixed: dict[str, list[_Standing]] = {}
        self._begun: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()  # the first two words; "" for any
        self._longer: dict[str, tuple[int, ...]] = {}
        self._dull: set[str] = set()

    def add(self, phrase: str, entry: int, *, affixes: bool = False) -> None:
        """Let `entry` be found where `phrase`, folded and with a word in it, stands.

        With `affixes` also where its last word stands in another form.
        """
        places = spans(phrase, tokens(phrase))
        core = places[0][0], places[-1][1]
        _enter(self._whole, phrase, core, entry)
        if affixes:
            _enter(self._affixed, phrase, core, entry)
        words = [phrase[start:end] for start, end in places]
        if len(words) > 1:
            self._begun.add(words[0])
            self._pairs.add((words[0], "" if affixes and len(words) == 2 else words[1]))
        if len(words) > 2:
            lengths = self._longer.get(phrase[core[0] : places[1][1]], ())
            if len(words) not in lengths:
                self._longer[phrase[core[0] : places[1][1]]] = (*lengths, len(words))

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield entry, start and end of everything that stands in `text`, by its first word."""
        words = tokens(text) if self._whole else []
        if self._dull.issuperset(words):
            return
        beginning = {word for word in set(words) - self._dull if self._begins(word)}
        places = [at for at, word in enumerate(words) if word in beginning]
        if not any(self._goes_on(words, at) for at in places):
            return
        joined = text.translate(_JOINERS) if self._begun else text
        page = _Page(text, joined, words, spans(text, words))
        for place in places:
            yield from self._from(page, place)

    def _begins(self, word: str) -> bool:
        """Return whether anything may begin with `word`, and remember where nothing does."""
        if word in self._begun or self._is_whole(word):
            return True
        if len(word) <= _LONGEST_DULL:
            if len(self._dull) >= _MOST_DULL:
                self._dull = set()
            self._dull.add(word)
        return False

    def _is_whole(self, word: str) -> bool:
        if word in self._whole or single(word) in self._whole:
            return True
        return bool(self._affixed) and not self._affixed.keys().isdisjoint(stems(word))

    def _goes_on(self, words: Sequence[str], place: int) -> bool:
        """Return whether what may begin with a word goes on with the next one, if it is longer."""
        word = words[place]
        for following in words[place + 1 : place + 2]:
            pairs = (word, ""), (word, following), (word, single(following))
            if not self._pairs.isdisjoint(pairs):
                return True
        return self._is_whole(word)

    def _from(self, page: _Page, place: int) -> Iterator[tuple[int, int, int]]:
        yield from self._standing(page, page.text, place, 1)
        if page.words[place] not in self._begun or place + 2 > len(page.words):
            return
        start, end = page.offsets(place, 2)
        for count in (2, *self._longer.get(page.text[start:end], ())):
            yield from self._standing(page, page.text, place, count)
        for count in (2, *self._longer.get(page.joined[start:end], ())):
            if page.differs(place, count):
                yield from self._standing(page, page.joined, place, count)

    def _standing(
        self, page: _Page, text: str, place: int, count: int
    ) -> Iterator[tuple[int, int, int]]:
        if place + count > len(page.words):
            return
        start, end = page.offsets(place, count)
        for standing in self._candidates(text[start:end], page.words[place + count - 1]):
            begin, stop = start - len(standing.lead), end + len(standing.tail)
            around = page.text[max(begin, 0) : start], page.text[end:stop]
            if around == (standing.lead, standing.tail):
                yield standing.entry, begin, stop

    def _candidates(self, core: str, last: str) -> Iterator[_Standing]:
        """Yield what matches `core`, whose last word is `last`, but for the signs around it."""
        yield from self._whole.get(core, ())
        first = core[: len(core) - len(last)]
        once = single(last)
        if once != last:
            yield from self._whole.get(first + once, ())
        if self._affixed:
            for stem in stems(last):
                yield from self._affixed.get(first + stem, ())


def _enter(
    standings: dict[str, list[_Standing]], phrase: str, core: tuple[int, int], entry: int
) -> None:
    start, end = core
    standing = _Standing(entry, phrase[:start], phrase[end:])
    standings.setdefault(phrase[start:end], []).append(standing)
