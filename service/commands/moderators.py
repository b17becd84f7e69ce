"""`saring moderators`: the people who review held comments."""

import secrets

import click

from service.commands import ledger
from service.settings import Settings
from service.store import moderators as accounts
from service.store.engine import transaction

PASSWORD_BYTES = 12


@click.group()
def moderators() -> None:
    """Look after the people who review held comments."""


@moderators.command()
@click.argument("email")
def add(email: str) -> None:
    """Add the moderator EMAIL with a password made up here and shown once."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    password_hash = accounts.hash_password(password)
    with ledger.opened(Settings.from_process()) as engine, transaction(engine) as tx:
        moderator = accounts.create(tx, email, password_hash, ledger.now())
    click.echo(f"{moderator.email}\nPassword, shown once: {password}")
