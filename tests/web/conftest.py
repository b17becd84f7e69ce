"""The API with a scripted model and a ledger in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

import pytest
from flask import Flask
from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from service import app as root
from service.domain import Evidence, Field, Site
from service.errors import LedgerUnavailable
from service.moderation import Moderator
from service.policy import Policy, preset
from service.settings import Settings
from service.signals import DETECTORS
from service.store.engine import close_all
from service.store.pseudonyms import Pseudonymiser
from service.web.office import Office
from tests.fakes import FakeClock, FakeIds, FakeScorer
from tests.ledgers import blog, database_url, postgres_database, sqlite_blog
from tests.postgres import postgres_url
from tests.web.ledger import FakeRecords
from tests.web.office import ayu, clock, made, office, site

__all__ = [
    "ayu",
    "blog",
    "clock",
    "database_url",
    "made",
    "office",
    "postgres_database",
    "postgres_url",
    "site",
    "sqlite_blog",
]

KEY = "saring_test_key_of_the_kitchen_blog"
OTHER_KEY = "saring_test_key_of_the_garden_blog"
KITCHEN = Site("site-1", "Dapur", "balanced")
GARDEN = Site("site-2", "Kebun", "balanced")
BANDS = {"spam": (0.5, 0.9), "abuse": (0.5, 0.9)}
SPAM = {"spam": 0.97, "abuse": 0.02}
DOUBT = {"spam": 0.6, "abuse": 0.02}
EVIDENCE = (Evidence(Field.BODY, 0, 5, "gacor", "gacor", 2.5),)


@dataclass
class Client:
    """A site's client of the API."""

    wsgi: WsgiClient
    key: str = KEY

    def post(self, path: str, json: object, **headers: str) -> TestResponse:
        """Send JSON with the site's key."""
        return self.wsgi.post(path, json=json, headers=self._headers(headers))

    def send(self, path: str, payload: bytes, content_type: str, **headers: str) -> TestResponse:
        """Send bytes with the site's key."""
        return self.wsgi.post(
            path, data=payload, content_type=content_type, headers=self._headers(headers)
        )

    def get(self, path: str) -> TestResponse:
        """Ask with the site's key."""
        return self.wsgi.get(path, headers=self._headers({}))

    def moderate(self, body: str, **comment: object) -> TestResponse:
        """Have one comment judged."""
        return self.post("/moderate", {"comment": {"body": body, **comment}})

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in given.items()}
        return {"Authorization": f"Bearer {self.key}"} | named


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    """Close what an application opened that nobody disposes of."""
    yield
    close_all()


@pytest.fixture
def scorer() -> FakeScorer:
    return FakeScorer(by_word={"gacor": SPAM, "ragu": DOUBT}, evidence={"spam": EVIDENCE})


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords(keys={KEY: KITCHEN, OTHER_KEY: GARDEN})


@pytest.fixture
def policies() -> Mapping[str, Policy]:
    return {"balanced": preset("balanced", BANDS)}


def closed_office(settings: Settings, policies: Mapping[str, Policy]) -> Office:
    """Return an office whose ledger cannot be opened: for tests of what does without it."""

    def no_engine() -> NoReturn:
        raise LedgerUnavailable("this office has no ledger")

    pseudonymiser = Pseudonymiser(b"a secret of the tests")
    return Office(no_engine, FakeClock(), settings, policies, pseudonymiser)


@pytest.fixture
def app(
    settings: Settings, scorer: FakeScorer, records: FakeRecords, policies: Mapping[str, Policy]
) -> Flask:
    moderator = Moderator(scorer, DETECTORS, FakeIds())
    return root.assemble(moderator, records, closed_office(settings, policies))


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app.test_client())


@pytest.fixture
def stranger(app: Flask) -> Client:
    """A client of another site."""
    return Client(app.test_client(), OTHER_KEY)
