import os
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from service.companion import FIRST_PAUSE, HEALTHY_SECONDS, Companion, has_parent
from tests.faults.serving import until

# Says that it began, with its arguments, then waits to be ended.
PROGRAM = """
import sys, time
with open(sys.argv[1], "a") as log:
    print(*sys.argv[2:], flush=True, file=log)
while True:
    time.sleep(60)
"""


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the present second."""
        return self.now


class Kept:
    """A companion, when it began and the process ids of those that ended."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "begun.log"
        self.log.touch()
        self.clock = Clock()
        self.ended: list[int] = []
        command = [sys.executable, "-c", PROGRAM, str(self.log)]
        self.companion = Companion(command, self.ended.append, self.clock)

    def begun(self) -> int:
        """Return how often it has begun."""
        return len(self.log.read_text(encoding="utf-8").splitlines())

    def children(self) -> list[int]:
        """Return the processes that run."""
        found = subprocess.run(["pgrep", "-f", str(self.log)], capture_output=True, check=False)
        return [int(line) for line in found.stdout.split()]

    def kill(self) -> None:
        """Kill the process that runs, and see it gone."""
        [child] = self.children()
        os.kill(child, SIGKILL)
        os.waitpid(child, 0)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    kept = Kept(tmp_path)
    kept.companion.look_after()
    until(lambda: kept.begun() == 1, 10)
    return kept


def test_it_begins_once_and_is_told_whose_child_it_is(kept: Kept) -> None:
    kept.companion.look_after()

    assert kept.log.read_text(encoding="utf-8") == f"--parent {os.getpid()}\n"
    assert len(kept.children()) == 1
    kept.companion.end(5)


def test_it_ends_when_asked_to(kept: Kept) -> None:
    kept.companion.end(5)

    assert kept.children() == []
    kept.companion.end(5)


def test_it_begins_again_after_a_pause_where_it_was_killed(kept: Kept) -> None:
    [first] = kept.children()
    kept.kill()

    kept.companion.look_after()
    at_once = kept.children()
    kept.clock.now += FIRST_PAUSE
    kept.companion.look_after()
    until(lambda: kept.begun() == 2, 10)

    assert at_once == []
    assert kept.ended == [first]
    kept.companion.end(5)


def test_the_pause_grows_while_it_dies_at_once_and_shrinks_once_it_lives(kept: Kept) -> None:
    pauses = []
    for lived in (0.0, 0.0, 0.0, HEALTHY_SECONDS):
        kept.clock.now += lived
        kept.kill()
        kept.companion.look_after()
        died, begun = kept.clock.now, kept.begun()
        while not kept.children():
            kept.clock.now += 0.5
            kept.companion.look_after()
        until(lambda begun=begun: kept.begun() > begun, 10)  # type: ignore[misc] # a default binds
        pauses.append(kept.clock.now - died)

    assert pauses == [1.0, 2.0, 4.0, 1.0]
    kept.companion.end(5)


def test_a_child_knows_its_parent() -> None:
    assert has_parent(os.getppid())
    assert not has_parent(os.getpid())
