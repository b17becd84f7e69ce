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

from service.errors import SettingsError
from service.store.gate import WriteGate
from service.store.patience import LedgerBusy, Patience

LOG_BYTES = 4 * 1024 * 1024
_BUSY_SECONDS = 0.002
_PAUSE = 0.002
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=0",
    # A log that starts anew is cut to this size: one that is longer has not been copied yet.
    f"PRAGMA journal_size_limit={LOG_BYTES}",
)


def library_version() -> str:
    """Return the version of the SQLite library in use, to be printed at start."""
    return sqlite3.sqlite_version


class GatedConnection(sqlite3.Connection):
    """A connection that closes inside the write gate: closing the last one is a checkpoint."""

    gate: WriteGate | None = None
    patience: Patience

    def close(self) -> None:
        """Close; LedgerBusy where the gate does not come free in time."""
        if self.gate is None:
            super().close()
            return
        with self.gate.held(self.patience.deadline()):
            super().close()


class SqliteBackend:
    """Transactions on one SQLite file; `seconds` bounds every wait."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._log_path = f"{path}-wal"
        self._log_limit = LOG_BYTES
        self._gate = WriteGate(path.with_name(path.name + ".lock"))
        self._writers, self._readers = Patience(seconds), Patience(seconds)

    def create_engine(self, url: URL) -> Engine:
        """Return an engine whose connections are set up for the ledger."""
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=28,
            pool_timeout=self._readers.seconds,
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args={
                "factory": GatedConnection,
                "isolation_level": None,
                "timeout": _BUSY_SECONDS,
            },
        )
        event.listen(engine, "connect", self._set_up)
        return engine

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Hold the gate around one write transaction and the checkpoint that may follow it."""
        with self._writing(engine, self._writers) as connection:
            yield connection

    @contextmanager
    def migrating(self, engine: Engine, seconds: float) -> Iterator[Connection]:
        """Write as `writing` does, after waiting up to `seconds` for others that migrate."""
        _check_place(self._path)
        with self._writing(engine, Patience(seconds)) as connection:
            yield connection

    @contextmanager
    def reading(self, engine: Engine) -> Iterator[Connection]:
        """Read one consistent state; never waits for a writer of ours."""
        with _connected(engine) as connection:
            database, deadline = _driver(connection), self._readers.deadline()
            _begin(database, "BEGIN", self._readers, deadline)
            _begin(database, "SELECT 1 FROM sqlite_schema LIMIT 1", self._readers, deadline)
            yield connection

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """Hold the gate, waiting up to `seconds` for it: nobody else writes or checkpoints.

        For what SQLite does outside of transactions: to replace a database, to empty its log.
        """
        with self._entered(Patience(seconds), time.monotonic() + seconds):
            yield

    @contextmanager
    def _writing(self, engine: Engine, patience: Patience) -> Iterator[Connection]:
        deadline = patience.deadline()
        with self._entered(patience, deadline), _connected(engine) as connection:
            _begin(_driver(connection), "BEGIN IMMEDIATE", patience, deadline)
            yield connection
            connection.commit()
            if self._log_size() > self._log_limit:
                self._checkpoint(connection)

    @contextmanager
    def _entered(self, patience: Patience, deadline: float) -> Iterator[None]:
        try:
            with self._gate.held(deadline):
                yield
        except LedgerBusy:
            patience.lose()
            raise

    def _set_up(self, database: GatedConnection, _entry: ConnectionPoolEntry) -> None:
        database.gate, database.patience = self._gate, self._writers
        deadline = self._readers.deadline()
        for pragma in _PRAGMAS:
            _begin(database, pragma, self._readers, deadline)
        mode = _begin(database, "PRAGMA journal_mode", self._readers, deadline).fetchone()
        if mode == ("wal",):
            return
        with self._gate.held(deadline):
            _begin(database, "PRAGMA journal_mode=WAL", self._readers, deadline)

    def _log_size(self) -> int:
        try:
            return os.stat(self._log_path).st_size  # noqa: PTH116 -- half the time of Path.stat
        except FileNotFoundError:
            return 0  # nothing has been written since the database was opened

    def _checkpoint(self, connection: Connection) -> None:
        """Copy the log into the database; what is committed is durable whether it works or not.

        A reader of an old state keeps the log from starting anew. It is then tried again when as
        much has been added once more.
        """
        self._log_limit = self._log_size() + LOG_BYTES
        try:
            checkpoint = _driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)")
            _busy, pages, copied = checkpoint.fetchone()
        except sqlite3.Error:
            connection.invalidate()
            return
        if pages == copied:
            self._log_limit = LOG_BYTES


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
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise SettingsError(f"{path} cannot be written by this user")


def _driver(connection: Connection) -> GatedConnection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, GatedConnection)  # noqa: S101 -- tells the type checker
    return driver


def _begin(
    database: sqlite3.Connection, statement: str, patience: Patience, deadline: float
) -> sqlite3.Cursor:
    """Run `statement`, again and again while another program holds the database."""
    while True:
        try:
            cursor = database.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY:
                raise
        else:
            patience.regain()
            return cursor
        if time.monotonic() >= deadline:
            patience.lose()
            raise LedgerBusy("another program holds the ledger's database")
        time.sleep(_PAUSE)
