import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from service.domain import Comment
from service.errors import LedgerUnavailable, SettingsError
from service.store.engine import make_engine, migration, reading, transaction
from service.store.schema import metadata, upgrade
from tests.ledgers import SECONDS, Blog, opened, sqlite_url


def test_migrations_make_the_tables_the_code_expects(bare_url: str) -> None:
    engine = make_engine(bare_url, SECONDS)

    upgrade(engine)

    with reading(engine) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrations_make_the_indexes_the_code_expects(bare_url: str) -> None:
    engine = make_engine(bare_url, SECONDS)

    upgrade(engine)

    with reading(engine) as connection:
        for table in metadata.sorted_tables:
            made = {index["name"] for index in inspect(connection).get_indexes(table.name)}
            assert made >= {index.name for index in table.indexes}
    engine.dispose()


def test_a_second_upgrade_keeps_what_is_there(bare_url: str) -> None:
    with opened(bare_url) as blog:
        held = blog.record(Comment("Halo"))

        upgrade(blog.engine)

        assert blog.queued() == [held.verdict.id]


def test_a_database_newer_than_the_code_is_refused_in_one_sentence(bare_url: str) -> None:
    with opened(bare_url) as blog:
        with transaction(blog.engine) as tx:
            tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))

        with pytest.raises(LedgerUnavailable, match="at schema 9999, which this version"):
            upgrade(blog.engine)


def test_a_migration_that_fails_leaves_no_trace(bare_url: str) -> None:
    engine = make_engine(bare_url, SECONDS)

    with pytest.raises(LedgerUnavailable):
        make_half_of_it(bare_url)

    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def make_half_of_it(url: str) -> None:
    engine = make_engine(url, SECONDS)
    try:
        with migration(engine, SECONDS) as connection:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
    finally:
        engine.dispose()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "gone"), SECONDS)

    with pytest.raises(SettingsError, match="gone of the database does not exist"):
        upgrade(engine)

    assert not (tmp_path / "gone").exists()


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "saring.db").write_text("catatan belanja " * 100)
    engine = make_engine(sqlite_url(tmp_path), SECONDS)

    with pytest.raises(LedgerUnavailable, match="is not a SQLite database"):
        upgrade(engine)

    engine.dispose()
    assert (tmp_path / "saring.db").read_text().startswith("catatan belanja")


def test_the_database_keeps_references_whole(sqlite_blog: Blog) -> None:
    held = sqlite_blog.record(Comment("Halo"))

    with pytest.raises(LedgerUnavailable, match="SQLITE_CONSTRAINT_FOREIGNKEY"):
        delete_comment(sqlite_blog, held.verdict.id)


def delete_comment(blog: Blog, comment_id: str) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(text("DELETE FROM comments WHERE id = :id"), {"id": comment_id})


def test_a_new_database_is_in_wal_mode(sqlite_blog: Blog) -> None:
    plain = sqlite3.connect(Path(str(sqlite_blog.engine.url.database)))

    mode = plain.execute("PRAGMA journal_mode").fetchone()

    plain.close()
    assert mode == ("wal",)
