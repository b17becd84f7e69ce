"""Backups in tests: where they go, and how another process puts one back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from service.store.backup import Restored, restore
from service.store.engine import make_engine, reading
from service.store.tables import comments
from tests.ledgers import NOW, SECONDS, Blog

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups; PostgreSQL's programs run as this user too."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def target(folder: Path) -> Path:
    return folder / "saring.backup"


def put_back(blog: Blog, source: Path, folder: Path) -> Restored:
    """Restore as another process would: with an engine of its own."""
    engine = make_engine(blog.url, SECONDS)
    try:
        return restore(engine, source, folder, LATER)
    finally:
        engine.dispose()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def bodies(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(select(comments.c.body)).scalars())
