"""The pages of admins: who may see them, and what holds for sites."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Site
from service.people import SHELL, Moderator
from service.store import noted, policies
from service.store.keys import find_key, note_use
from service.store.noted import By
from service.store.sites import find_site, list_sites
from service.web.office import Office
from tests.web.admins import SETTINGS, admin, app, key_of, noted_acts
from tests.web.office import client_of, found_site, visitor

__all__ = ["admin", "app"]


def test_only_admins_may_see_these_pages(
    app: Flask, office: Office, site: Site, ayu: Moderator
) -> None:
    key = key_of(office, site).key.id
    at = f"/admin/sites/{site.id}"
    pages = ["/admin", "/admin/sites", at, "/admin/audit", "/admin/audit.csv"]
    posts = ["/admin/sites", at, f"{at}/keys", f"{at}/keys/{key}/rotate", f"{at}/keys/{key}/revoke"]

    moderator, stranger = client_of(app, office, ayu), visitor(app)

    assert {moderator.get(path).status_code for path in pages} == {403}
    assert {moderator.post(path, data=SETTINGS).status_code for path in posts} == {403}
    assert {stranger.get(path).status_code for path in pages} == {303}
    assert {stranger.post(path, data=SETTINGS).status_code for path in posts} == {401}
    with office.read() as connection:
        assert list_sites(connection) == [site]
        assert find_key(connection, key).works(office.now())


def test_what_another_site_sends_changes_nothing(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    reply = admin.post(
        f"/admin/sites/{site.id}", data=SETTINGS, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert reply.status_code == 403
    with office.read() as connection:
        assert find_site(connection, site.id) == site


def test_the_overview_leads_to_every_site(admin: FlaskClient, office: Office, site: Site) -> None:
    garden = found_site(office, "Kebun")

    page = admin.get("/admin").text

    for one in (site, garden):
        assert f'href="/admin/sites/{one.id}"' in page
        assert one.name in page


@pytest.mark.parametrize("path", ["/admin", "/admin/sites"])
def test_a_policy_of_ones_own_is_told_instead_of_the_preset(
    admin: FlaskClient, office: Office, site: Site, path: str
) -> None:
    by = By(SHELL, office.now())
    with office.write() as tx:
        policies.save_version(tx, by, site.id, "", "")
        policies.enforce(tx, by, site.id, 1)

    assert "Versi 1" in admin.get(path).text


def test_the_overview_tells_how_many_keys_work_and_when_one_was_used(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    first, second = key_of(office, site).key, key_of(office, site).key
    with office.write() as tx:
        note_use(tx, first.id, office.now())
        noted.revoke_key(tx, By(SHELL, office.now()), second.id)

    page = admin.get("/admin?lang=en").text

    assert "<dt>Keys that work</dt><dd>1</dd>" in page
    assert "2026-11-23 09:00 UTC" in page


def test_a_site_is_added_with_a_name_and_a_policy(admin: FlaskClient, office: Office) -> None:
    reply = admin.post("/admin/sites", data={"name": " Kebun ", "policy": "lenient"})

    with office.read() as connection:
        [site] = list_sites(connection)
    assert (site.name, site.policy) == ("Kebun", "lenient")
    assert (reply.status_code, reply.location) == (303, f"/admin/sites/{site.id}")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " ", "policy": "strict"}, "name"),
        ({"name": "a" * 101, "policy": "strict"}, "name"),
        ({"name": "Kebun", "policy": "harsh"}, "policy"),
        ({"name": "Kebun"}, "policy"),
    ],
)
def test_a_site_that_cannot_be_added_is_asked_for_again(
    admin: FlaskClient, office: Office, typed: dict[str, str], field: str
) -> None:
    reply = admin.post("/admin/sites", data=typed)

    assert reply.status_code == 422
    assert f'id="{field}-problem"' in reply.text
    with office.read() as connection:
        assert list_sites(connection) == []


def test_what_holds_for_a_site_is_changed(admin: FlaskClient, office: Office, site: Site) -> None:
    reply = admin.post(f"/admin/sites/{site.id}", data=SETTINGS)

    assert reply.status_code == 303
    with office.read() as connection:
        assert find_site(connection, site.id) == Site(site.id, "Dapur Rina", "strict", 48, 30, 365)
    assert "Pengaturan tersimpan." in admin.get(reply.location).text


def test_a_change_is_noted_under_the_name_of_the_admin(
    admin: FlaskClient, office: Office, site: Site, made: Moderator
) -> None:
    admin.post(f"/admin/sites/{site.id}", data=SETTINGS | {"name": site.name})

    [act] = noted_acts(office)
    assert (act.actor, act.action, act.site_id) == (made.actor, "site.change", site.id)
    assert act.before == {
        "policy": "balanced",
        "undo_hours": 24,
        "keep_approved_days": 90,
        "keep_rejected_days": 180,
    }
    assert act.after["undo_hours"] == 48


@pytest.mark.parametrize("number", ["", "-1", "721", "24.5", "٢٤", "1e3", "9" * 5000, " "])
def test_a_number_out_of_bounds_is_pointed_out_and_nothing_is_saved(
    admin: FlaskClient, office: Office, site: Site, number: str
) -> None:
    reply = admin.post(f"/admin/sites/{site.id}?lang=en", data=SETTINGS | {"undo_hours": number})

    assert reply.status_code == 422
    assert "A whole number from 0 to 720, please." in reply.text
    assert 'value="Dapur Rina"' in reply.text
    with office.read() as connection:
        assert find_site(connection, site.id) == site


def test_an_unknown_site_is_not_found(admin: FlaskClient) -> None:
    replies = [
        admin.get("/admin/sites/01J"),
        admin.post("/admin/sites/01J", data=SETTINGS),
        admin.post("/admin/sites/01J/keys", data={"scope": "review"}),
        admin.post("/admin/sites/01J/keys/01K/revoke"),
    ]

    assert [reply.status_code for reply in replies] == [404] * 4
    assert all("Tidak ditemukan" in reply.text for reply in replies)


def test_no_page_is_kept_by_a_cache_or_runs_what_is_not_ours(
    admin: FlaskClient, site: Site
) -> None:
    reply = admin.post(f"/admin/sites/{site.id}/keys", data={"scope": "moderate"})

    assert reply.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "style=" not in reply.text
    assert "<script" not in reply.text


def test_a_name_is_shown_and_never_run(admin: FlaskClient, office: Office) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}"
    site = found_site(office, hostile)
    key_of(office, site, hostile)

    for path in ("/admin", "/admin/sites", f"/admin/sites/{site.id}", "/admin/audit"):
        page = admin.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        assert "{{7*7}}" in page
