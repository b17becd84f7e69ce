import re
from pathlib import Path

import pytest

from service.commands import ledger
from service.people import SHELL, Scope
from service.store.engine import make_engine, transaction
from service.store.keys import list_keys, note_use
from tests.commandline import CommandLine


@pytest.fixture
def saring(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def site_id(saring: CommandLine) -> str:
    return saring("sites", "add", "Dapur").output.split()[0]


def key_id(saring: CommandLine, site_id: str, key: str) -> str:
    with saring.read() as connection:
        return next(one.id for one in list_keys(connection, site_id) if key.startswith(one.prefix))


def line_of(saring: CommandLine, site_id: str, key: str) -> str:
    lines = saring("keys", "list", site_id).output.splitlines()
    return next(line for line in lines if f"  {key[:8]}…" in line)


def test_a_new_key_may_moderate(saring: CommandLine, site_id: str) -> None:
    access = saring.access(saring.key("keys", "add", site_id))

    assert access is not None
    assert access.site.id == site_id
    assert access.holder.scopes == {Scope.MODERATE}


def test_a_new_key_has_the_scopes_and_the_name_it_is_given(
    saring: CommandLine, site_id: str
) -> None:
    key = saring.key(
        "keys", "add", site_id, "--name", "Blog", "--scope", "review", "--scope", "admin"
    )

    access = saring.access(key)
    assert access is not None
    assert access.holder.scopes == {Scope.REVIEW, Scope.ADMIN}
    assert line_of(saring, site_id, key).endswith("  Blog")


def test_an_unknown_scope_is_refused_with_those_there_are(
    saring: CommandLine, site_id: str
) -> None:
    result = saring("keys", "add", site_id, "--scope", "everything")

    assert result.exit_code == 2
    assert "moderate" in result.output
    assert "review" in result.output


def test_the_list_tells_scopes_and_last_use(saring: CommandLine, site_id: str) -> None:
    used = saring.key("keys", "add", site_id, "--scope", "review")
    engine = make_engine(saring.settings.database, 5.0)
    with transaction(engine) as tx:
        note_use(tx, key_id(saring, site_id, used), ledger.now())
    engine.dispose()

    line = line_of(saring, site_id, used)

    assert "  review  " in line
    assert re.search(r"  used \d{4}-\d\d-\d\d \d\d:\d\d", line)
    assert "never used" in line_of(saring, site_id, saring.key("keys", "add", site_id))


def test_the_list_never_shows_a_key(saring: CommandLine, site_id: str) -> None:
    key = saring.key("keys", "add", site_id)

    assert key[8:] not in saring("keys", "list", site_id).output


def test_a_rotated_key_goes_on_for_a_day_beside_the_new_one(
    saring: CommandLine, site_id: str
) -> None:
    old = saring.key("keys", "add", site_id, "--scope", "review", "--name", "Blog")

    new = saring.key("keys", "rotate", key_id(saring, site_id, old))

    access, before = saring.access(new), saring.access(old)
    assert access is not None
    assert access.holder.scopes == {Scope.REVIEW}
    assert before is not None
    assert 23.9 * 3600 < before.seconds <= 24 * 3600
    assert "  until " in line_of(saring, site_id, old)


def test_a_key_rotated_without_overlap_stops_at_once(saring: CommandLine, site_id: str) -> None:
    old = saring.key("keys", "add", site_id)

    saring("keys", "rotate", key_id(saring, site_id, old), "--overlap", "0")

    assert saring.access(old) is None
    assert "  expired " in line_of(saring, site_id, old)


@pytest.mark.parametrize("hours", ["-1", "2161", "nan", "1e400"])
def test_an_overlap_has_bounds(saring: CommandLine, site_id: str, hours: str) -> None:
    key = saring.key("keys", "add", site_id)

    result = saring("keys", "rotate", key_id(saring, site_id, key), "--overlap", hours)

    assert result.exit_code == 2
    assert saring("keys", "list", site_id).output.count("\n") == 2


def test_a_revoked_key_opens_nothing_and_cannot_be_rotated(
    saring: CommandLine, site_id: str
) -> None:
    key = saring.key("keys", "add", site_id)
    which = key_id(saring, site_id, key)

    saring("keys", "revoke", which)
    result = saring("keys", "rotate", which)

    assert saring.access(key) is None
    assert "  revoked " in line_of(saring, site_id, key)
    assert (result.exit_code, result.output) == (
        1,
        "Error: this key works no more; issue a new one\n",
    )


@pytest.mark.parametrize("command", ["add", "list", "rotate", "revoke"])
def test_an_unknown_id_is_one_clear_sentence(saring: CommandLine, command: str) -> None:
    result = saring("keys", command, "01J")

    assert result.exit_code == 1
    assert result.output.startswith("Error: there is no ")
    assert result.output.count("\n") == 1


def test_everything_done_to_a_key_is_noted_and_no_key_is(saring: CommandLine, site_id: str) -> None:
    key = saring.key("keys", "add", site_id, "--name", "Blog")
    which = key_id(saring, site_id, key)
    heir = key_id(saring, site_id, saring.key("keys", "rotate", which))
    saring("keys", "revoke", which)

    acts = saring.audit()[:3]

    assert {act.actor for act in acts} == {SHELL}
    assert [(act.action, act.subject) for act in reversed(acts)] == [
        ("key.issue", which),
        ("key.rotate", which),
        ("key.revoke", which),
    ]
    assert acts[1].after["replaced_by"] == heir
    assert key[8:] not in str(acts)
