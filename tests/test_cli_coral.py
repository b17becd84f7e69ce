from pathlib import Path

import pytest

from service.store.coral_secrets import find_signers
from tests.commandline import CommandLine

SECRET = "empsec_0123456789abcdef0123456789abcdef"


@pytest.fixture
def saring(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def site_id(saring: CommandLine) -> str:
    return saring("sites", "add", "Dapur").output.split()[0]


def test_a_secret_is_added_and_the_address_told(saring: CommandLine, site_id: str) -> None:
    shown = saring("coral", "add", site_id, "--secret", f" {SECRET}").output.splitlines()

    with saring.read() as connection:
        signers = find_signers(connection, site_id)
    assert signers is not None
    assert signers.secrets == {shown[0]: SECRET}
    assert shown[1] == f"Callback URL: http://127.0.0.1:8000/coral/{site_id}"
    assert saring.audit()[0].action == "coral.add"


def test_secrets_are_listed_without_what_they_are(saring: CommandLine, site_id: str) -> None:
    added = saring("coral", "add", site_id, "--secret", SECRET).output.split()[0]

    listed = saring("coral", "list", site_id).output

    assert listed.startswith(added)
    assert "empsec" not in listed


def test_a_removed_secret_is_gone_for_good(saring: CommandLine, site_id: str) -> None:
    added = saring("coral", "add", site_id, "--secret", SECRET).output.split()[0]

    saring("coral", "remove", site_id, added)

    with saring.read() as connection:
        assert find_signers(connection, site_id) is None
        assert SECRET not in str(connection.exec_driver_sql("SELECT * FROM coral_secrets").all())
    assert saring("coral", "remove", site_id, added).exit_code == 1
    assert [(act.action, act.subject) for act in saring.audit()[:2]] == [
        ("coral.remove", added),
        ("coral.add", added),
    ]


@pytest.mark.parametrize("secret", ["short", "a" * 257, "spasi\u00a0tak terlihat 123"])
def test_what_cannot_be_a_secret_is_refused(saring: CommandLine, site_id: str, secret: str) -> None:
    result = saring("coral", "add", site_id, "--secret", secret)

    assert (result.exit_code, result.output) == (
        1,
        "Error: a signing secret has 16 to 256 letters, digits and signs\n",
    )


def test_the_same_secret_is_not_added_twice(saring: CommandLine, site_id: str) -> None:
    saring("coral", "add", site_id, "--secret", SECRET)

    assert "already" in saring("coral", "add", site_id, "--secret", SECRET).output
