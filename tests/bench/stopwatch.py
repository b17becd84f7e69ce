"""Time two ways of doing the same in turns, so that a busy machine slows both alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 15


@dataclass(frozen=True, slots=True)
class Race:
    """Seconds a call of what we compare against, and of ours."""

    baseline: float
    ours: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is."""
        return self.baseline / self.ours


def race(baseline: Callable[[int], object], ours: Callable[[int], object], calls: int) -> Race:
    """Time both on the same `calls`, told by number, in turns.

    Of each call the fastest of all rounds counts, as noise only adds; of the calls, the median.
    """
    slow, fast = [float("inf")] * calls, [float("inf")] * calls
    for _ in range(ROUNDS):
        _improve(slow, baseline)
        _improve(fast, ours)
    return Race(median(slow), median(fast))


def _improve(best: list[float], act: Callable[[int], object]) -> None:
    for call, known in enumerate(best):
        start = time.perf_counter()
        act(call)
        best[call] = min(known, time.perf_counter() - start)
