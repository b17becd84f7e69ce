"""Keys, methods, limits and faults, as Google's APIs answer them."""

from collections.abc import Mapping, Sequence

import pytest

from service import app as root
from service.moderation import Moderator
from service.people import Scope
from service.policy import preset
from service.rates import Rate
from service.settings import Settings
from service.signals import DETECTORS
from service.text.reading import Reading
from tests.fakes import FakeIds, FakeScorer
from tests.web.conftest import BANDS, KEY, KITCHEN, Client, closed_office
from tests.web.ledger import FakeRecords
from tests.web.perspectives import (
    ANALYZE,
    ASKED,
    SENTINEL,
    SUGGEST,
    Stand,
    _as_new,
    analyze,
    client,
    error,
    records,
    scorer,
    stand,
)

__all__ = ["_as_new", "client", "records", "scorer", "stand"]

SUGGESTED = {"comment": {"text": SENTINEL}, "attributeScores": {"SPAM": {}}}


@pytest.mark.parametrize(
    "query", ["?key=wrong", "?key=saring_%C3%A9", f"?key={'k' * 300}", "?key=a%20b"]
)
def test_wrong_key_has_google_s_sentence(client: Client, query: str) -> None:
    found = error(client.wsgi.post(ANALYZE + query, json=ASKED), 400, "INVALID_ARGUMENT")

    assert found["message"] == "API key not valid. Please pass a valid API key."


def test_missing_key_is_forbidden(client: Client) -> None:
    found = error(client.wsgi.post(f"{ANALYZE}?key=", json=ASKED), 403, "PERMISSION_DENIED")

    assert "Please use API Key" in str(found["message"])


def test_key_for_something_else_is_forbidden(client: Client, records: FakeRecords) -> None:
    client.key = "key of a reviewer"
    records.keys[client.key] = KITCHEN
    records.scopes[client.key] = frozenset({Scope.REVIEW})

    error(client.post(ANALYZE, ASKED), 403, "PERMISSION_DENIED")


@pytest.mark.parametrize(
    "path",
    [
        "/v1alpha1/comments:delete",
        "/v1alpha1/comments",
        "/v1alpha1/x/y",
        "/any/prefix/comments:x",
        "/$discovery/rest?version=v2",
    ],
)
def test_unknown_method_is_not_found(client: Client, path: str) -> None:
    error(client.wsgi.get(path), 404, "NOT_FOUND")


def test_discovery_is_only_read(client: Client) -> None:
    reply = client.wsgi.post("/$discovery/rest")

    error(reply, 405, "UNIMPLEMENTED")
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_wrong_http_method_is_told_the_right_one(client: Client, method: str) -> None:
    reply = client.wsgi.open(ANALYZE, method=method)

    assert reply.status_code == 405
    assert reply.headers["Allow"] == "POST, OPTIONS"
    if method != "HEAD":
        error(reply, 405, "UNIMPLEMENTED")


def test_options_names_the_methods(client: Client) -> None:
    reply = client.wsgi.options(SUGGEST)

    assert (reply.status_code, reply.data) == (200, b"")
    assert reply.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize(("path", "asked"), [(ANALYZE, ASKED), (SUGGEST, SUGGESTED)])
def test_without_ledger_there_is_no_answer(
    client: Client, records: FakeRecords, path: str, asked: object
) -> None:
    client.key = "key that nobody has seen"
    records.down = True

    reply = client.post(path, asked)

    error(reply, 503, "UNAVAILABLE")
    assert reply.headers["Retry-After"] == "5"


def test_what_need_not_be_recorded_is_scored_without_the_ledger(
    client: Client, records: FakeRecords
) -> None:
    analyze(client, "halo")
    records.down = True

    assert analyze(client, "halo").status_code == 503
    assert analyze(client, "halo", doNotStore=True).status_code == 200


def test_what_cannot_be_judged_has_no_score(
    client: Client,
    stand: Stand,
    records: FakeRecords,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        raise ValueError(readings[0].body.raw)

    monkeypatch.setattr(stand.scorer, "score", fail, raising=False)

    reply = client.post(ANALYZE, ASKED)

    error(reply, 503, "UNAVAILABLE")
    assert records.rows == []
    assert SENTINEL not in "".join(capfd.readouterr())


def test_too_many_requests_have_used_up_a_quota(settings: Settings) -> None:
    few = Settings(
        data_dir=settings.data_dir,
        secret_key="s",
        rate_per_key=Rate(1, 60),
        rate_per_address=Rate(2, 60),
    )
    app = root.assemble(
        Moderator(FakeScorer(), DETECTORS, FakeIds()),
        FakeRecords(keys={KEY: KITCHEN}),
        closed_office(few, {"balanced": preset("balanced", BANDS)}),
    )
    one = Client(app.test_client())

    first, second = one.post(ANALYZE, ASKED), one.post(ANALYZE, ASKED)
    lost = [one.wsgi.get("/$discovery/rest").status_code for _ in range(3)]

    assert first.status_code == 200
    error(second, 429, "RESOURCE_EXHAUSTED")
    assert int(second.headers["Retry-After"]) > 0
    assert lost == [200, 200, 429]
