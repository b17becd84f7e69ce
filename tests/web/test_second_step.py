"""The second step of signing in."""

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import update

from service.people import SHELL, Moderator
from service.store import staff
from service.store.people_tables import moderators as table
from service.web import attempts
from service.web.office import Office
from tests.fakes import FakeClock
from tests.web.entering import (
    app,
    ask_for_codes,
    checked,
    code,
    guest,
    second_step,
    sign_in,
    signed_in,
    ticket,
)
from tests.web.office import (
    PASSWORD,
)

__all__ = ["app", "checked", "guest"]


def test_the_second_step_asks_for_a_code(
    guest: FlaskClient, office: Office, ayu: Moderator
) -> None:
    ask_for_codes(office, ayu)

    answer = sign_in(guest)

    assert "Set-Cookie" not in answer.headers
    assert not signed_in(guest)
    assert second_step(guest, ticket(guest), code(office)) == 303
    assert signed_in(guest)


def test_the_second_step_survives_a_renewed_hash(
    guest: FlaskClient, office: Office, ayu: Moderator
) -> None:
    ask_for_codes(office, ayu)
    old = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    with office.write() as tx:
        tx.execute(update(table).values(password_hash=old))

    assert second_step(guest, ticket(guest), code(office)) == 303


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_wrong(
    guest: FlaskClient, office: Office, ayu: Moderator, drift: int
) -> None:
    ask_for_codes(office, ayu)

    assert second_step(guest, ticket(guest), code(office, drift)) == 303


def test_no_code_is_good_twice(guest: FlaskClient, office: Office, ayu: Moderator) -> None:
    ask_for_codes(office, ayu)
    good = code(office)
    second_step(guest, ticket(guest), good)

    assert second_step(guest, ticket(guest), good) == 422
    assert second_step(guest, ticket(guest), code(office, -1)) == 422
    assert second_step(guest, ticket(guest), code(office, 1)) == 303


@pytest.mark.parametrize("typed", ["", "000", "abcdef", "１２３４５６", "-12345", "1" * 1000])
def test_what_is_no_code_is_refused(
    guest: FlaskClient, office: Office, ayu: Moderator, typed: str
) -> None:
    ask_for_codes(office, ayu)

    assert second_step(guest, ticket(guest), typed) == 422


def test_a_code_may_be_typed_with_spaces(
    guest: FlaskClient, office: Office, ayu: Moderator
) -> None:
    ask_for_codes(office, ayu)
    digits = code(office)

    assert second_step(guest, ticket(guest), f" {digits[:3]} {digits[3:]} ") == 303


def test_guessed_codes_have_to_wait_although_the_password_is_right(
    guest: FlaskClient, office: Office, ayu: Moderator, clock: FakeClock, checked: list[str]
) -> None:
    ask_for_codes(office, ayu)
    for _ in range(6):
        second_step(guest, ticket(guest), "000000")

    during = second_step(guest, ticket(guest), code(office))
    clock.advance(2)
    after = second_step(guest, ticket(guest), code(office))

    assert (during, after) == (422, 303)


def test_a_ticket_is_over_after_ten_minutes(
    guest: FlaskClient, office: Office, ayu: Moderator, clock: FakeClock
) -> None:
    ask_for_codes(office, ayu)
    given = ticket(guest)
    clock.advance(attempts.TICKET_LIFE.total_seconds() + 1)

    assert second_step(guest, given, code(office)) == 422
    assert not signed_in(guest)


def test_a_ticket_does_not_outlive_the_password_it_was_given_for(
    guest: FlaskClient, office: Office, ayu: Moderator
) -> None:
    ask_for_codes(office, ayu)
    given = ticket(guest)
    with office.write() as tx:
        staff.set_password(tx, ayu.id, "another", SHELL, office.now())

    assert second_step(guest, given, code(office)) == 422


def test_a_ticket_of_somebody_else_is_worth_nothing(
    guest: FlaskClient, office: Office, ayu: Moderator, made: Moderator
) -> None:
    ask_for_codes(office, ayu)
    given = ticket(guest).replace(ayu.id, made.id)

    assert second_step(guest, given, code(office)) == 422


@pytest.mark.parametrize(
    "given", ["", ".", "..", "a.b.c", "a.9.c", "a.99999999999999999999.c", "é"]
)
def test_an_invented_ticket_is_worth_nothing(
    guest: FlaskClient, office: Office, ayu: Moderator, given: str
) -> None:
    assert second_step(guest, given, code(office)) == 422
    assert second_step(guest, f"{ayu.id}.{given}", code(office)) == 422
