"""Blogs that speak Akismet's protocol, with what a comment of theirs consists of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from ulid import ULID
from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from service.app import assemble
from service.moderation import Moderator
from service.people import HoldAs
from service.policy import preset
from service.rates import Rate
from service.settings import Settings
from service.signals import DETECTORS
from service.store.keys import KeyAccess
from tests.fakes import FakeScorer
from tests.web.conftest import BANDS, DOUBT, KITCHEN, SPAM, closed_office
from tests.web.ledger import FakeRecords

KEY = "0123456789ab"
BLOG = "https://dapur.example/"
WORDPRESS = "WordPress/6.8.12 | Akismet/5.5"
PYTHON = "akismet.py/25.10.1 | Python/3.11.7"
FORM = "application/x-www-form-urlencoded"
COMMENT: Mapping[str, str] = {
    "blog": BLOG,
    "user_ip": "192.0.2.10",
    "user_agent": "Mozilla/5.0",
    "comment_author": "Budi Santoso",
    "comment_author_email": "budi@surat.example",
    "comment_content": "Terima kasih infonya",
    "permalink": "https://dapur.example/resep-rendang",
    "comment_type": "comment",
}


def new_id() -> str:
    """Mint a verdict's id, of which guids are made."""
    return str(ULID())


@dataclass(frozen=True, slots=True)
class AkismetClient:
    """A client of Akismet, which calls itself `agent` and has a `key`."""

    wsgi: WsgiClient
    key: str = KEY
    agent: str = PYTHON

    def check(self, content: str = COMMENT["comment_content"], **fields: str) -> TestResponse:
        """Have a comment checked."""
        return self.about("comment-check", content, **fields)

    def about(self, what: str, content: str, **fields: str) -> TestResponse:
        """Send a comment to one of the endpoints that take one."""
        return self.post(f"/1.1/{what}", **{**COMMENT, "comment_content": content, **fields})

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form with the key."""
        return self.send(path, urlencode({"api_key": self.key, **fields}).encode())

    def send(
        self, path: str, payload: bytes, content_type: str = FORM, **headers: str
    ) -> TestResponse:
        """Send bytes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.wsgi.post(
            path,
            data=payload,
            content_type=content_type,
            headers={"User-Agent": self.agent} | named,
        )

    def get(self, path: str, **query: str) -> TestResponse:
        """Ask with the key in the query."""
        asked = {"api_key": self.key, **query}
        return self.wsgi.get(path, query_string=asked, headers={"User-Agent": self.agent})


def akismet(reply: TestResponse) -> dict[str, str]:
    """Return the headers of the protocol, but for the guid, which every answer must have."""
    named = {name.lower(): value for name, value in reply.headers if name.startswith("X-akismet-")}
    guid = named.pop("x-akismet-guid")
    assert len(guid) == 32
    assert int(guid, 16) >= 0
    return named


@dataclass
class BlogRecords(FakeRecords):
    """A ledger in memory that knows of a key what Akismet's wire needs.

    What it says of a key holds for the one request only.
    """

    hold_as: HoldAs = HoldAs.BY_CLIENT
    hosts: tuple[str, ...] = ()

    def site_by_key(self, key: str) -> KeyAccess | None:
        access = super().site_by_key(key)
        if access is None:
            return None
        holder = replace(access.holder, hold_as=self.hold_as, hosts=self.hosts)
        return replace(access, holder=holder, seconds=0.0)


@dataclass
class House:
    """A service for one blog; `records` is what it has now."""

    app: Flask
    scorer: FakeScorer
    records: BlogRecords = field(default_factory=BlogRecords)

    def open(self) -> None:
        """Begin anew, with an empty ledger."""
        vars(self.records).update(vars(BlogRecords(keys={KEY: KITCHEN})))
        self.scorer.batches.clear()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A service for the tests of a module: it takes longer to assemble than most of them."""
    return house_in(tmp_path_factory.mktemp("house"))


def house_in(folder: Path) -> House:
    """Return a service that keeps everything in `folder` and limits nobody."""
    scorer = FakeScorer(by_word={"gacor": SPAM, "ragu": DOUBT})
    records = BlogRecords()
    settings = Settings(
        data_dir=folder,
        secret_key="a secret of the tests",
        rate_per_key=Rate(0),
        rate_per_address=Rate(0),
    )
    office = closed_office(settings, {"balanced": preset("balanced", BANDS)})
    app = assemble(Moderator(scorer, DETECTORS, new_id), records, office)
    return House(app, scorer, records)


@pytest.fixture
def records(house: House) -> Iterator[BlogRecords]:
    """The ledger of the house, empty."""
    house.open()
    yield house.records
    house.open()


@pytest.fixture
def blog(house: House, records: BlogRecords) -> AkismetClient:
    """A client in Python."""
    return AkismetClient(house.app.test_client())


@pytest.fixture
def wordpress(house: House, records: BlogRecords) -> AkismetClient:
    """The blog's WordPress."""
    return AkismetClient(house.app.test_client(), agent=WORDPRESS)
