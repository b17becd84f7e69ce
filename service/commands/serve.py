"""`saring serve`: make the first site at the first start, then become gunicorn."""

import json
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from service.commands import ledger
from service.commands.addresses import base_url
from service.settings import Settings
from service.store.engine import transaction
from service.store.first_start import FirstStart, first_start

CONFIGURATION = Path(__file__).resolve().parent.parent / "gunicorn.conf.py"
APPLICATION = "service.wsgi:application"
EXAMPLE = "Terima kasih infonya, sangat membantu"


@click.command()
def serve() -> None:
    """Serve on SARING_HOST and SARING_PORT.

    The first start makes a site with its API key and a moderator, and shows both once.
    """
    settings = Settings.from_process()
    with ledger.opened(settings) as engine, transaction(engine) as tx:
        made = first_start(tx, settings.policy, ledger.now())
    if made is not None:
        click.echo(welcome(settings, made))
    if not settings.secret_key:
        os.environ["SARING_SECRET_KEY_FILE"] = str(own_secret(settings.data_dir.resolve()))
    sys.stdout.flush()
    os.execv(  # noqa: S606 -- our own interpreter and arguments
        sys.executable,
        [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION), APPLICATION],
    )


def own_secret(folder: Path) -> Path:
    """Return the file of the secret that this installation made for itself, made now if missing."""
    path = folder / "secret-key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=folder) as made:
        made.write(secrets.token_urlsafe(32))
        made.flush()
        with suppress(FileExistsError):
            path.hardlink_to(made.name)
    return path


def welcome(settings: Settings, made: FirstStart) -> str:
    """Return what is shown once: the key, the moderator's password and a request to try."""
    url = base_url(settings.host, settings.port)
    body = json.dumps({"comment": {"body": EXAMPLE}})
    return f"""
Saring starts for the first time. What follows is shown only now; keep it.

  Site       {made.site.name}
  API key    {made.key}
  Moderator  {made.email}
  Password   {made.password}

Once it serves, judge a first comment:

  curl {url}/moderate -H 'Authorization: Bearer {made.key}' \
-H 'Content-Type: application/json' -d '{body}'

Moderators work at {url}/review
"""
