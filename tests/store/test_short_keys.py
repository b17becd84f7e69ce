"""Keys for Akismet's wire: short, bound to blogs, and else like all others."""

import re
from datetime import timedelta

import pytest

from service.people import HoldAs
from service.store.engine import reading, transaction
from service.store.keys import find_site_by_key, list_keys, make_key, rotate_key
from service.store.short_keys import MAX_HOSTS, Akismet, KeyRefused
from tests.ledgers import NOW, Blog


def test_a_short_key_opens_its_site_and_knows_its_blogs(blog: Blog) -> None:
    short = Akismet(HoldAs.HELD, ("Blog.example", "127.0.0.1:8080"))
    with transaction(blog.engine) as tx:
        made = make_key(tx, blog.site.id, NOW, akismet=short)

    with reading(blog.engine) as connection:
        access = find_site_by_key(connection, made.secret, NOW)
    assert re.fullmatch(r"[0-9a-z]{12}", made.secret)
    assert access is not None
    assert access.site.id == blog.site.id
    assert access.holder.hold_as is HoldAs.HELD
    assert access.holder.hosts == ("blog.example", "127.0.0.1:8080")
    assert made.key.prefix == made.secret[:4]


def test_a_short_key_is_rotated_into_a_short_key(blog: Blog) -> None:
    short = Akismet(HoldAs.SPAM, ("blog.example",))
    with transaction(blog.engine) as tx:
        old = make_key(tx, blog.site.id, NOW, akismet=short)
        new = rotate_key(tx, old.key.id, NOW, timedelta(hours=1))

    assert len(new.secret) == 12
    assert new.key.akismet == short


def test_an_ordinary_key_is_not_short(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        assert all(key.akismet is None for key in list_keys(connection, blog.site.id))


@pytest.mark.parametrize("host", ["", "https://blog.example", "blog example", "a/b", "x:99999999"])
def test_what_is_no_host_is_refused(blog: Blog, host: str) -> None:
    with pytest.raises(KeyRefused), transaction(blog.engine) as tx:
        make_key(tx, blog.site.id, NOW, akismet=Akismet(hosts=(host,)))


def test_a_key_has_only_so_many_hosts() -> None:
    with pytest.raises(KeyRefused):
        Akismet(hosts=("blog.example",) * (MAX_HOSTS + 1))
