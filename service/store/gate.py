"""The write gate: one writer at a time among all processes that share a SQLite ledger.

SQLite alone lets writers poll for its lock, and an unlucky one starves. Here they take an advisory
lock on a file beside the database, which the kernel gives up when its holder dies.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import LedgerUnavailable

_PAUSE = 0.0005


class WriteGate:
    """An advisory lock that a process holds around each write transaction and checkpoint.

    Waiting never blocks in the kernel: it sleeps with `time.sleep`, which lets other greenlets run
    where that is patched. The thread or greenlet that holds the gate may enter it again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.RLock()
        self._depth = 0
        self._descriptor = -1

    @contextmanager
    def held(self, deadline: float) -> Iterator[None]:
        """Hold the gate; LedgerUnavailable when `deadline` (`time.monotonic`) passes first."""
        if not self._mutex.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise _BUSY
        try:
            if self._depth == 0:
                self._lock(deadline)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._mutex.release()

    def _lock(self, deadline: float) -> None:
        if self._descriptor < 0:
            self._descriptor = _open(self._path)
        while not self._try_lock():
            if time.monotonic() >= deadline:
                raise _BUSY
            time.sleep(_PAUSE)

    def _try_lock(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerUnavailable(f"{path} cannot be opened: {error.strerror}") from None


_BUSY = LedgerUnavailable("the ledger is busy: its write lock did not come free in time")
