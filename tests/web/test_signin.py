"""Who may see a page: sessions, cookies, and requests that other sites forge."""

from collections.abc import Mapping

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from service.domain import Site
from service.people import Moderator
from service.store import staff
from service.store.people_tables import sessions as table
from service.web import pages, signin
from service.web.office import Office
from service.web.origin import own_path
from tests.fakes import FakeClock
from tests.web.office import app_of, client_of, found_site, hire, session_cookie, visitor

HOUR = 3600.0
FORGED: list[Mapping[str, str]] = [
    {},  # neither header: no browser with a page of ours
    {"Origin": "null"},
    {"Origin": "https://jahat.example"},
    {"Origin": "http://localhost.jahat.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "localhost"},
    {"Origin": "file://localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Referer": "http://localhost/desk"},
]


def desk(office: Office) -> Blueprint:
    page = Blueprint("desk", __name__)
    page.record_once(lambda state: pages.install(state.app))
    signin.protect(page, office)

    @page.route("/desk", methods=["GET", "POST"])
    def show() -> str:
        return " ".join([signin.me().email, *(site.name for site in signin.sites_of_mine(office))])

    return page


def vault(office: Office) -> Blueprint:
    page = Blueprint("vault", __name__)
    page.record_once(lambda state: pages.install(state.app))
    signin.protect(page, office, admin=True)
    page.add_url_rule("/vault", "show", lambda: signin.me().email, methods=["GET", "POST"])
    return page


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(desk(office), vault(office))


def stranger_with(app: Flask, cookie: tuple[str, str]) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(*cookie)
    return client


def test_who_is_signed_in_sees_the_page(app: Flask, office: Office, ayu: Moderator) -> None:
    answer = client_of(app, office, ayu).get("/desk")

    assert (answer.status_code, answer.text) == (200, "ayu@dapur.example")


def test_a_moderator_has_their_sites_and_an_admin_all(
    app: Flask, office: Office, site: Site, made: Moderator
) -> None:
    found_site(office, "Kebun")
    sri = hire(office, "sri@dapur.example", site_ids=[site.id])

    seen = [client_of(app, office, person).get("/desk").text for person in (sri, made)]

    assert seen == ["sri@dapur.example Dapur", "made@dapur.example Dapur Kebun"]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/desk", "/account/sign-in?next=%2Fdesk"),
        ("/desk?a=1&b=%2F%0D%0A", "/account/sign-in?next=%2Fdesk%3Fa%3D1%26b%3D%252F%250D%250A"),
        ("/desk?lang=en", "/account/sign-in?lang=en&next=%2Fdesk%3Flang%3Den"),
    ],
)
def test_a_stranger_is_led_to_sign_in_and_back(app: Flask, asked: str, led_to: str) -> None:
    answer = visitor(app).get(asked)

    assert (answer.status_code, answer.location) == (303, led_to)


def test_a_stranger_who_sends_something_is_answered_401(app: Flask) -> None:
    assert visitor(app).post("/desk").status_code == 401


def test_a_part_of_a_page_sends_its_whole_page_to_sign_in(app: Flask) -> None:
    answer = visitor(app).get("/desk", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/account/sign-in")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_admins_see_what_is_for_admins(
    app: Flask, office: Office, ayu: Moderator, made: Moderator, method: str
) -> None:
    people = (ayu, made)

    answers = [client_of(app, office, who).open("/vault", method=method) for who in people]

    assert [answer.status_code for answer in answers] == [403, 200]
    assert "made@" not in answers[0].text


@pytest.mark.parametrize("headers", FORGED)
def test_what_another_site_may_have_sent_is_refused(
    app: Flask, office: Office, ayu: Moderator, headers: Mapping[str, str]
) -> None:
    client = stranger_with(app, session_cookie(office, ayu))

    assert client.post("/desk", headers=dict(headers)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},  # a proxy in front ends HTTPS
    ],
)
def test_what_our_own_page_sent_is_accepted(
    app: Flask, office: Office, ayu: Moderator, headers: Mapping[str, str]
) -> None:
    client = stranger_with(app, session_cookie(office, ayu))

    assert client.post("/desk", headers=dict(headers)).status_code == 200


def test_a_link_from_elsewhere_opens_a_page(app: Flask, office: Office, ayu: Moderator) -> None:
    client = stranger_with(app, session_cookie(office, ayu))

    assert client.get("/desk", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 3000, "é", '"', "a=b; c=d"])
def test_an_invented_cookie_opens_nothing(app: Flask, ayu: Moderator, value: str) -> None:
    assert stranger_with(app, ("saring", value)).get("/desk").status_code == 303


def test_the_cookie_of_plain_http_opens_nothing_over_https(
    app: Flask, office: Office, ayu: Moderator
) -> None:
    client = client_of(app, office, ayu)

    assert client.get("/desk", base_url="https://localhost").status_code == 303


def test_a_stolen_cookie_opens_nothing_once_its_session_is_revoked(
    app: Flask, office: Office, ayu: Moderator
) -> None:
    thief = stranger_with(app, session_cookie(office, ayu))
    before = thief.get("/desk").status_code
    with office.write() as tx:
        staff.end_sessions(tx, ayu.id, ayu.actor, office.now())

    assert (before, thief.get("/desk").status_code) == (200, 303)


def test_a_closed_account_is_shut_out_at_once(app: Flask, office: Office, ayu: Moderator) -> None:
    client = client_of(app, office, ayu)
    with office.write() as tx:
        staff.disable(tx, ayu.id, ayu.actor, office.now())

    assert client.get("/desk").status_code == 303


def test_a_session_is_written_to_once_a_minute_at_most(
    app: Flask, office: Office, ayu: Moderator, clock: FakeClock
) -> None:
    client = client_of(app, office, ayu)
    written: list[str] = []

    @event.listens_for(office.engine(), "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE sessions"):
            written.append(statement)

    for _ in range(10):
        clock.advance(20)
        client.get("/desk")

    assert len(written) == 3


def test_a_session_ends_when_it_is_not_used_for_a_week(
    app: Flask, office: Office, ayu: Moderator, clock: FakeClock
) -> None:
    client = client_of(app, office, ayu)
    statuses = []
    for hours in (24 * 6, 24 * 6, 24 * 8):
        clock.advance(hours * HOUR)
        statuses.append(client.get("/desk").status_code)

    assert statuses == [200, 200, 303]


def test_a_ledger_that_cannot_be_written_keeps_nobody_from_reading(
    app: Flask, office: Office, ayu: Moderator, clock: FakeClock
) -> None:
    client = client_of(app, office, ayu)
    clock.advance(HOUR)
    with office.engine().connect() as connection:
        connection.exec_driver_sql(
            f"CREATE TRIGGER stuck BEFORE UPDATE ON {table.name} BEGIN "
            "SELECT RAISE(ABORT, 'read-only'); END"
        )
        connection.commit()

    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("path", ["/", "/review", "/review?reason=score:spam&text=a%20b#x"])
def test_a_path_of_ours_is_led_to(path: str) -> None:
    assert own_path(path, "/home") == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//jahat.example",
        "///jahat.example",
        "https://jahat.example",
        "https:jahat.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "jahat.example",
        "/\\jahat.example",
        "\\\\jahat.example",
        "/\t/jahat.example",
        "/\n/jahat.example",
        "\t//jahat.example",
        " //jahat.example",
        "/ /jahat.example",
        "/\r\nSet-Cookie: a=b",
        "/\x00",
        "/\u2028/",
        "／／jahat.example",
        ".//jahat.example",
        "@jahat.example",
    ],
)
def test_a_path_that_may_lead_elsewhere_is_not(path: str) -> None:
    assert own_path(path, "/home") == "/home"
