"""Thousands of terms found in one pass over a comment."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.text.fold import Folded, fold
from service.text.literals import Literals
from service.text.patterns import Match, PatternInvalid
from service.text.phrases import Phrases
from service.text.tokens import tokens

MAX_TERMS = 50_000
MAX_TERM_LENGTH = 200
"""Code points of a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to look for, written in any way that folding reads.

    It matches whole words only, the last or only one also where it is said twice (`anjing2`). The
    spaces of a phrase stand for themselves or for one of `-_./+|~*·•` each, unless it has signs of
    its own between its words; signs at its ends must be there. A term of nothing but signs, such as
    an emoji, matches anywhere. With `affixes` the last or only word may stand in any form that
    `service.text.affixes` knows. `squeezed` terms are looked for among the letters and digits
    alone, inside words too; affixes mean nothing to them.
    """

    text: str
    affixes: bool = False
    squeezed: bool = False


class TermSet:
    """Terms by number, ready to be found. Raises PatternInvalid for the first that cannot be.

    Takes some 400 bytes a term beside its text, and up to 64 MiB for squeezed ones, which together
    have MAX_BYTES of `service.text.literals` at most.
    """

    __slots__ = ("_count", "_phrases", "_signs", "_squeezed")

    def __init__(self, terms: Sequence[Term]) -> None:
        if len(terms) > MAX_TERMS:
            raise PatternInvalid(MAX_TERMS, f"there are more than {MAX_TERMS:,} terms")
        self._count = len(terms)
        self._phrases = Phrases()
        signs: list[tuple[str, int]] = []
        squeezed: list[tuple[str, int]] = []
        for entry, term in enumerate(terms):
            folded = _folded(entry, term)
            if term.squeezed:
                squeezed.append((folded.squeezed, entry))
            elif not tokens(folded.words):
                signs.append((folded.words, entry))
            else:
                self._phrases.add(folded.words, entry, affixes=term.affixes)
        self._signs = Literals(signs)
        self._squeezed = Literals(squeezed)

    def __len__(self) -> int:
        return self._count

    def find(self, text: Folded) -> Iterator[Match]:
        """Yield where terms stand in the raw text, in no promised order, as they are found.

        One entry may match several times, and several at one place.
        """
        for entry, start, end in self._phrases.find(text.words):
            yield Match(entry, *text.raw_span(start, end))
        for entry, start, end in self._signs.find(text.words):
            yield Match(entry, *text.raw_span(start, end))
        yield from self._find_squeezed(text)

    def _find_squeezed(self, text: Folded) -> Iterator[Match]:
        places: list[int] = []
        for entry, start, end in self._squeezed.find(text.squeezed):
            places = places or [at for at, char in enumerate(text.words) if char.isalnum()]
            yield Match(entry, *text.raw_span(places[start], places[end - 1] + 1))


def _folded(entry: int, term: Term) -> Folded:
    if not term.text or term.text.isspace():
        raise PatternInvalid(entry, "it is empty")
    if len(term.text) > MAX_TERM_LENGTH:
        raise PatternInvalid(entry, f"it is longer than {MAX_TERM_LENGTH} characters")
    if all(unicodedata.category(char)[0] in "MZ" for char in term.text):
        raise PatternInvalid(entry, "it has combining marks but no letter")
    folded = fold(term.text)
    if not folded.words:
        raise PatternInvalid(entry, "it has no character that can be seen")
    if term.squeezed and not folded.squeezed:
        raise PatternInvalid(entry, "it has neither letters nor digits")
    return folded
