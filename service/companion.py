"""A process beside the web server: begun with it, begun again where it dies, ended with it.

It ends by itself when its parent has died, so that nothing is left of a server that was killed.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from time import monotonic

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
HEALTHY_SECONDS = 60.0
PARENT_OPTION = "--parent"


class Companion:
    """Runs `command` and is asked about it now and then.

    The command is told by PARENT_OPTION whose child it is. One that dies at once is begun again
    after a pause that grows. `ended` is told the process id of one that has ended.
    """

    def __init__(
        self,
        command: Sequence[str],
        ended: Callable[[int], None] = lambda _: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._command = command
        self._ended = ended
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._begun_at = 0.0
        self._pause = FIRST_PAUSE
        self._begin_at = clock()

    def look_after(self) -> None:
        """Begin the process where it does not run."""
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._ended(self._process.pid)
            self._process = None
            lived = self._clock() - self._begun_at
            self._pause = FIRST_PAUSE if lived >= HEALTHY_SECONDS else self._pause
            self._begin_at = self._clock() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        if self._clock() >= self._begin_at:
            self._begin()

    def end(self, seconds: float) -> None:
        """Ask the process to end, and kill it when it has not done so in time."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _begin(self) -> None:
        self._begun_at = self._clock()
        # In a session of its own: an interrupt from the keyboard is for the parent to pass on.
        self._process = subprocess.Popen(  # noqa: S603 -- our own command
            [*self._command, PARENT_OPTION, str(os.getpid())],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def has_parent(parent: int) -> bool:
    """Say whether this process still is a child of `parent`."""
    return os.getppid() == parent
