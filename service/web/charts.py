"""Pictures of numbers as shapes: where each bar stands, for a template to draw as SVG.

Across, everything is a share of the picture's width in per cent; upwards it is pixels. So a picture
fits a phone and a desk without a script, and its lettering keeps its size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_FULL = 0.84  # of the width that a column has to itself
_LEAST = 1.5  # pixels of a bar that stands for something, however little


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle. `kind` is what it counts, as its maker named it."""

    kind: str
    value: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Bars on a common ground, and the lines of a scale: how high they lie and what they mean."""

    bars: tuple[tuple[Bar, ...], ...]
    lines: tuple[tuple[float, int], ...]
    height: int


def stacked(stacks: Sequence[Sequence[tuple[str, int]]], height: int) -> Columns:
    """Return one column for each of `stacks`, its parts piled up in their order."""
    most = round_up(max((sum(value for _, value in stack) for stack in stacks), default=0))
    wide = 100 / max(1, len(stacks))
    columns = []
    for n, stack in enumerate(stacks):
        ground = float(height)
        bars = []
        for kind, value in stack:
            high = value / most * height
            ground -= high
            bars.append(
                Bar(kind, value, n * wide + wide * (1 - _FULL) / 2, wide * _FULL, ground, high)
            )
        columns.append(tuple(bar for bar in bars if bar.value))
    return Columns(tuple(columns), _lines(most, height), height)


def histogram(counts: Sequence[int], height: int, *, log: bool = False) -> Columns:
    """Return one bar for each of `counts`; with `log`, ten times as many are one step higher."""
    most = round_up(max(counts, default=0))
    wide = 100 / max(1, len(counts))
    bars = []
    for n, count in enumerate(counts):
        high = max(_share(count, most, log=log) * height, _LEAST) if count else 0.0
        bars.append((Bar("", count, n * wide + wide * 0.06, wide * 0.88, height - high, high),))
    lines = _log_lines(most, height) if log else _lines(most, height)
    return Columns(tuple(bars), lines, height)


def row(parts: Sequence[tuple[str, int]], whole: int = 0) -> tuple[Bar, ...]:
    """Return one bar across, divided among its parts in their order.

    It is as long as its parts' share of `whole`, where that is more than their sum.
    """
    total = max(whole, sum(value for _, value in parts))
    bars = []
    x = 0.0
    for kind, value in parts:
        wide = 100 * value / total if total else 0.0
        bars.append(Bar(kind, value, x, wide, 0.0, 0.0))
        x += wide
    return tuple(bar for bar in bars if bar.value)


def round_up(number: int) -> int:
    """Return the least of 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, ... that is not smaller."""
    power = 1
    while True:
        for step in (1, 2, 3, 4, 5, 6, 8):
            if step * power >= number:
                return step * power
        power *= 10


def _share(count: int, most: int, *, log: bool) -> float:
    return math.log1p(count) / math.log1p(most) if log else count / most


def _lines(most: int, height: int) -> tuple[tuple[float, int], ...]:
    values = (most, most // 2) if most > 1 else (most,)
    return tuple((height - value / most * height, value) for value in values)


def _log_lines(most: int, height: int) -> tuple[tuple[float, int], ...]:
    powers = [10**n for n in range(int(math.log10(most)) + 1)]
    values = sorted({most, *powers[-3:]}, reverse=True)
    return tuple((height - _share(value, most, log=True) * height, value) for value in values)
