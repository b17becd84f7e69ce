import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from service.domain import Comment
from service.errors import LedgerUnavailable, SettingsError
from service.store.engine import check_writable, make_engine, reading, transaction
from service.store.sqlite import LOG_BYTES, library_version
from service.store.tables import comments
from tests.ledgers import SECONDS, Blog, sqlite_url

LARGE = 60_000


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://localhost/saring"]
)
def test_a_url_that_names_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SARING_DATABASE_URL"):
        make_engine(url, SECONDS)


def test_making_an_engine_opens_nothing(tmp_path: Path) -> None:
    make_engine(sqlite_url(tmp_path), SECONDS)

    assert list(tmp_path.iterdir()) == []


def test_a_writable_ledger_passes_the_check(blog: Blog) -> None:
    check_writable(blog.engine)


def test_the_check_passes_on_a_ledger_that_was_only_just_opened(sqlite_blog: Blog) -> None:
    sqlite_blog.engine.dispose()

    check_writable(sqlite_blog.engine)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("wal_autocheckpoint", 0)],
)
def test_connections_are_set_up_to_be_durable(
    sqlite_blog: Blog, pragma: str, value: str | int
) -> None:
    with reading(sqlite_blog.engine) as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_a_reader_sees_one_state_while_others_write(sqlite_blog: Blog) -> None:
    count = select(func.count()).select_from(comments)

    with reading(sqlite_blog.engine) as connection:
        sqlite_blog.record(Comment("Halo"))
        assert connection.execute(count).scalar_one() == 0


def test_reading_never_waits_for_a_writer(sqlite_blog: Blog) -> None:
    with transaction(sqlite_blog.engine), reading(sqlite_blog.engine) as connection:
        assert connection.execute(select(func.count()).select_from(comments)).scalar_one() == 0


def test_threads_of_one_process_take_turns(blog: Blog) -> None:
    writers = [
        threading.Thread(target=blog.record, args=(Comment(f"Nomor {n}"),)) for n in range(8)
    ]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(blog.queued()) == 8


def test_an_error_names_no_text_of_what_was_to_be_written(blog: Blog) -> None:
    with pytest.raises(LedgerUnavailable) as raised:
        write_badly(blog, "rahasia")

    assert "rahasia" not in str(raised.value)
    assert raised.value.__suppress_context__


def write_badly(blog: Blog, value: str) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(text("INSERT INTO sites (id, name) VALUES (:id, :id)"), {"id": value})


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_of_a_fork_may_not_use_its_parents_engine(sqlite_blog: Blog) -> None:
    child = os.fork()
    if child == 0:
        os._exit(refused_by(sqlite_blog))

    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


def refused_by(blog: Blog) -> int:
    try:
        blog.queued()
    except LedgerUnavailable as error:
        return 0 if "forked" in str(error) else 1
    return 2


def log_size(blog: Blog) -> int:
    return Path(f"{blog.engine.url.database}-wal").stat().st_size


def record_a_lot(blog: Blog) -> None:
    """Record about twice what the log may hold."""
    for number in range(2 * LOG_BYTES // LARGE):
        blog.record(Comment(f"{number} " + "x" * LARGE))


def test_the_log_is_copied_before_it_grows_much_beyond_its_size(sqlite_blog: Blog) -> None:
    record_a_lot(sqlite_blog)

    assert log_size(sqlite_blog) <= LOG_BYTES + 4 * LARGE


def test_a_log_that_a_reader_kept_growing_shrinks_once_he_is_gone(sqlite_blog: Blog) -> None:
    with reading(sqlite_blog.engine):
        record_a_lot(sqlite_blog)
        grown = log_size(sqlite_blog)

    record_a_lot(sqlite_blog)

    assert grown > 2 * LOG_BYTES
    assert log_size(sqlite_blog) <= LOG_BYTES + 4 * LARGE


def test_closing_the_engine_leaves_one_complete_file(sqlite_blog: Blog) -> None:
    sqlite_blog.record(Comment("Halo"))
    path = Path(str(sqlite_blog.engine.url.database))

    sqlite_blog.engine.dispose()

    assert not path.with_name("saring.db-wal").exists()


def test_the_version_of_sqlite_can_be_told() -> None:
    assert library_version() == sqlite3.sqlite_version
