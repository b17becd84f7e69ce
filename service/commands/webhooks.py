"""`saring webhooks`: where sites hear of resolutions, and what could not be delivered."""

from datetime import timedelta

import click

from service.commands import ledger
from service.outbound import target
from service.people import SHELL
from service.settings import Settings
from service.store import webhooks as store
from service.store.dead_letters import dead_letters, retry, standings
from service.store.engine import reading, transaction
from service.store.sites import find_site

SHOWN = 100


@click.group()
def webhooks() -> None:
    """Look after webhooks and what they did not take."""


@webhooks.command()
@click.argument("site_id")
@click.argument("url")
def add(site_id: str, url: str) -> None:
    """Have the site SITE_ID told at URL, and show the secret that signs, once."""
    settings = Settings.from_process()
    target.check(url, private=settings.webhook_private)
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        site = find_site(tx, site_id)
        made = store.add(tx, site.id, url, by=SHELL, now=ledger.now())
    click.echo(f"{made.webhook.id}\nSecret, shown once: {made.secret}")


@webhooks.command(name="list")
@click.argument("site_id")
def show(site_id: str) -> None:
    """List the webhooks of the site SITE_ID: id, URL, how much waits and how much is dead."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        standing = standings(connection, [site.id])
        for each in store.list_webhooks(connection, [site.id]):
            counts = standing[each.id]
            click.echo(f"{each.id}  {each.url}  {counts.pending} waiting, {counts.dead} dead")


@webhooks.command()
@click.argument("webhook_id")
@click.option(
    "--overlap",
    type=click.FloatRange(0, store.MAX_OVERLAP.days * 24),
    default=store.OVERLAP.total_seconds() / 3600,
    show_default=True,
    help="Hours for which the old secret signs too.",
)
def rotate(webhook_id: str, overlap: float) -> None:
    """Give the webhook WEBHOOK_ID a new secret and show it, once."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        found = store.find_webhook(tx, webhook_id)
        hours = timedelta(hours=overlap)
        made = store.rotate(tx, found, by=SHELL, now=ledger.now(), overlap=hours)
    click.echo(f"Secret, shown once: {made.secret}")


@webhooks.command()
@click.argument("webhook_id")
def remove(webhook_id: str) -> None:
    """Remove the webhook WEBHOOK_ID and everything that waits or is dead for it."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        found = store.find_webhook(tx, webhook_id)
        ended = store.remove(tx, found, by=SHELL, now=ledger.now())
    click.echo(f"The webhook is removed; {ended} undelivered events ended with it.")


@webhooks.command()
@click.argument("site_id")
@click.option("--after", type=int, default=0, help="Show those that follow this one.")
def dead(site_id: str, after: int) -> None:
    """List what was given up for the site SITE_ID: id, since when, last result, webhook, item."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
        for letter in dead_letters(connection, [site.id], after, SHOWN):
            click.echo(
                f"{letter.id}  {letter.ended_at:%Y-%m-%d %H:%M}  {letter.result}  "
                f"{letter.webhook_id}  {letter.item_id}"
            )


@webhooks.command(name="retry")
@click.argument("site_id")
@click.argument("delivery_ids", type=int, nargs=-1, required=True)
def again(site_id: str, delivery_ids: tuple[int, ...]) -> None:
    """Try the deliveries DELIVERY_IDS of the site SITE_ID again from the beginning."""
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        result = retry(tx, site_id, delivery_ids, by=SHELL, now=ledger.now())
    click.echo(f"{len(result.pending)} will be tried again.")
    if result.superseded:
        click.echo(f"{len(result.superseded)} are needed no more: something later was delivered.")
