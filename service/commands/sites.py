"""`saring sites`: the blogs that send comments."""

import click

from service.commands import ledger
from service.policy import PRESETS
from service.settings import Settings
from service.store.engine import reading, transaction
from service.store.sites import create_site, issue_key, list_sites


@click.group()
def sites() -> None:
    """Look after the sites that send comments."""


@sites.command()
@click.argument("name")
@click.option("--policy", type=click.Choice(PRESETS), help="Default: SARING_POLICY.")
def add(name: str, policy: str | None) -> None:
    """Add the site NAME and show its first API key, once."""
    settings = Settings.from_process()
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        site = create_site(tx, name, policy or settings.policy, ledger.now())
        key = issue_key(tx, site.id, ledger.now())
    click.echo(f"{site.id}  {site.name}\nAPI key, shown once: {key}")


@sites.command(name="list")
def show() -> None:
    """List every site: id, policy, name."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        for site in list_sites(connection):
            click.echo(f"{site.id}  {site.policy:9}  {site.name}")
