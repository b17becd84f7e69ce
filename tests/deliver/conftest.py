"""Ledgers with an outbox, and a worker on a clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import make_url, select

from service.outbound.post import Outbound
from service.outbound.target import Target
from service.outbox_worker import OutboxWorker, Sender
from service.people import SHELL
from service.store import webhooks
from service.store.engine import reading, transaction
from service.store.review_tables import deliveries
from service.store.webhooks import NewSecret
from tests.fakes import FakeClock
from tests.ledgers import Blog, blog, database_url, postgres_database, sqlite_blog
from tests.postgres import postgres_url
from tests.store.outboxes import Outbox

__all__ = ["blog", "database_url", "postgres_database", "postgres_url", "sqlite_blog"]

SECONDS = 1.0


def post_office(blog: Blog) -> "PostOffice":
    """Return a worker for the outbox of `blog`; receivers believe its clock for minutes only."""
    return PostOffice(blog, FakeClock(datetime.now(UTC)))


@dataclass
class PostOffice:
    """A blog's outbox and what delivers from it."""

    blog: Blog
    clock: FakeClock
    sender: Sender = field(default_factory=lambda: Outbound(private=True, seconds=SECONDS))

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        return Outbox(self.blog)

    @property
    def path(self) -> str:
        """The SQLite file."""
        return make_url(self.blog.url).database or ""

    def worker(self) -> OutboxWorker:
        """Return a worker as it begins."""
        return OutboxWorker(self.blog.engine, self.sender, self.clock)

    def webhook(self, url: str) -> NewSecret:
        """Add a webhook."""
        with transaction(self.blog.engine) as tx:
            return webhooks.add(tx, self.blog.site.id, url, by=SHELL, now=self.clock.now)

    def tell(self, *item_ids: str) -> None:
        """Publish one event about each item."""
        self.outbox.tell(*item_ids, now=self.clock.now)

    def deliver(self) -> None:
        """Deliver what is due now, in a worker of its own."""
        self.worker().run_once()

    def results(self) -> list[tuple[str, int, str]]:
        """Return state, attempts and last result of every delivery."""
        shown = (deliveries.c.state, deliveries.c.attempts, deliveries.c.last_result)
        with reading(self.blog.engine) as connection:
            chosen = select(*shown).order_by(deliveries.c.id)
            return [(row[0], row[1], row[2]) for row in connection.execute(chosen)]


class CrashError(RuntimeError):
    """The end of a process, as far as a test can have it without ending its own."""


@dataclass(frozen=True, slots=True)
class Crashing:
    """Sends, and dies before it can say so."""

    sender: Sender

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        """Send and die."""
        self.sender.post(target, body, headers)
        raise CrashError


@pytest.fixture
def office(blog: Blog) -> PostOffice:
    return post_office(blog)


@pytest.fixture
def sqlite_office(sqlite_blog: Blog) -> PostOffice:
    return post_office(sqlite_blog)
