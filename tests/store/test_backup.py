from dataclasses import replace
from pathlib import Path

from sqlalchemy import select, update

from service.domain import Author, Comment, Decision, Resolution
from service.people import SHELL
from service.review import Choice, Target
from service.store.backup import Restored, back_up, restore
from service.store.engine import make_engine, reading, transaction
from service.store.erasure import Person, find, forget
from service.store.events import events_since
from service.store.resolving import resolve
from service.store.schema import downgrade, upgrade
from service.store.tables import comments, sites
from tests.backups import LATER, bodies, folder, names, put_back, target
from tests.ledgers import LEDGER, NOW, SECONDS, Blog, opened, sqlite_url, verdict
from tests.people import BUDI, THANKS

__all__ = ["folder", "target"]


def test_a_backup_put_back_has_what_was_there(blog: Blog, target: Path, folder: Path) -> None:
    before = blog.record(Comment("Sebelum"))
    back_up(blog.engine, target)
    blog.record(Comment("Sesudah"))

    put_back(blog, target, folder)

    assert bodies(blog.engine) == {"Sebelum"}
    assert blog.queued() == [before.verdict.id]


def test_connections_that_are_open_see_what_was_put_back_and_go_on_writing(
    blog: Blog, target: Path, folder: Path
) -> None:
    blog.record(Comment("Sebelum"))
    back_up(blog.engine, target)
    with reading(blog.engine) as connection:
        connection.execute(select(comments.c.body)).all()

    put_back(blog, target, folder)
    blog.record(Comment("Sesudah"))

    assert bodies(blog.engine) == {"Sebelum", "Sesudah"}


def test_what_was_there_is_kept_as_a_backup_too(blog: Blog, target: Path, folder: Path) -> None:
    back_up(blog.engine, target)
    blog.record(Comment("Sesudah"))

    done = put_back(blog, target, folder)
    assert done.kept is not None
    put_back(blog, done.kept, folder)

    assert "before-restore-20261123T100000Z" in done.kept.name
    assert bodies(blog.engine) == {"Sesudah"}


def test_a_backup_is_for_its_owner_only_and_one_file(
    blog: Blog, target: Path, folder: Path
) -> None:
    blog.record(THANKS)

    back_up(blog.engine, target)

    assert target.stat().st_mode & 0o777 == 0o600
    assert names(folder) == [target.name]


def test_a_backup_replaces_an_older_one(blog: Blog, target: Path, folder: Path) -> None:
    back_up(blog.engine, target)
    blog.record(Comment("Sesudah"))

    back_up(blog.engine, target)
    put_back(blog, target, folder)

    assert bodies(blog.engine) == {"Sesudah"}


def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    bare_url: str, target: Path, folder: Path
) -> None:
    with opened(bare_url) as old:
        old.record(Comment("Dari rilis lama"))
        downgrade(old.engine, "0001")
        back_up(old.engine, target)
        upgrade(old.engine)
        engine = make_engine(bare_url, SECONDS)
        restore(engine, target, folder, LATER)
        assert bodies(engine) == {"Dari rilis lama"}
        engine.dispose()


def test_people_forgotten_since_a_backup_stay_forgotten(
    blog: Blog, target: Path, folder: Path
) -> None:
    sent = replace(THANKS, id="c-1")
    blog.record(sent)
    blog.record(Comment("Orang lain", id="c-2", author=Author(id="u-7")))
    back_up(blog.engine, target)
    with reading(blog.engine) as connection:
        found = find(connection, LEDGER.pseudonymiser, Person(BUDI))
    forget(blog.engine, found, NOW)

    put_back(blog, target, folder)

    with reading(blog.engine) as connection:
        assert find(connection, LEDGER.pseudonymiser, Person(BUDI)) == []
    assert bodies(blog.engine) == {"", "Orang lain"}
    assert len(blog.queued()) == 1


def test_the_number_of_an_event_is_never_given_twice(
    blog: Blog, target: Path, folder: Path
) -> None:
    recorded = blog.record(THANKS)
    back_up(blog.engine, target)
    first = resolved(blog, recorded.verdict.id)

    put_back(blog, target, folder)

    assert resolved(blog, recorded.verdict.id) > first


def resolved(blog: Blog, item_id: str) -> int:
    """Approve an item; returns the number of the event."""
    with transaction(blog.engine) as tx:
        resolve(tx, [Target(item_id)], Choice(Resolution.APPROVE), SHELL, NOW)
    with reading(blog.engine) as connection:
        return events_since(connection, blog.site.id, 0, 10)[-1].seq


def test_texts_whose_time_is_over_do_not_come_back(blog: Blog, target: Path, folder: Path) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(update(sites).values(keep_approved_days=0))
    blog.record(THANKS, verdict(Decision.APPROVE))
    back_up(blog.engine, target)

    put_back(blog, target, folder)

    assert bodies(blog.engine) == {""}


def test_a_backup_is_restored_where_nothing_was(
    sqlite_blog: Blog, tmp_path: Path, target: Path
) -> None:
    sqlite_blog.record(Comment("Pindah"))
    back_up(sqlite_blog.engine, target)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    engine = make_engine(sqlite_url(elsewhere), SECONDS)

    done = restore(engine, target, elsewhere, LATER)

    assert done == Restored(None)
    assert bodies(engine) == {"Pindah"}
    engine.dispose()
    assert names(elsewhere) == ["saring.db", "saring.db.lock"]


def test_a_damaged_ledger_is_moved_aside_for_its_backup(
    sqlite_blog: Blog, target: Path, tmp_path: Path
) -> None:
    sqlite_blog.record(Comment("Sebelum"))
    back_up(sqlite_blog.engine, target)
    sqlite_blog.engine.dispose()
    path = tmp_path / "saring.db"
    path.write_bytes(b"this is rubbish" * 1000)
    engine = make_engine(sqlite_blog.url, SECONDS)

    done = restore(engine, target, tmp_path, LATER)

    assert done.damaged
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"this is rubbish")
    assert bodies(engine) == {"Sebelum"}
    engine.dispose()
