"""Copies of a SQLite ledger: taken and put back while the service runs.

SQLite copies a database page by page in one transaction, so that a copy is one state of it, and
whoever reads the copied-into database meanwhile goes on reading the old one.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from service.errors import LedgerUnavailable
from service.store.beside import FileRefused, beside
from service.store.engine import reading
from service.store.sqlite import SqliteBackend

HEADER = b"SQLite format 3\x00"
SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, under its name and one of these."""

LOCK = ".lock"
PATIENCE = 60.0
"""Seconds to wait for those who write."""

_CUT_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_OURS = {"alembic_version", "sites", "comments", "verdicts"}
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'"


def path_of(engine: Engine) -> Path:
    """Return where the database of `engine` stands."""
    return Path(str(engine.url.database))


def copy_out(engine: Engine, target: Path) -> None:
    """Write one state of the ledger, the newest when this is called, into the new file `target`.

    No writer waits for it. Raises FileRefused where the disk is full or what was read is damaged.
    """
    with beside(target) as made:
        with reading(engine) as connection, _refusals(target):
            copy_into(_driver_of(connection.connection.driver_connection), made)
        check_whole(made, target)


def copy_into(source: sqlite3.Connection, made: Path) -> None:
    """Copy `source` into the file `made`, which then needs no other file beside it."""
    with closing(sqlite3.connect(made)) as copy:
        copy.execute("PRAGMA journal_mode=OFF")  # a copy that breaks off is thrown away
        copy.execute("PRAGMA synchronous=OFF")  # and one that is whole is settled at once
        source.backup(copy)
    with closing(sqlite3.connect(made, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def check_whole(path: Path, shown: Path) -> None:
    """Raise FileRefused, which calls the file `shown`, unless it is an undamaged ledger."""
    with _refusals(shown), closing(_opened(path)) as database:
        tables = {name for (name,) in database.execute(_TABLES)}
        if not tables >= _OURS:
            raise FileRefused(f"{shown} is a SQLite database, but not one of Saring's")
        found = database.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise FileRefused(f"{shown} is damaged")


@contextmanager
def staged(source: Path, folder: Path) -> Iterator[Path]:
    """Give a checked copy of the backup `source` in `folder`, to be changed and thrown away.

    Raises FileRefused for what is no backup of a SQLite ledger.
    """
    _check_header(source)
    check_whole(source, source)
    with removed(folder / f".restoring-{os.getpid()}.db") as copy:
        copy.touch(mode=0o600)
        with _refusals(source), closing(_opened(source)) as database:
            copy_into(database, copy)
        yield copy


def put_in(source: Path, live: sqlite3.Connection, seconds: float) -> None:
    """Replace the contents of the database `live` by those of `source`, in one transaction.

    Be alone at the gate. Raises LedgerUnavailable where another program keeps the database longer
    than `seconds`.
    """
    deadline = time.monotonic() + seconds

    def go_on(status: int, _left: int, _pages: int) -> None:
        if status & 0xFF in _HELD and time.monotonic() >= deadline:
            raise LedgerUnavailable("another program holds the ledger's database")

    with closing(sqlite3.connect(source)) as copy:
        copy.backup(live, progress=go_on, sleep=0.05)
    live.execute(_CUT_LOG).fetchall()


def empty_log(engine: Engine) -> None:
    """Copy SQLite's log into the database and cut it, so that nothing old is left to read in it.

    Who reads or writes at the moment keeps it from that; then the next one who writes does it.
    """
    with suppress(LedgerUnavailable), backend_of(engine).alone(PATIENCE), connected(engine) as live:
        live.execute(_CUT_LOG).fetchall()


@contextmanager
def connected(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Give the driver's own connection, with no transaction begun."""
    with closing(engine.raw_connection()) as connection:
        yield _driver_of(connection.driver_connection)


def backend_of(engine: Engine) -> SqliteBackend:
    """Return what keeps the writers of a SQLite ledger apart."""
    backend = engine.get_execution_options()["ledger"]
    assert isinstance(backend, SqliteBackend)  # noqa: S101 -- tells the type checker
    return backend


def is_empty(database: sqlite3.Connection) -> bool:
    """Whether a database holds no table."""
    return database.execute(_TABLES).fetchone() is None


@contextmanager
def removed(path: Path) -> Iterator[Path]:
    """Give `path` and remove what stands there at the end, with what SQLite put beside it."""
    try:
        yield path
    finally:
        for name in ("", *SIDES, LOCK):
            Path(f"{path}{name}").unlink(missing_ok=True)


def _check_header(source: Path) -> None:
    try:
        with source.open("rb") as opened:
            header = opened.read(len(HEADER))
    except OSError as error:
        raise FileRefused(f"{source} cannot be read: {error.strerror}") from error
    if header.startswith(b"PGDMP"):
        raise FileRefused(f"{source} is a backup of PostgreSQL; the ledger is SQLite here")
    if header != HEADER:
        raise FileRefused(f"{source} is no backup of Saring's")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _driver_of(connection: object) -> sqlite3.Connection:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 -- tells the type checker
    return connection


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a file into FileRefused, without what it quotes."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        raise FileRefused(f"{path}: {_WORDS.get(name, name)}") from None


_WORDS = {
    "SQLITE_CANTOPEN": "the file cannot be opened",
    "SQLITE_CORRUPT": "the file is damaged",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_NOTADB": "the file is damaged",
}
