"""The ledger as the API uses it: what a request with a key leaves behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.domain import Comment
from service.people import Scope
from service.store.engine import reading, transaction
from service.store.keys import NewKey, find_key, make_key, rotate_key
from service.web.records import LedgerRecords
from tests.fakes import FakeClock
from tests.ledgers import LEDGER, Blog, opened, sqlite_url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def records_of(blog: Blog, clock: FakeClock) -> LedgerRecords:
    return LedgerRecords(lambda: blog.engine, LEDGER, clock)


def key_of(blog: Blog, clock: FakeClock) -> NewKey:
    with transaction(blog.engine) as tx:
        return make_key(tx, blog.site.id, clock.now, scopes={Scope.REVIEW})


def last_use(blog: Blog, new: NewKey) -> datetime | None:
    with reading(blog.engine) as connection:
        return find_key(connection, new.key.id).last_used_at


@contextmanager
def locked(blog: Blog) -> Iterator[None]:
    """Lock the database as another program would that knows nothing of ours."""
    plain = sqlite3.connect(str(blog.engine.url.database), isolation_level=None)
    plain.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        plain.execute("ROLLBACK")
        plain.close()


def test_a_key_opens_its_site_for_its_scopes(blog: Blog, clock: FakeClock) -> None:
    new = key_of(blog, clock)

    access = records_of(blog, clock).site_by_key(new.secret)

    assert access is not None
    assert access.site == blog.site
    assert access.holder.scopes == {Scope.REVIEW}


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(blog: Blog, clock: FakeClock) -> None:
    new, records = key_of(blog, clock), records_of(blog, clock)
    first = clock.now
    assert last_use(blog, new) is None

    records.site_by_key(new.secret)
    clock.advance(59)
    records.site_by_key(new.secret)
    assert last_use(blog, new) == first
    clock.advance(1)
    records.site_by_key(new.secret)

    assert last_use(blog, new) == first + timedelta(seconds=60)


def test_a_wrong_key_leaves_nothing_behind(blog: Blog, clock: FakeClock) -> None:
    new = key_of(blog, clock)

    assert records_of(blog, clock).site_by_key(f"{new.secret}x") is None
    assert last_use(blog, new) is None


def test_a_key_that_was_rotated_out_opens_nothing_after_its_time(
    blog: Blog, clock: FakeClock
) -> None:
    old, records = key_of(blog, clock), records_of(blog, clock)
    with transaction(blog.engine) as tx:
        rotate_key(tx, old.key.id, clock.now, timedelta(hours=1))

    assert records.site_by_key(old.secret) is not None
    clock.advance(3600)
    assert records.site_by_key(old.secret) is None


def test_a_ledger_that_cannot_be_written_does_not_keep_a_key_from_opening(
    tmp_path: Path, clock: FakeClock
) -> None:
    with opened(sqlite_url(tmp_path), seconds=0.2) as blog:
        new, records = key_of(blog, clock), records_of(blog, clock)

        with locked(blog):
            access = records.site_by_key(new.secret)

        assert access is not None
        assert last_use(blog, new) is None


def test_comment_without_an_id_is_found_by_its_text(sqlite_blog: Blog, clock: FakeClock) -> None:
    recorded = sqlite_blog.record(Comment("Enak"))

    found = records_of(sqlite_blog, clock).find_text(sqlite_blog.site, Comment("Enak", id="c-1"))

    assert found.verdict.id == recorded.verdict.id
