"""What docs/migrating says is so."""

import re
from importlib import import_module

import click
import pytest

from service.cli import COMMANDS
from service.settings import REPOSITORY
from service.web.openai_answers import CATEGORIES

FOLDER = REPOSITORY / "docs" / "migrating"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
LINK = re.compile(r"\]\(([^)#:]+)(?:#[\w-]+)?\)")
COMMAND = re.compile(r"\bsaring ([a-z]+)(?: ([a-z]+))?([^`\n#]*)")


def options_of(command: click.Command) -> set[str]:
    return {
        one for parameter in command.params for one in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page(page: str) -> None:
    led = LINK.findall(PAGES[page])

    assert [target for target in led if not (FOLDER / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_is_told_of_is_there(page: str) -> None:
    told = COMMAND.findall(" ".join(PAGES[page].split("\n")))

    assert told
    for name, part, rest in told:
        command = getattr(import_module(COMMANDS[name]), name)
        if isinstance(command, click.Group):
            command = command.commands[part]
        assert set(re.findall(r"--[a-z-]+", rest.partition("`")[0])) <= options_of(command)


def test_every_category_of_openai_is_told_with_its_labels() -> None:
    rows = [line for line in PAGES["openai.md"].splitlines() if line.startswith("| `")]

    for name, category in CATEGORIES.items():
        if category.labels:
            [row] = [row for row in rows if row.startswith(f"| `{name}` |")]
            assert set(re.findall(r"`([a-z/]+)`", row.partition("|")[2].partition("|")[2])) == set(
                category.labels
            )
