"""One application for all tests of Perspective's protocol: making one takes longer than a test."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service import app as root
from service.moderation import Moderator
from service.policy import preset
from service.rates import Rate
from service.settings import Settings
from service.signals import DETECTORS
from tests.fakes import FakeIds, FakeScorer
from tests.web.conftest import BANDS, DOUBT, GARDEN, KEY, KITCHEN, OTHER_KEY, SPAM, closed_office
from tests.web.conftest import Client as Caller
from tests.web.ledger import FakeRecords

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
SENTINEL = "rahasia-sekali"
FEW: Mapping[str, Mapping[str, object]] = {"TOXICITY": {}, "SPAM": {}}
ASKED: Mapping[str, object] = {"comment": {"text": SENTINEL}, "requestedAttributes": FEW}
KEYS = {KEY: KITCHEN, OTHER_KEY: GARDEN}
BY_WORD = {"gacor": SPAM, "ragu": DOUBT, "promo": {"spam": 0.4, "abuse": 0.1}}


@dataclass
class Stand:
    """The application, and what a test may change of it."""

    app: Flask
    scorer: FakeScorer
    records: FakeRecords = field(default_factory=FakeRecords)


@pytest.fixture(scope="module")
def stand() -> Stand:
    settings = Settings(
        data_dir=Path("unused"), secret_key="s", rate_per_key=Rate(0), rate_per_address=Rate(0)
    )
    scorer, records = FakeScorer(), FakeRecords()
    office = closed_office(settings, {"balanced": preset("balanced", BANDS)})
    app = root.assemble(Moderator(scorer, DETECTORS, FakeIds()), records, office)
    return Stand(app, scorer, records)


@pytest.fixture(autouse=True)
def _as_new(stand: Stand) -> None:
    vars(stand.records).update(vars(FakeRecords(keys=dict(KEYS))))
    vars(stand.scorer).update(vars(FakeScorer(by_word=BY_WORD)))


@pytest.fixture
def client(stand: Stand) -> Caller:
    return Caller(stand.app.test_client())


@pytest.fixture
def records(stand: Stand) -> FakeRecords:
    return stand.records


@pytest.fixture
def scorer(stand: Stand) -> FakeScorer:
    return stand.scorer


def analyze(client: Caller, text: str, path: str = ANALYZE, **more: object) -> TestResponse:
    """Have a comment scored, with the key in the address as most clients have it."""
    asked: dict[str, object] = {"comment": {"text": text}, "requestedAttributes": FEW}
    return client.wsgi.post(f"{path}?key={client.key}", json=asked | more)


def scores(reply: TestResponse) -> dict[str, float]:
    """Return the values of an answer by attribute."""
    assert reply.status_code == 200, reply.text
    assert reply.json is not None
    attributes = reply.json["attributeScores"]
    return {name: one["summaryScore"]["value"] for name, one in attributes.items()}


def error(reply: TestResponse, code: int, status: str) -> dict[str, object]:
    """Return the error of an answer in Google's shape."""
    assert reply.content_type == "application/json; charset=UTF-8"
    found: dict[str, object] = json.loads(reply.data)["error"]
    assert (reply.status_code, found["code"], found["status"]) == (code, code, status)
    assert SENTINEL not in reply.text
    return found
