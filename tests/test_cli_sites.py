from pathlib import Path

import pytest

from service.people import SHELL, Scope
from service.store.sites import find_site
from tests.commandline import CommandLine


@pytest.fixture
def saring(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def site_id(saring: CommandLine) -> str:
    return saring("sites", "add", "Dapur").output.split()[0]


def test_a_new_site_has_the_policy_of_the_settings_and_a_key_that_moderates(
    saring: CommandLine,
) -> None:
    access = saring.access(saring.key("sites", "add", "  Dapur "))

    assert access is not None
    assert (access.site.name, access.site.policy) == ("Dapur", "balanced")
    assert access.holder.scopes == {Scope.MODERATE}


@pytest.mark.parametrize("name", ["", "  ", "a" * 101])
def test_a_site_needs_a_name_that_fits(saring: CommandLine, name: str) -> None:
    result = saring("sites", "add", name)

    assert (result.exit_code, result.output) == (
        1,
        "Error: name must have 1 to 100 characters\n",
    )


def test_a_site_is_shown_with_what_holds_for_it(saring: CommandLine, site_id: str) -> None:
    assert saring("sites", "show", site_id).output.splitlines() == [
        f"{site_id}  Dapur",
        "Policy                  balanced",
        "Undo                    24 hours",
        "Keep approved comments  90 days",
        "Keep rejected comments  180 days",
        "Dry run                 no",
        "Shares lessons          no",
    ]


def test_what_holds_for_a_site_can_be_changed(saring: CommandLine, site_id: str) -> None:
    saring("sites", "change", site_id, "--name", "Dapur Rina", "--policy", "strict")
    saring("sites", "change", site_id, "--undo-hours", "0", "--keep-approved-days", "30")
    shown = saring("sites", "change", site_id, "--keep-rejected-days", "31")

    with saring.read() as connection:
        site = find_site(connection, site_id)
    assert (site.name, site.policy, site.undo_hours) == ("Dapur Rina", "strict", 0)
    assert (site.keep_approved_days, site.keep_rejected_days) == (30, 31)
    assert shown.output == saring("sites", "show", site_id).output


def test_a_dry_run_and_what_a_site_shares_can_be_switched(
    saring: CommandLine, site_id: str
) -> None:
    on = saring("sites", "change", site_id, "--dry-run", "--shares-lessons").output
    off = saring("sites", "change", site_id, "--no-dry-run").output

    assert on.splitlines()[-2:] == ["Dry run                 yes", "Shares lessons          yes"]
    assert off.splitlines()[-2:] == ["Dry run                 no", "Shares lessons          yes"]


def test_a_setting_out_of_bounds_is_one_clear_sentence(saring: CommandLine, site_id: str) -> None:
    result = saring("sites", "change", site_id, "--undo-hours", "9" * 40)

    assert (result.exit_code, result.output) == (
        1,
        "Error: undo_hours must be between 0 and 720\n",
    )


def test_an_unknown_policy_is_refused_with_those_there_are(
    saring: CommandLine, site_id: str
) -> None:
    result = saring("sites", "change", site_id, "--policy", "harsh")

    assert result.exit_code == 2
    assert "lenient" in result.output


def test_changing_nothing_is_asked_about(saring: CommandLine, site_id: str) -> None:
    result = saring("sites", "change", site_id)

    assert result.exit_code == 2
    assert "at least one setting" in result.output


@pytest.mark.parametrize("command", [("show",), ("change", "--undo-hours", "1")])
def test_an_unknown_site_is_one_clear_sentence(
    saring: CommandLine, command: tuple[str, ...]
) -> None:
    result = saring("sites", command[0], "01J", *command[1:])

    assert (result.exit_code, result.output) == (1, "Error: there is no site with this id\n")


def test_a_change_is_noted_with_what_was_before_and_after(
    saring: CommandLine, site_id: str
) -> None:
    saring("sites", "change", site_id, "--undo-hours", "48", "--policy", "balanced")

    act = saring.audit()[0]

    assert (act.actor, act.action, act.subject) == (SHELL, "site.change", site_id)
    assert (act.before, act.after) == ({"undo_hours": 24}, {"undo_hours": 48})


def test_a_change_that_changes_nothing_is_not_noted(saring: CommandLine, site_id: str) -> None:
    saring("sites", "change", site_id, "--undo-hours", "24")

    assert "site.change" not in [act.action for act in saring.audit()]


def test_a_new_site_and_its_key_are_noted(saring: CommandLine, site_id: str) -> None:
    assert {act.action for act in saring.audit()} == {"key.issue", "site.add"}


def test_a_name_cannot_steer_the_terminal(saring: CommandLine) -> None:
    saring("sites", "add", "Dapur\x1b[2J\u202e")

    assert "\x1b" not in saring("sites", "list").output
    assert "\u202e" not in saring("sites", "list").output
