"""What admins do with keys: issue, rotate, revoke; a new key is shown once."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.domain import Site
from service.people import Scope
from service.store.keys import find_key, list_keys
from service.web.office import Office
from tests.fakes import FakeClock
from tests.web.admins import SECRET, admin, app, key_of, opened
from tests.web.office import found_site

__all__ = ["admin", "app"]


def test_a_new_key_is_shown_once_and_opens_the_site(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    reply = admin.post(
        f"/admin/sites/{site.id}/keys", data={"name": "Blog", "scope": ["moderate", "review"]}
    )

    found = SECRET.search(reply.text)
    assert found
    access = opened(office, found[0])
    assert access is not None
    assert access.holder.scopes == {Scope.MODERATE, Scope.REVIEW}
    assert found[0][8:] not in admin.get(f"/admin/sites/{site.id}").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "Blog"}, "scope"),
        ({"scope": "x"}, "scope"),
        ({"name": "a" * 101, "scope": "review"}, "key_name"),
        ({"scope": "review", "akismet": "on", "hosts": "https://blog.example"}, "hosts"),
    ],
)
def test_a_key_that_cannot_be_issued_is_asked_for_again(
    admin: FlaskClient, office: Office, site: Site, typed: dict[str, str], field: str
) -> None:
    reply = admin.post(f"/admin/sites/{site.id}/keys", data=typed)

    assert reply.status_code == 422
    assert f'id="{field}-problem"' in reply.text
    with office.read() as connection:
        assert list_keys(connection, site.id) == []


def test_a_rotated_key_goes_on_as_long_as_was_chosen(
    admin: FlaskClient, office: Office, site: Site, clock: FakeClock
) -> None:
    old = key_of(office, site)

    reply = admin.post(f"/admin/sites/{site.id}/keys/{old.key.id}/rotate", data={"overlap": "1"})

    found = SECRET.search(reply.text)
    assert found
    assert opened(office, found[0]) is not None
    assert opened(office, old.secret) is not None
    clock.advance(3600)
    assert opened(office, old.secret) is None


@pytest.mark.parametrize("overlap", ["", "x", "-1", "999999"])
def test_an_overlap_that_nobody_offered_is_a_day(
    admin: FlaskClient, office: Office, site: Site, overlap: str
) -> None:
    old = key_of(office, site).key

    admin.post(f"/admin/sites/{site.id}/keys/{old.id}/rotate", data={"overlap": overlap})

    with office.read() as connection:
        assert find_key(connection, old.id).expires_at == office.now() + timedelta(hours=24)


def test_a_key_rotated_meanwhile_is_not_rotated_again(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    at = f"/admin/sites/{site.id}/keys/{key_of(office, site).key.id}/rotate"
    admin.post(at)

    reply = admin.post(at)

    assert reply.status_code == 409
    assert not SECRET.search(reply.text)
    with office.read() as connection:
        assert len(list_keys(connection, site.id)) == 2


def test_a_revoked_key_opens_nothing_and_stands_among_those_that_stopped(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    new = key_of(office, site)

    reply = admin.post(f"/admin/sites/{site.id}/keys/{new.key.id}/revoke")

    assert opened(office, new.secret) is None
    page = admin.get(reply.location).text
    assert new.key.prefix in page.partition('<details class="stopped">')[2]


@pytest.mark.parametrize("act", ["rotate", "revoke"])
def test_a_key_is_changed_only_on_the_page_of_its_own_site(
    admin: FlaskClient, office: Office, site: Site, act: str
) -> None:
    new = key_of(office, found_site(office, "Kebun"))

    reply = admin.post(f"/admin/sites/{site.id}/keys/{new.key.id}/{act}")

    assert reply.status_code == 404
    access = opened(office, new.secret)
    assert access is not None
    assert access.seconds == float("inf")


def test_the_page_with_a_new_key_is_left_by_its_language_links(
    admin: FlaskClient, site: Site
) -> None:
    for path in ("keys", "keys/01K/rotate"):
        reply = admin.get(f"/admin/sites/{site.id}/{path}?lang=en")

        assert reply.location == f"/admin/sites/{site.id}?lang=en"


def test_a_key_for_an_akismet_plugin_is_short_and_bound_to_its_blogs(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    typed = {"scope": "moderate", "akismet": "on", "hosts": "blog.example, lain.example:8080"}

    page = admin.post(f"/admin/sites/{site.id}/keys", data=typed).text

    found = re.search(r'<code class="secret">([0-9a-z]{12})</code>', page)
    assert found
    access = opened(office, found[1])
    assert access is not None
    assert access.holder.hosts == ("blog.example", "lain.example:8080")
    assert "<li>lain.example:8080</li>" in admin.get(f"/admin/sites/{site.id}").text
