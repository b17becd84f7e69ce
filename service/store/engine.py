"""The database engine and the only ways to use it: `transaction`, `reading` and `migration`.

Everything above this floor learns one thing about a failing database: `LedgerUnavailable`.
"""

import atexit
import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, literal, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError, StatementError

from service.errors import LedgerUnavailable, SettingsError
from service.store.sqlite import SqliteBackend

_WORDS = {
    "SQLITE_CANTOPEN": "the database file cannot be opened",
    "SQLITE_CORRUPT": "the database file is damaged",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_NOTADB": "the file is not a SQLite database",
    "SQLITE_READONLY": "the database is read-only",
}


class Backend(Protocol):
    """What a kind of database must be able to do."""

    def create_engine(self, url: URL) -> Engine:
        """Return an engine on which nothing is open yet."""

    def writing(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Begin a write transaction; commit it at the end, roll it back on an exception."""

    def reading(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Begin reading; roll back at the end."""

    def migrating(self, engine: Engine, seconds: float) -> AbstractContextManager[Connection]:
        """Begin a write transaction of its own kind, one at a time among all processes."""


def make_engine(url: str, lock_timeout: float) -> Engine:
    """Return the engine for `url`; `lock_timeout` bounds, in seconds, every wait for the database.

    Nothing is opened yet. Make it after the fork: an engine refuses to work in a child of the
    process that made it. Raises SettingsError for a URL that is neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError("SARING_DATABASE_URL is not a database URL") from None
    backend = _choose(parsed, lock_timeout)
    engine = backend.create_engine(parsed)
    engine.update_execution_options(ledger=backend, made_by=os.getpid())
    _made.add(engine)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Run one write transaction: committed and durable at the end of the block, or not at all.

    Keep the block short and free of waiting: on SQLite no other process writes meanwhile. Raises
    LedgerUnavailable when the database cannot be written; whether the last commit reached the
    disk is then unknown, so the caller must not answer success.
    """
    with _translated("written"), _backend(engine).writing(engine) as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read from the database. Raises LedgerUnavailable when it cannot be read."""
    with _translated("read"), _backend(engine).reading(engine) as connection:
        yield connection


@contextmanager
def migration(engine: Engine, seconds: float) -> Iterator[Connection]:
    """Run one transaction that changes tables, waiting up to `seconds` for others that do."""
    with _translated("migrated"), _backend(engine).migrating(engine, seconds) as connection:
        yield connection


def check_writable(engine: Engine) -> None:
    """Raise LedgerUnavailable unless a write transaction can begin and end now."""
    with transaction(engine) as tx:
        tx.execute(select(literal(1)))


def _choose(url: URL, seconds: float) -> Backend:
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return SqliteBackend(Path(url.database), seconds)
    if kind not in ("postgresql", "postgres"):
        raise SettingsError("SARING_DATABASE_URL must name a SQLite file or a PostgreSQL database")
    try:
        # Its driver is an extra that an installation on SQLite does without.
        from service.store.postgres import PostgresBackend  # noqa: PLC0415
    except ImportError:
        raise SettingsError("PostgreSQL needs its driver: install saring[postgres]") from None
    return PostgresBackend(seconds)


def _backend(engine: Engine) -> Backend:
    options = engine.get_execution_options()
    if options["made_by"] != os.getpid():
        raise LedgerUnavailable("the engine was made before this process was forked")
    backend: Backend = options["ledger"]
    return backend


def close_all() -> None:
    """Close what this process has open and nobody uses: at its end, not what a child was left."""
    for engine in list(_made):
        if engine.get_execution_options()["made_by"] == os.getpid():
            engine.dispose()


# Weak, so that an engine nobody uses any more goes with all it holds.
_made: weakref.WeakSet[Engine] = weakref.WeakSet()
atexit.register(close_all)


@contextmanager
def _translated(done: str) -> Iterator[None]:
    """Turn whatever the database raises into LedgerUnavailable, without its text."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise LedgerUnavailable(f"the ledger cannot be {done}: {_cause(error)}") from None


def _cause(error: Exception) -> str:
    """Say what failed by its code: a driver's message may quote what was to be written."""
    origin = error.orig if isinstance(error, StatementError) and error.orig is not None else error
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    known = next((words for name, words in _WORDS.items() if str(code).startswith(name)), None)
    return known or code or type(origin).__name__
