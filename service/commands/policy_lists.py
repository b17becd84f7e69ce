"""`saring policy lists` and `refresh`: the copies of lists that policies subscribe to."""

import sys

import click

from service import telemetry
from service.commands import inert, ledger
from service.outbound.fetch import Fetcher
from service.outbound.target import MAX_URL
from service.settings import Settings
from service.store.engine import reading
from service.store.list_copies import ListCopy, all_copies


@click.command()
def lists() -> None:
    """List the subscribed lists: kind, entries, when the copy came, what went wrong, address."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        found = all_copies(connection)
    for one in found:
        click.echo(_row(one))


@click.command()
def refresh() -> None:
    """Fetch every list that a policy in use subscribes to, whether it is due or not.

    Status 1: some could not be fetched; the last good copies stay.
    """
    from service.list_refresher import refresh_all  # noqa: PLC0415 -- it brings numpy

    settings = Settings.from_process()
    telemetry.configure_logging(settings.log_level)
    with ledger.opened(settings) as engine:
        done = refresh_all(engine, Fetcher(private=settings.webhook_private), ledger.now)
    click.echo(f"{done.kept} new, {done.unchanged} unchanged, {done.failed} failed.")
    sys.exit(bool(done.failed))


def _row(one: ListCopy) -> str:
    fetched = f"{one.fetched_at:%Y-%m-%d %H:%M}" if one.fetched_at else "not yet"
    return "  ".join((
        f"{one.kind:7}",
        f"{one.entries:6}",
        f"{fetched:16}",
        f"{one.problem or 'ok':18}",
        inert.one_line(one.url, MAX_URL),
    ))  # fmt: skip
