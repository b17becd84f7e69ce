"""The command line over a SQLite ledger in a folder of its own, with one site."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.commands import ledger
from service.commands.serve import own_secret
from service.domain import Comment, Resolution, Verdict
from service.people import SHELL
from service.review import Choice, Target
from service.settings import Settings
from service.store.engine import transaction
from service.store.ledger import Ledger
from service.store.resolving import resolve
from tests.ledgers import NOW, Blog, opened, verdict


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs `saring` with the settings of an installation."""

    environ: dict[str, str]
    blog: Blog

    def __call__(self, *arguments: str, said: str | None = None) -> Result:
        """Run a command; `said` is what is typed."""
        return CliRunner().invoke(
            main, arguments, env=self.environ, input=said, catch_exceptions=False
        )

    @property
    def settings(self) -> Settings:
        """What the commands are told."""
        return Settings.from_environ(self.environ)

    def record(self, comment: Comment, judged: Verdict | None = None) -> str:
        """Record a comment as the service would, held where no verdict is given; returns its id."""
        books = Ledger(ledger.pseudonymiser(self.settings))
        with transaction(self.blog.engine) as tx:
            return books.record(tx, self.blog.site, comment, judged or verdict(), NOW).verdict.id

    def decide(self, item_id: str, resolution: Resolution, label: str = "") -> None:
        """Decide on what waits."""
        with transaction(self.blog.engine) as tx:
            resolve(tx, [Target(item_id)], Choice(resolution, label), SHELL, NOW)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """An installation that has been started once."""
    environ = {"SARING_DATA_DIR": str(tmp_path / "data")}
    settings = Settings.from_environ(environ)
    own_secret(settings.data_dir)
    with opened(settings.database) as blog:
        yield Shell(environ, blog)
