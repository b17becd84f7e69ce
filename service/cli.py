"""`saring`: serve, judge files, look after sites, keys, moderators and the database.

A command's module is imported when that command runs, so that a light one starts at once.
"""

from importlib import import_module

import click

from service.errors import ModerationError

COMMANDS = {
    "backup": "service.commands.backup",
    "compare": "service.commands.compare",
    "coral": "service.commands.coral",
    "db": "service.commands.db",
    "deliver": "service.commands.deliver",
    "erase": "service.commands.erase",
    "explain": "service.commands.explain",
    "export": "service.commands.export",
    "health": "service.commands.health",
    "keys": "service.commands.keys",
    "moderators": "service.commands.moderators",
    "policy": "service.commands.policy",
    "restore": "service.commands.restore",
    "retain": "service.commands.retain",
    "score": "service.commands.score",
    "serve": "service.commands.serve",
    "sites": "service.commands.sites",
    "webhooks": "service.commands.webhooks",
}


class Commands(click.Group):
    """A group whose commands stand in modules of their own, under the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's call
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 -- part of click's call
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a known failure ends it with one sentence and status 1."""
        try:
            return super().invoke(ctx)
        except ModerationError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands)
@click.version_option(package_name="saring")
def main() -> None:
    """Moderate comments: approve, hold or reject, with reasons a person can check.

    Settings come from SARING_* variables; docs/settings.md lists them.
    """
