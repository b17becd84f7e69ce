"""`saring policy enforce`, `shadow` and `switch`: which version judges, and the emergency."""

from datetime import timedelta

import click

from service.commands import ledger
from service.domain import Switch
from service.people import SHELL
from service.settings import Settings
from service.store import policies
from service.store.engine import transaction
from service.store.noted import By
from service.store.policies import LONGEST_SWITCH

OFF = "off"
_NUMBER = click.IntRange(min=0)
_HOURS = click.FloatRange(0, LONGEST_SWITCH / timedelta(hours=1), min_open=True)


@click.command()
@click.argument("site_id")
@click.argument("number", type=_NUMBER)
def enforce(site_id: str, number: int) -> None:
    """Let version NUMBER of the site SITE_ID judge; 0 is the site's preset."""
    settings, by = Settings.from_process(), By(SHELL, ledger.now())
    _ensure_it_loads(settings, site_id, number)
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        site = policies.enforce(tx, by, site_id, number)
    click.echo(f"Version {number} is in force." if number else f"The preset {site.policy} judges.")


@click.command()
@click.argument("site_id")
@click.argument("number", type=_NUMBER)
def shadow(site_id: str, number: int) -> None:
    """Let version NUMBER of the site SITE_ID run beside what judges; 0 ends that."""
    settings, by = Settings.from_process(), By(SHELL, ledger.now())
    _ensure_it_loads(settings, site_id, number)
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        policies.cast_shadow(tx, by, site_id, number)
    click.echo(f"Version {number} runs in shadow." if number else "Nothing runs in shadow.")


@click.command()
@click.argument("site_id")
@click.argument("mode", type=click.Choice([*map(str, Switch), OFF]))
@click.option("--hours", type=_HOURS, default=24.0, show_default=True, help="Then it ends.")
def switch(site_id: str, mode: str, hours: float) -> None:
    """Throw the emergency switch of the site SITE_ID, which stands over its policy, or end it."""
    by = By(SHELL, ledger.now())
    thrown = None if mode == OFF else Switch(mode)
    until = by.now + timedelta(hours=hours)
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        policies.throw_switch(tx, by, site_id, thrown, until)
    click.echo(f"{mode} until {until:%Y-%m-%d %H:%M} UTC." if thrown else "The switch is off.")


def _ensure_it_loads(settings: Settings, site_id: str, number: int) -> None:
    if number:
        from service.commands import policy_work  # noqa: PLC0415 -- it brings numpy

        policy_work.ensure_it_loads(settings, site_id, number)
