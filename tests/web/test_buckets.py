"""Buckets: what is used up and comes back, alone and shared with others who may be gone."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from prometheus_client import REGISTRY

from service.errors import SettingsError
from service.rates import Rate
from service.web.buckets import OwnBuckets
from service.web.redis_buckets import RedisBuckets
from service.web.shared_buckets import ASK_SECONDS, SharedBuckets, SharingFailed

RATE = Rate(3, 60)


@dataclass
class Seconds:
    """A monotonic clock that stands still until it is told to go on."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class FakeFar:
    """Buckets elsewhere: endless, gone while `gone`; `taken` and `checks` count the asking."""

    gone: bool = False
    taken: int = 0
    checks: int = 0

    def take(self, name: str, rate: Rate, cost: int = 1, room: int = 1) -> float:  # noqa: ARG002 -- the protocol's
        self.taken += 1
        self._fail_if_gone()
        return 0.0

    def check(self) -> None:
        self.checks += 1
        self._fail_if_gone()

    def _fail_if_gone(self) -> None:
        if self.gone:
            raise SharingFailed("TimeoutError")


@dataclass
class Later:
    """Keeps what was to be done beside the requests, until it is told to do it."""

    kept: list[Callable[[], None]] = field(default_factory=list)

    def __call__(self, work: Callable[[], None]) -> None:
        self.kept.append(work)

    def work(self) -> None:
        while self.kept:
            self.kept.pop()()


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def own(clock: Seconds) -> OwnBuckets:
    return OwnBuckets(clock)


@pytest.fixture
def far() -> FakeFar:
    return FakeFar()


@pytest.fixture
def shared(far: FakeFar, own: OwnBuckets, clock: Seconds) -> SharedBuckets:
    """Shared buckets that do at once what they would do beside the requests."""
    return SharedBuckets(far, own, clock, lambda work: work())


def failures() -> float:
    return REGISTRY.get_sample_value("saring_limit_sharing_failures_total") or 0.0


def test_as_many_as_the_rate_come_at_once_and_one_more_waits(own: OwnBuckets) -> None:
    waits = [own.take("a", RATE) for _ in range(4)]

    assert waits == [0, 0, 0, pytest.approx(20)]


def test_who_waits_as_long_as_told_is_let_in(own: OwnBuckets, clock: Seconds) -> None:
    for _ in range(3):
        own.take("a", RATE)
    clock.now += own.take("a", RATE)

    assert own.take("a", RATE) == 0
    assert own.take("a", RATE) == pytest.approx(20)


def test_waiting_longer_than_the_rate_saves_nothing_up(own: OwnBuckets, clock: Seconds) -> None:
    own.take("a", RATE)
    clock.now += 86400

    assert [own.take("a", RATE) > 0 for _ in range(4)] == [False, False, False, True]


def test_buckets_of_others_are_untouched(own: OwnBuckets) -> None:
    for _ in range(4):
        own.take("a", RATE)

    assert own.take("b", RATE) == 0


def test_what_is_taken_beyond_the_room_is_owed(own: OwnBuckets, clock: Seconds) -> None:
    assert own.take("a", RATE, cost=10) == 0

    assert own.take("a", RATE) == pytest.approx(160)
    clock.now += 140
    assert own.take("a", RATE, room=0) == 0


def test_who_owes_is_given_nothing_more(own: OwnBuckets) -> None:
    own.take("a", RATE, cost=10)

    assert own.take("a", RATE, room=0) == pytest.approx(140)


def test_buckets_are_bounded_and_the_fullest_are_kept(clock: Seconds) -> None:
    own = OwnBuckets(clock, most=100)
    for _ in range(3):
        own.take("busy", RATE)

    for n in range(1000):
        own.take(f"once-{n}", RATE)

    assert own.take("busy", RATE) > 0
    assert own.take("once-0", RATE) == 0


def test_shared_buckets_are_asked_while_they_answer(shared: SharedBuckets, far: FakeFar) -> None:
    waits = [shared.take("a", RATE) for _ in range(5)]

    assert waits == [0] * 5
    assert (far.taken, far.checks) == (5, 1)


def test_process_counts_alone_while_they_are_gone(shared: SharedBuckets, far: FakeFar) -> None:
    shared.take("a", RATE)
    far.gone = True

    waits = [shared.take("a", RATE) for _ in range(4)]

    assert waits == [0, 0, 0, pytest.approx(20)]
    assert far.taken == 2


def test_it_is_asked_now_and_then_whether_they_are_back(
    shared: SharedBuckets, far: FakeFar, clock: Seconds
) -> None:
    far.gone = True
    for _ in range(10):
        shared.take("a", RATE)
    clock.now += ASK_SECONDS
    far.gone = False

    waits = [shared.take("a", RATE) for _ in range(5)]

    assert waits == [0] * 5
    assert (far.taken, far.checks) == (5, 2)


def test_nobody_waits_for_the_answer(far: FakeFar, own: OwnBuckets, clock: Seconds) -> None:
    later = Later()
    shared = SharedBuckets(far, own, clock, later)

    waits = []
    for _ in range(4):
        waits.append(shared.take("a", RATE))
        clock.now += ASK_SECONDS / 100

    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 0
    assert len(later.kept) == 1
    later.work()
    assert shared.take("a", RATE) == 0


def test_it_is_not_asked_again_before_there_was_an_answer(
    far: FakeFar, own: OwnBuckets, clock: Seconds
) -> None:
    later = Later()
    shared = SharedBuckets(far, own, clock, later)

    for _ in range(3):
        shared.take("a", RATE)
        clock.now += ASK_SECONDS

    assert len(later.kept) == 1


def test_every_failure_is_counted(shared: SharedBuckets, far: FakeFar, clock: Seconds) -> None:
    before = failures()
    shared.take("a", RATE)
    far.gone = True
    shared.take("a", RATE)
    clock.now += ASK_SECONDS
    shared.take("a", RATE)

    assert failures() == before + 2


def test_url_that_cannot_be_read_is_refused_without_its_password() -> None:
    with pytest.raises(SettingsError, match="SARING_REDIS_URL") as refused:
        RedisBuckets("redis://:rahasia@host:port/0")

    assert "rahasia" not in str(refused.value)
