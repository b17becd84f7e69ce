"""`saring erase`: show, then erase, all that is stored about a person."""

from collections.abc import Sequence

import click
from sqlalchemy import Engine

from service.commands import ledger
from service.commands.inert import one_line
from service.domain import Author, Decision
from service.review import State
from service.settings import Settings
from service.store.engine import reading
from service.store.erasure import Person, Stored, find, forget, stored
from service.store.sites import find_site

WORDS = 80
"""Characters shown of a comment."""

_NAMED = 40
_STANDS = {
    Decision.APPROVE: "approved",
    Decision.REJECT: "rejected",
    Decision.HOLD: "held",
}


@click.command()
@click.option("--author", default="", metavar="ID", help="The author's id on the site.")
@click.option("--email", default="", metavar="ADDRESS", help="The author's e-mail address.")
@click.option("--ip", default="", metavar="ADDRESS", help="The address comments came from.")
@click.option("--name", default="", help="The author's name, as it stands on the comments.")
@click.option("--site", "site_id", default="", metavar="ID", help="Only on this site.")
@click.option("--yes", is_flag=True, help="Erase without asking.")
def erase(author: str, email: str, ip: str, name: str, site_id: str, yes: bool) -> None:  # noqa: FBT001 -- click's call
    """Show all that is stored about a person, then erase it for good.

    Several options find whoever matches any of them. What waits for a moderator is rejected.
    Texts, names and hashes go, training records are withdrawn; that something was decided stays.
    Backups and exported files are not reached: see docs/operations.md.
    """
    person = Person(Author(id=author, name=name, email=email, ip=ip), site_id)
    if person.author == Author():
        raise click.UsageError("Name the person: --author, --email, --ip or --name.")
    settings = Settings.from_process()
    hidden = ledger.pseudonymiser(settings)
    with ledger.opened(settings, ledger.LONG) as engine:
        with reading(engine) as connection:
            if site_id:
                find_site(connection, site_id)
            found = find(connection, hidden, person)
        if not found:
            click.echo("Nothing is stored about this person.")
            return
        sites = show(engine, found)
        _check_sites(person, sites, yes=yes)
        if not yes:
            click.confirm("Erase all of this for good?", abort=True)
        done = forget(engine, found, ledger.now())
    click.echo(
        f"Comments erased: {done.comments:,}; training records withdrawn: {done.records:,};"
        f" answers that no longer quote them: {done.quoted:,}."
    )


def show(engine: Engine, found: Sequence[str]) -> set[str]:
    """Print what is stored, comment by comment, then in all; returns the names of its sites."""
    sites: set[str] = set()
    feedback = records = waiting = 0
    with reading(engine) as connection:
        for one in stored(connection, found):
            click.echo(line(one))
            sites.add(one.site)
            feedback, records = feedback + one.feedback, records + one.records
            waiting += one.state in (State.OPEN, State.ESCALATED)
    click.echo(
        f"In all: comments {len(found):,}, sites {len(sites):,}, waiting {waiting:,},"
        f" reports {feedback:,}, training records {records:,}."
    )
    return sites


def line(one: Stored) -> str:
    """Return a comment in three lines that a terminal obeys nothing of."""
    stands = _STANDS[one.outcome] if one.resolution is None else f"{one.resolution} by a moderator"
    where = [one_line(text, _NAMED) for text in (one.site, one.article) if text]
    who = one_line(one.author_name, _NAMED) or "(no name)"
    said = one_line(one.body, WORDS) or "(text erased)"
    return "\n".join(
        (
            f"{one.item_id}  {one.received_at:%Y-%m-%d %H:%M}  {' · '.join(where)}",
            f"  {who}: {said}",
            f"  {stands}; reports {one.feedback}, training records {one.records}",
        )
    )


def _check_sites(person: Person, sites: set[str], *, yes: bool) -> None:
    """Warn that an id may be another person's on another site; without a look, refuse."""
    if not person.author.id or len(sites) == 1:
        return
    warning = "The same id may be another person's on another site; --site limits to one."
    if yes:
        raise click.UsageError(warning)
    click.echo(warning)
