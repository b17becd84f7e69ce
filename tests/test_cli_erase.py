from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select, update

from service.commands import ledger
from service.domain import Author, Comment, Decision, Resolution
from service.store.engine import reading, transaction
from service.store.sites import create_site
from service.store.tables import comments, sites
from tests.ledgers import NOW, verdict
from tests.people import BUDI, GAMBLING, THANKS
from tests.shell import Shell, shell

__all__ = ["shell"]

THANKED = replace(THANKS, id="c-1")


def texts(shell: Shell) -> list[str]:
    with reading(shell.blog.engine) as connection:
        chosen = select(comments.c.body).order_by(comments.c.id)
        return list(connection.execute(chosen).scalars())


def test_what_is_stored_is_shown_and_kept_unless_it_is_confirmed(shell: Shell) -> None:
    item_id = shell.record(THANKED)
    shell.decide(item_id, Resolution.SPAM)

    result = shell("erase", "--author", "u-1", said="n\n")

    assert result.exit_code == 1
    assert texts(shell) == [THANKED.body]
    lines = result.output.splitlines()
    assert lines[:4] == [
        f"{item_id}  2026-11-23 09:00  Dapur · {THANKED.article.title}",
        f"  Budi Santoso: {THANKED.body}",
        "  spam by a moderator; reports 0, training records 1",
        "In all: comments 1, sites 1, waiting 0, reports 0, training records 1.",
    ]
    assert lines[4].startswith("Erase all of this for good? [y/N]: n")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--author", "u-1"),
        ("--email", "Budi@Surat.example"),
        ("--ip", "192.0.2.10"),
        ("--name", "Budi Santoso"),
    ],
)
def test_what_is_confirmed_is_erased_and_others_stay(shell: Shell, option: str, value: str) -> None:
    shell.record(THANKED)
    shell.record(GAMBLING)

    result = shell("erase", option, value, said="y\n")

    assert result.exit_code == 0
    assert "Comments erased: 1;" in result.output
    assert texts(shell) == ["", GAMBLING.body]


def test_nothing_is_asked_where_yes_is_given(shell: Shell) -> None:
    shell.record(THANKED)

    assert shell("erase", "--email", BUDI.email, "--yes").exit_code == 0
    assert texts(shell) == [""]


def test_without_an_answer_nothing_is_erased(shell: Shell) -> None:
    shell.record(THANKED)

    assert shell("erase", "--email", BUDI.email, said="").exit_code == 1
    assert texts(shell) == [THANKED.body]


def test_a_stranger_has_nothing_stored(shell: Shell) -> None:
    shell.record(THANKED)

    result = shell("erase", "--email", "siapa@surat.example")

    assert result.exit_code == 0
    assert result.output == "Nothing is stored about this person.\n"


def test_nobody_is_not_everybody(shell: Shell) -> None:
    shell.record(Comment("Tanpa nama"))

    result = shell("erase", "--yes")

    assert result.exit_code == 2
    assert texts(shell) == ["Tanpa nama"]


def test_hostile_texts_are_shown_inert(shell: Shell) -> None:
    hostile = "\x1b[2J\x1b]0;x\x07 \u202etxet\r\nIn all: 0 comments"
    name = "Budi\x1b[31m\u2066"
    shell.record(Comment(hostile * 300, author=Author(id="u-1", name=name)))

    shown = shell("erase", "--author", "u-1", said="n\n").output

    assert not {"\x1b", "\x07", "\u202e", "\u2066", "\r"} & set(shown)
    assert [line for line in shown.splitlines() if line.startswith("In all")] == [
        "In all: comments 1, sites 1, waiting 1, reports 0, training records 0."
    ]
    assert max(len(line) for line in shown.splitlines()) < 400


def on_two_sites(shell: Shell) -> Any:
    with transaction(shell.blog.engine) as tx:
        site = create_site(tx, "Kebun", "balanced", NOW)
    shell.record(THANKED)
    replaced = replace(shell, blog=replace(shell.blog, site=site))
    replaced.record(replace(GAMBLING, author=BUDI))
    return site


def test_an_id_found_on_two_sites_is_never_erased_unseen(shell: Shell) -> None:
    on_two_sites(shell)

    blind = shell("erase", "--author", "u-1", "--yes")
    seen = shell("erase", "--author", "u-1", said="y\n")

    warning = "The same id may be another person's on another site"
    assert (blind.exit_code, warning in blind.output) == (2, True)
    assert (seen.exit_code, warning in seen.output) == (0, True)
    assert texts(shell) == ["", ""]


def test_one_site_can_be_named(shell: Shell) -> None:
    site = on_two_sites(shell)

    result = shell("erase", "--author", "u-1", "--site", site.id, "--yes")

    assert result.exit_code == 0
    assert texts(shell) == [THANKED.body, ""]


def test_an_unknown_site_is_one_clear_sentence(shell: Shell) -> None:
    result = shell("erase", "--author", "u-1", "--site", "01J")

    assert result.output.startswith("Error: there is no site")


def test_without_the_secret_key_nobody_can_be_recognised(shell: Shell) -> None:
    (shell.settings.data_dir / "secret-key").unlink()

    result = shell("erase", "--email", BUDI.email)

    assert result.exit_code == 1
    assert "SARING_SECRET_KEY is not set" in result.output


def retain(shell: Shell, monkeypatch: pytest.MonkeyPatch, days: int) -> Result:
    monkeypatch.setattr(ledger, "now", lambda: NOW + timedelta(days=days))
    return shell("retain")


def test_texts_are_retained_for_their_period(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.record(THANKED, verdict(Decision.APPROVE))
    shell.record(GAMBLING, verdict(Decision.REJECT))

    early, late = (retain(shell, monkeypatch, days).output for days in (89, 90))

    assert early == "Texts erased: 0 of approved comments, 0 of rejected.\n"
    assert late == "Texts erased: 1 of approved comments, 0 of rejected.\n"
    assert texts(shell) == ["", GAMBLING.body]
    with reading(shell.blog.engine) as connection:
        assert connection.execute(select(func.count(comments.c.erased_at))).scalar() == 1


def test_a_site_may_keep_nothing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.record(THANKED, verdict(Decision.APPROVE))
    with transaction(shell.blog.engine) as tx:
        tx.execute(update(sites).values(keep_approved_days=0))

    retain(shell, monkeypatch, 0)

    assert texts(shell) == [""]
