"""Signing in, as a server answers it."""

import re

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from service.people import Moderator
from service.store import passwords, staff
from service.store.people_tables import moderators as table
from service.web.attempts import network
from service.web.office import Office
from tests.fakes import FakeClock
from tests.web.entering import (
    NOBODY,
    app,
    checked,
    guest,
    sign_in,
    signed_in,
    words,
)
from tests.web.office import (
    AYU,
    PASSWORD,
    client_of,
    session_cookie,
    visitor,
)

__all__ = ["app", "checked", "guest"]


def test_email_and_password_sign_in(guest: FlaskClient, ayu: Moderator) -> None:
    answer = sign_in(guest, f" {AYU.upper()} ")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert signed_in(guest)


def test_a_wrong_password_signs_nobody_in(guest: FlaskClient, ayu: Moderator) -> None:
    answer = sign_in(guest, password="salah")

    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers
    assert not signed_in(guest)


def test_the_cookie_is_kept_from_scripts_and_other_sites(
    guest: FlaskClient, ayu: Moderator
) -> None:
    cookie = sign_in(guest).headers["Set-Cookie"]

    name, *flags = cookie.split("; ")
    assert re.fullmatch(r"saring=[\w-]{43}", name)
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_over_https_the_cookie_is_bound_to_this_host(app: Flask, ayu: Moderator) -> None:
    form = {"email": AYU, "password": PASSWORD}

    answer = visitor(app).post("/account/sign-in", data=form, base_url="https://localhost")

    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-saring=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_session_that_was_planted_is_replaced_and_ended(
    app: Flask, office: Office, ayu: Moderator, made: Moderator
) -> None:
    planted = session_cookie(office, made)
    victim, attacker = visitor(app), visitor(app)
    victim.set_cookie(*planted)
    attacker.set_cookie(*planted)

    sign_in(victim)

    cookie = victim.get_cookie("saring")
    assert cookie
    assert cookie.value != planted[1]
    assert not signed_in(attacker)


def test_an_invented_session_is_not_adopted(guest: FlaskClient, ayu: Moderator) -> None:
    guest.set_cookie("saring", "A" * 43)

    sign_in(guest)

    cookie = guest.get_cookie("saring")
    assert cookie
    assert cookie.value != "A" * 43


def test_who_is_signed_in_is_not_asked_again(app: Flask, office: Office, ayu: Moderator) -> None:
    answer = client_of(app, office, ayu).get("/account/sign-in?next=/account/two-step")

    assert (answer.status_code, answer.location) == (303, "/account/two-step")


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/review?text=a%20b", "/review?text=a%20b"),
        ("//jahat.example", "/account"),
        ("https://jahat.example/", "/account"),
        ("/\\jahat.example", "/account"),
        ("/\t/jahat.example", "/account"),
    ],
)
def test_sign_in_leads_back_only_to_our_own_pages(
    guest: FlaskClient, ayu: Moderator, wanted: str, led_to: str
) -> None:
    assert sign_in(guest, next=wanted).location == led_to


def test_where_to_go_survives_a_wrong_password(guest: FlaskClient, ayu: Moderator) -> None:
    page = sign_in(guest, password="salah", next="/review?text=%22x").text

    assert 'name="next" value="/review?text=%22x"' in page


def test_failures_look_alike_whoever_exists(
    guest: FlaskClient, office: Office, ayu: Moderator, made: Moderator, checked: list[str]
) -> None:
    with office.write() as tx:
        staff.disable(tx, ayu.id, made.actor, office.now())
    tries = [(made.email, "salah"), (ayu.email, PASSWORD), (NOBODY, PASSWORD), ("", "")]

    answers = [sign_in(guest, email, password) for email, password in tries]

    assert {answer.status_code for answer in answers} == {422}
    assert len({words(answer) for answer in answers}) == 1
    assert len(checked) == len(tries)


def test_an_account_that_waits_looks_like_one_that_does_not(
    guest: FlaskClient, ayu: Moderator, checked: list[str]
) -> None:
    answers = [sign_in(guest, password="salah") for _ in range(6)]
    checked.clear()

    right = sign_in(guest)

    assert (right.status_code, right.text) == (422, answers[0].text)
    assert len(checked) == 1


@pytest.mark.parametrize("email", [AYU, NOBODY])
def test_wrong_passwords_make_any_account_wait(
    guest: FlaskClient, ayu: Moderator, clock: FakeClock, checked: list[str], email: str
) -> None:
    for _ in range(6):
        sign_in(guest, email, "salah")
    during = sign_in(guest).status_code if email == AYU else 422
    clock.advance(2)
    after = sign_in(guest).status_code

    assert (during, after) == (422, 303)


def test_an_address_that_guesses_is_told_to_wait_before_any_work(
    guest: FlaskClient, ayu: Moderator, checked: list[str]
) -> None:
    for n in range(21):
        sign_in(guest, f"tebak-{n}@dapur.example", "salah")
    checked.clear()

    answer = sign_in(guest)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert checked == []


def test_hundreds_of_wrong_passwords_are_mostly_not_looked_at(
    guest: FlaskClient, ayu: Moderator, clock: FakeClock, checked: list[str]
) -> None:
    for n in range(500):
        sign_in(guest, password=f"tebak-{n}")
        clock.advance(0.01)

    assert len(checked) < 30


def test_a_guesser_at_another_address_does_not_make_this_one_wait(
    app: Flask, ayu: Moderator, checked: list[str]
) -> None:
    guesser, guest = visitor(app), visitor(app)
    guesser.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for n in range(25):
        sign_in(guesser, f"tebak-{n}@dapur.example", "salah")

    assert sign_in(guest).status_code == 303


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_ipv6_network_counts_as_one_address(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_a_hash_made_with_old_parameters_is_renewed_at_sign_in(
    guest: FlaskClient, office: Office, ayu: Moderator
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    with office.write() as tx:
        tx.execute(update(table).values(password_hash=old))

    first = sign_in(guest).status_code

    with office.read() as connection:
        kept = connection.execute(select(table.c.password_hash)).scalar_one()
    assert not passwords.outdated(kept)
    assert (first, sign_in(guest).status_code) == (303, 303)
