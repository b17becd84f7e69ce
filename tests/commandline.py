"""The command line over a database in a folder of its own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import Connection

from service.cli import main
from service.commands import ledger
from service.settings import Settings
from service.store import audit
from service.store.engine import make_engine, reading
from service.store.keys import KeyAccess, find_site_by_key

KEY = re.compile(r"sk_[\w-]{43}")


class CommandLine:
    """`saring`, as somebody types it."""

    def __init__(self, folder: Path) -> None:
        self.environ = {"SARING_DATA_DIR": str(folder / "data")}
        self.settings = Settings.from_environ(self.environ)

    def __call__(self, *arguments: str) -> Result:
        """Run a command."""
        return CliRunner().invoke(main, arguments, env=self.environ, catch_exceptions=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read the database."""
        engine = make_engine(self.settings.database, 5.0)
        with reading(engine) as connection:
            yield connection
        engine.dispose()

    def key(self, *arguments: str) -> str:
        """Run a command that shows a key, and return the key."""
        found = KEY.search(self(*arguments).output)
        assert found
        return found[0]

    def access(self, key: str) -> KeyAccess | None:
        """Return what a key opens now."""
        with self.read() as connection:
            return find_site_by_key(connection, key, ledger.now())

    def audit(self) -> list[audit.Act]:
        """Return what was noted, the newest first."""
        with self.read() as connection:
            return [entry.act for entry in audit.entries(connection)]
