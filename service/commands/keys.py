"""`saring keys`: the API keys of sites."""

import click

from service.commands import ledger
from service.settings import Settings
from service.store.engine import reading, transaction
from service.store.sites import find_site, issue_key, list_keys, revoke_key


@click.group()
def keys() -> None:
    """Look after the API keys of sites."""


@keys.command()
@click.argument("site_id")
def add(site_id: str) -> None:
    """Give the site SITE_ID one more key and show it, once."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        key = issue_key(tx, find_site(tx, site_id).id, ledger.now())
    click.echo(f"API key, shown once: {key}")


@keys.command(name="list")
@click.argument("site_id")
def show(site_id: str) -> None:
    """List the keys of the site SITE_ID: id, how the key begins, since when, until when."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        for key in list_keys(connection, find_site(connection, site_id).id):
            until = f"  revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
            click.echo(f"{key.id}  {key.prefix}…  {key.created_at:%Y-%m-%d}{until}")


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Close the key KEY_ID for good."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        revoke_key(tx, key_id, ledger.now())
    click.echo("The key is revoked.")
