"""`saring db`: bring the database up to date, or check it."""

import click

from service.commands import ledger
from service.settings import Settings
from service.store.engine import check_writable


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Create the tables, or bring them up to date."""
    with ledger.opened(Settings.from_process()):
        click.echo("The database is up to date.")


@db.command()
def check() -> None:
    """Bring the database up to date and say whether it can be written."""
    with ledger.opened(Settings.from_process()) as engine:
        check_writable(engine)
        click.echo(f"The database can be written ({engine.dialect.name}).")
