import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Connection

from service.commands import ledger
from service.people import ActorKind, Moderator
from service.store import invitations, moderators, sessions, staff
from service.store.audit import entries
from service.store.engine import make_engine, transaction
from service.store.sites import list_sites
from tests.test_cli_ledger import Saring

AYU = "ayu@dapur.example"
MADE = "made@dapur.example"
PASSWORD = re.compile(r"Password, shown once: ([\w-]{16})$", re.MULTILINE)
LINK = re.compile(r"^Link, shown once: (\S+)/account/join/([\w-]{43})$", re.MULTILINE)


@pytest.fixture
def saring(tmp_path: Path) -> Saring:
    """A command line over a database with one site."""
    saring = Saring(tmp_path)
    saring("sites", "add", "Dapur")
    return saring


@contextmanager
def opened(saring: Saring) -> Iterator[Connection]:
    engine = make_engine(saring.settings.database, 5.0)
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def found(saring: Saring, email: str = AYU) -> Moderator:
    with opened(saring) as connection:
        return moderators.find_by_email(connection, email)


def site_of(saring: Saring) -> str:
    with opened(saring) as connection:
        return list_sites(connection)[0].id


def password_in(result: Result) -> str:
    told = PASSWORD.search(result.output)
    assert told
    return told[1]


def sign_in(saring: Saring, email: str = AYU) -> str:
    with opened(saring) as tx:
        moderator_id = moderators.find_by_email(tx, email).id
        return sessions.start(tx, moderator_id, "Firefox", ledger.now())


def is_signed_in(saring: Saring, token: str) -> bool:
    with opened(saring) as connection:
        return sessions.find(connection, token, ledger.now()) is not None


def test_a_moderator_is_added_with_a_password_that_works(saring: Saring) -> None:
    result = saring("moderators", "add", AYU, "--name", " Ayu ")

    made = found(saring)
    assert saring.knows(AYU, password_in(result))
    assert (made.name, made.is_admin, made.all_sites) == ("Ayu", False, True)


def test_an_admin_is_added(saring: Saring) -> None:
    saring("moderators", "add", AYU, "--admin")

    assert found(saring).is_admin


def test_a_moderator_is_added_for_one_site(saring: Saring) -> None:
    site_id = site_of(saring)

    saring("moderators", "add", AYU, "--site", site_id)

    made = found(saring)
    assert (made.all_sites, set(made.site_ids)) == (False, {site_id})


@pytest.mark.parametrize("command", ["add", "invite"])
@pytest.mark.parametrize("email", ["", "ayu", "ayu@", "a\x1b[31m@b", "a b@c", "a@b@c"])
def test_only_an_address_is_taken(saring: Saring, command: str, email: str) -> None:
    result = saring("moderators", command, email)

    assert result.exit_code == 2
    assert "not an e-mail address" in result.output
    assert "\x1b" not in result.output


@pytest.mark.parametrize("command", ["add", "invite"])
def test_a_site_that_is_not_there_is_refused(saring: Saring, command: str) -> None:
    result = saring("moderators", command, AYU, "--site", "nowhere")

    assert (result.exit_code, result.output) == (1, "Error: there is no site with this id\n")


@pytest.mark.parametrize("command", ["add", "invite"])
def test_an_address_is_taken_once(saring: Saring, command: str) -> None:
    saring("moderators", "add", AYU)

    result = saring("moderators", command, AYU.upper())

    assert result.exit_code == 1
    assert "another moderator has this address" in result.output


@pytest.mark.parametrize(
    ("settings", "root"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"SARING_HOST": "0.0.0.0", "SARING_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"SARING_PUBLIC_URL": "https://saring.example/"}, "https://saring.example"),
    ],
)
def test_an_invitation_is_a_link_that_opens(
    saring: Saring, settings: dict[str, str], root: str
) -> None:
    saring.environ |= settings

    told = LINK.search(saring("moderators", "invite", AYU, "--admin").output)

    assert told
    assert told[1] == root
    with opened(saring) as connection:
        invitation = invitations.find(connection, told[2], ledger.now())
    assert (invitation.email, invitation.access) == (AYU, moderators.ADMIN)


def test_moderators_are_listed(saring: Saring) -> None:
    saring("moderators", "add", MADE, "--admin", "--name", "Made")
    saring("moderators", "add", AYU, "--site", site_of(saring))
    saring("moderators", "disable", AYU)

    lines = saring("moderators", "list").output.splitlines()

    assert [line.split() for line in lines] == [
        ["moderator", "1", "site", "closed", AYU],
        ["admin", "all", "sites", "open", MADE, "Made"],
    ]


def test_a_hostile_name_does_nothing_to_the_terminal(saring: Saring) -> None:
    saring("moderators", "add", AYU, "--name", "\x1b[2J\u202eAyu")

    assert not re.search("\x1b\\[2J|\u202e", saring("moderators", "list").output)


def test_role_and_sites_are_changed_one_by_one(saring: Saring) -> None:
    site_id = site_of(saring)
    saring("moderators", "add", MADE, "--admin")
    saring("moderators", "add", AYU)
    seen = []
    for options in (["--site", site_id], ["--moderator"], ["--admin"], ["--moderator"]):
        saring("moderators", "change", AYU, *options)
        now = found(saring)
        seen.append((now.is_admin, now.all_sites))

    assert seen == [(False, False), (False, False), (True, True), (False, True)]


def test_all_sites_are_given_back(saring: Saring) -> None:
    saring("moderators", "add", AYU, "--site", site_of(saring))

    saring("moderators", "change", AYU, "--all-sites")

    assert found(saring).all_sites


def test_one_site_and_all_sites_exclude_each_other(saring: Saring) -> None:
    saring("moderators", "add", AYU)

    assert saring("moderators", "change", AYU, "--all-sites", "--site", "x").exit_code == 2


def test_a_change_that_changes_nothing_says_so(saring: Saring) -> None:
    saring("moderators", "add", AYU)

    assert saring("moderators", "change", AYU, "--moderator").output == "Nothing to change.\n"


@pytest.mark.parametrize("command", [["disable"], ["change", "--moderator"]])
def test_the_last_admin_stays(saring: Saring, command: list[str]) -> None:
    saring("moderators", "add", AYU, "--admin")

    result = saring("moderators", *command, AYU)

    assert result.exit_code == 1
    assert "last admin" in result.output
    assert found(saring).is_admin


@pytest.mark.parametrize("command", ["disable", "password", "sign-out"])
def test_sessions_end(saring: Saring, command: str) -> None:
    saring("moderators", "add", AYU)
    token = sign_in(saring)

    saring("moderators", command, AYU)

    assert not is_signed_in(saring, token)


def test_a_disabled_account_is_opened_again(saring: Saring) -> None:
    password = password_in(saring("moderators", "add", AYU))
    saring("moderators", "disable", AYU)
    closed = saring.knows(AYU, password)
    saring("moderators", "enable", AYU)

    assert (closed, saring.knows(AYU, password)) == (False, True)


def test_a_new_password_replaces_the_old_one(saring: Saring) -> None:
    old = password_in(saring("moderators", "add", AYU))
    new = password_in(saring("moderators", "password", AYU))

    assert [saring.knows(AYU, password) for password in (old, new)] == [False, True]


def test_the_second_step_is_switched_off(saring: Saring) -> None:
    saring("moderators", "add", AYU)
    with opened(saring) as tx:
        staff.two_step_on(tx, moderators.find_by_email(tx, AYU), "A" * 32, 0, ledger.now())
    on = found(saring).two_step
    saring("moderators", "two-step-off", AYU)

    assert (on, found(saring).two_step) == (True, False)


@pytest.mark.parametrize(
    "command", ["change", "disable", "enable", "password", "two-step-off", "sign-out"]
)
def test_nobody_is_changed_where_there_is_nobody(saring: Saring, command: str) -> None:
    result = saring("moderators", command, AYU)

    assert (result.exit_code, result.output) == (1, "Error: there is no such moderator\n")


def test_the_audit_names_the_shell(saring: Saring) -> None:
    saring("moderators", "add", AYU)
    saring("moderators", "disable", AYU)

    with opened(saring) as connection:
        noted = [entry.act for entry in entries(connection) if "moderator" in entry.act.action]

    assert {act.actor.kind for act in noted} == {ActorKind.SHELL}
    assert [act.action for act in reversed(noted)] == ["moderator.change", "moderator.disable"]
