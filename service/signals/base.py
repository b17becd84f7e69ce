"""What a detector is, and how all of them are run over one comment."""

from collections.abc import Callable, Iterable, Iterator

from service.domain import Comment, Signal
from service.text.reading import Reading

Detector = Callable[[Comment, Reading], Iterator[Signal]]


def detect(detectors: Iterable[Detector], comment: Comment, reading: Reading) -> tuple[Signal, ...]:
    """Run `detectors` in order and return everything they noticed."""
    return tuple(signal for detector in detectors for signal in detector(comment, reading))
