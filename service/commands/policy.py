"""`saring policy`: check what a site publishes, change it, try it on the past, bring it back."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import unified_diff
from io import BufferedReader
from typing import TYPE_CHECKING

import click

from service.commands import inert, ledger
from service.commands.policy_force import enforce, shadow, switch
from service.commands.policy_lists import lists, refresh
from service.domain import Site
from service.errors import NotFound
from service.settings import Settings
from service.store import policies
from service.store.engine import reading
from service.store.policies import MAX_REASON, PolicyVersion
from service.store.sites import MAX_NAME, find_site

if TYPE_CHECKING:
    from service.policy.flaws import Flaw

SHOWN = 100
MOST_READ = 1024 * 1024
_LONGEST = 2000
_FILE = click.File("rb")
_NUMBER = click.IntRange(min=0)
_USED = {
    "enforce": "Version {} is in force.",
    "shadow": "Version {} runs in shadow.",
    "keep": "Version {} is saved.",
}


@click.group()
def policy() -> None:
    """Look after what sites publish; docs/policies.md says what a policy can."""


for _command in (enforce, shadow, switch, lists, refresh):
    policy.add_command(_command)


@policy.command()
@click.argument("file", type=_FILE)
@click.option("--strict", is_flag=True, help="What is only doubtful is a failure too.")
def check(file: BufferedReader, *, strict: bool) -> None:
    """Say what is wrong with the policy in FILE (- for standard input), and what is doubtful.

    Each finding is a line, FILE:LINE: path: text. Status 0: it can be used; 1: it cannot.
    """
    from service.commands import policy_work  # noqa: PLC0415 -- it brings numpy

    found = policy_work.check(file.read(MOST_READ), Settings.from_process())
    _tell(file, (*found.flaws, *found.warnings))
    if not found.flaws:
        click.echo("no flaws")
    sys.exit(bool(found.flaws or (strict and found.warnings)))


@policy.command()
@click.argument("site_id")
@click.option("--version", "number", type=_NUMBER, help="Default: the one in force.")
def show(site_id: str, number: int | None) -> None:
    """Print the policy of the site SITE_ID."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        chosen = site.policy_version if number is None else number
        if not chosen:
            raise NotFound(f"this site has no policy of its own: the preset {site.policy} judges")
        document = policies.find_version(connection, site.id, chosen).document
    if sys.stdout.isatty():
        document = "\n".join(inert.one_line(line, _LONGEST) for line in document.splitlines())
    click.echo(document.removesuffix("\n"))


@policy.command()
@click.argument("site_id")
@click.option("--before", type=_NUMBER, default=0, help="Show those that came before this one.")
def versions(site_id: str, before: int) -> None:
    """List the versions of the policy of the site SITE_ID: number, since when, use, by, why."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        found = policies.list_versions(connection, site.id, SHOWN, before)
    for one in found:
        click.echo(_row(site, one).rstrip())


@policy.command()
@click.argument("site_id")
@click.argument("number", type=_NUMBER)
@click.argument("other", type=_NUMBER, required=False)
def diff(site_id: str, number: int, other: int | None) -> None:
    """Show how version OTHER, else the one in force, differs from version NUMBER."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        numbers = number, site.policy_version if other is None else other
        before, after = (
            policies.find_version(connection, site.id, one).document.splitlines() if one else []
            for one in numbers
        )
    old, new = (f"version {one}" for one in numbers)
    for line in unified_diff(before, after, old, new, lineterm=""):
        click.echo(inert.one_line(line, _LONGEST))


@policy.command()
@click.argument("site_id")
@click.argument("file", type=_FILE)
@click.option("--reason", required=True, help=f"Why, in at most {MAX_REASON} characters.")
@click.option("--shadow", "use", flag_value="shadow", help="Only let it run in shadow.")
@click.option("--keep", "use", flag_value="keep", help="Only save it.")
def apply(site_id: str, file: BufferedReader, reason: str, use: str | None) -> None:
    """Put the policy in FILE (- for standard input) in force for the site SITE_ID."""
    from service.web.policy_files import decoded  # noqa: PLC0415 -- it brings numpy

    with _refusing(file):
        warnings = _save(site_id, decoded(file.read(MOST_READ)), reason, use or "enforce")
        _tell(file, warnings)


@policy.command()
@click.argument("site_id")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--reason", default="", help=f"Why, in at most {MAX_REASON} characters.")
def restore(site_id: str, number: int, reason: str) -> None:
    """Put version NUMBER of the site SITE_ID in force again, as a new version."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        document = policies.find_version(connection, site.id, number).document
    _save(site_id, document, reason, "enforce", restores=number)


@policy.command()
@click.argument("site_id")
@click.argument("file", type=_FILE, required=False)
@click.option("--comments", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True)
@click.option("--model", default="", help="Score with this version instead of as recorded.")
def backtest(site_id: str, file: BufferedReader | None, comments: int, model: str) -> None:
    """Tell what the policy in FILE, else the one in force, would have decided; change nothing.

    It is replayed over the newest comments of the site SITE_ID.
    """
    from service.commands import policy_report, policy_work  # noqa: PLC0415 -- it brings numpy

    with _refusing(file):
        document = None if file is None else file.read(MOST_READ)
        trial = policy_work.Trial(document, comments, model)
        report = policy_work.back_test(Settings.from_process(), site_id, trial)
    for line in policy_report.lines(report):
        click.echo(line)


def _save(
    site_id: str, document: str, reason: str, use: str, *, restores: int | None = None
) -> "tuple[Flaw, ...]":
    """Save and use a document and say so; returns what is doubtful about it."""
    from service.commands.policy_work import put  # noqa: PLC0415 -- it brings numpy
    from service.web.policy_changes import Draft, Use  # noqa: PLC0415 -- as above

    draft = Draft(document, reason, Use(use), restores)
    saved = put(Settings.from_process(), site_id, draft)
    click.echo(_USED[use].format(saved.version.number))
    return saved.warnings


@contextmanager
def _refusing(file: BufferedReader | None) -> Iterator[None]:
    """Tell of a document that cannot be used what is wrong with it, and end with status 1."""
    from service.policy.flaws import DocumentInvalid  # noqa: PLC0415 -- it brings numpy

    try:
        yield
    except DocumentInvalid as error:
        _tell(file, error.flaws)
        sys.exit(1)


def _tell(file: BufferedReader | None, flaws: "Iterable[Flaw]") -> None:
    from service.commands.policy_work import line_of  # noqa: PLC0415 -- it brings numpy

    name = getattr(file, "name", "<stdin>")
    for flaw in flaws:
        line = line_of(flaw)
        place = f"{name}:{line}" if line else name
        click.echo(inert.one_line(": ".join(filter(None, (place, flaw.at, flaw.text))), _LONGEST))


def _row(site: Site, version: PolicyVersion) -> str:
    used = {site.shadow_version: "shadow", site.policy_version: "in force"}
    return "  ".join((
        f"{version.number:4}",
        f"{version.created_at:%Y-%m-%d %H:%M}",
        f"{used.get(version.number, ''):8}",
        inert.one_line(version.by, MAX_NAME),
        inert.one_line(version.reason, MAX_REASON),
    ))  # fmt: skip
