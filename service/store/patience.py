"""How long to wait for a ledger that keeps others waiting.

A worker that answers one request at a time would stand still for the whole wait with every request
while another program holds the database. So the full wait is granted once; after it ran out,
the next ones are short until one succeeds.
"""

import time

from service.errors import LedgerUnavailable

_SHORT = 0.05


class LedgerBusy(LedgerUnavailable):
    """The ledger did not come free in time."""


class Patience:
    """`seconds` to wait at most; a twentieth of a second once that was in vain."""

    def __init__(self, seconds: float) -> None:
        self._full = seconds
        self._seconds = seconds

    @property
    def seconds(self) -> float:
        """How long the next wait may take."""
        return self._seconds

    def deadline(self) -> float:
        """Return the end of a wait that begins now, in `time.monotonic`."""
        return time.monotonic() + self._seconds

    def lose(self) -> None:
        """Wait briefly from now on: a wait ran out."""
        self._seconds = min(self._full, _SHORT)

    def regain(self) -> None:
        """Wait in full again: the ledger answered."""
        self._seconds = self._full
