from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from service.store import throttle
from service.store.engine import make_engine, reading, transaction
from service.store.throttle import ACCOUNT_FREE, ADDRESS_FREE, Subject
from tests.ledgers import NOW, SECONDS, Blog

ACCOUNT = Subject("a" * 64)
OTHER = Subject("b" * 64)
ADDRESS = Subject("c" * 64, ADDRESS_FREE)
NONE = timedelta(0)


def fail(blog: Blog, now: datetime = NOW, subject: Subject = ACCOUNT) -> timedelta:
    with transaction(blog.engine) as tx:
        return throttle.take(tx, [subject, ADDRESS], now)


def wait(blog: Blog, now: datetime = NOW, subject: Subject = ACCOUNT) -> timedelta:
    with reading(blog.engine) as connection:
        return throttle.waiting(connection, subject, now)


def fail_again_and_again(blog: Blog, times: int) -> datetime:
    """Fail as often, each time as soon as it is possible; returns when that was the last time."""
    now = NOW
    for _ in range(times):
        now += wait(blog, now)
        assert fail(blog, now) == NONE
    return now


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (5, 0), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (1000, 900), (10**9, 900)],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert throttle.wait_after(failures, ACCOUNT_FREE) == timedelta(seconds=seconds)


def test_five_failures_cost_no_wait_and_the_sixth_does(blog: Blog) -> None:
    waits = [fail(blog) for _ in range(7)]

    assert waits == [NONE] * 6 + [timedelta(seconds=2)]


def test_a_try_during_the_wait_does_not_lengthen_it(blog: Blog) -> None:
    now = fail_again_and_again(blog, 6)

    waits = {fail(blog, now + timedelta(seconds=1)) for _ in range(10)}

    assert waits == {timedelta(seconds=1)}
    assert fail(blog, now + timedelta(seconds=2)) == NONE


def test_tries_against_an_account_that_waits_count_for_the_address(blog: Blog) -> None:
    for _ in range(ADDRESS_FREE + 1):
        fail(blog)

    assert wait(blog, NOW, ADDRESS) == timedelta(seconds=2)


def test_one_account_has_to_wait_and_another_does_not(blog: Blog) -> None:
    now = fail_again_and_again(blog, 6)

    assert wait(blog, now) > NONE
    assert fail(blog, now, OTHER) == NONE


def test_an_address_waits_after_twenty_failures_on_as_many_accounts(blog: Blog) -> None:
    waits = [fail(blog, NOW, Subject(f"{n:064}")) for n in range(22)]

    assert waits == [NONE] * 21 + [timedelta(seconds=2)]


def test_ten_thousand_tries_in_an_hour_come_down_to_a_few(blog: Blog) -> None:
    moments = (NOW + timedelta(seconds=n * 0.36) for n in range(0, 10_000, 50))

    looked_at = [fail(blog, now) for now in moments].count(NONE)

    assert looked_at < 20


def test_a_success_forgives_the_account_and_gives_the_address_its_try_back(blog: Blog) -> None:
    now = fail_again_and_again(blog, 7)
    with transaction(blog.engine) as tx:
        throttle.clear(tx, ACCOUNT)
        throttle.give_back(tx, ADDRESS, now)

    assert [fail(blog, now) for _ in range(6)] == [NONE] * 6


def test_a_success_does_not_wash_an_address_clean(blog: Blog) -> None:
    for n in range(21):
        fail(blog, NOW, Subject(f"{n:064}"))
    later = NOW + timedelta(seconds=2)
    fail(blog, later, OTHER)

    with transaction(blog.engine) as tx:
        throttle.give_back(tx, ADDRESS, later)

    assert wait(blog, later, ADDRESS) == timedelta(seconds=2)


def test_failures_are_forgotten_after_a_day(blog: Blog) -> None:
    now = fail_again_and_again(blog, 8) + timedelta(hours=24, seconds=1)

    assert [fail(blog, now) for _ in range(6)] == [NONE] * 6


def test_what_is_forgotten_is_erased(blog: Blog) -> None:
    fail(blog)
    fail(blog, NOW + timedelta(hours=20), OTHER)

    with transaction(blog.engine) as tx:
        erased = throttle.forget(tx, NOW + timedelta(hours=25))

    assert erased == 1


def test_a_clock_put_back_makes_nobody_wait_longer_than_the_longest_wait(blog: Blog) -> None:
    now = fail_again_and_again(blog, 20) - timedelta(hours=1)

    first = fail(blog, now)

    assert first == throttle.LONGEST
    assert fail(blog, now + throttle.LONGEST) == NONE


def test_a_clock_put_forward_forgets_no_failure(blog: Blog) -> None:
    now = fail_again_and_again(blog, 10) + timedelta(hours=1)

    assert fail(blog, now) == NONE
    assert wait(blog, now) == throttle.wait_after(11, ACCOUNT_FREE)


def test_many_tries_at_once_are_no_more_than_many_in_a_row(blog: Blog) -> None:
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: fail(blog), range(32)))

    assert waits.count(NONE) == ACCOUNT_FREE + 1


def test_replicas_share_what_they_count(blog: Blog) -> None:
    replica = Blog(blog.url, make_engine(blog.url, SECONDS), blog.site)

    for _ in range(3):
        fail(blog)
        fail(replica)
    waits = (wait(blog), wait(replica))
    replica.engine.dispose()

    assert waits == (timedelta(seconds=2), timedelta(seconds=2))
