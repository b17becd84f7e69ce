"""Why a score is what it is: the words that moved it most, as spans of the raw text.

Exact, since the model is linear: what every n-gram adds to the logit is spread over the characters
it covers and summed over the words these stand in.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from service.domain import Evidence, Explanation, Field
from service.scoring.ngrams import Occurrences
from service.scoring.units import NOWHERE, Unit, Units
from service.text.fold import Folded
from service.text.reading import Reading

DECIMALS = 3
"""Of every contribution, rest and logit, so that they add up wherever they are printed."""

MAX_SPANS = 5
WORTH_SHOWING = 0.2
"""Share of the strongest word's contribution that a word must reach to be shown."""

Floats = NDArray[np.float64]


def explain(
    reading: Reading,
    found: Occurrences,
    contributions: Iterable[Floats],
    intercepts: Sequence[float],
) -> list[Explanation]:
    """Explain the logits of some labels, in their order.

    What the n-grams of `found` contribute to a label adds up with its intercept to its logit. In
    three decimals the sums of an Explanation hold exactly; `rest` takes the rounding.
    """
    units = Units(reading)
    owners = units.owners(found.layout)
    explained = []
    for each, intercept in zip(contributions, intercepts, strict=True):
        moved = _by_unit(found, each, owners, units.url + 1)
        logit = intercept + float(each.sum())
        explained.append(_explanation(logit, _evidence(reading, units, moved)))
    return explained


def _explanation(logit: float, evidence: Iterator[Evidence]) -> Explanation:
    spans = sorted(evidence, key=lambda each: -each.contribution)
    shown = tuple(spans[:MAX_SPANS])
    logit = _rounded(logit)
    return Explanation(shown, _rounded(logit - sum(each.contribution for each in shown)), logit)


def _rounded(number: float) -> float:
    return round(number, DECIMALS) + 0.0  # so that none is printed as -0.0


def _by_unit(
    found: Occurrences, contributions: Floats, owners: NDArray[np.intp], count: int
) -> Floats:
    if not len(owners):
        return np.zeros(count)
    shares = contributions / (found.ends - found.starts)
    size = len(owners) + 1
    steps = np.bincount(found.starts, shares, size) - np.bincount(found.ends, shares, size)
    moved = np.bincount(owners, np.cumsum(steps)[:-1], count)
    return moved.astype(np.float64, copy=False)


def _evidence(reading: Reading, units: Units, moved: Floats) -> Iterator[Evidence]:
    moved[NOWHERE] = 0
    least = max(WORTH_SHOWING * float(moved.max()), 10**-DECIMALS)
    by_unit = moved.tolist()
    body, name = by_unit[1 : units.first_of_name], by_unit[units.first_of_name : units.url]
    yield from _of_text(Field.BODY, reading.body, units.body, body, least)
    yield from _of_text(Field.AUTHOR_NAME, reading.author_name, units.name, name, least)
    link = reading.author_link
    if link and by_unit[units.url] >= least:
        span = link.start, link.end, link.url
        yield Evidence(Field.AUTHOR_URL, *span, contribution=_rounded(by_unit[units.url]))


def _of_text(
    field: Field, folded: Folded, units: Sequence[Unit], moved: Sequence[float], least: float
) -> Iterator[Evidence]:
    """Yield the units that moved the score by `least`, neighbours as one span."""
    for shown, run in groupby(range(len(units)), key=lambda number: moved[number] >= least):
        if shown:
            numbers = list(run)
            together = units[numbers[0] : numbers[-1] + 1]
            yield _span(field, folded, together, sum(moved[number] for number in numbers))


def _span(field: Field, folded: Folded, units: Sequence[Unit], contribution: float) -> Evidence:
    start, end = _trimmed(folded.words, units[0].start, units[-1].end)
    start, end = folded.raw_span(start, end)
    text = folded.raw[start:end]
    reads_as = " ".join(unit.reads_as for unit in units)
    reads_as = reads_as[slice(*_trimmed(reads_as, 0, len(reads_as)))]
    as_written = " ".join(text.lower().split()) == reads_as
    return Evidence(field, start, end, text, "" if as_written else reads_as, _rounded(contribution))


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what is neither letter nor digit at both ends, unless nothing else is there."""
    inner = [index for index in range(start, end) if words[index].isalnum()]
    return (inner[0], inner[-1] + 1) if inner else (start, end)
