import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from service.store import outbox as store
from service.store.engine import reading, transaction
from service.store.outbox import LEASE, SCHEDULE, Backlog, Delivery, Fate, back_off
from tests.ledgers import NOW, Blog
from tests.store.outboxes import Outbox, after, items

WORKERS = 4
COMMENTS = 60


@pytest.fixture
def outbox(blog: Blog) -> Outbox:
    return Outbox(blog)


def test_what_is_due_is_lent_once_with_what_to_tell(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    [comment] = outbox.comments(1)
    outbox.tell(comment)

    [lent] = outbox.lend(webhook)

    assert (lent.webhook_id, lent.item_id, lent.attempts) == (webhook.id, comment, 0)
    assert lent.message_id.startswith("msg_")
    assert lent.payload["data"] == {"comment_id": comment}
    assert outbox.lend(webhook) == []


def test_each_webhook_is_told(outbox: Outbox) -> None:
    first, second = outbox.webhook(), outbox.webhook()
    comments = outbox.comments(2)
    outbox.tell(*comments)

    assert items(outbox.lend(first)) == comments
    assert items(outbox.lend(second)) == comments


def test_only_webhooks_with_something_due_are_waiting(outbox: Outbox) -> None:
    first, second = outbox.webhook(), outbox.webhook()
    outbox.tell(*outbox.comments(1))
    outbox.lend(first)

    with reading(outbox.blog.engine) as connection:
        assert store.waiting(connection, NOW) == [second.id]
        assert store.waiting(connection, after(-1)) == []


def test_no_more_is_lent_than_asked_for(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    comments = outbox.comments(3)
    outbox.tell(*comments)

    assert items(outbox.lend(webhook, limit=2)) == comments[:2]
    assert items(outbox.lend(webhook, limit=2)) == comments[2:]


def test_a_comments_next_event_waits_until_the_one_before_was_delivered(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    [comment] = outbox.comments(1)
    outbox.tell(comment)
    outbox.tell(comment)

    [first] = outbox.lend(webhook)
    outbox.fail(first)
    before = outbox.lend(webhook, after(1))
    [again] = outbox.lend(webhook, after(5))
    outbox.deliver(again, after(5))
    [second] = outbox.lend(webhook, after(6))

    assert before == []
    assert again.message_id == first.message_id
    assert second.id > first.id


def test_a_comments_next_event_goes_when_the_one_before_is_dead(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    [comment] = outbox.comments(1)
    outbox.tell(comment)
    outbox.tell(comment)

    outbox.kill(webhook)

    assert items(outbox.lend(webhook)) == [comment]


def test_a_lease_that_ran_out_brings_the_same_message_back(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))

    [lost] = outbox.lend(webhook)
    [again] = outbox.lend(webhook, NOW + LEASE)

    assert (again.id, again.message_id, again.payload) == (lost.id, lost.message_id, lost.payload)


def test_a_worker_that_lost_its_lease_can_still_say_that_it_delivered(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))
    [slow] = outbox.lend(webhook)
    [quick] = outbox.lend(webhook, NOW + LEASE)

    outbox.deliver(slow, NOW + LEASE)
    outbox.fail(quick, NOW + LEASE)

    assert outbox.states() == ["delivered"]


def test_a_worker_that_lost_its_lease_fails_in_nobodys_name(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))
    [slow] = outbox.lend(webhook)
    [quick] = outbox.lend(webhook, NOW + LEASE)

    outbox.fail(slow, NOW + LEASE, hopeless=True)
    outbox.deliver(quick, NOW + LEASE)

    assert outbox.states() == ["delivered"]


def test_what_is_given_back_is_lent_again_at_once(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(2))
    lent = outbox.lend(webhook)
    with transaction(outbox.blog.engine) as tx:
        store.give_back(tx, lent)

    again = outbox.lend(webhook, after(1))

    assert [one.id for one in again] == [one.id for one in lent]
    assert {one.attempts for one in again} == {0}


def test_attempts_in_vain_are_spread_over_a_day_and_then_it_is_dead(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))
    now, fates = NOW, []

    for wait in (*SCHEDULE, timedelta(0)):
        [lent] = outbox.lend(webhook, now)
        fates.append(outbox.fail(lent, now))
        assert outbox.lend(webhook, now + wait - timedelta(seconds=1)) == []
        now += wait

    assert fates == [Fate.PENDING] * len(SCHEDULE) + [Fate.DEAD]
    assert timedelta(hours=24) < now - NOW < timedelta(hours=30)
    assert outbox.states() == ["dead"]


def test_a_hopeless_delivery_is_dead_at_once(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))
    [lent] = outbox.lend(webhook)

    assert outbox.fail(lent, hopeless=True) is Fate.DEAD


@pytest.mark.parametrize("attempts", range(1, len(SCHEDULE) + 1))
def test_back_off_is_spread_upwards(attempts: int) -> None:
    least, most = back_off(attempts, 0.0), back_off(attempts, 0.999)

    assert least is not None
    assert most is not None
    assert SCHEDULE[attempts - 1] == least < most < least * 1.2


def test_the_backlog_counts_what_waits_and_what_is_dead(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    first, second, third = outbox.comments(3)
    outbox.tell(first)
    outbox.kill(webhook)
    outbox.tell(second, now=after(10))
    outbox.tell(third, now=after(20))

    with reading(outbox.blog.engine) as connection:
        assert store.backlog(connection) == Backlog(2, 1, after(10))


def test_an_empty_backlog_has_no_age(outbox: Outbox) -> None:
    with reading(outbox.blog.engine) as connection:
        assert store.backlog(connection) == Backlog(0, 0, None)


def test_several_workers_deliver_everything_once_and_in_order(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    comments = outbox.comments(COMMENTS)
    for _ in range(3):
        outbox.tell(*comments)
    told: dict[str, list[int]] = {comment: [] for comment in comments}
    barrier = threading.Barrier(WORKERS)

    def work(_worker: int) -> None:
        barrier.wait(10)
        while lent := outbox.lend(webhook, limit=7):
            for delivery in lent:
                told[delivery.item_id].append(delivery.id)
                outbox.deliver(delivery)

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(work, range(WORKERS)))
    rest: list[Delivery] = []
    while lent := outbox.lend(webhook):
        rest += lent
        for delivery in lent:
            told[delivery.item_id].append(delivery.id)
            outbox.deliver(delivery)

    assert all(ids == sorted(set(ids)) and len(ids) == 3 for ids in told.values())
    assert set(outbox.states()) == {"delivered"}
