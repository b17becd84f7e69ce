import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.domain import Comment, Resolution
from service.store.audit import entries
from service.store.engine import reading
from tests.people import GAMBLING, THANKS
from tests.shell import Shell, shell
from training.decisions import decided_records
from training.labels import LABELS

__all__ = ["shell"]


@pytest.fixture
def decided(shell: Shell) -> Shell:
    """An installation in which some comments were decided on."""
    shell.decide(shell.record(replace(GAMBLING, id="c-1")), Resolution.SPAM, "spam/gambling")
    shell.decide(shell.record(replace(THANKS, id="c-2")), Resolution.APPROVE)
    shell.decide(shell.record(Comment("Tidak jelas")), Resolution.REJECT)
    return shell


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_decisions_are_written_one_a_line(decided: Shell) -> None:
    result = decided("export")

    assert result.exit_code == 0
    gambling, thanks = sorted(lines(result.stdout), key=lambda line: str(line["body"]))
    assert gambling["body"] == GAMBLING.body
    assert gambling["labels"] == {"spam": 1, "spam/gambling": 1}
    assert thanks["labels"] == {"spam": 0, "abuse": 0}
    assert thanks["author_name"] == "Budi Santoso"
    assert result.stderr == (
        "Records: 2; withdrawn: 0; left out: 1 that name no kind, 0 whose texts are erased.\n"
    )


def test_nobody_is_named_who_decided(decided: Shell) -> None:
    [first, second] = lines(decided("export").stdout)

    assert len(first["moderator"]) == 64
    assert first["moderator"] == second["moderator"]


def test_a_file_is_for_its_owner_only(decided: Shell, tmp_path: Path) -> None:
    out = tmp_path / "decided.jsonl"

    result = decided("export", "--out", str(out))

    assert result.stdout == ""
    assert len(lines(out.read_text(encoding="utf-8"))) == 2
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_trainer_reads_what_is_exported(decided: Shell, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    decided("export", "--out", str(first))
    before = decided_records([first], LABELS)

    decided("erase", "--email", "budi@surat.example", "--yes")
    decided("export", "--out", str(second))
    after = decided_records([first, second], LABELS)

    assert {record.body for record in before} == {GAMBLING.body, THANKS.body}
    assert [record.body for record in after] == [GAMBLING.body]


def test_nothing_in_a_line_can_steer_a_terminal(shell: Shell) -> None:
    shell.decide(shell.record(Comment("\x1b[2J\u202e\nhalo\ud83d")), Resolution.APPROVE)

    written = shell("export").stdout

    assert written.isascii()
    assert "\x1b" not in written
    assert [line["body"] for line in lines(written)] == ["\x1b[2J\u202e\nhalo\ud83d"]


def test_older_decisions_can_be_left_out(decided: Shell) -> None:
    assert decided("export", "--since", "2026-11-24").stdout == ""
    assert len(lines(decided("export", "--since", "2026-11-23").stdout)) == 2


def test_one_site_can_be_named(decided: Shell) -> None:
    assert len(lines(decided("export", "--site", decided.blog.site.id).stdout)) == 2
    assert decided("export", "--site", "01J").output.startswith("Error: there is no site")


def test_the_audit_tells_that_decisions_were_exported(decided: Shell) -> None:
    decided("export")

    with reading(decided.blog.engine) as connection:
        act = entries(connection)[0].act
    assert (act.action, act.actor.name) == ("export", "saring")
    assert act.after == {"records": 2, "withdrawn": 0}
