"""A moderator's own account, as a server answers it."""

import re

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.people import Moderator
from service.store import moderators, sessions
from service.store.audit import entries
from service.web import account, entrance
from service.web.office import Office
from tests.web.office import PASSWORD, app_of, client_of, session_cookie, visitor

NEW = "sembilan-belas-gulai"
SECRET = re.compile(r'name="secret" value="(\w+)"')
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(entrance.blueprint(office), account.blueprint(office))


@pytest.fixture
def mine(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    """Ayu's browser."""
    return client_of(app, office, ayu)


def now_is(office: Office, ayu: Moderator) -> Moderator:
    with office.read() as connection:
        return moderators.find(connection, ayu.id)


def opens(office: Office, ayu: Moderator, password: str) -> bool:
    with office.read() as connection:
        return moderators.verify(connection, ayu.email, password) is not None


def living(office: Office, ayu: Moderator) -> list[str]:
    with office.read() as connection:
        return [each.id for each in sessions.list_sessions(connection, ayu.id, office.now())]


def said(client: FlaskClient, path: str, **form: str) -> str:
    """Send a form and return what the page then says has been done."""
    page = client.post(f"{path}?lang=en", data=form, follow_redirects=True).text
    found = re.search(r'id="done" role="status">([^<]*)<', page)
    return found[1] if found else ""


def problems(client: FlaskClient, path: str, **form: str) -> list[str]:
    """Send a form that is refused and return the fields that are wrong."""
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    return re.findall(r'class="problem" id="(\w+)-problem"', answer.text)


def switch_on(client: FlaskClient, office: Office) -> str:
    """Switch the second step on and return its secret."""
    found = SECRET.search(client.get("/account/two-step").text)
    assert found
    form = {"secret": found[1], "code": pyotp.TOTP(found[1]).at(office.now()), "old": PASSWORD}
    assert said(client, "/account/two-step", **form) == "Signing in now asks for a code."
    return found[1]


def test_the_account_shows_its_owner(mine: FlaskClient, ayu: Moderator) -> None:
    page = mine.get("/account").text

    assert ayu.email in page
    assert 'value="Ayu"' in page


def test_a_name_is_changed(mine: FlaskClient, office: Office, ayu: Moderator) -> None:
    assert said(mine, "/account/name", name=" Ayu L. ") == "Your name is changed."
    assert now_is(office, ayu).name == "Ayu L."


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_that_is_none_is_refused(mine: FlaskClient, name: str) -> None:
    assert problems(mine, "/account/name", name=name) == ["name"]


def test_a_hostile_name_is_inert(mine: FlaskClient) -> None:
    mine.post("/account/name", data={"name": "<script>alert(1)</script>{{7*7}}"})

    page = mine.get("/account").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page
    assert "<script>alert" not in page


def test_blur_is_switched_off_and_on(mine: FlaskClient, office: Office, ayu: Moderator) -> None:
    mine.post("/account/blur")
    off = now_is(office, ayu).blur
    mine.post("/account/blur", data={"blur": "on"})

    assert (off, now_is(office, ayu).blur) == (False, True)


def test_a_new_password_needs_the_old_one(
    mine: FlaskClient, office: Office, ayu: Moderator
) -> None:
    wrong = problems(mine, "/account/password", old="salah", password=NEW, again=NEW)

    assert wrong == ["old"]
    assert opens(office, ayu, PASSWORD)


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("pendek", "pendek", "password"), (NEW, PASSWORD, "again"), ("", "", "password")],
)
def test_a_bad_password_is_refused_before_the_old_one_is_looked_at(
    mine: FlaskClient, password: str, again: str, field: str
) -> None:
    form = {"old": "salah", "password": password, "again": again}

    assert problems(mine, "/account/password", **form) == [field]


def test_a_new_password_signs_out_everywhere_else_and_renews_this_session(
    app: Flask, mine: FlaskClient, office: Office, ayu: Moderator
) -> None:
    other = client_of(app, office, ayu)
    before = mine.get_cookie("saring")
    stolen = visitor(app)
    assert before
    stolen.set_cookie("saring", before.value)

    told = said(mine, "/account/password", old=PASSWORD, password=NEW, again=NEW)

    assert told == "Your password is changed, and you are signed out everywhere else."
    seen = [client.get("/account").status_code for client in (mine, other, stolen)]
    assert seen == [200, 303, 303]
    assert (opens(office, ayu, NEW), opens(office, ayu, PASSWORD)) == (True, False)


def test_guessing_the_old_password_has_to_wait(
    mine: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    monkeypatch.setattr(moderators, "matches", lambda kept, _: checked.append(kept))

    for n in range(50):
        form = {"old": f"tebak-{n}", "password": NEW, "again": NEW}
        assert problems(mine, "/account/password", **form) == ["old"]

    assert len(checked) < 30


def test_the_second_step_is_switched_on_by_a_code_and_the_password(
    mine: FlaskClient, office: Office, ayu: Moderator
) -> None:
    switch_on(mine, office)

    assert now_is(office, ayu).two_step


@pytest.mark.parametrize(
    ("code", "old", "field"), [("000000", PASSWORD, "code"), ("", "salah", "old")]
)
def test_the_second_step_stays_off_without_both(
    mine: FlaskClient, office: Office, ayu: Moderator, code: str, old: str, field: str
) -> None:
    form = {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "code": code, "old": old}

    assert problems(mine, "/account/two-step", **form) == [field]
    assert not now_is(office, ayu).two_step


@pytest.mark.parametrize("secret", ["", "A", "a" * 32, "1" * 32, "A" * 33, "<script>"])
def test_a_secret_that_is_not_ours_is_refused(
    mine: FlaskClient, office: Office, ayu: Moderator, secret: str
) -> None:
    form = {"secret": secret, "code": "000000", "old": PASSWORD}

    assert mine.post("/account/two-step", data=form).status_code == 303
    assert not now_is(office, ayu).two_step


def test_every_look_at_the_page_makes_another_secret(mine: FlaskClient) -> None:
    secrets = {SECRET.findall(mine.get("/account/two-step").text)[0] for _ in range(5)}

    assert len(secrets) == 5


def test_the_picture_is_drawn_without_style_or_outside_request(mine: FlaskClient) -> None:
    page = mine.get("/account/two-step").text

    assert "<svg" in page
    assert "style=" not in page
    assert "<style" not in page


def test_a_stolen_session_cannot_replace_the_second_step(mine: FlaskClient, office: Office) -> None:
    switch_on(mine, office)

    assert mine.get("/account/two-step").status_code == 303


def test_the_second_step_is_switched_off_with_the_password_only(
    mine: FlaskClient, office: Office, ayu: Moderator
) -> None:
    switch_on(mine, office)

    assert problems(mine, "/account/two-step/off", proof="salah") == ["proof"]
    assert now_is(office, ayu).two_step
    told = said(mine, "/account/two-step/off", proof=PASSWORD)
    assert told == "Signing in no longer asks for a code."
    assert not now_is(office, ayu).two_step


def test_sessions_are_listed_with_their_browsers(
    mine: FlaskClient, office: Office, ayu: Moderator
) -> None:
    with office.write() as tx:
        sessions.start(tx, ayu.id, FIREFOX, office.now())

    page = mine.get("/account").text

    assert "Firefox, Linux" in page
    assert page.count('class="row-name"') == 2


def test_one_session_is_ended(mine: FlaskClient, office: Office, ayu: Moderator) -> None:
    [own] = living(office, ayu)
    session_cookie(office, ayu)
    [other] = set(living(office, ayu)) - {own}

    assert said(mine, f"/account/sessions/{other}/end") == "That session is ended."
    assert living(office, ayu) == [own]


def test_all_other_sessions_are_ended(mine: FlaskClient, office: Office, ayu: Moderator) -> None:
    kept = living(office, ayu)
    for _ in range(3):
        session_cookie(office, ayu)

    assert said(mine, "/account/sessions/end") == "You are signed out everywhere else."
    assert living(office, ayu) == kept


def test_nobody_ends_the_session_of_somebody_else(
    mine: FlaskClient, office: Office, made: Moderator
) -> None:
    session_cookie(office, made)
    [theirs] = living(office, made)

    mine.post(f"/account/sessions/{theirs}/end")

    assert living(office, made) == [theirs]


@pytest.mark.parametrize("form", ["name", "blur", "password", "two-step/off"])
def test_reloading_after_a_form_was_refused_leads_back(mine: FlaskClient, form: str) -> None:
    answer = mine.get(f"/account/{form}?lang=en")

    assert (answer.status_code, answer.location) == (303, "/account?lang=en")


@pytest.mark.parametrize(
    "path",
    ["name", "blur", "password", "two-step", "two-step/off", "sessions/x/end", "sessions/end"],
)
def test_no_other_site_changes_an_account(
    app: Flask, office: Office, ayu: Moderator, path: str
) -> None:
    forged = app.test_client()
    forged.set_cookie(*session_cookie(office, ayu))

    answer = forged.post(f"/account/{path}", headers={"Origin": "null"})

    assert answer.status_code == 403


def test_the_audit_tells_what_was_changed_and_no_secret(
    mine: FlaskClient, office: Office, ayu: Moderator
) -> None:
    secret = switch_on(mine, office)
    mine.post("/account/name", data={"name": "Ayu Rahasia"})
    mine.post("/account/password", data={"old": PASSWORD, "password": NEW, "again": NEW})

    with office.read() as connection:
        noted = entries(connection)

    assert {entry.act.subject for entry in noted} == {ayu.id}
    facts = [str((entry.act.before, entry.act.after)) for entry in noted]
    assert len(facts) == 3
    assert not any(word in "".join(facts) for word in (secret, NEW, PASSWORD, "Rahasia", "argon2"))
