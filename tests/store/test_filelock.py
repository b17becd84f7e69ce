import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from service.store.filelock import FileLock
from service.store.gate import WriteGate
from service.store.patience import LedgerBusy

SOON = 0.05


def in_time(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def make_lock(tmp_path: Path) -> Callable[[], FileLock]:
    """Makes holders that exclude each other as two processes do."""
    return lambda: FileLock(tmp_path / "a.lock")


def test_a_free_lock_is_taken(make_lock: Callable[[], FileLock]) -> None:
    assert make_lock().acquire(in_time())


def test_a_held_lock_is_waited_for_no_longer_than_allowed(
    make_lock: Callable[[], FileLock],
) -> None:
    ours, theirs = make_lock(), make_lock()
    theirs.acquire(in_time())
    started = time.monotonic()

    taken = ours.acquire(in_time(SOON))

    assert not taken
    assert SOON <= time.monotonic() - started < 1.0


def test_a_lock_comes_to_the_one_who_waits(make_lock: Callable[[], FileLock]) -> None:
    ours, theirs = make_lock(), make_lock()
    theirs.acquire(in_time())
    timer = threading.Timer(SOON, theirs.release)
    timer.start()

    taken = ours.acquire(in_time())

    timer.join()
    assert taken


def test_a_lock_given_up_is_not_kept_when_it_comes_too_late(
    make_lock: Callable[[], FileLock],
) -> None:
    ours, theirs, third = make_lock(), make_lock(), make_lock()
    theirs.acquire(in_time())
    ours.acquire(in_time(SOON))

    theirs.release()

    assert third.acquire(in_time())


def test_a_lock_given_up_can_be_wanted_again(make_lock: Callable[[], FileLock]) -> None:
    ours, theirs = make_lock(), make_lock()
    theirs.acquire(in_time())
    ours.acquire(in_time(SOON))
    ours.acquire(in_time(SOON))
    theirs.release()

    taken = ours.acquire(in_time())

    assert taken
    assert not theirs.acquire(in_time(SOON))


def test_two_holders_are_never_inside_at_once(make_lock: Callable[[], FileLock]) -> None:
    inside: list[int] = []
    most: list[int] = []

    def come_and_go() -> None:
        lock = make_lock()
        for _ in range(300):
            assert lock.acquire(in_time(30))
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            lock.release()

    visitors = [threading.Thread(target=come_and_go) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert len(most) == 1200
    assert max(most) == 1


PATCHED = """
from gevent import monkey
monkey.patch_all()
import gevent, sys, time
from pathlib import Path
from service.store.filelock import FileLock

ours, theirs = FileLock(Path(sys.argv[1])), FileLock(Path(sys.argv[1]))
theirs.acquire(time.monotonic())

def give_back():
    gevent.sleep(0.05)
    theirs.release()

gevent.spawn(give_back)
print(ours.acquire(time.monotonic() + 10))
"""


def test_greenlets_go_on_while_one_of_them_waits(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PATCHED, str(tmp_path / "a.lock")],
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert told.stdout == "True\n"


def test_the_holder_of_the_gate_may_enter_it_again(tmp_path: Path) -> None:
    gate = WriteGate(tmp_path / "a.lock")

    with gate.held(in_time()), gate.held(in_time()):
        pass

    assert FileLock(tmp_path / "a.lock").acquire(in_time())


def test_the_gate_stays_shut_until_its_holder_has_left_for_good(
    tmp_path: Path, make_lock: Callable[[], FileLock]
) -> None:
    gate = WriteGate(tmp_path / "a.lock")

    with gate.held(in_time()):
        with gate.held(in_time()):
            pass
        assert not make_lock().acquire(in_time(SOON))


def test_the_gate_says_when_it_did_not_open(
    tmp_path: Path, make_lock: Callable[[], FileLock]
) -> None:
    theirs = make_lock()
    theirs.acquire(in_time())
    gate = WriteGate(tmp_path / "a.lock")

    with pytest.raises(LedgerBusy), gate.held(in_time(SOON)):
        pass

    theirs.release()
    with gate.held(in_time()):
        pass


def test_no_file_stays_open_when_a_lock_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    lock = FileLock(path)
    assert times_open(path) == 1

    del lock
    gc.collect()

    assert times_open(path) == 0


def times_open(path: Path) -> int:
    """Return how many descriptors of this process are of the file."""
    wanted, found = path.stat(), 0
    for entry in Path("/dev/fd").iterdir():
        with suppress(OSError):
            found += os.path.samestat(os.fstat(int(entry.name)), wanted)
    return found
