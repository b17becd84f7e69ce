from datetime import datetime, timedelta

import pytest

from service.policy.listing import Kind, Subscription
from service.store import list_copies
from service.store.engine import reading, transaction
from service.store.list_copies import KEPT_FOR, LEASE, WANTED_FOR, Copy, Due, ListCopy
from tests.ledgers import NOW, Blog

ONE = Subscription("https://daftar.example/judol.txt", Kind.DOMAINS, sha256="a" * 64)
OTHER = Subscription(
    "https://daftar.example/kata.txt", Kind.TERMS, public_key="RW", refresh_hours=2
)
DAY = timedelta(hours=24)
ENTRIES = ("judol.example", "slöt.example")


def want(blog: Blog, *wanted: Subscription, now: datetime = NOW) -> None:
    with transaction(blog.engine) as tx:
        list_copies.want(tx, wanted, now)


def take(blog: Blog, now: datetime = NOW) -> Due | None:
    with transaction(blog.engine) as tx:
        return list_copies.take_due(tx, now)


def taken(blog: Blog, now: datetime = NOW) -> Due:
    due = take(blog, now)
    assert due is not None
    return due


def is_any_due(blog: Blog, now: datetime) -> bool:
    with reading(blog.engine) as connection:
        return list_copies.is_any_due(connection, now)


def keep(blog: Blog, due: Due, now: datetime = NOW, entries: tuple[str, ...] = ENTRIES) -> None:
    with transaction(blog.engine) as tx:
        list_copies.keep(tx, due, Copy(entries, '"satu"', 7), now)


def fail(blog: Blog, due: Due, now: datetime = NOW) -> None:
    with transaction(blog.engine) as tx:
        list_copies.failed(tx, due, "404", now)


def find(blog: Blog, wanted: Subscription = ONE) -> ListCopy:
    with reading(blog.engine) as connection:
        return list_copies.find_copies(connection, [wanted.id])[wanted.id]


def entries(blog: Blog) -> dict[str, tuple[str, ...]]:
    with reading(blog.engine) as connection:
        return dict(list_copies.entries_of(connection, [ONE.id, OTHER.id]))


def test_a_list_that_is_wanted_is_due_at_once_and_has_no_copy_yet(blog: Blog) -> None:
    want(blog, OTHER)

    due = Due(OTHER.id, OTHER.url, "terms", "", "RW", 2, "", 0, 0)
    assert take(blog) == due
    assert find(blog, OTHER).digest == ""
    assert entries(blog) == {}


def test_a_list_is_taken_by_one_and_by_another_where_that_one_died(blog: Blog) -> None:
    want(blog, ONE)

    assert take(blog) is not None
    assert (is_any_due(blog, NOW + LEASE / 2), take(blog, NOW + LEASE / 2)) == (False, None)
    assert is_any_due(blog, NOW + LEASE)
    assert take(blog, NOW + LEASE) is not None


def test_what_has_been_due_for_longest_is_taken_first(sqlite_blog: Blog) -> None:
    want(sqlite_blog, OTHER, now=NOW - DAY)
    want(sqlite_blog, ONE)

    assert [taken(sqlite_blog).id, taken(sqlite_blog).id] == [OTHER.id, ONE.id]


def test_a_copy_is_kept_and_is_due_again_after_its_hours(blog: Blog) -> None:
    want(blog, ONE)
    keep(blog, taken(blog))

    found = find(blog)
    assert entries(blog) == {ONE.id: ENTRIES}
    assert (found.entries, found.fetched_at, found.checked_at) == (2, NOW, NOW)
    assert (found.next_at, found.problem, found.failures) == (NOW + DAY, "", 0)
    assert take(blog, NOW + DAY - LEASE) is None
    assert taken(blog, NOW + DAY).etag == '"satu"'
    assert taken(blog, NOW + DAY + LEASE).signed_at == 7


def test_other_entries_have_another_digest(sqlite_blog: Blog) -> None:
    want(sqlite_blog, ONE)
    due = taken(sqlite_blog)
    digests = []
    for kept in (ENTRIES, ENTRIES[:1], ENTRIES):
        keep(sqlite_blog, due, entries=kept)
        digests.append(find(sqlite_blog).digest)

    assert digests[0] == digests[2] != digests[1]


def test_a_list_that_is_unchanged_is_checked_and_not_fetched(sqlite_blog: Blog) -> None:
    want(sqlite_blog, ONE)
    keep(sqlite_blog, taken(sqlite_blog))
    later = NOW + DAY
    due = taken(sqlite_blog, later)
    with transaction(sqlite_blog.engine) as tx:
        list_copies.unchanged(tx, due, later)

    found = find(sqlite_blog)
    assert (found.fetched_at, found.checked_at, found.next_at) == (NOW, later, later + DAY)


def test_a_failure_leaves_the_last_good_copy(sqlite_blog: Blog) -> None:
    want(sqlite_blog, ONE)
    keep(sqlite_blog, taken(sqlite_blog))
    later = NOW + DAY
    fail(sqlite_blog, taken(sqlite_blog, later), later)

    found = find(sqlite_blog)
    assert entries(sqlite_blog) == {ONE.id: ENTRIES}
    assert (found.problem, found.failures, found.checked_at) == ("404", 1, NOW)
    assert found.next_at == later + timedelta(minutes=15)


def test_a_good_copy_ends_the_failures(sqlite_blog: Blog) -> None:
    want(sqlite_blog, ONE)
    fail(sqlite_blog, taken(sqlite_blog))
    later = NOW + DAY
    due = taken(sqlite_blog, later)
    keep(sqlite_blog, due, later)

    assert due.failures == 1
    assert (find(sqlite_blog).problem, find(sqlite_blog).failures) == ("", 0)


@pytest.mark.parametrize(
    ("hours", "failures", "minutes"),
    [
        (24, 1, 15),
        (24, 2, 30),
        (24, 5, 240),
        (24, 9, 1440),
        (24, 10**6, 1440),
        (1, 1, 15),
        (1, 4, 60),
    ],
)
def test_after_each_failure_the_pause_doubles_up_to_the_usual_one(
    hours: int, failures: int, minutes: int
) -> None:
    due = Due("", "", "terms", "", "", hours, "", 0, failures - 1)

    assert list_copies.back_off(due, failures) == timedelta(minutes=minutes)


def test_wanting_a_list_again_keeps_its_copy_and_the_shortest_hours_count(blog: Blog) -> None:
    want(blog, ONE)
    keep(blog, taken(blog))
    hourly = Subscription(ONE.url, ONE.kind, ONE.sha256, refresh_hours=1)
    want(blog, ONE, hourly, ONE)

    assert entries(blog) == {ONE.id: ENTRIES}
    assert taken(blog, NOW + DAY).refresh_hours == 1


def test_a_list_that_nobody_wants_any_more_is_not_fetched_and_goes_later(blog: Blog) -> None:
    want(blog, ONE, OTHER)
    want(blog, OTHER, now=NOW + WANTED_FOR)

    assert taken(blog, NOW + WANTED_FOR).id == OTHER.id
    assert take(blog, NOW + WANTED_FOR) is None
    with transaction(blog.engine) as tx:
        assert list_copies.forget(tx, NOW + KEPT_FOR) == 0
        assert list_copies.forget(tx, NOW + KEPT_FOR + LEASE) == 1
    with reading(blog.engine) as connection:
        assert set(list_copies.find_copies(connection, [ONE.id, OTHER.id])) == {OTHER.id}


def test_every_list_can_be_made_due_now(blog: Blog) -> None:
    want(blog, ONE, OTHER)
    keep(blog, taken(blog))
    with transaction(blog.engine) as tx:
        hastened = list_copies.hasten(tx, NOW)

    assert hastened == 2
    assert {taken(blog).id, taken(blog).id} == {ONE.id, OTHER.id}
