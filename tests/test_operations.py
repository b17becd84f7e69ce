import re

from service.cli import COMMANDS
from service.settings import REPOSITORY
from service.store import tables
from training.decisions import CAPS

TOLD = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_command_that_is_told_of_is_there() -> None:
    named = set(re.findall(r"\bsaring (\w+)", TOLD))

    assert named >= {"backup", "restore", "retain", "erase", "export", "deliver"}
    assert named <= set(COMMANDS)


def test_the_figures_that_are_told_are_those_that_hold() -> None:
    days = (tables.sites.c.keep_approved_days, tables.sites.c.keep_rejected_days)
    approved, rejected = (str(column.server_default.arg) for column in days)  # type: ignore[union-attr]  # both have one

    assert f"{approved} days for approved comments, {rejected} for rejected" in TOLD
    assert f"{CAPS.moderator:,} texts" in TOLD
    assert f"{CAPS.site:,} records" in TOLD
