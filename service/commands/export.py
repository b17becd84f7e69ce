"""`saring export`: what moderators decided, as training records in JSON Lines."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy import Engine

from service.commands import ledger
from service.people import SHELL
from service.settings import Settings
from service.store.audit import Act, note
from service.store.beside import beside
from service.store.engine import reading, transaction
from service.store.exports import EVER, Decided, LeftOut, Wanted, Withdrawn, decisions, left_out
from service.store.sites import find_site

File = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--site", "site_id", default="", metavar="ID", help="Only this site's decisions.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Only what was decided or withdrawn since this moment (UTC).",
)
@click.option("--out", type=File, help="The file to write; without it, standard output.")
def export(site_id: str, since: datetime | None, out: Path | None) -> None:
    """Write moderators' decisions as training records, one JSON object a line.

    `saring-train train --decisions FILE` reads them. They hold people's words and names: keep the
    file as you keep the ledger. What is withdrawn is named, so that it can be dropped elsewhere.
    """
    settings = Settings.from_process()
    hidden = ledger.pseudonymiser(settings)
    wanted = Wanted(site_id, since.replace(tzinfo=UTC) if since else EVER)
    with ledger.opened(settings, ledger.LONG) as engine:
        with reading(engine) as connection:
            if site_id:
                find_site(connection, site_id)
            without = left_out(connection, wanted)
        found = decisions(engine, hidden, wanted)
        if out is None:
            counts = write_lines(sys.stdout, found)
        else:
            with beside(out) as made, made.open("w", encoding="utf-8") as stream:
                counts = write_lines(stream, found)
        _note(engine, wanted, counts)
    click.echo(summary(counts, without), err=True)


def write_lines(stream: TextIO, found: Iterable[Decided | Withdrawn]) -> Counter[str]:
    """Write one line each; returns how many are records and how many are withdrawn."""
    counts = Counter[str](records=0, withdrawn=0)
    for one in found:
        counts["records" if isinstance(one, Decided) else "withdrawn"] += 1
        stream.write(json.dumps(_spelled(one)) + "\n")
    return counts


def summary(counts: Counter[str], without: LeftOut) -> str:
    """Return one sentence that tells what was written and what was not."""
    return (
        f"Records: {counts['records']:,}; withdrawn: {counts['withdrawn']:,}; left out:"
        f" {without.plain:,} that name no kind, {without.erased:,} whose texts are erased."
    )


def _spelled(one: Decided | Withdrawn) -> dict[str, object]:
    if isinstance(one, Withdrawn):
        return {"withdrawn": one.id}
    return asdict(one) | {"resolved_at": one.resolved_at.isoformat()}


def _note(engine: Engine, wanted: Wanted, counts: Counter[str]) -> None:
    with transaction(engine) as tx:
        subject = wanted.site_id or "all sites"
        note(
            tx,
            Act(SHELL, "export", subject, ledger.now(), wanted.site_id, after=dict(counts)),
        )
