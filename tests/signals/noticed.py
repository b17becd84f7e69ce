"""What a detector notices in a comment, for the tests of detectors."""

from service.domain import Comment, Signal
from service.signals.base import Detector
from service.text.reading import read


def noticed(detector: Detector, comment: Comment) -> dict[str, Signal]:
    """Return the signals of `detector` on `comment` by name."""
    return {signal.name: signal for signal in detector(comment, read(comment))}
