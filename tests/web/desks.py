"""The review API over a blog's ledger, and who calls it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.app import assemble
from service.domain import Comment
from service.moderation import Moderator
from service.people import Scope
from service.signals import DETECTORS
from service.store.engine import transaction
from service.store.keys import issue_key
from service.store.ledger import Ledger
from service.web.office import Office
from service.web.records import LedgerRecords
from tests.fakes import FakeClock, FakeIds, FakeScorer
from tests.ledgers import NOW, Blog
from tests.web.conftest import Client
from tests.web.office import office_over


@dataclass
class Desk:
    """The API over a blog's ledger, with a reviewing client of the blog."""

    blog: Blog
    clock: FakeClock
    office: Office
    client: Client

    def held(self, count: int) -> list[str]:
        """Hold some comments that have nothing in common."""
        texts = TEXTS[:count]
        return sorted(
            self.blog.record(Comment(text, id=f"c-{n}")).verdict.id for n, text in enumerate(texts)
        )

    def resolve(self, ids: list[str], resolution: str, **more: Any) -> TestResponse:
        """Decide on items without naming their revision."""
        items = [{"id": item_id} for item_id in ids]
        return self.client.post(
            "/queue/resolve", {"items": items, "resolution": resolution, **more}
        )

    def queued(self) -> list[str]:
        """Return the ids that GET /queue lists."""
        return [item["id"] for item in self.client.get("/queue").get_json()["items"]]


TEXTS = (
    "Deposit pulsa tanpa potongan, langsung main di bandar kami",
    "Penulis artikel ini tidak tahu apa-apa soal masakan Padang",
    "Butuh dana cepat? Hubungi koperasi syariah, cair dalam lima menit",
    "Jasa backlink berkualitas untuk menaikkan peringkat blog Anda",
)


def client_of(desk: Office, blog: Blog, clock: FakeClock, *scopes: Scope) -> Client:
    with transaction(blog.engine) as tx:
        key = issue_key(tx, blog.site.id, NOW, scopes=frozenset(scopes))
    records = LedgerRecords(lambda: blog.engine, Ledger(desk.pseudonymiser), clock)
    app = assemble(Moderator(FakeScorer(), DETECTORS, FakeIds()), records, desk)
    return Client(app.test_client(), key)


@pytest.fixture
def desk(blog: Blog, tmp_path: Path) -> Desk:
    clock = FakeClock(NOW)
    office = office_over(blog.engine, clock, tmp_path)
    client = client_of(office, blog, clock, Scope.MODERATE, Scope.REVIEW)
    return Desk(blog, clock, office, client)
