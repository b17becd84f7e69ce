"""`saring retain`: erase the texts whose time is over. `saring deliver` does so every hour."""

import click

from service.commands import ledger
from service.settings import Settings
from service.store.retention import sweep


@click.command()
def retain() -> None:
    """Erase texts and personal data of comments that were decided long enough ago.

    How long is a site's own choice. Decisions, scores and hashes stay.
    """
    with ledger.opened(Settings.from_process(), ledger.LONG) as engine:
        swept = sweep(engine, ledger.now())
    click.echo(
        f"Texts erased: {swept.approved:,} of approved comments, {swept.rejected:,} of rejected."
    )
