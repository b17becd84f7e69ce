"""A site with webhooks and events to tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from service.domain import Comment
from service.people import SHELL
from service.store import outbox, webhooks
from service.store.engine import transaction
from service.store.events import News, publish
from service.store.outbox import Delivery, Failure, Fate
from service.store.review_tables import deliveries
from service.store.webhooks import Webhook
from tests.ledgers import NOW, Blog

URL = "https://dapur.example/saring"
RESOLVED = "comment.resolved"


@dataclass(frozen=True, slots=True)
class Outbox:
    """A blog's outbox, each call a transaction of its own."""

    blog: Blog

    def webhook(self, url: str = URL) -> Webhook:
        """Add a webhook to the blog."""
        with transaction(self.blog.engine) as tx:
            return webhooks.add(tx, self.blog.site.id, url, by=SHELL, now=NOW).webhook

    def comments(self, count: int) -> list[str]:
        """Record comments and return their items' ids."""
        named = [Comment(f"Nomor {number}", id=f"c-{number}") for number in range(count)]
        return [self.blog.record(comment).verdict.id for comment in named]

    def tell(self, *item_ids: str, now: datetime = NOW) -> None:
        """Publish one event about each item."""
        news = [News(item_id, RESOLVED, {"comment_id": item_id}) for item_id in item_ids]
        with transaction(self.blog.engine) as tx:
            publish(tx, self.blog.site.id, news, now)

    def lend(self, webhook: Webhook, now: datetime = NOW, limit: int = 100) -> list[Delivery]:
        """Lend what is due."""
        with transaction(self.blog.engine) as tx:
            return outbox.lend(tx, webhook.id, now, limit)

    def deliver(self, delivery: Delivery, now: datetime = NOW) -> None:
        """Note that a delivery was taken."""
        with transaction(self.blog.engine) as tx:
            outbox.delivered(tx, delivery, "200", now)

    def fail(
        self,
        delivery: Delivery,
        now: datetime = NOW,
        *,
        hopeless: bool = False,
        result: str = "500",
    ) -> Fate:
        """Note that a delivery was not taken."""
        with transaction(self.blog.engine) as tx:
            return outbox.failed(tx, delivery, Failure(result, now, 0.0, hopeless))

    def kill(self, webhook: Webhook) -> list[int]:
        """Let everything that is due die; returns the ids."""
        lent = self.lend(webhook)
        for delivery in lent:
            self.fail(delivery, hopeless=True)
        return [delivery.id for delivery in lent]

    def states(self) -> list[str]:
        """Return the state of every delivery, in order."""
        with transaction(self.blog.engine) as tx:
            return list(tx.execute(select(deliveries.c.state).order_by(deliveries.c.id)).scalars())


def items(lent: Sequence[Delivery]) -> list[str]:
    """Return the items that deliveries are about."""
    return [delivery.item_id for delivery in lent]


def after(seconds: float) -> datetime:
    """Return the moment so much later than the tests' own."""
    return NOW + timedelta(seconds=seconds)
