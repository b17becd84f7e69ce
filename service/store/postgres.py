"""How the ledger stands on PostgreSQL: every wait is bounded, also on a server that hangs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, bindparam, create_engine, func, select
from sqlalchemy.pool import QueuePool

_MIGRATION_KEY = 0x536172696E67  # "Saring"
_LOCK = select(func.pg_advisory_xact_lock(_MIGRATION_KEY))
_LIMIT = select(
    func.set_config("statement_timeout", bindparam("milliseconds"), True),  # noqa: FBT003 -- SQL
    func.set_config("lock_timeout", bindparam("milliseconds"), True),  # noqa: FBT003 -- SQL
)


class PostgresBackend:
    """Transactions on a PostgreSQL server; `seconds` bounds every wait."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def create_engine(self, url: URL) -> Engine:
        """Return an engine whose connections are set up for the ledger."""
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=12,
            pool_timeout=self._seconds,
            pool_use_lifo=True,
            pool_pre_ping=True,
            hide_parameters=True,
            execution_options={"ledger": self},
            connect_args=self._connect_args(),
        )

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Run one write transaction."""
        with engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self, engine: Engine) -> Iterator[Connection]:
        """Read; each statement sees what is committed when it starts."""
        with engine.connect() as connection:
            yield connection

    @contextmanager
    def migrating(self, engine: Engine, seconds: float) -> Iterator[Connection]:
        """Write, after waiting up to `seconds` for others that migrate, for as long as it takes."""
        with engine.begin() as connection:
            connection.execute(_LIMIT, {"milliseconds": str(round(seconds * 1000))})
            connection.execute(_LOCK)
            connection.execute(_LIMIT, {"milliseconds": "0"})
            yield connection

    def _connect_args(self) -> dict[str, Any]:
        milliseconds = max(1, round(self._seconds * 1000))
        return {
            "connect_timeout": max(1, round(self._seconds)),
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
            f" -c idle_in_transaction_session_timeout={milliseconds * 4}"
            " -c synchronous_commit=on -c timezone=UTC",
            "application_name": "saring",
        }
