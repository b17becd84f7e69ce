"""Servers for the fault tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.domain import Site
from service.settings import Settings
from service.store.engine import make_engine, reading
from service.store.lookup import find_verdict
from service.store.queue import open_ids
from tests.faults.applications import prepare
from tests.faults.serving import Answer, Server, speak

HOLDING = "tests.faults.applications:holding()"


@dataclass(frozen=True, slots=True)
class Service:
    """A running service that holds every comment, and the key of its only site."""

    server: Server
    settings: Settings
    site: Site
    key: str

    def moderate(self, body: bytes) -> Answer:
        """Have a comment judged that is spelled in `body`."""
        return self.server.post("/moderate", body, {"Authorization": f"Bearer {self.key}"})

    def head(self, *lines: str, target: str = "POST /moderate") -> bytes:
        """Return the head of a request with the key and these lines."""
        given = ("Host: a", f"Authorization: Bearer {self.key}", *lines)
        return "\r\n".join([f"{target} HTTP/1.1", *given, "", ""]).encode()

    def speak(self, said: bytes) -> bytes:
        """Send raw bytes and return all that comes back."""
        return speak(self.server.address, said)

    def queued(self) -> list[tuple[str, str]]:
        """Return the site's id of every comment in the review queue, and its verdict's id."""
        engine = make_engine(self.settings.database, self.settings.ledger_seconds)
        with reading(engine) as connection:
            ids = open_ids(connection, self.site.id, limit=1_000_000)
            verdicts = [find_verdict(connection, self.site.id, item_id) for item_id in ids]
        engine.dispose()
        return [(recorded.comment_id, recorded.verdict.id) for recorded in verdicts]


Serve = Callable[..., Service]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start services on databases of their own; they are stopped at the end."""
    started: list[Server] = []

    def start(**settings: object) -> Service:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        kept = Settings(data_dir=folder)
        site, key = prepare(kept)
        server = Server(HOLDING, folder, **settings)
        started.append(server)
        server.start()
        return Service(server, kept, site, key)

    yield start
    for server in started:
        server.stop()
