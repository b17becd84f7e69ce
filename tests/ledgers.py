"""Ledgers to test on, and what is recorded in them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, text
from ulid import ULID

from service.domain import (
    Comment,
    Decision,
    Evidence,
    Field,
    Language,
    Reason,
    Recorded,
    Signal,
    Site,
    Verdict,
)
from service.errors import LedgerUnavailable
from service.store.engine import make_engine, reading, transaction
from service.store.ledger import Ledger
from service.store.pseudonyms import Pseudonymiser
from service.store.queue import open_ids
from service.store.schema import metadata, upgrade
from service.store.sites import create_site
from tests.postgres import temporary_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEDGER = Ledger(Pseudonymiser(b"a secret of the tests"))
SECONDS = 2.0
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
EVIDENCE = (Evidence(Field.BODY, 0, 5, "gacor", "gacor", 2.5),)
REASONS = (
    Reason("score:spam/gambling", 0.87, Decision.HOLD, EVIDENCE, 1.875, -0.625),
    Reason("signal:blocked_domain", 1.0, Decision.HOLD, (Evidence(Field.AUTHOR_URL, 0, 3, "url"),)),
)


def verdict(decision: Decision = Decision.HOLD) -> Verdict:
    """Return a new verdict with everything a verdict can carry."""
    return Verdict(
        id=str(ULID()),
        decision=decision,
        reasons=() if decision is Decision.APPROVE else REASONS,
        scores={"spam": 0.1 + 0.2, "spam/gambling": 0.87, "abuse": 1e-9},
        language=Language("id", 0.93),
        model="2026.11.1",
        policy="balanced@1",
        signals=(Signal("blocked_domain", 1.0, EVIDENCE), Signal("shouting", 0.5)),
    )


@dataclass(frozen=True, slots=True)
class Blog:
    """One site and the database that holds its ledger."""

    url: str
    engine: Engine
    site: Site

    def record(self, comment: Comment, judged: Verdict | None = None) -> Recorded:
        """Record a comment in a transaction of its own; held where no verdict is given."""
        with transaction(self.engine) as tx:
            return LEDGER.record(tx, self.site, comment, judged or verdict(), NOW)

    def queued(self) -> list[str]:
        """Return the ids of all open review items."""
        with reading(self.engine) as connection:
            return open_ids(connection, self.site.id, limit=1_000_000)


@contextmanager
def opened(url: str, name: str = "Dapur", seconds: float = SECONDS) -> Iterator[Blog]:
    """Give a new site in the database at `url`, brought up to date."""
    engine = make_engine(url, seconds)
    try:
        up_to_date(engine)
        with transaction(engine) as tx:
            site = create_site(tx, name, "balanced", NOW)
        yield Blog(url, engine, site)
    finally:
        engine.dispose()


def sqlite_url(folder: Path) -> str:
    """Return the URL of a SQLite file in `folder`."""
    return f"sqlite:///{folder / 'saring.db'}"


def up_to_date(engine: Engine) -> None:
    """Bring a ledger up to date as `upgrade` does; a new SQLite file is a copy of a ready one.

    The migrations take longer than most tests of what they make.
    """
    made = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    if made and made.parent.is_dir() and not made.exists():
        made.write_bytes(ready().contents)
    elif version(engine) != ready().version:
        upgrade(engine)


@dataclass(frozen=True, slots=True)
class Ready:
    """An up-to-date SQLite ledger without a row, and the version of its tables."""

    contents: bytes
    version: str


@cache
def ready() -> Ready:
    """Return what the migrations make; they run once in a process of tests."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(sqlite_url(Path(folder)), SECONDS)
        upgrade(engine)
        made = version(engine)
        engine.dispose()
        return Ready((Path(folder) / "saring.db").read_bytes(), made)


def version(engine: Engine) -> str:
    """Return the version of a ledger's tables; empty where there are none."""
    with suppress(LedgerUnavailable), reading(engine) as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    return ""


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of an up-to-date database on a PostgreSQL server."""
    with temporary_database(postgres_url) as url:
        engine = make_engine(url, SECONDS)
        upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty ledger, on each kind of database in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    url = str(request.getfixturevalue("postgres_database"))
    empty(url)
    return url


def empty(url: str) -> None:
    """Delete every row of a PostgreSQL ledger: five times as fast as TRUNCATE where few are."""
    rest = [table.name for table in reversed(metadata.sorted_tables) if table.name != "audit"]
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE audit")  # its rows cannot be deleted
        for name in rest:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


@pytest.fixture
def blog(database_url: str) -> Iterator[Blog]:
    """A site in an empty ledger, on each kind of database in turn."""
    with opened(database_url) as blog:
        yield blog


@pytest.fixture
def sqlite_blog(tmp_path: Path) -> Iterator[Blog]:
    """A site in an empty SQLite ledger."""
    with opened(sqlite_url(tmp_path)) as blog:
        yield blog


@pytest.fixture(scope="module", params=BOTH)
def lasting_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database for all tests of a module that only look, on each kind in turn."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path_factory.mktemp("lasting"))
        return
    with temporary_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(params=BOTH)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, on each kind in turn."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
        return
    with temporary_database(request.getfixturevalue("postgres_url")) as url:
        yield url
