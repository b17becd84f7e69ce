"""The database as commands open it: its folder made, its tables brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine

from service.errors import SettingsError
from service.settings import Settings
from service.store.engine import make_engine
from service.store.schema import upgrade


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """Give the engine of an up-to-date database and leave no connection behind.

    Raises SettingsError or LedgerUnavailable when there can be none.
    """
    if not settings.database_url:
        _make_folder(settings)
    engine = make_engine(settings.database, settings.ledger_seconds)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()


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
