"""Admins look after moderators, as a server answers it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Site
from service.people import Moderator, Role
from service.settings import Settings
from service.store import invitations, moderators, staff
from service.store.audit import entries
from service.web import account, entrance, people
from service.web.office import Office
from tests.web.office import PASSWORD, app_of, client_of, found_site, hire, visitor

SRI = "sri@dapur.example"
LINK = re.compile(r"https?://[\w.:]+(/account/join/[\w-]{43}(?:\?lang=en)?)")


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(entrance.blueprint(office), account.blueprint(office), people.blueprint(office))


@pytest.fixture
def desk(app: Flask, office: Office, made: Moderator) -> FlaskClient:
    """The browser of Made, who is an admin."""
    return client_of(app, office, made)


def now_is(office: Office, who: Moderator) -> Moderator:
    with office.read() as connection:
        return moderators.find(connection, who.id)


def link(page: str) -> str:
    found = LINK.search(page)
    assert found
    return found[1]


def invite(desk: FlaskClient, email: str = SRI, **form: str | list[str]) -> str:
    fields = {"email": email, "role": "moderator", "sites": "all"} | form
    return desk.post("/admin/people/invite", data=fields).text


def problems(desk: FlaskClient, path: str, **form: str | list[str]) -> list[str]:
    answer = desk.post(f"/admin/people/{path}", data=form)
    assert answer.status_code == 422
    return re.findall(r'class="problem" id="(\w+)-problem"', answer.text)


def test_people_are_listed_with_role_sites_and_state(
    desk: FlaskClient, office: Office, site: Site, ayu: Moderator
) -> None:
    sri = hire(office, SRI, site_ids=[site.id])
    with office.write() as tx:
        staff.disable(tx, sri.id, ayu.actor, office.now())

    page = desk.get("/admin/people?lang=en").text

    rows = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in page.split("<li class")[1:]]
    listed = [row.partition(">")[2].strip() or row for row in rows][:3]
    assert "Ayu" in listed[0]
    assert "Moderator · all sites" in listed[0]
    assert "Admin · all sites" in listed[1]
    assert "closed" in listed[2]
    assert "Moderator · Dapur" in listed[2]


def test_an_invitation_shows_its_link_once(desk: FlaskClient, app: Flask, office: Office) -> None:
    path = link(invite(desk))

    assert visitor(app).get(path).status_code == 200
    assert path not in desk.get("/admin/people").text
    assert SRI in desk.get("/admin/people").text


def test_who_is_invited_gets_what_was_chosen(
    desk: FlaskClient, app: Flask, office: Office, site: Site
) -> None:
    other = found_site(office, "Kebun")
    path = link(invite(desk, sites="some", site=[other.id, "no-such-site"]))

    form = {"name": "Sri", "password": PASSWORD, "again": PASSWORD}
    visitor(app).post(path, data=form)

    with office.read() as connection:
        sri = moderators.find_by_email(connection, SRI)
    assert (sri.role, sri.all_sites, sri.site_ids) == (Role.MODERATOR, False, frozenset({other.id}))


@pytest.mark.parametrize("email", ["", "sri", "sri@", "@x", "a b@c", "a@b@c", "x" * 251 + "@y.z"])
def test_only_an_address_is_invited(desk: FlaskClient, email: str) -> None:
    assert problems(desk, "invite", email=email, sites="all") == ["email"]


def test_who_is_there_already_is_not_invited(desk: FlaskClient, ayu: Moderator) -> None:
    assert problems(desk, "invite", email=ayu.email.upper(), sites="all") == ["email"]


def test_no_site_at_all_is_refused(desk: FlaskClient, site: Site) -> None:
    assert problems(desk, "invite", email=SRI, sites="some") == ["sites"]
    assert problems(desk, "invite", email=SRI, sites="some", site=["x"]) == ["sites"]


def test_an_invitation_is_withdrawn(desk: FlaskClient, app: Flask, office: Office) -> None:
    path = link(invite(desk))
    with office.read() as connection:
        [waiting] = invitations.list_open(connection, office.now())

    desk.post(f"/admin/people/invitations/{waiting.id}/withdraw")

    assert visitor(app).get(path).status_code == 410
    again = desk.post(f"/admin/people/invitations/{waiting.id}/withdraw")
    assert again.status_code == 303


def test_the_link_names_the_public_address_where_one_is_set(
    office: Office, made: Moderator
) -> None:
    settings = Settings(public_url="https://saring.example/")
    public = Office(office.engine, office.now, settings, office.policies, office.pseudonymiser)

    page = invite(client_of(app_of(people.blueprint(public)), public, made))

    assert "<code>https://saring.example/account/join/" in page


def test_role_and_sites_are_changed(
    desk: FlaskClient, office: Office, site: Site, ayu: Moderator
) -> None:
    path = f"/admin/people/{ayu.id}/access"
    desk.post(path, data={"role": "moderator", "sites": "some", "site": site.id})
    limited = now_is(office, ayu)
    desk.post(path, data={"role": "admin", "sites": "some", "site": site.id})
    promoted = now_is(office, ayu)

    assert (limited.all_sites, limited.site_ids) == (False, frozenset({site.id}))
    assert (promoted.is_admin, promoted.all_sites) == (True, True)


def test_a_new_role_ends_the_sessions(
    desk: FlaskClient, app: Flask, office: Office, ayu: Moderator
) -> None:
    theirs = client_of(app, office, ayu)

    desk.post(f"/admin/people/{ayu.id}/access", data={"role": "admin", "sites": "all"})

    assert theirs.get("/account").status_code == 303


def test_an_account_is_closed_and_opened_again(
    desk: FlaskClient, app: Flask, office: Office, ayu: Moderator
) -> None:
    theirs = client_of(app, office, ayu)
    desk.post(f"/admin/people/{ayu.id}/disable")
    closed = now_is(office, ayu).disabled_at
    desk.post(f"/admin/people/{ayu.id}/enable")

    assert closed == office.now()
    assert now_is(office, ayu).disabled_at is None
    assert theirs.get("/account").status_code == 303


@pytest.mark.parametrize("form", ["disable", "access"])
def test_the_last_admin_cannot_leave(
    desk: FlaskClient, office: Office, made: Moderator, form: str
) -> None:
    fields = {"role": "moderator", "sites": "all"}

    assert problems(desk, f"{made.id}/{form}", **fields) == ["role"]
    assert now_is(office, made) == made


def test_sessions_of_a_moderator_are_ended(
    desk: FlaskClient, app: Flask, office: Office, ayu: Moderator
) -> None:
    theirs = client_of(app, office, ayu)

    desk.post(f"/admin/people/{ayu.id}/sign-out")

    assert theirs.get("/account").status_code == 303


def test_a_lost_second_step_is_switched_off(
    desk: FlaskClient, office: Office, ayu: Moderator
) -> None:
    with office.write() as tx:
        staff.two_step_on(tx, ayu, "A" * 32, 0, office.now())
    shown = desk.get(f"/admin/people/{ayu.id}").text

    desk.post(f"/admin/people/{ayu.id}/two-step-off")

    assert "two-step-off" in shown
    assert not now_is(office, ayu).two_step


@pytest.mark.parametrize("path", ["", "/{id}"])
def test_a_moderator_sees_none_of_this(
    app: Flask, office: Office, ayu: Moderator, path: str
) -> None:
    page = client_of(app, office, ayu).get(f"/admin/people{path.format(id=ayu.id)}")

    assert page.status_code == 403
    assert ayu.email not in page.text


@pytest.mark.parametrize("path", ["invite", "{id}/access", "{id}/disable", "{id}/sign-out"])
def test_a_moderator_does_none_of_this(
    app: Flask, office: Office, ayu: Moderator, path: str
) -> None:
    form = {"email": SRI, "role": "admin", "sites": "all"}

    answer = client_of(app, office, ayu).post(f"/admin/people/{path.format(id=ayu.id)}", data=form)

    assert answer.status_code == 403
    assert now_is(office, ayu) == ayu


@pytest.mark.parametrize("path", ["nobody", "%00", "a" * 500, "' OR 1=1 --"])
def test_nobody_is_found_where_nobody_is(desk: FlaskClient, path: str) -> None:
    assert desk.get(f"/admin/people/{path}").status_code == 404
    assert desk.post(f"/admin/people/{path}/disable").status_code == 404


@pytest.mark.parametrize("form", ["access", "disable"])
def test_reloading_after_a_form_was_refused_leads_back(
    desk: FlaskClient, made: Moderator, form: str
) -> None:
    answer = desk.get(f"/admin/people/{made.id}/{form}")

    assert (answer.status_code, answer.location) == (303, f"/admin/people/{made.id}")


def test_everything_is_noted_in_the_audit(
    desk: FlaskClient, office: Office, made: Moderator, ayu: Moderator
) -> None:
    page = invite(desk)
    for form in ("access", "disable", "enable", "two-step-off"):
        desk.post(f"/admin/people/{ayu.id}/{form}", data={"role": "admin", "sites": "all"})

    with office.read() as connection:
        noted = entries(connection)

    assert {entry.act.actor for entry in noted} == {made.actor}
    assert [entry.act.action for entry in reversed(noted)] == [
        "moderator.invite",
        "moderator.change",
        "moderator.disable",
        "moderator.enable",
        "moderator.change",
    ]
    assert link(page).rpartition("/")[2] not in str(noted)
