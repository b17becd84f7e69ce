"""Limits: by key for whoever has a valid one, by address for all others, never for the health."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from prometheus_client import REGISTRY
from werkzeug.routing import Rule
from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from service.app import assemble
from service.errors import SettingsError
from service.moderation import Moderator as Judge
from service.people import Moderator
from service.rates import Rate
from service.settings import Settings
from service.web import limits
from service.web.limits import Limits
from service.web.office import Office
from tests.fakes import FakeIds, FakeScorer
from tests.web.conftest import KEY, Client
from tests.web.ledger import FakeRecords
from tests.web.office import client_of, visitor

DAY = 86400
PER_KEY = 3
PER_ADDRESS = 2
UNLIMITED = {"/healthz", "/readyz", "/metrics", "/assets/<path:filename>"}


@dataclass
class FakeBuckets:
    """Endless buckets that remember what was taken: by whom, how much, with what room."""

    taken: list[tuple[str, int, int]] = field(default_factory=list)

    def take(self, name: str, rate: Rate, cost: int = 1, room: int = 1) -> float:  # noqa: ARG002 -- the protocol's
        self.taken.append((name, cost, room))
        return 0.0


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with limits that nothing comes back from during a test."""
    return replace(
        settings, rate_per_key=Rate(PER_KEY, DAY), rate_per_address=Rate(PER_ADDRESS, DAY)
    )


@pytest.fixture
def nobody(app: Flask) -> WsgiClient:
    """A client without a key."""
    return app.test_client()


@pytest.fixture
def staffed(office: Office, settings: Settings) -> Flask:
    """The service with an office in which people may sign in."""
    judge = Judge(FakeScorer(), (), FakeIds())
    return assemble(judge, FakeRecords(), replace(office, settings=settings))


def statuses(ask: Callable[[], TestResponse], times: int) -> list[int]:
    return [ask().status_code for _ in range(times)]


def batch(client: Client, size: int) -> TestResponse:
    return client.post("/moderate/batch", {"items": [{"comment": {"body": "halo"}}] * size})


def refused(by: str) -> float:
    return REGISTRY.get_sample_value("saring_limited_total", {"by": by}) or 0.0


def places(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield method and path of every place that is limited, with something for its variables."""
    for rule in app.url_map.iter_rules():
        if rule.rule not in UNLIMITED:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, _path(rule)


def _path(rule: Rule) -> str:
    variables = dict.fromkeys(rule.arguments, "1")
    built = rule.build(variables)
    assert built is not None
    return built[1]


def test_key_that_calls_too_often_is_told_when_to_go_on(client: Client) -> None:
    assert statuses(lambda: client.moderate("halo"), PER_KEY) == [200] * PER_KEY

    reply = client.moderate("halo")

    assert reply.status_code == 429
    assert reply.content_type == "application/problem+json"
    assert 0 < int(reply.headers["Retry-After"]) <= DAY / PER_KEY
    assert reply.get_json() == {
        "type": "/docs#too-many-requests",
        "title": "Too many requests",
        "status": 429,
        "detail": "Wait for as long as Retry-After says.",
        "decision": "hold",
    }


def test_wait_is_told_in_whole_seconds_and_never_none(
    settings: Settings, app: Flask, client: Client
) -> None:
    limits.install(app, replace(settings, rate_per_key=Rate(1, 1)), lambda: 0.0)
    client.moderate("halo")

    assert client.moderate("halo").headers["Retry-After"] == "1"


def test_what_judges_nothing_asks_to_hold_nothing(client: Client) -> None:
    replies = [client.get("/verdicts/none") for _ in range(PER_KEY + 1)]

    assert replies[-1].status_code == 429
    assert "decision" not in replies[-1].get_json()


def test_keys_behind_one_address_have_a_limit_each(client: Client, stranger: Client) -> None:
    statuses(lambda: client.moderate("halo"), PER_KEY + 1)

    assert stranger.moderate("halo").status_code == 200


def test_valid_key_is_not_limited_by_its_address(client: Client, nobody: WsgiClient) -> None:
    statuses(lambda: nobody.get("/nothing"), PER_ADDRESS + 1)

    assert client.moderate("halo").status_code == 200


def test_key_counts_where_it_lacks_the_scope(client: Client, records: FakeRecords) -> None:
    records.scopes[KEY] = frozenset()

    replies = statuses(lambda: client.moderate("halo"), PER_KEY + 1)

    assert replies == [403] * PER_KEY + [429]


@pytest.mark.parametrize("authorization", ["", "Bearer wrong"])
def test_wrong_keys_are_counted_by_address(client: Client, authorization: str) -> None:
    def guess() -> TestResponse:
        return client.post("/moderate", {}, Authorization=authorization)

    assert statuses(guess, PER_ADDRESS + 1) == [401] * PER_ADDRESS + [429]


def test_batch_counts_its_comments(client: Client) -> None:
    assert batch(client, PER_KEY).status_code == 200

    assert client.moderate("halo").status_code == 429


def test_batch_above_the_limit_is_judged_and_then_waited_for(client: Client) -> None:
    assert batch(client, 3 * PER_KEY).status_code == 200

    wait = int(client.moderate("halo").headers["Retry-After"])

    assert 2 * DAY < wait <= 3 * DAY


def test_batch_that_is_refused_for_its_size_counts_once(
    settings: Settings, app: Flask, client: Client
) -> None:
    sent = batch(client, settings.max_batch + 1)

    assert sent.status_code == 413
    assert statuses(lambda: client.moderate("halo"), PER_KEY) == [200, 200, 429]


def test_empty_batch_counts_once(client: Client) -> None:
    replies = statuses(lambda: batch(client, 0), PER_KEY + 1)

    assert replies[-1] == 429
    assert 429 not in replies[:-1]


def test_every_place_that_asks_for_nothing_is_limited(app: Flask, nobody: WsgiClient) -> None:
    statuses(lambda: nobody.get("/nothing"), PER_ADDRESS)

    open_places = [
        (method, path)
        for method, path in places(app)
        if nobody.open(path, method=method).status_code != 429
    ]

    assert open_places == []
    assert len(list(places(app))) > 50


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/assets/docs.css"])
def test_health_and_assets_are_never_limited(nobody: WsgiClient, path: str) -> None:
    statuses(lambda: nobody.get("/nothing"), PER_ADDRESS + 1)

    assert nobody.get(path).status_code != 429


def test_page_that_is_refused_says_so_as_a_problem(nobody: WsgiClient) -> None:
    statuses(lambda: nobody.get("/docs"), PER_ADDRESS)

    reply = nobody.get("/docs")

    assert reply.status_code == 429
    assert reply.content_type == "application/problem+json"
    assert "Retry-After" in reply.headers


def test_who_is_signed_in_is_not_limited_by_address(
    staffed: Flask, office: Office, ayu: Moderator
) -> None:
    client = client_of(staffed, office, ayu)

    assert statuses(lambda: client.get("/account"), 2 * PER_ADDRESS) == [200] * 2 * PER_ADDRESS


def test_made_up_session_counts_by_address(staffed: Flask) -> None:
    client = visitor(staffed)
    client.set_cookie("saring", "made up")

    assert statuses(lambda: client.get("/account"), PER_ADDRESS + 1) == [303] * PER_ADDRESS + [429]


@pytest.mark.parametrize(
    ("one", "other", "senders"),
    [
        ("192.0.2.1", "192.0.2.2", 2),
        ("2001:db8::1", "2001:db8::ffff:2", 1),
        ("2001:db8::1", "2001:db8:0:1::1", 2),
        ("::ffff:192.0.2.1", "192.0.2.1", 1),
    ],
)
def test_one_sender_has_one_bucket(settings: Settings, one: str, other: str, senders: int) -> None:
    buckets = FakeBuckets()
    counted = Limits(buckets, settings)

    counted.address(one)
    counted.address(other)

    assert len({name for name, *_ in buckets.taken}) == senders


def test_bucket_does_not_name_the_address(settings: Settings) -> None:
    buckets = FakeBuckets()

    Limits(buckets, settings).address("192.0.2.1")

    assert "192.0.2.1" not in buckets.taken[0][0]


def test_address_is_the_one_that_trusted_proxies_tell(settings: Settings, office: Office) -> None:
    told = replace(settings, trusted_proxies=1)
    app = assemble(
        Judge(FakeScorer(), (), FakeIds()), FakeRecords(), replace(office, settings=told)
    )
    client = app.test_client()

    def ask(address: str) -> TestResponse:
        return client.get("/nothing", headers={"X-Forwarded-For": address})

    assert statuses(lambda: ask("192.0.2.1"), PER_ADDRESS + 1)[-1] == 429
    assert ask("192.0.2.2").status_code == 404


def test_what_is_refused_is_counted(client: Client, nobody: WsgiClient) -> None:
    before = refused("key"), refused("address")

    statuses(lambda: client.moderate("halo"), PER_KEY + 2)
    statuses(lambda: nobody.get("/nothing"), PER_ADDRESS + 1)

    assert (refused("key"), refused("address")) == (before[0] + 2, before[1] + 1)


def test_limit_that_is_off_asks_for_nothing(settings: Settings) -> None:
    buckets = FakeBuckets()
    counted = Limits(buckets, replace(settings, rate_per_key=Rate(0), rate_per_address=Rate(0)))

    counted.key("key-1")
    counted.address("192.0.2.1")

    assert buckets.taken == []


def test_redis_without_its_client_is_refused_at_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "service.web.redis_buckets", None)

    with pytest.raises(SettingsError, match=r"saring\[redis\]"):
        limits.install(Flask("x"), replace(settings, redis_url="redis://127.0.0.1:1/0"))
