"""`saring moderators`: the people who review held comments."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import Connection

from service.commands import inert, ledger
from service.commands.addresses import base_url
from service.people import SHELL, Moderator, Role
from service.settings import Settings
from service.store import moderators as accounts
from service.store import sites, staff
from service.store.engine import reading, transaction
from service.store.moderators import Access
from service.store.passwords import hash_password

PASSWORD_BYTES = 12
MAX_SHOWN = 100
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_Command = Callable[..., Any]


def _email(_context: click.Context, _parameter: click.Parameter, email: str) -> str:
    if not (email.isprintable() and _EMAIL.fullmatch(accounts.address(email))):
        raise click.BadParameter("that is not an e-mail address")
    return email


def _sited(command: _Command) -> _Command:
    """Add the options that say to which sites a moderator is limited."""
    words = "Limit to this site; may be given more than once. Default: all sites."
    return click.option("--site", "site_ids", multiple=True, metavar="SITE_ID", help=words)(command)


@click.group()
def moderators() -> None:
    """Look after the people who review held comments."""


@moderators.command()
@click.argument("email", callback=_email)
@click.option("--name", default="", help="What other moderators call them.")
@click.option("--admin", is_flag=True, help="Make them look after sites, keys and people too.")
@_sited
def add(email: str, name: str, *, admin: bool, site_ids: Sequence[str]) -> None:
    """Add the moderator EMAIL with a password made up here and shown once."""
    password, password_hash = _new_password()
    with _writing() as tx:
        access = _access(tx, site_ids, admin=admin)
        now = ledger.now()
        moderator = accounts.create(tx, email, password_hash, now, name=name.strip(), access=access)
        staff.add(tx, moderator, SHELL, now)
    click.echo(f"{moderator.email}\nPassword, shown once: {password}")


@moderators.command()
@click.argument("email", callback=_email)
@click.option("--admin", is_flag=True, help="Make them look after sites, keys and people too.")
@_sited
def invite(email: str, *, admin: bool, site_ids: Sequence[str]) -> None:
    """Make a link by which EMAIL can join, once and within 7 days."""
    settings = Settings.from_process()
    with _writing() as tx:
        made = staff.invite(tx, email, _access(tx, site_ids, admin=admin), SHELL, ledger.now())
    root = settings.public_url.rstrip("/") or base_url(settings.host, settings.port)
    click.echo(f"Link, shown once: {root}/account/join/{made.token}")


@moderators.command(name="list")
def show() -> None:
    """List every moderator: role, sites, state, address and name."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        listed = accounts.list_moderators(connection)
    for moderator in listed:
        click.echo("  ".join(_columns(moderator)).rstrip())


@moderators.command()
@click.argument("email")
@click.option("--admin/--moderator", "admin", default=None, help="Change the role.")
@click.option("--all-sites", is_flag=True, help="Let them review all sites, later ones too.")
@_sited
def change(email: str, *, admin: bool | None, all_sites: bool, site_ids: Sequence[str]) -> None:
    """Change the role or the sites of the moderator EMAIL."""
    if all_sites and site_ids:
        raise click.UsageError("--site and --all-sites exclude each other")
    with _writing() as tx:
        moderator = accounts.find_by_email(tx, email)
        chosen = () if all_sites else site_ids or _kept(moderator)
        access = _access(tx, chosen, admin=moderator.is_admin if admin is None else admin)
        done = staff.change_access(tx, moderator.id, access, SHELL, ledger.now())
    click.echo("Changed." if done else "Nothing to change.")


@moderators.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL and end its sessions."""
    with _writing() as tx:
        staff.disable(tx, accounts.find_by_email(tx, email).id, SHELL, ledger.now())
    click.echo("The account is closed.")


@moderators.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open the account of EMAIL again."""
    with _writing() as tx:
        staff.enable(tx, accounts.find_by_email(tx, email).id, SHELL, ledger.now())
    click.echo("The account is open again.")


@moderators.command()
@click.argument("email")
def password(email: str) -> None:
    """Give EMAIL a new password, made up here and shown once, and end all sessions."""
    made_up, password_hash = _new_password()
    with _writing() as tx:
        moderator_id = accounts.find_by_email(tx, email).id
        staff.set_password(tx, moderator_id, password_hash, SHELL, ledger.now())
    click.echo(f"Password, shown once: {made_up}")


@moderators.command(name="two-step-off")
@click.argument("email")
def two_step_off(email: str) -> None:
    """Stop asking EMAIL for codes at sign-in."""
    with _writing() as tx:
        staff.two_step_off(tx, accounts.find_by_email(tx, email).id, SHELL, ledger.now())
    click.echo("Signing in no longer asks for a code.")


@moderators.command(name="sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """End all sessions of EMAIL."""
    with _writing() as tx:
        moderator_id = accounts.find_by_email(tx, email).id
        ended = staff.end_sessions(tx, moderator_id, SHELL, ledger.now())
    click.echo(f"Sessions ended: {ended}")


@contextmanager
def _writing() -> Iterator[Connection]:
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        yield tx


def _new_password() -> tuple[str, str]:
    """Return a password and its hash."""
    made_up = secrets.token_urlsafe(PASSWORD_BYTES)
    return made_up, hash_password(made_up)


def _access(tx: Connection, site_ids: Sequence[str], *, admin: bool) -> Access:
    """Return the access asked for; raises NotFound for a site that is not there."""
    there = {sites.find_site(tx, site_id).id for site_id in site_ids}
    return Access.to(Role.ADMIN if admin else Role.MODERATOR, there or None)


def _kept(moderator: Moderator) -> Sequence[str]:
    """Return the sites that a moderator is limited to, none where they have all."""
    return () if moderator.all_sites else sorted(moderator.site_ids)


def _columns(moderator: Moderator) -> Iterator[str]:
    yield f"{moderator.role:9}"
    yield f"{_extent(moderator):9}"
    yield "closed" if moderator.disabled_at else "open  "
    yield "two-step" if moderator.two_step else "        "
    yield inert.one_line(moderator.email, MAX_SHOWN)
    yield inert.one_line(moderator.name, MAX_SHOWN)


def _extent(moderator: Moderator) -> str:
    if moderator.all_sites:
        return "all sites"
    count = len(moderator.site_ids)
    return f"{count} site" if count == 1 else f"{count} sites"
