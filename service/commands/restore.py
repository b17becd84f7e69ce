"""`saring restore`: put a backup in the ledger's place, also while the service runs."""

from pathlib import Path

import click

from service.commands import ledger
from service.commands.backup import File, about_the_key
from service.settings import Settings
from service.store import backup


@click.command()
@click.argument("file", type=File)
def restore(file: Path) -> None:
    """Put the backup FILE in the ledger's place and keep what was there.

    The service may run meanwhile: comments that it cannot record are answered "hold". People who
    were erased since the backup stay erased.
    """
    settings = Settings.from_process()
    with ledger.connected(settings, ledger.LONG) as engine:
        done = backup.restore(engine, file, settings.data_dir, ledger.now())
    click.echo(f"The ledger is as it was in {file}, brought up to date.")
    if done.kept is not None:
        click.echo(f"What was there before is {done.kept}.")
    if done.damaged:
        click.echo("It could not be read; a service that runs must be started anew.")
    click.echo(about_the_key(settings))
