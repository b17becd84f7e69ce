"""Faults 1 and 3: a process is killed while it writes or migrates."""

import os
import signal
from dataclasses import replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, inspect

from service.domain import Comment, Site
from service.store.engine import make_engine, reading
from service.store.schema import metadata, upgrade
from tests.faults.store.processes import Place, begun, hold_the_ledger, together
from tests.ledgers import SECONDS, Blog, opened, sqlite_url

HOLDS = 1000
SOME = 300


def hold_many(place: Place, pipe: Pipe) -> None:
    """Record holds and tell of each one after its commit."""
    blog = place.open()
    for number in range(HOLDS):
        pipe.send(blog.record(Comment(f"Nomor {number}", id=str(number))).verdict.id)


def test_every_acknowledged_hold_outlives_its_killed_writer(blog: Blog) -> None:
    process, pipe = begun(hold_many, Place.of(blog))
    answered = [pipe.recv() for _ in range(SOME)]
    process.kill()
    process.join()

    while pipe.poll():
        try:
            answered.append(pipe.recv())
        except EOFError:
            break

    queued = blog.queued()
    assert len(set(queued)) == len(queued)
    assert set(answered) <= set(queued)
    assert len(queued) <= len(answered) + 1
    assert len(answered) < HOLDS


def test_a_writer_killed_within_its_transaction_leaves_nothing_and_stops_nobody(
    blog: Blog,
) -> None:
    process, pipe = begun(hold_the_ledger, Place.of(blog))
    assert pipe.recv() == "held"
    process.kill()
    process.join()

    recorded = blog.record(Comment("Halo"))

    assert blog.queued() == [recorded.verdict.id]


def die_while_migrating(place: Place, _pipe: Pipe) -> None:
    engine = make_engine(place.url, SECONDS)
    event.listen(engine, "after_cursor_execute", die_at_verdicts)
    upgrade(engine)


def die_at_verdicts(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if "CREATE TABLE verdicts" in statement:
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_migration_killed_half_way_is_made_whole_by_the_next_start(
    bare_url: str, place: Place
) -> None:
    process, _ = begun(die_while_migrating, place)
    process.join()

    engine = make_engine(bare_url, SECONDS)
    upgrade(engine)

    assert process.exitcode == -signal.SIGKILL
    with reading(engine) as connection:
        assert set(inspect(connection).get_table_names()) >= set(metadata.tables)
    engine.dispose()


def migrate(place: Place) -> bool:
    engine = make_engine(place.url, SECONDS)
    upgrade(engine)
    engine.dispose()
    return True


def test_several_processes_may_start_on_a_new_database_at_once(place: Place) -> None:
    assert together(migrate, place, processes=4) == [True] * 4

    with opened(place.url) as blog:
        assert blog.queued() == []


def test_a_lock_file_left_by_a_crash_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "saring.db.lock").write_bytes(b"left over")

    with opened(sqlite_url(tmp_path)) as blog:
        recorded = blog.record(replace(Comment("Halo"), id="c-1"))
        assert blog.queued() == [recorded.verdict.id]


@pytest.fixture
def place(bare_url: str) -> Place:
    """Where a new database is going to be."""
    return Place(bare_url, Site("none", "Belum ada", "balanced"))
