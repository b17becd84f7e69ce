"""The database as commands open it: its folder made, its tables brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine

from service.errors import SettingsError
from service.settings import Settings
from service.store.engine import make_engine
from service.store.pseudonyms import Pseudonymiser
from service.store.schema import upgrade

LONG = 300.0
"""Seconds that a command waits for the database which looks through all of it."""


@contextmanager
def opened(settings: Settings, seconds: float = 0.0) -> Iterator[Engine]:
    """Give the engine of an up-to-date database and leave no connection behind.

    What is long to do may wait longer for the database than the service does: `seconds`.

    Raises SettingsError or LedgerUnavailable when there can be none.
    """
    with connected(settings, seconds) as engine:
        upgrade(engine)
        yield engine


@contextmanager
def connected(settings: Settings, seconds: float = 0.0) -> Iterator[Engine]:
    """Give the engine of the database as it is, in a folder that is there; close it at the end.

    Raises SettingsError where there can be none.
    """
    if not settings.database_url:
        _make_folder(settings)
    engine = make_engine(settings.database, seconds or settings.ledger_seconds)
    try:
        yield engine
    finally:
        engine.dispose()


def pseudonymiser(settings: Settings) -> Pseudonymiser:
    """Return what hashes authors here; SettingsError where this installation has no key yet."""
    if settings.secret_key:
        return Pseudonymiser(settings.secret_key.encode())
    path = settings.data_dir / "secret-key"
    try:
        return Pseudonymiser(path.read_text(encoding="utf-8").strip().encode())
    except OSError as error:
        raise SettingsError(
            f"SARING_SECRET_KEY is not set, and {path} cannot be read: {error.strerror}"
        ) from error


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"SARING_DATA_DIR: {settings.data_dir} cannot be made: {error.strerror}"
        ) from error
