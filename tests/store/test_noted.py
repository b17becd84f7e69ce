"""Changes to sites and keys: each with its line in the audit, or not at all."""

from datetime import timedelta

import pytest

from service.errors import NotFound
from service.people import SHELL, Actor, ActorKind, Scope
from service.store import noted
from service.store.audit import Act, entries
from service.store.engine import reading, transaction
from service.store.keys import find_key
from service.store.noted import By
from service.store.short_keys import KeyRefused
from service.store.sites import Change, SiteRefused, create_site
from tests.ledgers import NOW, Blog

RINA = Actor(ActorKind.MODERATOR, "01MODERATOR", "Rina")
BY = By(RINA, NOW)
LATER = By(RINA, NOW + timedelta(minutes=5))


def acts(blog: Blog, actor_id: str = "", action: str = "") -> list[Act]:
    with reading(blog.engine) as connection:
        found = entries(connection, site_id=blog.site.id, actor_id=actor_id, action=action)
    return [entry.act for entry in found]


def test_a_new_site_is_noted_with_its_settings(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        site = noted.add_site(tx, BY, "Kebun", "strict")

        [entry] = entries(tx, site_id=site.id)

    assert (entry.act.actor, entry.act.action, entry.act.subject) == (RINA, "site.add", site.id)
    assert entry.act.after["policy"] == "strict"


def test_a_change_is_noted_with_only_what_changed(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        noted.change_site(tx, BY, blog.site.id, Change(name="Dapur", undo_hours=1))

    [act] = acts(blog)
    assert (act.action, act.before, act.after) == (
        "site.change",
        {"undo_hours": 24},
        {"undo_hours": 1},
    )


def test_what_is_refused_is_not_noted(blog: Blog) -> None:
    with pytest.raises(SiteRefused), transaction(blog.engine) as tx:
        noted.change_site(tx, BY, blog.site.id, Change(undo_hours=-1))

    assert acts(blog) == []


def test_a_new_key_is_noted_by_its_beginning_and_never_whole(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        new = noted.issue_key(tx, BY, blog.site.id, " Blog ", {Scope.REVIEW, Scope.MODERATE})

    [act] = acts(blog)
    assert (act.action, act.subject) == ("key.issue", new.key.id)
    assert act.after == {
        "name": "Blog",
        "prefix": new.key.prefix,
        "scopes": ["moderate", "review"],
    }
    assert new.secret[8:] not in repr(act)


def test_no_key_is_issued_for_a_site_that_is_not_there(blog: Blog) -> None:
    with transaction(blog.engine) as tx, pytest.raises(NotFound):
        noted.issue_key(tx, BY, "unknown")


def test_a_rotation_is_noted_with_the_key_that_follows(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        old = noted.issue_key(tx, BY, blog.site.id)
        new = noted.rotate_key(tx, LATER, old.key.id, timedelta(hours=1))

    [act] = acts(blog, action="key.rotate")
    assert act.subject == old.key.id
    assert act.after["replaced_by"] == new.key.id
    assert act.after["expires_at"] == "2026-11-23T10:05:00+00:00"


def test_a_rotation_that_is_refused_is_not_noted(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        old = noted.issue_key(tx, BY, blog.site.id)
        noted.rotate_key(tx, BY, old.key.id)

    with pytest.raises(KeyRefused), transaction(blog.engine) as tx:
        noted.rotate_key(tx, BY, old.key.id)

    assert len(acts(blog, action="key.rotate")) == 1


def test_a_key_revoked_twice_is_noted_once(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        key = noted.issue_key(tx, BY, blog.site.id).key
        noted.revoke_key(tx, BY, key.id)

        again = noted.revoke_key(tx, LATER, key.id)

    assert again.revoked_at == NOW
    assert len(acts(blog, action="key.revoke")) == 1


def test_a_key_is_found_only_as_its_own_sites(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)
        key = noted.issue_key(tx, BY, blog.site.id).key

        assert noted.key_of(tx, blog.site.id, key.id) == find_key(tx, key.id)
        with pytest.raises(NotFound):
            noted.key_of(tx, garden.id, key.id)


def test_the_audit_is_searched_by_person_and_by_action(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        key = noted.issue_key(tx, By(SHELL, NOW), blog.site.id).key
        noted.revoke_key(tx, BY, key.id)

    assert [act.action for act in acts(blog, actor_id=SHELL.id)] == ["key.issue"]
    assert [act.action for act in acts(blog, actor_id=RINA.id)] == ["key.revoke"]
    assert [act.actor for act in acts(blog, action="key.issue")] == [SHELL]
    assert acts(blog, action="key.issue", actor_id=RINA.id) == []
