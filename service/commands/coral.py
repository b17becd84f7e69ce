"""`saring coral`: which Coral may send the comments of a site, known by what it signs with."""

import click

from service.commands import ledger
from service.commands.addresses import base_url
from service.people import SHELL
from service.settings import Settings
from service.store import coral_secrets
from service.store.engine import reading, transaction
from service.store.noted import By
from service.store.sites import find_site


@click.group()
def coral() -> None:
    """Look after the signing secrets of Coral's moderation phases; see docs/migrating/coral.md."""


@coral.command()
@click.argument("site_id")
@click.option(
    "--secret",
    prompt="Signing secret",
    hide_input=True,
    help="Asked for where it is not given; a secret on the command line stays in its history.",
)
def add(site_id: str, secret: str) -> None:
    """Let a moderation phase send comments of the site SITE_ID; Coral's page of it has the secret.

    Shown are the secret's id and the callback URL to give Coral.
    """
    settings = Settings.from_process()
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        made = coral_secrets.add(tx, By(SHELL, ledger.now()), site_id, secret.strip())
    root = settings.public_url.rstrip("/") or base_url(settings.host, settings.port)
    click.echo(f"{made.id}\nCallback URL: {root}/coral/{made.site_id}")


@coral.command(name="list")
@click.argument("site_id")
def show(site_id: str) -> None:
    """List the signing secrets of the site SITE_ID: id and since when."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        for each in coral_secrets.list_secrets(connection, site.id):
            click.echo(f"{each.id}  {each.created_at:%Y-%m-%d %H:%M}")


@coral.command()
@click.argument("site_id")
@click.argument("secret_id")
def remove(site_id: str, secret_id: str) -> None:
    """Take the signing secret SECRET_ID away from the site SITE_ID."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        site = find_site(tx, site_id)
        coral_secrets.remove(tx, By(SHELL, ledger.now()), site.id, secret_id)
    click.echo("What is signed with it is refused within five seconds.")
