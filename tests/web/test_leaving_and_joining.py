"""Signing out, joining by invitation, and forms that are no form of ours."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.people import SHELL, Moderator, Role
from service.store import moderators, staff
from service.store.moderators import EVERYWHERE, Access
from service.web.office import Office
from tests.web.entering import (
    app,
    checked,
    guest,
    sign_in,
    signed_in,
)
from tests.web.office import (
    AYU,
    PASSWORD,
    client_of,
    session_cookie,
    visitor,
)

__all__ = ["app", "checked", "guest"]


def test_sign_out_ends_the_session_also_for_who_has_stolen_it(
    app: Flask, office: Office, ayu: Moderator
) -> None:
    cookie = session_cookie(office, ayu)
    owner, thief = visitor(app), visitor(app)
    owner.set_cookie(*cookie)
    thief.set_cookie(*cookie)

    answer = owner.post("/account/sign-out")

    assert (answer.status_code, answer.location) == (303, "/account/sign-in")
    assert owner.get_cookie("saring") is None
    assert not signed_in(thief)


def test_sign_out_is_no_link(app: Flask, office: Office, ayu: Moderator) -> None:
    client = client_of(app, office, ayu)

    assert client.get("/account/sign-out").status_code == 405
    assert signed_in(client)


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/sign-out", "/account/join/x"])
def test_no_other_site_signs_anybody_in_or_out(app: Flask, ayu: Moderator, path: str) -> None:
    form = {"email": AYU, "password": PASSWORD}

    answer = app.test_client().post(path, data=form, headers={"Origin": "https://jahat.example"})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/join/x", "/account"])
def test_no_other_site_shows_our_pages_in_a_frame(
    app: Flask, office: Office, ayu: Moderator, path: str
) -> None:
    headers = client_of(app, office, ayu).get(path).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "form",
    [
        {"email": "<script>alert(1)</script>", "password": "x"},
        {"email": "\x00\ud800", "password": "\x00"},
        {"email": "a" * 100_000, "password": "b" * 100_000},
        {"email": "{{7*7}}' OR 1=1 --", "password": "' OR 1=1 --"},
        {},
    ],
)
def test_hostile_forms_sign_nobody_in(
    guest: FlaskClient, ayu: Moderator, form: dict[str, str]
) -> None:
    written = {name: text.encode("utf-8", "replace") for name, text in form.items()}

    answer = guest.post("/account/sign-in", data=written)

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "49" not in answer.text.partition("<main")[2]


def invite(office: Office, access: Access = EVERYWHERE) -> str:
    with office.write() as tx:
        made = staff.invite(tx, "sri@dapur.example", access, SHELL, office.now())
    return f"/account/join/{made.token}"


JOINING = {"name": " Sri ", "password": PASSWORD, "again": PASSWORD}


def test_who_is_invited_joins_and_is_signed_in(guest: FlaskClient, office: Office) -> None:
    path = invite(office, Access(Role.ADMIN))
    shown = guest.get(path)

    answer = guest.post(path, data=JOINING)

    assert "sri@dapur.example" in shown.text
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Sri" in guest.get("/account").text
    with office.read() as connection:
        joined = moderators.verify(connection, "sri@dapur.example", PASSWORD)
    assert joined
    assert (joined.name, joined.is_admin) == ("Sri", True)


def test_a_link_that_was_used_is_gone(app: Flask, office: Office) -> None:
    path = invite(office)
    visitor(app).post(path, data=JOINING)

    answers = [visitor(app).get(path), visitor(app).post(path, data=JOINING)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert "sri@dapur.example" not in answers[0].text + answers[1].text


def test_looking_at_a_link_does_not_use_it(guest: FlaskClient, office: Office) -> None:
    path = invite(office)

    assert [guest.get(path).status_code for _ in range(3)] == [200] * 3
    assert guest.head(path).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"password": "pendek", "again": "pendek"}, "password"),
        ({"password": "x" * 201, "again": "x" * 201}, "password"),
        ({"password": "sri@dapur.example", "again": "sri@dapur.example"}, "password"),
        ({"again": PASSWORD.upper()}, "again"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    guest: FlaskClient, office: Office, changed: dict[str, str], field: str
) -> None:
    path = invite(office)

    answer = guest.post(path, data=JOINING | changed)

    assert answer.status_code == 422
    assert re.findall(r'class="problem" id="(\w+)-problem"', answer.text) == [field]
    assert PASSWORD not in answer.text
    assert guest.get(path).status_code == 200


def test_every_language_says_it(guest: FlaskClient, ayu: Moderator) -> None:
    pages = [sign_in(guest, password="salah", path=f"?lang={lang}").text for lang in ("id", "en")]

    assert "Belum berhasil masuk" in pages[0]
    assert "That did not work" in pages[1]
    assert 'action="/account/sign-in?lang=en"' in pages[1]
