"""`saring backup`: a copy of the ledger, also while the service runs."""

from pathlib import Path

import click

from service.commands import ledger
from service.settings import Settings
from service.store.backup import back_up

File = click.Path(dir_okay=False, path_type=Path)
MEGABYTE = 1_000_000


@click.command()
@click.argument("file", type=File)
def backup(file: Path) -> None:
    """Write a backup of the ledger to FILE, replacing an older one.

    Everything that the service has answered before is in it. The service may run meanwhile.
    """
    settings = Settings.from_process()
    with ledger.connected(settings, ledger.LONG) as engine:
        back_up(engine, file)
    click.echo(f"The backup is {file} ({file.stat().st_size / MEGABYTE:.1f} MB).")
    click.echo(about_the_key(settings))


def about_the_key(settings: Settings) -> str:
    """Return where the key of authors' hashes is kept, and why it is needed too."""
    path = settings.data_dir.resolve() / "secret-key"
    if settings.secret_key:
        where = "The secret key is the one in SARING_SECRET_KEY."
    elif path.exists():
        where = f"The secret key stands in {path}."
    else:
        where = f"There is no secret key here: put the one of before into {path}."
    return f"{where} No backup holds it: keep it too; without it, authors are strangers."
