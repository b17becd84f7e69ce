"""`saring sites`: the blogs that send comments."""

import click

from service.commands import inert, ledger
from service.domain import Site
from service.people import SHELL
from service.presets import PRESETS
from service.settings import Settings
from service.store import noted
from service.store.engine import reading, transaction
from service.store.noted import By
from service.store.sites import MAX_NAME, Change, find_site, list_sites

_YES = {True: "yes", False: "no"}


@click.group()
def sites() -> None:
    """Look after the sites that send comments."""


@sites.command()
@click.argument("name")
@click.option("--policy", type=click.Choice(PRESETS), help="Default: SARING_POLICY.")
def add(name: str, policy: str | None) -> None:
    """Add the site NAME and show its first API key, once."""
    settings = Settings.from_process()
    by = By(SHELL, ledger.now())
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        site = noted.add_site(tx, by, name, policy or settings.policy)
        new = noted.issue_key(tx, by, site.id)
    click.echo(f"{site.id}  {_name(site)}\nAPI key, shown once: {new.secret}")


@sites.command(name="list")
def listing() -> None:
    """List every site: id, policy, name."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        for site in list_sites(connection):
            click.echo(f"{site.id}  {site.policy:9}  {_name(site)}")


@sites.command()
@click.argument("site_id")
def show(site_id: str) -> None:
    """Show what holds for the site SITE_ID."""
    with ledger.opened(Settings.from_process()) as engine, reading(engine) as connection:
        site = find_site(connection, site_id)
    click.echo(_account(site))


@sites.command()
@click.argument("site_id")
@click.option("--name", help="What the site is called.")
@click.option("--policy", type=click.Choice(PRESETS), help="The preset that judges its comments.")
@click.option("--undo-hours", type=int, help="How long a resolution can be undone.")
@click.option("--keep-approved-days", type=int, help="How long texts of approved comments stay.")
@click.option("--keep-rejected-days", type=int, help="How long texts of rejected comments stay.")
@click.option("--dry-run/--no-dry-run", default=None, help="Judge, but answer approve always.")
@click.option(
    "--shares-lessons/--no-shares-lessons",
    default=None,
    help="Remember what was rejected together with other sites that do.",
)
def change(site_id: str, **settings: str | int | None) -> None:
    """Change what holds for the site SITE_ID; what is not named stays as it is."""
    if all(value is None for value in settings.values()):
        raise click.UsageError("Name at least one setting to change; --help lists them.")
    wanted = Change(**settings)  # type: ignore[arg-type] # click gives each option its type
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        site = noted.change_site(tx, By(SHELL, ledger.now()), site_id, wanted)
    click.echo(_account(site))


def _account(site: Site) -> str:
    return (
        f"{site.id}  {_name(site)}\n"
        f"Policy                  {_policy(site)}\n"
        f"Undo                    {site.undo_hours} hours\n"
        f"Keep approved comments  {site.keep_approved_days} days\n"
        f"Keep rejected comments  {site.keep_rejected_days} days\n"
        f"Dry run                 {_YES[site.dry_run]}\n"
        f"Shares lessons          {_YES[site.shares_lessons]}"
    )


def _policy(site: Site) -> str:
    version = site.policy_version
    return f"version {version}, on {site.policy}" if version else site.policy


def _name(site: Site) -> str:
    return inert.one_line(site.name, MAX_NAME)
