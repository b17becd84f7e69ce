"""An entrance, and somebody who stands before it."""

import re

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.people import Moderator
from service.store import moderators, staff
from service.web import account, entrance
from service.web.office import Office
from tests.web.office import (
    AYU,
    PASSWORD,
    app_of,
    password_hash,
    visitor,
)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOBODY = "tidak-ada@dapur.example"
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(entrance.blueprint(office), account.blueprint(office))


@pytest.fixture
def guest(app: Flask) -> FlaskClient:
    return visitor(app)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that a password was compared with, in order; argon2 itself is left out."""
    seen: list[str] = []

    def note(kept: str, password: str) -> bool:
        seen.append(kept)
        return kept == password_hash() and password == PASSWORD

    monkeypatch.setattr(moderators, "matches", note)
    return seen


def sign_in(
    guest: FlaskClient, email: str = AYU, password: str = PASSWORD, path: str = "", **form: str
) -> TestResponse:
    fields = {"email": email, "password": password, **form}
    return guest.post(f"/account/sign-in{path}", data=fields)


def words(answer: TestResponse) -> str:
    """What an answer says, without the fields of its form."""
    return re.sub("<[^>]*>", "", answer.text)


def ask_for_codes(office: Office, who: Moderator) -> None:
    with office.write() as tx:
        staff.two_step_on(tx, who, SECRET, 0, office.now())


def code(office: Office, drift: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(int(office.now().timestamp()) + 30 * drift)


def ticket(guest: FlaskClient) -> str:
    found = TICKET.search(sign_in(guest).text)
    assert found
    return found[1]


def second_step(guest: FlaskClient, given: str, typed: str) -> int:
    form = {"ticket": given, "code": typed}
    return guest.post("/account/sign-in", data=form).status_code


def signed_in(guest: FlaskClient) -> bool:
    return guest.get("/account").status_code == 200
