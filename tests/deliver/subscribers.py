"""Publishers of lists, and sites that subscribe to them."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from service.list_refresher import Refreshed, refresh_all
from service.outbound.fetch import MAX_LIST_BYTES, Fetched, Unusable
from service.policy.listing import Kind, Subscription
from service.store import list_copies
from service.store.engine import reading, transaction
from tests.fakes import FakeClock
from tests.ledgers import NOW, Blog
from tests.policy.signing import Signer

URL = "https://daftar.example/judol.txt"
GOOD = b"judol.example\nslot.example\n"
NEWER = GOOD + b"baru.example\n"
DIGEST = sha256(GOOD).hexdigest()
SIGNER = Signer()
KEY = SIGNER.public_key
PINNED = Subscription(URL, Kind.DOMAINS, sha256=DIGEST)
SIGNED = Subscription(URL, Kind.DOMAINS, public_key=KEY)
OPEN = Subscription(URL, Kind.DOMAINS)


@dataclass
class FakeSource:
    """Gives what stands at each URL, raises what is an error; `asked` are URLs and ETags."""

    given: dict[str, Fetched | Exception] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def fetch(self, url: str, etag: str = "", most: int = MAX_LIST_BYTES) -> Fetched:
        """Give it; nothing is longer than `most`."""
        self.asked.append((url, etag))
        found = self.given.get(url, Unusable("404"))
        if isinstance(found, Exception):
            raise found
        assert len(found.body) <= most
        return Fetched(etag=etag, changed=False) if etag and found.etag == etag else found

    def publish(self, body: bytes, *, at: int = 1, by: Signer = SIGNER, etag: str = "") -> None:
        """Put a list and its signature where they are looked for."""
        signature = by.sign(body, b"timestamp:%d\tfile:judol.txt" % at)
        self.given = {URL: Fetched(body, etag), f"{URL}.minisig": Fetched(signature)}


def want(blog: Blog, wanted: Subscription, now: datetime) -> None:
    """Want a list, as a policy that is saved does."""
    with transaction(blog.engine) as tx:
        list_copies.want(tx, [wanted], now)


@dataclass
class Subscriber:
    """A site that subscribes to one list."""

    blog: Blog
    source: FakeSource
    wanted: Subscription
    clock: FakeClock

    def refresh(self) -> Refreshed:
        """Say what is wanted and check everything, a day after the last time."""
        self.clock.advance(86_400)
        want(self.blog, self.wanted, self.clock.now)
        return refresh_all(self.blog.engine, self.source, self.clock)

    @property
    def entries(self) -> tuple[str, ...]:
        """What is in force."""
        with reading(self.blog.engine) as connection:
            return list_copies.entries_of(connection, [self.wanted.id]).get(self.wanted.id, ())

    @property
    def problem(self) -> str:
        """What the last check came to."""
        with reading(self.blog.engine) as connection:
            return list_copies.find_copies(connection, [self.wanted.id])[self.wanted.id].problem


GOOD_ENTRIES = ("judol.example", "slot.example")


def subscriber(blog: Blog, wanted: Subscription) -> Subscriber:
    """Return a subscriber that has a good copy."""
    site = Subscriber(blog, FakeSource(), wanted, FakeClock(NOW))
    site.source.publish(GOOD)
    assert site.refresh() == Refreshed(kept=1)
    assert site.entries == GOOD_ENTRIES
    return site
