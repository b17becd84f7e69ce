"""Redis is shared by two services, dies, hangs and comes back: the limits hold, in time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from redis import Redis as RedisClient
from werkzeug.test import TestResponse

from service.app import assemble
from service.moderation import Moderator
from service.policy import preset
from service.rates import Rate
from service.settings import Settings
from service.web.redis_buckets import RedisBuckets
from tests.fakes import FakeIds, FakeScorer
from tests.faults.serving import until
from tests.redis import Redis, redis
from tests.web.conftest import BANDS, KEY, KITCHEN, Client, closed_office
from tests.web.ledger import FakeRecords

__all__ = ["redis"]

LIMIT = 5
RATE = Rate(LIMIT, 86400)
IN_TIME = 3.0  # far more than Redis is given, far less than a request that is stuck takes
BACK_SECONDS = 10.0
HOUR = 3600 * 1_000_000

Replica = Callable[..., Client]


@pytest.fixture
def replica(settings: Settings, redis: Redis) -> Replica:
    """Return a maker of services that are told of the same Redis."""
    limited = replace(settings, rate_per_key=RATE, rate_per_address=RATE)
    policies = {"balanced": preset("balanced", BANDS)}

    def make(url: str = redis.patient_url) -> Client:
        told = replace(limited, redis_url=url)
        moderator = Moderator(FakeScorer(), (), FakeIds())
        records = FakeRecords(keys={KEY: KITCHEN})
        app = assemble(moderator, records, closed_office(told, policies))
        return Client(app.test_client())

    return make


@pytest.fixture
def seen(redis: Redis) -> Iterator[RedisClient]:
    """What stands in Redis."""
    with RedisClient.from_url(redis.url) as client:
        yield client


def shares(client: Client, seen: RedisClient, address: str) -> None:
    """Return when `client` counts in Redis, seen by the requests of an address of its own."""
    before = seen.dbsize()

    def counted() -> bool:
        client.wsgi.get("/nothing", environ_base={"REMOTE_ADDR": address})
        return bool(seen.dbsize() > before)

    until(counted, BACK_SECONDS)


def asked(client: Client, times: int) -> list[TestResponse]:
    """Have comments judged one after the other, each answered in time."""
    answers = []
    for _ in range(times):
        began = time.monotonic()
        answers.append(client.moderate("halo"))
        assert time.monotonic() - began < IN_TIME
    return answers


def statuses(answers: list[TestResponse]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_services_share_the_limit_of_a_key(replica: Replica, seen: RedisClient) -> None:
    one, other = replica(), replica()
    shares(one, seen, "192.0.2.1")
    shares(other, seen, "192.0.2.2")

    answers = asked(one, 3) + asked(other, 3)

    assert statuses(answers) == [200] * LIMIT + [429]


def test_redis_is_told_neither_keys_nor_addresses(replica: Replica, seen: RedisClient) -> None:
    client = replica()
    shares(client, seen, "192.0.2.1")

    asked(client, 1)

    named = str(seen.keys()).replace(f"id of {KEY}", "")
    assert named.count("saring:rate:") == 2
    assert KEY not in named
    assert "192.0.2.1" not in named


@pytest.mark.parametrize("fault", ["killed", "hanging"])
def test_limit_holds_in_time_when_redis_is_gone(
    replica: Replica, redis: Redis, seen: RedisClient, fault: str
) -> None:
    client = replica(redis.url)
    shares(client, seen, "192.0.2.1")

    with redis.killed() if fault == "killed" else redis.hanging():
        answers = asked(client, LIMIT + 2)

    assert statuses(answers) == [200] * LIMIT + [429] * 2
    assert answers[-1].get_json()["decision"] == "hold"


def test_redis_that_comes_back_is_shared_again(
    replica: Replica, redis: Redis, seen: RedisClient
) -> None:
    one, other = replica(), replica()
    shares(one, seen, "192.0.2.1")
    shares(other, seen, "192.0.2.2")
    with redis.killed():
        asked(one, 1)
        asked(other, 1)

    shares(one, seen, "192.0.2.3")
    shares(other, seen, "192.0.2.4")

    assert statuses(asked(one, 3) + asked(other, 3)) == [200] * LIMIT + [429]


def test_service_starts_while_redis_hangs(replica: Replica, redis: Redis) -> None:
    with redis.hanging():
        answers = asked(replica(redis.url), LIMIT + 1)

    assert statuses(answers) == [200] * LIMIT + [429]


def test_room_in_redis_comes_back_evenly(redis: Redis) -> None:
    buckets = RedisBuckets(redis.patient_url)
    rate = Rate(2, 60)

    waits = [buckets.take("a", rate) for _ in range(3)]

    assert waits == [0, 0, pytest.approx(30, abs=5)]
    assert buckets.take("b", rate) == 0


def test_what_is_taken_beyond_the_room_is_owed_in_redis(redis: Redis) -> None:
    buckets = RedisBuckets(redis.patient_url)
    rate = Rate(2, 60)

    waits = [buckets.take("a", rate, 4, 0), buckets.take("a", rate, 4, 0), buckets.take("a", rate)]

    assert waits == [0, pytest.approx(60, abs=5), pytest.approx(90, abs=5)]


def test_clock_of_redis_that_is_set_back_keeps_nobody_waiting(
    redis: Redis, seen: RedisClient
) -> None:
    rate = Rate(6, 60)
    buckets = RedisBuckets(redis.patient_url)
    seconds, micro = seen.time()
    later = seconds * 1_000_000 + micro + HOUR
    seen.set("saring:rate:a", f"{later + 60_000_000} {later}")

    waits = [buckets.take("a", rate) for _ in range(2)]

    assert waits == [pytest.approx(10, abs=5)] * 2
    assert waits[1] < waits[0]
