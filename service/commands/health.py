"""`saring health`: ask the running service whether it is ready; the container's health check."""

from http.client import HTTPConnection, HTTPException

import click

from service.commands.addresses import reachable
from service.settings import Settings

PATIENCE = 4.0


@click.command()
def health() -> None:
    """Ask the service whether it is ready; status 1 when it is not."""
    settings = Settings.from_process()
    connection = HTTPConnection(reachable(settings.host), settings.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise click.ClickException("the service does not answer") from error
    finally:
        connection.close()
    if status != 200:
        raise click.ClickException(f"the service is not ready: {status}")
    click.echo("ready")
