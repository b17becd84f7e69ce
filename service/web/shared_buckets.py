"""Shared buckets that may fail: while they do, this process counts by itself.

No request waits for a server that is gone or hangs: the one that finds it so waits once, briefly,
and whether it is back is asked beside the requests.
"""

from collections.abc import Callable
from threading import Thread
from typing import Protocol

import structlog

from service.errors import ModerationError
from service.rates import Rate
from service.telemetry import SHARING_FAILURES
from service.web.buckets import Buckets

ASK_SECONDS = 2.0

log = structlog.get_logger()


class SharingFailed(ModerationError):  # noqa: N818 -- reads as what has happened
    """Shared buckets could not be asked; the message is the name of the failure."""


class FarBuckets(Buckets, Protocol):
    """Buckets kept elsewhere; every method raises SharingFailed."""

    def check(self) -> None:
        """Return when they can be asked now."""


def beside(work: Callable[[], None]) -> None:
    """Do `work` beside the requests, in a thread that ends with the process."""
    Thread(target=work, name="shared-buckets", daemon=True).start()


class SharedBuckets:
    """Takes from `far` while it answers, else from `own`.

    Whether it answers is asked at the first request and then every ASK_SECONDS, by `start`.
    """

    def __init__(
        self,
        far: FarBuckets,
        own: Buckets,
        clock: Callable[[], float],
        start: Callable[[Callable[[], None]], None] = beside,
    ) -> None:
        self._far = far
        self._own = own
        self._clock = clock
        self._start = start
        self._answers = False
        self._asking = False
        self._told = False
        self._ask_at = clock()

    def take(self, name: str, rate: Rate, cost: int = 1, room: int = 1) -> float:
        """Take `cost` if there is room for `room`; return 0, else the seconds until there is."""
        if not self._answers:
            self._ask_now_and_then()
        if self._answers:
            try:
                return self._far.take(name, rate, cost, room)
            except SharingFailed as failure:
                self._answers = False
                self._ask_at = self._clock() + ASK_SECONDS
                self._note(failure)
        return self._own.take(name, rate, cost, room)

    def _ask_now_and_then(self) -> None:
        now = self._clock()
        if not self._asking and now >= self._ask_at:
            self._asking = True
            self._ask_at = now + ASK_SECONDS
            self._start(self._ask)

    def _ask(self) -> None:
        try:
            self._far.check()
        except SharingFailed as failure:
            self._note(failure)
        else:
            log.info("limits-shared")
            self._told = False
            self._answers = True
        finally:
            self._asking = False

    def _note(self, failure: SharingFailed) -> None:
        SHARING_FAILURES.inc()
        if not self._told:
            self._told = True
            log.warning("limits-not-shared", error=str(failure))
