"""Buckets: what each key and each address has used up of its rate, counted in this process.

A library was measured and left: Flask-Limiter took 0.9 ms a request, and a clock that was set back
an hour kept its counters full for that hour. Here a bucket is one number and time runs monotonic.
"""

from collections.abc import Callable
from typing import Protocol

from service.rates import Rate

MOST_BUCKETS = 100_000
_SLACK = 1e-6  # seconds; what counting time in floating point may be wrong by


class Buckets(Protocol):
    """What has been used up, by name."""

    def take(self, name: str, rate: Rate, cost: int = 1, room: int = 1) -> float:
        """Take `cost` if there is room for `room`; return 0, else the seconds until there is.

        What is taken beyond the room is owed: until that much has come back, nothing is given.
        """


class OwnBuckets:
    """Buckets of this process. `clock` counts seconds, monotonic.

    Of too many the emptiest are forgotten, which is what a flood from ever new addresses fills.
    """

    def __init__(self, clock: Callable[[], float], most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._most = most
        self._free_at: dict[str, float] = {}

    def take(self, name: str, rate: Rate, cost: int = 1, room: int = 1) -> float:
        """Take `cost` if there is room for `room`; return 0, else the seconds until there is."""
        now = self._clock()
        interval = rate.interval
        free_at = max(now, self._free_at.get(name, now))
        wait = free_at + room * interval - now - rate.seconds
        if wait > _SLACK:
            return wait
        self._free_at[name] = free_at + cost * interval
        if len(self._free_at) > self._most:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        kept = sorted(self._free_at.items(), key=lambda one: one[1])[-self._most // 2 :]
        self._free_at = {name: free_at for name, free_at in kept if free_at > now}
