"""The write gate: one writer at a time among all processes that share a SQLite ledger.

SQLite alone lets writers poll for its lock, and an unlucky one starves. Here they take an advisory
lock on a file beside the database, which the kernel gives up when its holder dies.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import LedgerUnavailable
from service.store.filelock import FileLock
from service.store.patience import LedgerBusy


class WriteGate:
    """What a process holds around each write transaction, checkpoint and closing of a connection.

    The threads or greenlets of one process take turns first, and only one of them waits for the
    other processes. Whoever holds the gate may enter it again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.RLock()
        self._depth = 0
        self._lock: FileLock | None = None

    @contextmanager
    def held(self, deadline: float) -> Iterator[None]:
        """Hold the gate; LedgerBusy when `deadline` (`time.monotonic`) passes first."""
        if not self._turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise LedgerBusy(_BUSY)
        try:
            lock = self._open()
            if self._depth == 0 and not lock.acquire(deadline):
                raise LedgerBusy(_BUSY)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    lock.release()
        finally:
            self._turn.release()

    def _open(self) -> FileLock:
        if self._lock is None:
            try:
                self._lock = FileLock(self._path)
            except OSError as error:
                raise LedgerUnavailable(
                    f"{self._path} cannot be opened: {error.strerror}"
                ) from None
        return self._lock


_BUSY = "the ledger is busy: its write lock did not come free in time"
