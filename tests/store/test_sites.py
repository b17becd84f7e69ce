from datetime import timedelta

import pytest
from sqlalchemy import select

from service.errors import NotFound
from service.store import moderators
from service.store.engine import reading, transaction
from service.store.sites import (
    KEY_PREFIX,
    create_site,
    find_site,
    find_site_by_key,
    first_start,
    issue_key,
    list_keys,
    list_sites,
    revoke_key,
)
from service.store.tables import api_keys, sites
from tests.ledgers import NOW, Blog

LATER = NOW + timedelta(hours=1)


def test_a_key_opens_its_own_site(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)
        key = issue_key(tx, blog.site.id, NOW)
        other = issue_key(tx, garden.id, NOW)

    with reading(blog.engine) as connection:
        assert find_site_by_key(connection, key) == blog.site
        assert find_site_by_key(connection, other) == garden


@pytest.mark.parametrize("key", ["", "sk_", "sk_wrong", "\ud800\x00", "x" * 10_000])
def test_a_wrong_key_opens_nothing(blog: Blog, key: str) -> None:
    with reading(blog.engine) as connection:
        assert find_site_by_key(connection, key) is None


def test_a_revoked_key_opens_nothing_and_other_keys_still_do(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        old, new = issue_key(tx, blog.site.id, NOW), issue_key(tx, blog.site.id, NOW)
        old_id = next(k.id for k in list_keys(tx, blog.site.id) if old.startswith(k.prefix))

        revoke_key(tx, old_id, LATER)

    with reading(blog.engine) as connection:
        assert find_site_by_key(connection, old) is None
        assert find_site_by_key(connection, new) == blog.site


def test_a_key_revoked_twice_keeps_its_first_time(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        issue_key(tx, blog.site.id, NOW)
        [key] = list_keys(tx, blog.site.id)

        revoke_key(tx, key.id, NOW)
        revoke_key(tx, key.id, LATER)

        assert list_keys(tx, blog.site.id)[0].revoked_at == NOW


def test_an_unknown_key_cannot_be_revoked(blog: Blog) -> None:
    with transaction(blog.engine) as tx, pytest.raises(NotFound):
        revoke_key(tx, "unknown", NOW)


def test_a_key_is_kept_only_as_its_digest(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        key = issue_key(tx, blog.site.id, NOW)

        row = tx.execute(select(api_keys)).one()

    assert key.startswith(KEY_PREFIX)
    assert len(key) == len(KEY_PREFIX) + 43
    assert not any(key[10:] in str(value) for value in row)
    assert key.startswith(row.prefix)


def test_sites_are_listed_and_found(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        assert list_sites(connection) == [blog.site]
        assert find_site(connection, blog.site.id) == blog.site


def test_an_unknown_site_is_not_found(blog: Blog) -> None:
    with reading(blog.engine) as connection, pytest.raises(NotFound):
        find_site(connection, "unknown")


def test_the_first_start_makes_a_site_a_key_and_a_moderator(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(sites.delete())

        made = first_start(tx, "strict", NOW)

    assert made is not None
    with reading(blog.engine) as connection:
        assert find_site_by_key(connection, made.key) == made.site
        assert moderators.verify(connection, made.email, made.password) is not None
    assert (made.site.name, made.site.policy) == ("Blog saya", "strict")


def test_a_second_start_makes_nothing(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        assert first_start(tx, "balanced", NOW) is None

        assert list_keys(tx, blog.site.id) == []
