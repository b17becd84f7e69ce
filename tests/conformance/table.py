"""docs/conformance.md: which client passed which check, written by the run that tried them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.expected import BLOG, CLIENTS, WORDPRESS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"
AKISMET = "Akismet"
_HEAD = """\
# Conformance

Clients that nobody here wrote, unmodified, each in a process of its own, against a started
service. This page is written by the test run, `tests/conformance`, whenever it has tried them all.

| Client | Version | Wire | Check | Passed |
| --- | --- | --- | --- | --- |
"""

Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Return client, wire and check of every row, in the page's order."""
    clients = [
        (client.name, client.wire, check)
        for client in CLIENTS
        for check in (*client.says, *client.afterwards)
    ]
    return clients + [(WORDPRESS, AKISMET, check) for check in BLOG]


def written(page: str) -> list[tuple[Row, str]]:
    """Return the rows of a page, without versions, and whether each passed."""
    lines = [line for line in page.splitlines() if line.startswith("| ")][2:]
    cells = [line.strip("| ").split(" | ") for line in lines]
    return [((client, wire, check), passed) for client, _, wire, check, passed in cells]


class Table:
    """What has been tried so far."""

    def __init__(self) -> None:
        self._passed: dict[tuple[str, str], bool] = {}
        self._versions: dict[str, str] = {}

    def version(self, client: str, version: object) -> None:
        """Keep which version was tried."""
        self._versions[client] = str(version)

    @contextmanager
    def trying(self, client: str, check: str) -> Iterator[None]:
        """Note that a check passed, or that what was done about it failed."""
        try:
            yield
        except Exception:
            self._passed[client, check] = False
            raise
        self._passed[client, check] = True

    @property
    def complete(self) -> bool:
        """Whether every check was tried."""
        return self._passed.keys() == {(client, check) for client, _, check in rows()}

    def page(self) -> str:
        """Return the page in Markdown."""
        return _HEAD + "".join(self._line(*row) for row in rows())

    def _line(self, client: str, wire: str, check: str) -> str:
        passed = "yes" if self._passed[client, check] else "no"
        cells = (client, self._versions.get(client, ""), wire, check, passed)
        return f"| {' | '.join(cells)} |\n"
