"""How the ledger stands on SQLite: durable commits, one writer at a time, checkpoints of our own.

SQLite up to 3.51.2 can corrupt a database in WAL mode when a checkpoint races with a commit of
another connection. Here every commit and every checkpoint happens inside the write gate, so the
race cannot occur whatever the library's version.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from service.errors import LedgerUnavailable, SettingsError
from service.store.gate import WriteGate

CHECKPOINT_ROWS = 1000
_BUSY_MILLISECONDS = 2
_PAUSE = 0.002
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA journal_size_limit=67108864",
)


def library_version() -> str:
    """Return the version of the SQLite library in use, to be printed at start."""
    return sqlite3.sqlite_version


class GatedConnection(sqlite3.Connection):
    """A connection that closes inside the write gate: closing the last one is a checkpoint."""

    gate: WriteGate | None = None
    patience = 0.0

    def close(self) -> None:
        """Close; LedgerUnavailable where the gate does not come free in time."""
        if self.gate is None:
            super().close()
            return
        with self.gate.held(time.monotonic() + self.patience):
            super().close()


class SqliteBackend:
    """Transactions on one SQLite file; `seconds` bounds every wait."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._gate = WriteGate(path.with_name(path.name + ".lock"))
        self._seconds = seconds
        self._rows = 0

    def create_engine(self, url: URL) -> Engine:
        """Return an engine whose connections are set up for the ledger."""
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=28,
            pool_timeout=self._seconds,
            pool_use_lifo=True,
            hide_parameters=True,
            execution_options={"ledger": self},
            connect_args={
                "factory": GatedConnection,
                "isolation_level": None,
                "timeout": _BUSY_MILLISECONDS / 1000,
            },
        )
        event.listen(engine, "connect", self._set_up)
        return engine

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Hold the gate around one write transaction and the checkpoint that may follow it."""
        with self._writing(engine, self._seconds) as connection:
            yield connection

    @contextmanager
    def migrating(self, engine: Engine, seconds: float) -> Iterator[Connection]:
        """Write as `writing` does, after waiting up to `seconds` for others that migrate."""
        _check_place(self._path)
        with self._writing(engine, seconds) as connection:
            yield connection

    @contextmanager
    def _writing(self, engine: Engine, seconds: float) -> Iterator[Connection]:
        deadline = time.monotonic() + seconds
        with self._gate.held(deadline), _connected(engine) as connection:
            database = _driver(connection)
            _begin(database, "BEGIN IMMEDIATE", deadline)
            before = database.total_changes
            yield connection
            connection.commit()
            self._rows += database.total_changes - before
            if self._rows >= CHECKPOINT_ROWS:
                self._checkpoint(connection)

    @contextmanager
    def reading(self, engine: Engine) -> Iterator[Connection]:
        """Read one consistent state; never waits for a writer."""
        deadline = time.monotonic() + self._seconds
        with _connected(engine) as connection:
            database = _driver(connection)
            _begin(database, "BEGIN", deadline)
            _begin(database, "SELECT 1 FROM sqlite_schema LIMIT 1", deadline)
            yield connection

    def _set_up(self, database: GatedConnection, _entry: ConnectionPoolEntry) -> None:
        database.gate, database.patience = self._gate, self._seconds
        deadline = time.monotonic() + self._seconds
        for pragma in _PRAGMAS:
            database.execute(pragma)
        if _journal_mode(database, "PRAGMA journal_mode", deadline) != "wal":
            with self._gate.held(deadline):
                _journal_mode(database, "PRAGMA journal_mode=WAL", deadline)

    def _checkpoint(self, connection: Connection) -> None:
        """Copy the log into the database; what is committed is durable whether it works or not."""
        try:
            _driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._rows = 0
        except sqlite3.Error:
            connection.invalidate()


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """Begin on a connection that is thrown away when the database fails under it."""
    with engine.connect() as connection, connection.begin():
        try:
            yield connection
        except (SQLAlchemyError, sqlite3.Error):
            connection.invalidate()
            raise


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise SettingsError(f"the folder {path.parent} of the database does not exist; create it")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise SettingsError(f"{path} cannot be written by this user")


def _driver(connection: Connection) -> GatedConnection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, GatedConnection)  # noqa: S101 -- tells the type checker
    return driver


def _journal_mode(database: sqlite3.Connection, statement: str, deadline: float) -> str:
    return str(_begin(database, statement, deadline).fetchone()[0])


def _begin(database: sqlite3.Connection, statement: str, deadline: float) -> sqlite3.Cursor:
    """Run `statement`, again and again while another program holds the database."""
    while True:
        try:
            return database.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY:
                raise
            if time.monotonic() >= deadline:
                raise LedgerUnavailable("another program holds the ledger's database") from None
        time.sleep(_PAUSE)
