"""How the ledger stands on PostgreSQL: every wait is bounded, also on a server that hangs.

A server that stops answering sends no error, and neither its own time limits nor the kernel's end
the wait: so a connection is given up by our side once a transaction's time has run out.
"""

import math
import select as sockets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, bindparam, create_engine, event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from service.store.patience import LedgerBusy, Patience

_T = TypeVar("_T")
_GRACE = 0.5  # beyond the server's own limit, so that a living server can say what was too slow
_MIGRATION_KEY = 0x536172696E67  # "Saring"
_LOCK = select(func.pg_advisory_xact_lock(_MIGRATION_KEY))
_LIMIT = select(
    func.set_config("statement_timeout", bindparam("milliseconds"), True),  # noqa: FBT003 -- SQL
    func.set_config("lock_timeout", bindparam("milliseconds"), True),  # noqa: FBT003 -- SQL
)


class WatchedConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that closes itself when an answer has not come by `deadline`."""

    deadline = math.inf

    def wait(self, gen: PQGen[_T], interval: float = 0.1, timeout: float | None = None) -> _T:
        """Wait for the server; OperationalError, and the connection closed, after the deadline."""
        left = max(0.0, self.deadline - time.monotonic())
        if timeout is None and left < math.inf:
            timeout = left
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise

    def is_alive(self) -> bool:
        """Return whether the server has neither closed nor ended this connection, as far as seen.

        An idle connection has nothing to read; what there is can only be its end.
        """
        if self.closed:
            return False
        readable = sockets.poll()  # unlike `select`, for any number of open files
        readable.register(self.pgconn.socket, sockets.POLLIN)
        return not readable.poll(0)


class PostgresBackend:
    """Transactions on a PostgreSQL server; `seconds` bounds each of them."""

    def __init__(self, seconds: float) -> None:
        self._patience = Patience(seconds)
        self._rest_until = -math.inf

    def create_engine(self, url: URL) -> Engine:
        """Return an engine whose connections are set up for the ledger."""
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=12,
            pool_timeout=self._patience.seconds,
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args=_connect_args(self._patience.seconds),
        )
        event.listen(engine, "do_connect", _connect)
        return engine

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Run one write transaction."""
        with self._connected(engine) as connection:
            yield connection
            connection.commit()

    @contextmanager
    def reading(self, engine: Engine) -> Iterator[Connection]:
        """Read; each statement sees what is committed when it starts."""
        with self._connected(engine) as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def migrating(self, engine: Engine, seconds: float) -> Iterator[Connection]:
        """Write, after waiting up to `seconds` for others that migrate, for as long as it takes."""
        with self._connected(engine) as connection:
            _driver(connection).deadline = math.inf
            connection.execute(_LIMIT, {"milliseconds": str(round(seconds * 1000))})
            connection.execute(_LOCK)
            connection.execute(_LIMIT, {"milliseconds": "0"})
            yield connection
            connection.commit()

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """Begin on a living connection; a server that was waited for in vain is left to rest."""
        started = time.monotonic()
        if started < self._rest_until:
            raise LedgerBusy("the database did not answer a moment ago")
        try:
            with _living(engine) as connection, connection.begin():
                _driver(connection).deadline = started + self._patience.seconds + _GRACE
                yield connection
        except SQLAlchemyError:
            if time.monotonic() - started >= self._patience.seconds:
                self._rest_until = time.monotonic() + self._patience.seconds
            raise


@contextmanager
def _living(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if not _driver(connection).is_alive():
            connection.invalidate()
        yield connection


def _driver(connection: Connection) -> WatchedConnection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, WatchedConnection)  # noqa: S101 -- tells the type checker
    return driver


def _connect(
    _dialect: object, _entry: object, arguments: list[Any], options: dict[str, Any]
) -> WatchedConnection:
    return WatchedConnection.connect(*arguments, **options)


def _connect_args(seconds: float) -> dict[str, Any]:
    milliseconds = max(1, round(seconds * 1000))
    return {
        "connect_timeout": max(2, round(seconds)),
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
        f" -c idle_in_transaction_session_timeout={milliseconds * 4}"
        " -c synchronous_commit=on -c timezone=UTC",
        "application_name": "saring",
    }
