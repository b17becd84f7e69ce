"""Faults 5, 6 and 7: a disk that is full, broken or not ours; and who writes to it when."""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.domain import Comment
from service.errors import LedgerUnavailable, SettingsError
from service.store import sqlite
from service.store.engine import check_writable, make_engine
from service.store.schema import upgrade
from tests.faults.store.disk import Disk, refuses
from tests.faults.store.processes import Place, together
from tests.ledgers import SECONDS, opened, sqlite_url

SMALL_LOG = 64 * 1024
NOBODY = 65534


def queued_after(folder: Path) -> list[str]:
    """Return the bodies that a process finds which comes after the fault."""
    plain = sqlite3.connect(folder / "saring.db")
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    bodies = plain.execute(
        "SELECT body FROM comments JOIN review_items ON comment_id = comments.id"
    ).fetchall()
    plain.close()
    return [body for (body,) in bodies]


def record_across(folder: Path, fault: str) -> None:
    """Record while `fault` is off, on twice, and off again."""
    with opened(sqlite_url(folder)) as blog:
        blog.record(Comment("sebelum"))
        (folder / fault).touch()
        assert refuses(blog, "ketika 1")
        assert refuses(blog, "ketika 2")
        (folder / fault).unlink()
        blog.record(Comment("sesudah"))


def record_on_full_disk(folder: Path) -> None:
    record_across(folder, "full")


def record_on_broken_disk(folder: Path) -> None:
    record_across(folder, "broken")


def test_a_full_disk_is_told_and_forgotten_once_there_is_room(disk: Disk) -> None:
    disk.run(record_on_full_disk)

    assert queued_after(disk.folder) == ["sebelum", "sesudah"]


def test_what_a_broken_disk_did_not_confirm_is_never_answered(disk: Disk) -> None:
    disk.run(record_on_broken_disk)

    bodies = queued_after(disk.folder)
    assert set(bodies) >= {"sebelum", "sesudah"}
    assert len(set(bodies)) == len(bodies)


def fail_to_copy_the_log(folder: Path) -> None:
    """Record while the log can be written and the database cannot."""
    sqlite.LOG_BYTES = SMALL_LOG
    with opened(sqlite_url(folder)) as blog:
        (folder / "fixed").touch()
        for number in range(100):
            blog.record(Comment(f"{number} " + "x" * 2000))
        (folder / "fixed").unlink()
        blog.record(Comment("sesudah"))


def test_a_checkpoint_that_fails_loses_nothing_and_stops_nothing(disk: Disk) -> None:
    disk.run(fail_to_copy_the_log)

    assert len(queued_after(disk.folder)) == 101


def write_from_one(place: Place) -> int:
    sqlite.LOG_BYTES = SMALL_LOG
    blog = place.open(seconds=20.0)
    for number in range(60):
        blog.record(Comment(f"{number} " + "x" * 2000))
    blog.engine.dispose()
    return os.getpid()


def write_from_many(folder: Path) -> None:
    """Start, write, check-point and stop several processes on one new ledger."""
    url = sqlite_url(folder)
    engine = make_engine(url, SECONDS)
    upgrade(engine)
    engine.dispose()
    with opened(url) as blog:
        together(write_from_one, Place.of(blog), processes=3)


def write_and_exit(folder: Path) -> None:
    """Leave every connection to the end of the process."""
    engine = make_engine(sqlite_url(folder), SECONDS)
    upgrade(engine)
    check_writable(engine)


def write_without_lock(folder: Path) -> None:
    """Write as a program would that knows nothing of the lock."""
    plain = sqlite3.connect(folder / "saring.db")
    plain.execute("CREATE TABLE notes (id INTEGER)")
    plain.close()


@pytest.mark.parametrize("work", [write_from_many, write_and_exit])
def test_nothing_is_written_or_check_pointed_outside_the_lock(
    disk: Disk, work: Callable[[Path], None]
) -> None:
    disk.run(work)

    assert disk.witnessed() == []


def test_a_write_outside_the_lock_would_be_seen(disk: Disk) -> None:
    disk.run(write_without_lock)

    assert disk.witnessed() != []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_ordinary_user(folder: Path) -> str:
    """Return what a user who is not root is told when starting on a ledger in `folder`."""
    if os.geteuid() != 0:
        return told_at_start(folder)
    reading_end, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        os.write(writing_end, told_at_start(folder).encode())
        os._exit(0)
    os.close(writing_end)
    with os.fdopen(reading_end) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


def told_at_start(folder: Path) -> str:
    engine = make_engine(sqlite_url(folder), SECONDS)
    try:
        upgrade(engine)
    except (SettingsError, LedgerUnavailable) as error:
        return str(error)
    return ""


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_read_only_database_is_told_at_the_start(open_folder: Path) -> None:
    with opened(sqlite_url(open_folder)):
        pass
    (open_folder / "saring.db").chmod(stat.S_IRUSR)
    open_folder.chmod(0o755)

    assert "saring.db cannot be written by this user" in as_ordinary_user(open_folder)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_folder_of_another_owner_is_told_at_the_start(open_folder: Path) -> None:
    open_folder.chmod(0o555)

    assert "saring.db cannot be written by this user" in as_ordinary_user(open_folder)
