"""A blog with WordPress over its ledger, which it speaks to by Akismet's protocol."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from ulid import ULID

from service.app import assemble
from service.domain import Resolution
from service.moderation import Moderator
from service.outbound.akismet import verdict_of
from service.people import Actor, ActorKind
from service.review import Choice, ReviewItem, Target
from service.signals import DETECTORS
from service.store.engine import reading, transaction
from service.store.items import find_item
from service.store.keys import NewKey, make_key
from service.store.ledger import Ledger
from service.store.resolving import resolve
from service.store.review_tables import webhooks
from service.store.short_keys import Akismet
from service.store.tables import verdicts
from service.store.wire_tables import callbacks
from service.web.records import LedgerRecords
from tests.fakes import FakeClock, FakeScorer
from tests.ledgers import NOW, Blog
from tests.web.blogs import WORDPRESS, AkismetClient
from tests.web.conftest import DOUBT, SPAM
from tests.web.office import office_over

AYU = Actor(ActorKind.MODERATOR, "ayu", "Ayu")


@dataclass
class Kitchen:
    """A blog with WordPress, over its ledger."""

    blog: Blog
    clock: FakeClock
    wordpress: AkismetClient
    issued: NewKey

    def held(self) -> str:
        """Have a comment held and return its item's id."""
        return verdict_of(self.wordpress.check("Saya ragu").headers["X-akismet-guid"])

    def item(self, item_id: str) -> ReviewItem:
        with reading(self.blog.engine) as connection:
            return find_item(connection, item_id)

    def decide(self, item_id: str, resolution: Resolution) -> None:
        """Decide as a moderator."""
        with transaction(self.blog.engine) as tx:
            resolve(tx, [Target(item_id)], Choice(resolution), AYU, self.clock.now)

    def recorded(self) -> int:
        with reading(self.blog.engine) as connection:
            return len(connection.execute(select(verdicts.c.id)).all())

    def hooks(self) -> list[tuple[str, str]]:
        """Return what is called back for which item."""
        chosen = select(webhooks.c.url, callbacks.c.item_id).join_from(
            callbacks, webhooks, webhooks.c.id == callbacks.c.webhook_id
        )
        with reading(self.blog.engine) as connection:
            return [(url, item_id) for url, item_id in connection.execute(chosen)]


def kitchen_of(blog: Blog, folder: Path) -> Kitchen:
    clock = FakeClock(NOW)
    with transaction(blog.engine) as tx:
        issued = make_key(tx, blog.site.id, NOW, akismet=Akismet(hosts=("dapur.example",)))
    office = office_over(blog.engine, clock, folder)
    records = LedgerRecords(lambda: blog.engine, Ledger(office.pseudonymiser), clock)
    scorer = FakeScorer(by_word={"gacor": SPAM, "ragu": DOUBT})
    new_id: Callable[[], str] = lambda: str(ULID.from_datetime(clock.now))  # noqa: E731
    app = assemble(Moderator(scorer, DETECTORS, new_id), records, office)
    client = AkismetClient(app.test_client(), issued.secret, WORDPRESS)
    return Kitchen(blog, clock, client, issued)
