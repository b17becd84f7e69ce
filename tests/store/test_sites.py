"""Sites: made, listed, found, changed, and what a first start makes."""

from dataclasses import replace

import pytest

from service.errors import NotFound
from service.people import Scope
from service.store import moderators
from service.store.engine import reading, transaction
from service.store.first_start import first_start
from service.store.keys import find_site_by_key, list_keys
from service.store.sites import (
    Change,
    SiteRefused,
    change_site,
    create_site,
    find_site,
    list_sites,
)
from service.store.tables import sites
from tests.ledgers import NOW, Blog

CHANGE = Change("Dapur Rina", "strict", 48, 30, 365)


def test_sites_are_listed_and_found(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        assert list_sites(connection) == [blog.site]
        assert find_site(connection, blog.site.id) == blog.site


def test_an_unknown_site_is_not_found(blog: Blog) -> None:
    with reading(blog.engine) as connection, pytest.raises(NotFound):
        find_site(connection, "unknown")


def test_a_site_begins_with_a_day_to_undo_and_the_usual_periods(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        site = find_site(connection, blog.site.id)

    assert (site.undo_hours, site.keep_approved_days, site.keep_rejected_days) == (24, 90, 180)


def test_every_setting_of_a_site_can_be_changed(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        before, after = change_site(tx, blog.site.id, CHANGE)

    with reading(blog.engine) as connection:
        found = find_site(connection, blog.site.id)
    assert before == blog.site
    assert found == after
    assert found == replace(
        blog.site,
        name="Dapur Rina",
        policy="strict",
        undo_hours=48,
        keep_approved_days=30,
        keep_rejected_days=365,
    )


def test_what_is_not_named_stays_as_it_is(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        change_site(tx, blog.site.id, CHANGE)

        before, after = change_site(tx, blog.site.id, Change(undo_hours=1))

    assert after == replace(before, undo_hours=1)


def test_no_other_site_is_changed(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)

        change_site(tx, blog.site.id, CHANGE)

        assert find_site(tx, garden.id) == garden


def test_a_site_that_is_not_there_cannot_be_changed(blog: Blog) -> None:
    with transaction(blog.engine) as tx, pytest.raises(NotFound):
        change_site(tx, "unknown", CHANGE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(name="  "), "name must have 1 to 100 characters"),
        (Change(name="a" * 101), "name must have 1 to 100 characters"),
        (Change(policy=""), "policy must name a preset"),
        (Change(undo_hours=-1), "undo_hours must be between 0 and 720"),
        (Change(undo_hours=721), "undo_hours must be between 0 and 720"),
        (Change(keep_approved_days=0), "keep_approved_days must be between 1 and 3650"),
        (Change(keep_rejected_days=10**30), "keep_rejected_days must be between 1 and 3650"),
    ],
)
def test_what_a_site_cannot_be_is_refused_and_named(blog: Blog, change: Change, says: str) -> None:
    with transaction(blog.engine) as tx:
        with pytest.raises(SiteRefused) as refused:
            change_site(tx, blog.site.id, change)

        assert find_site(tx, blog.site.id) == blog.site
    assert str(refused.value) == says
    assert refused.value.setting == says.partition(" ")[0]


@pytest.mark.parametrize("name", ["", " \n", "a" * 101])
def test_a_site_needs_a_name_that_fits(blog: Blog, name: str) -> None:
    with transaction(blog.engine) as tx, pytest.raises(SiteRefused, match="name"):
        create_site(tx, name, "balanced", NOW)


def test_the_first_start_makes_a_site_a_key_and_a_moderator(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(sites.delete())

        made = first_start(tx, "strict", NOW)

    assert made is not None
    with reading(blog.engine) as connection:
        access = find_site_by_key(connection, made.key, NOW)
        assert moderators.verify(connection, made.email, made.password) is not None
    assert access is not None
    assert access.site == made.site
    assert access.holder.scopes == {Scope.MODERATE, Scope.REVIEW}
    assert (made.site.name, made.site.policy) == ("Blog saya", "strict")


def test_a_second_start_makes_nothing(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        assert first_start(tx, "balanced", NOW) is None

        assert list_keys(tx, blog.site.id) == []
