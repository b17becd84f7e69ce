"""`saring policy` over the shipped model's manifest and a ledger in a folder of its own."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.domain import Comment, Decision, Resolution, Site
from service.people import SHELL
from service.policy import flaws
from service.policy.listing import Kind, Subscription
from service.store import audit, list_copies
from service.store.engine import reading, transaction
from service.store.sites import find_site
from tests.ledgers import NOW, verdict
from tests.shell import Shell, shell

__all__ = ["shell"]

GOOD = '[[rule]]\nname = "Kata"\naction = "hold"\nwhen.text.terms = ["gacor"]\n'
BROKEN = GOOD.replace("hold", "burn") + 'preset = "mild"\n'
DOUBTFUL = '[[rule]]\nname = "Semua"\naction = "hold"\nwhen = {}\n' + GOOD


def policy(*arguments: str, said: str | None = None) -> Result:
    """Run a command that needs no ledger."""
    return CliRunner().invoke(main, ("policy", *arguments), input=said, catch_exceptions=False)


def site_of(shell: Shell) -> Site:
    with reading(shell.blog.engine) as connection:
        return find_site(connection, shell.blog.site.id)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dapur.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def apply(shell: Shell, document: str, *options: str) -> Result:
    return shell(
        "policy", "apply", shell.blog.site.id, "-", "--reason", "Coba", *options, said=document
    )


def test_a_good_policy_has_no_flaws(file: Path) -> None:
    result = policy("check", str(file))

    assert (result.exit_code, result.output) == (0, "no flaws\n")


def test_flaws_are_told_by_file_line_and_path(file: Path) -> None:
    file.write_text(BROKEN, encoding="utf-8")

    result = policy("check", str(file))

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{file}:3: rule[1].action: This must be one of: approve, hold, reject, reason",
        f"{file}:5: rule[1].preset: {flaws.UNKNOWN % {'known': 'name, action, when'}}",
    ]


def test_the_line_of_a_mistake_in_the_toml_is_told_too() -> None:
    result = policy("check", "-", said='preset = "strict"\n[[rule\n')

    assert result.exit_code == 1
    assert result.output.startswith("<stdin>:2: This is no TOML: ")


def test_a_file_that_is_no_utf_8_is_a_flaw(file: Path) -> None:
    file.write_bytes(b"\xff")

    assert policy("check", str(file)).output == f"{file}: The file is not UTF-8\n"


def test_a_label_that_the_model_has_is_no_flaw_and_another_is() -> None:
    known = policy("check", "-", said='[bands]\n"spam/gambling" = { wrongly_held = 0.01 }\n')
    unknown = policy("check", "-", said='[bands]\n"spam/jaudi" = { hold = 0.5 }\n')

    assert (known.exit_code, unknown.exit_code) == (0, 1)
    assert "The model has no such label; it has: abuse, " in unknown.output


def test_what_is_doubtful_fails_only_where_it_shall() -> None:
    mild, strict = (
        policy("check", "-", said=DOUBTFUL),
        policy("check", "--strict", "-", said=DOUBTFUL),
    )

    assert (mild.exit_code, strict.exit_code) == (0, 1)
    assert mild.output == strict.output
    assert mild.output.splitlines() == [
        "<stdin>:1: rule[1]: This is true of every comment, so nothing after it is asked",
        "<stdin>:5: rule[2]: This never comes to its turn: “Semua” decides on all of it before",
        "no flaws",
    ]


def test_a_finding_cannot_steer_the_terminal() -> None:
    named = '[[rule]]\nname = "A\\u001b[2J\\u202e"\naction = "hold"\nwhen = {}\n' + GOOD

    output = policy("check", "-", said=named).output

    assert "<U+001B>" in output
    assert not {"\x1b", "\u202e"} & set(output)


def test_a_policy_is_applied_shown_compared_and_brought_back(shell: Shell) -> None:
    site_id = shell.blog.site.id
    first = apply(shell, GOOD)
    second = apply(shell, GOOD.replace("gacor", "maxwin"))
    restored = shell("policy", "restore", site_id, "1", "--reason", "Salah")

    assert [one.output for one in (first, second, restored)] == [
        f"Version {number} is in force.\n" for number in (1, 2, 3)
    ]
    assert shell("policy", "show", site_id).output == GOOD
    assert 'terms = ["maxwin"]' in shell("policy", "show", site_id, "--version", "2").output
    assert shell("policy", "diff", site_id, "2").output.splitlines()[:2] == [
        "--- version 2",
        "+++ version 3",
    ]
    assert shell("policy", "diff", site_id, "1", "3").output == ""
    listed = shell("policy", "versions", site_id).output.splitlines()
    assert [line.split()[0] for line in listed] == ["3", "2", "1"]
    assert "in force" in listed[0]
    assert listed[0].endswith("saring  Salah")


def test_a_policy_with_flaws_is_not_applied(shell: Shell) -> None:
    result = apply(shell, BROKEN)

    assert result.exit_code == 1
    assert result.output.startswith("<stdin>:3: rule[1].action: This must be one of")
    assert shell("policy", "versions", shell.blog.site.id).output == ""


def test_what_is_doubtful_is_told_when_it_is_applied(shell: Shell) -> None:
    output = apply(shell, DOUBTFUL).output

    assert output.splitlines()[0] == "Version 1 is in force."
    assert "<stdin>:1: rule[1]: This is true of every comment" in output


def test_versions_judge_run_in_shadow_or_only_wait(shell: Shell) -> None:
    site_id = shell.blog.site.id
    apply(shell, GOOD, "--keep")
    apply(shell, GOOD, "--shadow")
    kept = site_of(shell)
    told = [
        shell("policy", *command).output
        for command in (
            ("enforce", site_id, "1"),
            ("shadow", site_id, "0"),
            ("shadow", site_id, "2"),
            ("enforce", site_id, "0"),
        )
    ]

    assert (kept.policy_version, kept.shadow_version) == (0, 2)
    assert told == [
        "Version 1 is in force.\n",
        "Nothing runs in shadow.\n",
        "Version 2 runs in shadow.\n",
        "The preset balanced judges.\n",
    ]
    assert (site_of(shell).policy_version, site_of(shell).shadow_version) == (0, 2)


@pytest.mark.parametrize(
    "command", [("enforce", "7"), ("shadow", "7"), ("restore", "7"), ("show", "--version", "7")]
)
def test_a_version_that_is_not_there_is_one_clear_sentence(
    shell: Shell, command: tuple[str, ...]
) -> None:
    result = shell("policy", command[0], shell.blog.site.id, *command[1:])

    assert (result.exit_code, result.output) == (
        1,
        "Error: this site's policy has no such version\n",
    )


def test_a_site_without_a_policy_of_its_own_has_none_to_show(shell: Shell) -> None:
    result = shell("policy", "show", shell.blog.site.id)

    assert result.output == (
        "Error: this site has no policy of its own: the preset balanced judges\n"
    )


def test_the_switch_is_thrown_for_some_hours_and_taken_back(shell: Shell) -> None:
    site_id = shell.blog.site.id
    thrown = shell("policy", "switch", site_id, "hold_all", "--hours", "2")
    during = site_of(shell)
    ended = shell("policy", "switch", site_id, "off")

    assert thrown.output.startswith("hold_all until 2")
    assert during.switch == "hold_all"
    assert ended.output == "The switch is off.\n"
    assert site_of(shell).switch is None
    with reading(shell.blog.engine) as connection:
        acts = [entry.act for entry in audit.entries(connection)]
    assert [(act.actor, act.action) for act in acts[:2]] == [(SHELL, "switch.throw")] * 2


def test_a_back_test_counts_what_would_change_and_what_moderators_said(shell: Shell) -> None:
    held = [shell.record(Comment(f"main gacor {n}"), verdict(Decision.APPROVE)) for n in range(2)]
    shell.decide(shell.record(Comment("slot gacor")), Resolution.SPAM)
    shell.decide(held[0], Resolution.REJECT)

    result = shell("policy", "backtest", shell.blog.site.id, "-", said=GOOD)

    lines = result.output.splitlines()
    assert lines[0].startswith(
        "3 comments from 2026-11-23 09:00 to 2026-11-23 09:00, by the scores"
    )
    assert lines[1:3] == [
        "      2 would be decided otherwise",
        "      2   approve to hold     moderators approved 0 and rejected 1",
    ]
    assert "      1 stay as they were: hold" in lines
    assert "  until now  0 agreed, 1 overturned, 1 left to them" in lines
    assert "  then       0 agreed, 0 overturned, 2 left to them" in lines
    assert site_of(shell).policy_version == 0


def test_a_back_test_of_nothing_says_so(shell: Shell) -> None:
    result = shell("policy", "backtest", shell.blog.site.id)

    assert (result.exit_code, result.output) == (0, "No comment could be replayed.\n")


def test_a_back_test_names_what_is_not_kept(shell: Shell) -> None:
    shell.record(Comment("halo"))
    asks = '[[rule]]\nname = "r"\naction = "hold"\nwhen.author.address = "203.0.113.0/24"\n'

    output = shell("policy", "backtest", shell.blog.site.id, "-", said=asks).output

    assert output.endswith("Not kept, so not known of any of them: author.address\n")


def test_a_back_test_needs_a_model_that_is_there(shell: Shell) -> None:
    result = shell("policy", "backtest", shell.blog.site.id, "--model", "1900.1.1")

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1


def test_subscribed_lists_are_listed_with_what_went_wrong(shell: Shell) -> None:
    wanted = Subscription("https://daftar.example/judol.txt", Kind.DOMAINS)
    with transaction(shell.blog.engine) as tx:
        list_copies.want(tx, [wanted], NOW)
        due = list_copies.take_due(tx, NOW)
        assert due is not None
        list_copies.keep(tx, due, list_copies.Copy(("judol.example",)), NOW)
        list_copies.failed(tx, due, "too-large", NOW + timedelta(days=1))

    assert shell("policy", "lists").output.split() == [
        "domains",
        "1",
        "2026-11-23",
        "09:00",
        "too-large",
        "https://daftar.example/judol.txt",
    ]


def test_lists_are_refreshed_at_once_and_a_failure_is_told(shell: Shell) -> None:
    nothing = shell("policy", "refresh")
    unreachable = (
        '[[list]]\nname = "L"\nkind = "terms"\naction = "hold"\nurl = "https://127.0.0.1:1/"'
    )
    shell.environ["SARING_WEBHOOK_PRIVATE"] = "true"
    apply(shell, unreachable)

    failed = shell("policy", "refresh")

    assert (nothing.exit_code, nothing.output) == (0, "0 new, 0 unchanged, 0 failed.\n")
    assert failed.exit_code == 1
    assert failed.output.endswith("0 new, 0 unchanged, 1 failed.\n")
