"""Evidence from spans: what a signal points at in the raw text, and how that reads."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

from service.domain import Evidence, Field
from service.text.fold import Folded, Mark

MOST_EVIDENCE = 5


def evidence(field: Field, raw: str, spans: Iterable[tuple[int, int]]) -> tuple[Evidence, ...]:
    """Return the first MOST_EVIDENCE of `spans`, (start, end) in `raw`, as evidence."""
    return tuple(
        Evidence(field, start, end, raw[start:end]) for start, end in islice(spans, MOST_EVIDENCE)
    )


def disguised(field: Field, folded: Folded, marks: Iterable[Mark]) -> tuple[Evidence, ...]:
    """Return the first MOST_EVIDENCE of `marks` as evidence that says how each of them reads."""
    return tuple(
        Evidence(
            field, mark.start, mark.end, folded.raw[mark.start : mark.end], reads_as(folded, mark)
        )
        for mark in islice(marks, MOST_EVIDENCE)
    )


def reads_as(folded: Folded, mark: Mark) -> str:
    """Return the letters and digits that the eye reads where `mark` stands."""
    start, end = mark.start, mark.end
    if folded.origin is not None:
        start, end = bisect_left(folded.origin, start), bisect_left(folded.origin, end)
    return "".join(filter(str.isalnum, folded.words[start:end]))
