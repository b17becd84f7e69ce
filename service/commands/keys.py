"""`saring keys`: the API keys of sites."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from service.commands import inert, ledger
from service.people import SHELL, HoldAs, Scope
from service.settings import Settings
from service.store import noted
from service.store.engine import reading, transaction
from service.store.keys import DEFAULT_SCOPES, MAX_NAME, MAX_OVERLAP, OVERLAP, ApiKey, list_keys
from service.store.noted import By
from service.store.short_keys import Akismet
from service.store.sites import find_site


def _hours(time: timedelta) -> int:
    return time // timedelta(hours=1)


@click.group()
def keys() -> None:
    """Look after the API keys of sites."""


@keys.command()
@click.argument("site_id")
@click.option("--name", default="", help="What the key is for, to tell it from others.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([*Scope], case_sensitive=False),
    default=sorted(DEFAULT_SCOPES),
    show_default=True,
    help="What the key may be used for; may be given more than once.",
)
@click.option(
    "--akismet", is_flag=True, help="A key of twelve characters, for plugins that speak Akismet."
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="With --akismet: a blog that may use it and be called back, such as blog.example.",
)
@click.option(
    "--hold-as",
    type=click.Choice([HoldAs.HELD, HoldAs.SPAM]),
    help="With --akismet: how a hold is answered. Default: held to WordPress, spam to others.",
)
def add(
    site_id: str,
    name: str,
    scopes: tuple[Scope, ...],
    *,
    akismet: bool,
    hosts: tuple[str, ...],
    hold_as: HoldAs | None,
) -> None:
    """Give the site SITE_ID one more key and show it, once."""
    if (hosts or hold_as) and not akismet:
        raise click.UsageError("--host and --hold-as go with --akismet.")
    short = Akismet(HoldAs(hold_as or ""), hosts) if akismet else None
    by = By(SHELL, ledger.now())
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        new = noted.issue_key(tx, by, site_id, name, set(scopes), short)
    click.echo(f"API key, shown once: {new.secret}")


@keys.command(name="list")
@click.argument("site_id")
def show(site_id: str) -> None:
    """List the keys of the site SITE_ID.

    Shown are id, how the key begins, scopes, since when, when it was last used, until when, name.
    """
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        listed = list_keys(connection, find_site(connection, site_id).id)
    for key in listed:
        click.echo("  ".join(_columns(key, ledger.now())).rstrip())


@keys.command()
@click.argument("key_id")
@click.option(
    "--overlap",
    type=click.IntRange(0, _hours(MAX_OVERLAP)),
    default=_hours(OVERLAP),
    show_default=True,
    metavar="HOURS",
    help="How long the old key goes on.",
)
def rotate(key_id: str, overlap: int) -> None:
    """Replace the key KEY_ID by a new one, shown once; the old one goes on for a while."""
    by = By(SHELL, ledger.now())
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        new = noted.rotate_key(tx, by, key_id, timedelta(hours=overlap))
    click.echo(f"API key, shown once: {new.secret}")
    click.echo(f"The old key stops at {by.now + timedelta(hours=overlap):%Y-%m-%d %H:%M} UTC.")


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Close the key KEY_ID for good."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        noted.revoke_key(tx, By(SHELL, ledger.now()), key_id)
    click.echo("The key is revoked.")


def _columns(key: ApiKey, now: datetime) -> Iterator[str]:
    yield key.id
    yield f"{key.prefix}…"
    yield f"{','.join(sorted(key.scopes)):15}"
    yield f"{key.created_at:%Y-%m-%d}"
    yield f"used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used".ljust(21)
    yield _until(key, now)
    yield inert.one_line(key.name, MAX_NAME)


def _until(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return ""
    return f"{'until' if key.works(now) else 'expired'} {key.expires_at:%Y-%m-%d %H:%M}"
