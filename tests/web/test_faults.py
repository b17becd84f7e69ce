"""When a part fails: the comment is to be held, and nobody learns how the service is built."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence

import pytest
import structlog
from flask import Flask

from service.telemetry import configure_logging
from service.text.reading import Reading
from tests.fakes import FakeScorer
from tests.web.conftest import Client
from tests.web.ledger import FakeRecords

SENTINEL = "rahasia-sekali"
JUDGING = [
    ("/moderate", {"comment": {"body": SENTINEL}}),
    ("/moderate/batch", {"items": [{"comment": {"body": SENTINEL}}]}),
]


class BrokenScorer(FakeScorer):
    """A model that fails, and quotes the comment while doing so."""

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        raise ValueError(readings[0].body.raw)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    structlog.reset_defaults()


@pytest.mark.parametrize("scorer", [BrokenScorer()])
@pytest.mark.parametrize(("path", "asked"), JUDGING)
def test_comment_that_cannot_be_judged_is_held(
    client: Client, records: FakeRecords, logged: io.StringIO, path: str, asked: object
) -> None:
    reply = client.post(path, asked)

    assert reply.status_code == 503
    assert reply.content_type == "application/problem+json"
    assert reply.json is not None
    assert reply.json["decision"] == "hold"
    assert reply.headers["Retry-After"] == "5"
    assert records.rows == []
    assert SENTINEL not in reply.text + logged.getvalue()


@pytest.mark.parametrize(("path", "asked"), JUDGING)
def test_comment_that_cannot_be_recorded_is_held(
    client: Client, records: FakeRecords, path: str, asked: object
) -> None:
    client.moderate("halo")
    records.down = True

    reply = client.post(path, asked)

    assert reply.status_code == 503
    assert reply.json is not None
    assert reply.json["type"] == "/docs#ledger-unavailable"
    assert reply.json["decision"] == "hold"
    assert reply.headers["Retry-After"] == "5"


def test_service_recovers_with_the_ledger(client: Client, records: FakeRecords) -> None:
    records.down = True
    client.moderate("saya ragu", id="c-1")
    records.down = False

    reply = client.moderate("saya ragu", id="c-1")

    assert reply.status_code == 200
    assert len(records.held()) == 1


def test_look_up_without_ledger_asks_for_patience_and_no_decision(
    client: Client, records: FakeRecords
) -> None:
    client.moderate("halo")
    records.down = True

    reply = client.get("/verdicts/x")

    assert reply.status_code == 503
    assert reply.json is not None
    assert "decision" not in reply.json


def test_failure_is_logged_by_its_place_and_never_by_its_words(
    app: Flask, client: Client, logged: io.StringIO
) -> None:
    def fail() -> str:
        raise RuntimeError(SENTINEL)

    app.add_url_rule("/fail", view_func=fail)

    reply = client.get("/fail")

    line = json.loads(logged.getvalue())
    assert reply.status_code == 500
    assert reply.json == {
        "type": "/docs#internal",
        "title": "Internal error",
        "status": 500,
        "detail": "The service failed; the failure was logged.",
    }
    assert line["error"] == "RuntimeError"
    assert line["at"][-1].endswith(" fail")
    assert SENTINEL not in logged.getvalue()


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/moderate", {"POST", "OPTIONS"}),
        ("HEAD", "/moderate", {"POST", "OPTIONS"}),
        ("PUT", "/moderate", {"POST", "OPTIONS"}),
        ("DELETE", "/verdicts/x", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/healthz", {"GET", "HEAD", "OPTIONS"}),
        ("TRACE", "/moderate", {"POST", "OPTIONS"}),
        ("BREW", "/feedback", {"POST", "OPTIONS"}),
    ],
)
def test_wrong_method_is_told_the_right_ones(
    client: Client, method: str, path: str, allowed: set[str]
) -> None:
    reply = client.wsgi.open(path, method=method)

    assert reply.status_code == 405
    assert reply.content_type == "application/problem+json"
    assert set(reply.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/verdicts//moderate",
        "/moderate/",
        "/Moderate",
        "/verdicts/",
        "/verdicts/a/b",
        "/static/../../etc/passwd",
        "/<script>",
    ],
)
def test_unknown_address_is_a_problem_and_never_a_redirect(client: Client, path: str) -> None:
    reply = client.wsgi.post(path)

    assert reply.status_code == 404
    assert reply.content_type == "application/problem+json"
    assert "script" not in reply.text


def test_options_names_the_methods(client: Client) -> None:
    reply = client.wsgi.options("/moderate")

    assert reply.status_code == 200
    assert set(reply.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    assert reply.data == b""


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/openapi.json", "/moderate"])
def test_every_answer_is_inert(client: Client, path: str) -> None:
    reply = client.wsgi.get(path)

    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert reply.headers["Referrer-Policy"] == "no-referrer"


def test_page_keeps_the_headers_it_sets_itself(client: Client) -> None:
    reply = client.wsgi.get("/docs")

    assert "style-src 'self'" in reply.headers["Content-Security-Policy"]
    assert len(reply.headers.getlist("Content-Security-Policy")) == 1
