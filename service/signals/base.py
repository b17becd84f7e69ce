"""What a detector is, and how all of them are run over one comment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from service.domain import Comment, Past, Signal
from service.text.reading import Reading

Detector = Callable[[Comment, Reading], Iterator[Signal]]


def detect(detectors: Iterable[Detector], comment: Comment, reading: Reading) -> tuple[Signal, ...]:
    """Run `detectors` in order and return everything they noticed."""
    return tuple(signal for detector in detectors for signal in detector(comment, reading))


class History(Protocol):
    """What signals need of the past of a site; service.store.history satisfies it."""

    def look_up(self, comments: Sequence[tuple[Comment, Reading]]) -> Sequence[Past]:
        """Return what is remembered about each of `comments`, in order."""


class Forgetful:
    """A history without a past, for comments that no ledger knows."""

    def look_up(self, comments: Sequence[tuple[Comment, Reading]]) -> Sequence[Past]:
        """Return nothing remembered about each of `comments`."""
        return [_NOTHING] * len(comments)


_NOTHING = Past()
FORGETFUL = Forgetful()
