"""A newsroom with Coral, whose phase sends comments to a service over a real ledger."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from service.app import assemble
from service.moderation import Moderator
from service.people import SHELL
from service.settings import Settings
from service.signals import DETECTORS
from service.store import coral_secrets
from service.store.engine import transaction
from service.store.ledger import Ledger
from service.store.noted import By
from service.text.reading import Reading
from service.web.records import LedgerRecords
from tests.fakes import FakeClock, FakeIds, FakeScorer
from tests.ledgers import NOW, Blog
from tests.web.office import office_over

SECRET = "empsec_0123456789abcdef0123456789abcdef"
OTHER = "empsec_fedcba9876543210fedcba9876543210"
SCORES = {
    "gacor": {"spam": 0.97, "abuse": 0.02},
    "ragu": {"spam": 0.6, "abuse": 0.02},
    "bodoh": {"spam": 0.02, "abuse": 0.6},
}


def signature(payload: bytes, *secrets: str) -> str:
    """Sign as Coral does."""
    digests = (hmac.new(one.encode(), payload, sha256).hexdigest() for one in secrets)
    return ",".join(f"sha256={digest}" for digest in digests)


@dataclass
class Coral:
    """A Coral that has one phase, at a site of ours with a real ledger."""

    blog: Blog
    wsgi: WsgiClient
    secrets: tuple[str, ...] = (SECRET,)

    def send(self, payload: bytes, signed: str | None = None, site: str = "") -> TestResponse:
        """Send bytes, signed with the phase's secrets unless something else is given."""
        given = signature(payload, *self.secrets) if signed is None else signed
        path = f"/coral/{site or self.blog.site.id}"
        headers = {"X-Coral-Signature": given}
        return self.wsgi.post(path, data=payload, content_type="application/json", headers=headers)

    def post(self, body: object, **author: object) -> TestResponse:
        """Have a comment judged."""
        return self.send(written(body, **author))

    def add(self, secret: str) -> str:
        """Let the site know one more secret; returns its id."""
        with transaction(self.blog.engine) as tx:
            return coral_secrets.add(tx, By(SHELL, NOW), self.blog.site.id, secret).id


def written(body: object, **author: object) -> bytes:
    """Return a request as Coral writes it."""
    asked = {
        "action": "NEW",
        "comment": {"body": body, "parentID": None},
        "author": {"id": "u-1", "role": "COMMENTER"} | author,
        "story": {"id": "s-1", "url": "https://dapur.example/rendang"},
        "site": {"id": "coral-site"},
        "tenantID": "t-1",
        "tenantDomain": "komentar.dapur.example",
    }
    return json.dumps(asked, indent=2).encode()


class Model(FakeScorer):
    """A model that fails at one word, and quotes the comment while doing so."""

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        if "rusak" in readings[0].body.words:
            raise ValueError(readings[0].body.raw)
        return super().score(readings)


@pytest.fixture
def newsroom(sqlite_blog: Blog, settings: Settings, tmp_path: Path) -> Coral:
    """A Coral at a service that knows its secret."""
    clock = FakeClock(NOW)
    office = replace(office_over(sqlite_blog.engine, clock, tmp_path), settings=settings)
    records = LedgerRecords(lambda: sqlite_blog.engine, Ledger(office.pseudonymiser), clock)
    app = assemble(Moderator(Model(by_word=SCORES), DETECTORS, FakeIds()), records, office)
    made = Coral(sqlite_blog, app.test_client())
    made.add(SECRET)
    return made
