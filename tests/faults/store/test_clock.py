"""Fault 18: the clock is set an hour back or forth under the queue."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from ulid import ULID

from service.domain import Comment, Resolution
from service.review import Choice, Claim, Filter, Order, Refused, State, Target
from service.store.engine import reading, transaction
from service.store.items import find_item
from service.store.listing import page
from service.store.queue import claim, claim_next
from service.store.resolving import resolve, undo
from tests.faults.store.team import ALICE, BOB, told
from tests.ledgers import LEDGER, NOW, Blog, verdict

HOUR = timedelta(hours=1)
SPAM = Choice(Resolution.SPAM)
JUMPS = pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forth", "back"])


@pytest.fixture
def held(blog: Blog) -> Callable[[datetime], str]:
    """Record a comment when the clock says so, and return its id."""

    def record(now: datetime) -> str:
        judged = replace(verdict(), id=str(ULID.from_datetime(now)))
        with transaction(blog.engine) as tx:
            sent = Comment(f"Pada {now}")
            return LEDGER.record(tx, blog.site, sent, judged, now).verdict.id

    return record


@JUMPS
def test_a_lease_from_before_the_clock_was_set_keeps_nobody_off(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    item_id = held(NOW)
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        after = claim(tx, item_id, BOB, NOW + jump)

    assert isinstance(after, Claim)


@JUMPS
def test_a_holder_renews_across_the_jump(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    item_id = held(NOW)
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        renewed = claim(tx, item_id, ALICE, NOW + jump)
        other = claim(tx, item_id, BOB, NOW + jump)

    assert isinstance(renewed, Claim)
    assert isinstance(other, Refused)


@JUMPS
def test_the_next_item_is_found_across_the_jump(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    item_id = held(NOW)
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        assert claim_next(tx, [blog.site.id], BOB, NOW + jump) == item_id


@JUMPS
def test_every_order_shows_what_came_in_before_and_after_the_jump(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    items = {held(NOW), held(NOW + jump), held(NOW + 2 * jump)}

    with reading(blog.engine) as connection:
        pages = [page(connection, [blog.site.id], Filter(), order) for order in Order]

    assert [{item.id for item in shown.items} for shown in pages] == [items] * len(Order)


@JUMPS
def test_a_decision_is_undone_across_the_jump(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    item_id = held(NOW)
    with transaction(blog.engine) as tx:
        act_id = resolve(tx, [Target(item_id, 0)], SPAM, ALICE, NOW).act_id

        undone = undo(tx, act_id, ALICE, NOW + jump)

    assert undone.changed == (item_id,)


@JUMPS
def test_the_blog_hears_things_in_the_order_they_happened(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    item_id = held(NOW)
    with transaction(blog.engine) as tx:
        act_id = resolve(tx, [Target(item_id, 0)], SPAM, ALICE, NOW).act_id
        undo(tx, act_id, ALICE, NOW + jump)
        resolve(tx, [Target(item_id, 2)], Choice(Resolution.APPROVE), BOB, NOW - jump)

    decisions = [event.payload["data"]["decision"] for event in told(blog)]  # type: ignore[index]
    assert decisions == ["reject", "hold", "approve"]


@JUMPS
def test_the_latest_decision_is_the_one_in_force_whatever_the_clock_said(
    blog: Blog, held: Callable[[datetime], str], jump: timedelta
) -> None:
    item_id = held(NOW)
    with transaction(blog.engine) as tx:
        resolve(tx, [Target(item_id, 0)], SPAM, ALICE, NOW)
        resolve(tx, [Target(item_id, 1)], Choice(Resolution.APPROVE), BOB, NOW + jump)

        item = find_item(tx, item_id)

    assert item.state is State.RESOLVED
    assert item.decided is not None
    assert (item.decided.resolution, item.decided.by) == (Resolution.APPROVE, BOB)
