"""An advisory lock on a file, waited for in the kernel's own queue and yet for a bounded time.

`flock` either waits for ever or not at all. Asking again and again has no order: with eight
processes that write all the time, the unluckiest waited 25 ms and shares differed by 6 %; in the
kernel's queue 8 to 12 ms and 1 to 2 %. So a contended lock is waited for by a thread of its own,
which gives it back if nobody wants it any more by the time it comes.
"""

import fcntl
import os
import time
import weakref
from pathlib import Path

from gevent.monkey import get_original

# A thread that may block needs to be a real one, whatever a server has patched.
_start_thread, _allocate_lock = get_original("_thread", ["start_new_thread", "allocate_lock"])

_STILL = 0.005
_PAUSE = 0.001
_IDLE = 2.0


class FileLock:
    """One process's hold on a lock file; the kernel gives it up when the process dies.

    Not for several threads at once: its user sees to that.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Not at the end of the process: connections are closed then, under this lock.
        weakref.finalize(self, os.close, self._descriptor).atexit = False
        self._asked = _allocate_lock()
        self._got = _allocate_lock()
        self._asked.acquire()
        self._got.acquire()
        self._state = _allocate_lock()
        self._waiting = self._wanted = self._running = False

    def acquire(self, deadline: float) -> bool:
        """Take the lock; False when `deadline`, of `time.monotonic`, passes first.

        The first 5 ms stop the whole process; from then on other greenlets run while it waits,
        where `time.sleep` lets them.
        """
        if not self._waiting and self._try():
            return True
        self._ask()
        try:
            taken = self._wait(deadline)
        except BaseException:
            if self._give_up():
                self.release()
            raise
        return taken or self._give_up()

    def release(self) -> None:
        """Let the next one have it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        if self._got.acquire(timeout=max(0.0, min(_STILL, left))):
            return True
        while time.monotonic() < deadline:
            time.sleep(_PAUSE)
            if self._got.acquire(blocking=False):
                return True
        return False

    def _ask(self) -> None:
        """Make sure that the thread waits for the lock on our behalf."""
        with self._state:
            self._wanted = True
            if self._waiting:
                return
            self._waiting = True
            self._asked.release()
            if not self._running:
                self._running = True
                _start_thread(self._serve, ())

    def _give_up(self) -> bool:
        """Stop wanting the lock; True if it came at the last moment."""
        with self._state:
            self._wanted = False
            return bool(self._got.acquire(blocking=False))

    def _serve(self) -> None:
        while self._is_asked():
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            with self._state:
                if self._wanted:
                    self._got.release()
                else:
                    self.release()
                self._waiting = False

    def _is_asked(self) -> bool:
        """Wait to be asked; False after a while without, which ends the thread."""
        if self._asked.acquire(timeout=_IDLE):
            return True
        with self._state:
            self._running = bool(self._asked.acquire(blocking=False))
            return self._running
