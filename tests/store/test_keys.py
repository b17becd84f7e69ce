"""Keys: what opens a site, for what, until when, and when it was last used."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.errors import NotFound
from service.people import Scope
from service.store.engine import reading, transaction
from service.store.keys import (
    KEY_PREFIX,
    MAX_OVERLAP,
    OVERLAP,
    KeyAccess,
    Keyring,
    NewKey,
    count_keys,
    find_key,
    find_site_by_key,
    issue_key,
    list_keys,
    make_key,
    note_use,
    revoke_key,
    rotate_key,
    use_is_due,
)
from service.store.people_tables import api_keys
from service.store.short_keys import KeyRefused
from service.store.sites import create_site
from tests.ledgers import NOW, Blog

LATER = NOW + timedelta(hours=1)
SECOND = timedelta(seconds=1)
REVIEWING = frozenset({Scope.MODERATE, Scope.REVIEW})


def opened(blog: Blog, secret: str, now: datetime = NOW) -> KeyAccess | None:
    with reading(blog.engine) as connection:
        return find_site_by_key(connection, secret, now)


def made(blog: Blog, name: str = "", scopes: frozenset[Scope] = REVIEWING) -> NewKey:
    with transaction(blog.engine) as tx:
        return make_key(tx, blog.site.id, NOW, name=name, scopes=scopes)


def rotated(blog: Blog, key_id: str, overlap: timedelta = OVERLAP) -> NewKey:
    with transaction(blog.engine) as tx:
        return rotate_key(tx, key_id, NOW, overlap)


def last_use(blog: Blog, key_id: str) -> datetime | None:
    with reading(blog.engine) as connection:
        return find_key(connection, key_id).last_used_at


def test_a_key_opens_its_own_site(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)
        key = issue_key(tx, blog.site.id, NOW)
        other = issue_key(tx, garden.id, NOW)

    found = [opened(blog, key), opened(blog, other)]
    assert [access and access.site for access in found] == [blog.site, garden]


def test_a_key_may_moderate_unless_told_otherwise(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        key = issue_key(tx, blog.site.id, NOW)

    access = opened(blog, key)
    assert access is not None
    assert access.holder.scopes == {Scope.MODERATE}
    assert access.seconds == math.inf


def test_a_key_is_found_with_its_scopes_and_the_name_the_audit_has_for_it(blog: Blog) -> None:
    new = made(blog)

    access = opened(blog, new.secret)
    assert access is not None
    assert access.holder.scopes == REVIEWING
    assert access.holder.actor.id == new.key.id
    assert access.holder.actor.name == new.key.prefix


@pytest.mark.parametrize("key", ["", "sk_", "sk_wrong", "\ud800\x00", "x" * 10_000])
def test_a_wrong_key_opens_nothing(blog: Blog, key: str) -> None:
    assert opened(blog, key) is None


def test_a_revoked_key_opens_nothing_and_other_keys_still_do(blog: Blog) -> None:
    old, new = made(blog), made(blog)

    with transaction(blog.engine) as tx:
        revoke_key(tx, old.key.id, LATER)

    assert opened(blog, old.secret) is None
    assert opened(blog, new.secret) is not None


def test_a_key_revoked_twice_keeps_its_first_time(blog: Blog) -> None:
    key = made(blog).key

    with transaction(blog.engine) as tx:
        revoke_key(tx, key.id, NOW)
        revoke_key(tx, key.id, LATER)

        assert find_key(tx, key.id).revoked_at == NOW


def test_an_unknown_key_is_not_found(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        for act in (lambda: revoke_key(tx, "x", NOW), lambda: rotate_key(tx, "x", NOW)):
            with pytest.raises(NotFound):
                act()
        with pytest.raises(NotFound):
            find_key(tx, "x")


def test_a_key_is_kept_only_as_its_digest(blog: Blog) -> None:
    secret = made(blog).secret

    with reading(blog.engine) as connection:
        row = connection.execute(select(api_keys)).one()

    assert secret.startswith(KEY_PREFIX)
    assert len(secret) == len(KEY_PREFIX) + 43
    assert not any(secret[10:] in str(value) for value in row)
    assert secret.startswith(row.prefix)


def test_keys_are_listed_with_name_and_scopes_the_oldest_first(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        make_key(tx, blog.site.id, NOW, name="Blog", scopes=REVIEWING)
        make_key(tx, blog.site.id, LATER, name="Skrip")

        keys = list_keys(tx, blog.site.id)

    assert [(key.name, key.scopes) for key in keys] == [
        ("Blog", REVIEWING),
        ("Skrip", {Scope.MODERATE}),
    ]


def test_a_key_without_a_scope_is_refused(blog: Blog) -> None:
    with pytest.raises(KeyRefused, match="scope"):
        made(blog, scopes=frozenset())


def test_a_key_with_a_very_long_name_is_refused(blog: Blog) -> None:
    with pytest.raises(KeyRefused, match="100"):
        made(blog, name="a" * 101)


def test_a_rotated_key_has_an_heir_with_the_same_name_and_scopes(blog: Blog) -> None:
    old = made(blog, "Blog")

    new = rotated(blog, old.key.id)

    assert (new.key.name, new.key.scopes) == ("Blog", REVIEWING)
    assert new.secret != old.secret
    assert opened(blog, new.secret) is not None


def test_a_rotated_key_works_for_the_overlap_and_then_stops_by_itself(blog: Blog) -> None:
    old = made(blog)

    rotated(blog, old.key.id, timedelta(hours=2))

    last = opened(blog, old.secret, NOW + timedelta(hours=2) - SECOND)
    assert last is not None
    assert last.seconds == 1.0
    assert opened(blog, old.secret, NOW + timedelta(hours=2)) is None


def test_a_key_rotated_without_overlap_stops_at_once(blog: Blog) -> None:
    old = made(blog)

    rotated(blog, old.key.id, timedelta(0))

    assert opened(blog, old.secret) is None


@pytest.mark.parametrize("overlap", [-SECOND, MAX_OVERLAP + SECOND])
def test_an_overlap_has_bounds(blog: Blog, overlap: timedelta) -> None:
    old = made(blog)

    with pytest.raises(KeyRefused, match="2160 hours"):
        rotated(blog, old.key.id, overlap)


def test_a_key_that_works_no_more_is_not_rotated(blog: Blog) -> None:
    old = made(blog)
    with transaction(blog.engine) as tx:
        revoke_key(tx, old.key.id, NOW)

    with pytest.raises(KeyRefused, match="works no more"):
        rotated(blog, old.key.id)


def test_two_who_rotate_at_the_same_moment_make_one_key(blog: Blog) -> None:
    old = made(blog)

    def rotate(_: int) -> bool:
        try:
            rotated(blog, old.key.id)
        except KeyRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        made_one = list(pool.map(rotate, range(4)))

    assert sorted(made_one) == [False, False, False, True]
    with reading(blog.engine) as connection:
        assert len(list_keys(connection, blog.site.id)) == 2


def test_working_keys_are_counted_by_site_with_their_last_use(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)
        create_site(tx, "Sawah", "strict", NOW)
        keys = [make_key(tx, blog.site.id, NOW).key for _ in range(3)]
        make_key(tx, garden.id, NOW)
        note_use(tx, keys[0].id, NOW)
        note_use(tx, keys[1].id, LATER)
        revoke_key(tx, keys[1].id, LATER)

        counted = count_keys(tx, LATER)

    assert counted == {blog.site.id: Keyring(2, NOW), garden.id: Keyring(1, None)}


def test_the_use_of_a_key_is_noted(blog: Blog) -> None:
    key = made(blog).key
    assert last_use(blog, key.id) is None

    with transaction(blog.engine) as tx:
        note_use(tx, key.id, NOW)

    assert last_use(blog, key.id) == NOW


def test_a_use_is_noted_at_most_once_a_minute(blog: Blog) -> None:
    key = made(blog).key

    with transaction(blog.engine) as tx:
        for seconds in (0, 30, 59, 61, 90):
            note_use(tx, key.id, NOW + seconds * SECOND)

    assert last_use(blog, key.id) == NOW + 61 * SECOND


def test_a_clock_that_was_set_back_does_not_stop_the_notes(blog: Blog) -> None:
    key = made(blog).key

    with transaction(blog.engine) as tx:
        note_use(tx, key.id, LATER)
        note_use(tx, key.id, NOW)

    assert last_use(blog, key.id) == NOW


@pytest.mark.postgres
def test_a_use_waits_for_nobody_who_changes_the_key(blog: Blog) -> None:
    key = made(blog).key
    if blog.engine.dialect.name == "sqlite":
        return  # has one writer at a time

    with transaction(blog.engine) as changing:
        revoke_key(changing, key.id, NOW)
        with transaction(blog.engine) as tx:
            note_use(tx, key.id, NOW)

    assert last_use(blog, key.id) is None


@pytest.mark.parametrize("seconds_ago", [60, 3600, -1])
def test_a_use_is_due_a_minute_after_the_last(seconds_ago: int) -> None:
    assert use_is_due(NOW - seconds_ago * SECOND, NOW)


@pytest.mark.parametrize("seconds_ago", [0, 59])
def test_a_use_is_not_due_within_the_minute(seconds_ago: int) -> None:
    assert not use_is_due(NOW - seconds_ago * SECOND, NOW)
