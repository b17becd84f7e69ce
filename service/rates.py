"""Rates: how many requests somebody may send in how much time.

A rate is read as a bucket: so many requests may come at once, and room for the next ones comes
back evenly over the time. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
"""

import re
from dataclasses import dataclass
from typing import Self

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SPELLED = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(_SECONDS)})")
_OFF = ("off", "0")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds; one without requests is no limit, and false."""

    requests: int
    seconds: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the rate that `text` spells as "1200/minute" or "off"; raises ValueError."""
        if text.lower() in _OFF:
            return cls(0)
        found = _SPELLED.fullmatch(text)
        if found is None:
            raise ValueError("a rate is written as 1200/minute")
        return cls(int(found[1]), _SECONDS[found[2]])

    def __bool__(self) -> bool:
        return self.requests > 0

    def __str__(self) -> str:
        if not self:
            return _OFF[0]
        unit = next((name for name, long in _SECONDS.items() if long == self.seconds), "")
        return f"{self.requests}/{unit or f'{self.seconds} seconds'}"

    @property
    def interval(self) -> float:
        """Seconds after which there is room for one more; not for a rate that is no limit."""
        return self.seconds / self.requests
