import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from service.domain import Comment
from service.errors import LedgerUnavailable
from service.store import dumps
from service.store.backup import back_up
from service.store.beside import FileRefused
from service.store.engine import make_engine, transaction
from tests.backups import bodies, folder, names, put_back, target
from tests.ledgers import SECONDS, Blog, sqlite_url

__all__ = ["folder", "target"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00", b"PGDMP\x01"])
def test_a_file_that_is_no_backup_is_refused_and_nothing_changes(
    blog: Blog, target: Path, folder: Path, content: bytes
) -> None:
    blog.record(Comment("Tetap"))
    target.write_bytes(content)

    with pytest.raises(FileRefused):
        put_back(blog, target, folder)

    assert bodies(blog.engine) == {"Tetap"}
    assert names(folder) == [target.name]


def test_a_backup_of_a_newer_schema_is_refused_and_nothing_changes(
    blog: Blog, target: Path, folder: Path
) -> None:
    with transaction(blog.engine) as tx:
        known = tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(blog.engine, target)
    with transaction(blog.engine) as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})
    blog.record(Comment("Tetap"))

    with pytest.raises(LedgerUnavailable, match="9999"):
        put_back(blog, target, folder)

    assert bodies(blog.engine) == {"Tetap"}


def test_the_database_is_no_place_for_its_backup(sqlite_blog: Blog) -> None:
    path = Path(str(sqlite_blog.engine.url.database))

    for name in (path.name, f"{path.name}-wal", f"{path.name}.lock"):
        with pytest.raises(FileRefused, match="the database itself"):
            back_up(sqlite_blog.engine, path.with_name(name))


def test_where_there_is_no_database_nothing_is_backed_up(tmp_path: Path, target: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path), SECONDS)

    with pytest.raises(FileRefused, match="there is no database"):
        back_up(engine, target)

    assert not (tmp_path / "saring.db").exists()


def test_a_damaged_backup_is_refused(sqlite_blog: Blog, target: Path, folder: Path) -> None:
    for number in range(50):
        sqlite_blog.record(Comment(f"Nomor {number} " * 200))
    back_up(sqlite_blog.engine, target)
    content = bytearray(target.read_bytes())
    content[len(content) // 2 :] = os.urandom(len(content) // 2)
    target.write_bytes(content)

    with pytest.raises(FileRefused, match="damaged"):
        put_back(sqlite_blog, target, folder)

    assert len(sqlite_blog.queued()) == 50


def test_a_database_of_somebody_else_is_refused(
    sqlite_blog: Blog, target: Path, folder: Path
) -> None:
    with closing(sqlite3.connect(target)) as other:
        other.execute("CREATE TABLE notes (said TEXT)")

    with pytest.raises(FileRefused, match="not one of Saring's"):
        put_back(sqlite_blog, target, folder)


@pytest.mark.postgres
def test_a_missing_program_is_named(
    postgres_database: str, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(postgres_database, SECONDS)
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(FileRefused, match="pg_dump is not installed"):
        back_up(engine, target)


@pytest.mark.postgres
def test_a_dump_that_fails_leaves_nothing_and_names_no_password(
    postgres_database: str, target: Path, folder: Path
) -> None:
    engine = make_engine(postgres_database, SECONDS)
    nowhere = engine.url.set(database="nowhere", password="rahasia:sekali")

    with pytest.raises(FileRefused, match="pg_dump made no backup") as raised:
        dumps.dump(nowhere, target)

    assert "rahasia" not in str(raised.value)
    assert names(folder) == []
