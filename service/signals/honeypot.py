"""A signal from the form itself: a field that no person sees was filled in."""

from collections.abc import Iterator

from service.domain import Comment, Signal
from service.text.reading import Reading


def honeypot(comment: Comment, _: Reading) -> Iterator[Signal]:
    """A trap that the site laid in its form, and tells of, holds something."""
    if comment.trapped:
        yield Signal("honeypot", 1.0)
