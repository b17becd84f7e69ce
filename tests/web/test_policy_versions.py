"""The versions of a site's policy: listed, looked at, and brought back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Site
from service.store import policies
from service.web import policy_pages
from service.web.office import Office
from tests.web.admins import admin
from tests.web.office import app_of
from tests.web.policies import BROKEN, RULE, STRICT, at, put_in_force, standing

__all__ = ["admin"]


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(policy_pages.blueprint(office))


def test_versions_are_listed_page_by_page(admin: FlaskClient, office: Office, site: Site) -> None:
    for n in range(22):
        put_in_force(office, site, f"# {n}\n", f"Perubahan {n}")

    first = admin.get(at(site, "/versions")).text
    older = admin.get(at(site, "/versions?before=3")).text

    assert re.findall(r"Perubahan \d+", first) == [f"Perubahan {n}" for n in range(21, 1, -1)]
    assert "before=3" in first
    assert re.findall(r"Perubahan \d+", older) == ["Perubahan 1", "Perubahan 0"]


def test_a_version_is_brought_back(admin: FlaskClient, office: Office, site: Site) -> None:
    first = put_in_force(office, site, STRICT)
    second = put_in_force(office, site, 'preset = "lenient"\n')

    page = admin.get(at(site, "/versions/1")).text
    reply = admin.post(at(site, f"/versions/{first}"), data={"based_on": str(second)})

    assert "<ins>preset = &#34;strict&#34;</ins>" in page
    assert reply.status_code == 303
    with office.read() as connection:
        restored = policies.find_version(connection, site.id, 3)
    assert (restored.document, restored.restores) == (STRICT, first)
    assert standing(office, site).policy_version == 3


def test_a_version_is_not_brought_back_over_another_s_work(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    put_in_force(office, site, STRICT)
    put_in_force(office, site, RULE)

    reply = admin.post(at(site, "/versions/1"), data={"based_on": "1"})

    assert reply.status_code == 409
    assert standing(office, site).policy_version == 2


def test_a_version_that_has_become_unusable_is_not_brought_back(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    put_in_force(office, site, BROKEN)
    put_in_force(office, site, STRICT)

    reply = admin.post(at(site, "/versions/1"), data={"based_on": "2"})

    assert reply.status_code == 422
    assert standing(office, site).policy_version == 2
