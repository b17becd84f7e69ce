import json
from datetime import timedelta

import pytest
from standardwebhooks import WebhookVerificationError

from service.domain import Resolution
from service.outbound.post import Outbound
from service.people import SHELL
from service.review import Choice, Target
from service.store import webhooks
from service.store.engine import transaction
from service.store.outbox import LEASE, SCHEDULE
from service.store.resolving import resolve, undo
from service.store.webhooks import OVERLAP, NewSecret
from tests.deliver.conftest import Crashing, PostOffice
from tests.hooks import Message, listening

PENDING, DEAD = "pending", "dead"
DAY = sum((wait * 1.2 for wait in SCHEDULE), timedelta(0))


def rotated(office: PostOffice, made: NewSecret) -> NewSecret:
    with transaction(office.blog.engine) as tx:
        return webhooks.rotate(tx, made.webhook, by=SHELL, now=office.clock.now)


def test_a_resolution_and_its_undoing_reach_the_blog_signed(office: PostOffice) -> None:
    [item] = office.outbox.comments(1)
    with listening() as hook:
        secret = office.webhook(hook.url).secret
        with transaction(office.blog.engine) as tx:
            choice = Choice(Resolution.SPAM, "spam/gambling")
            act = resolve(tx, [Target(item)], choice, SHELL, office.clock.now).act_id
        office.deliver()
        with transaction(office.blog.engine) as tx:
            undo(tx, act, SHELL, office.clock.now)
        office.deliver()

    told = [message.verified(secret) for message in hook.messages]
    assert [one["type"] for one in told] == ["comment.resolved", "comment.resolution_undone"]
    assert [one["data"]["comment_id"] for one in told] == ["c-0", "c-0"]
    assert [one["data"]["decision"] for one in told] == ["reject", "hold"]
    assert hook.messages[0].headers["content-type"] == "application/json"


def test_another_secret_does_not_verify(office: PostOffice) -> None:
    with listening() as hook:
        office.webhook(hook.url)
        other = office.webhook("https://kebun.example/").secret
        office.tell(*office.outbox.comments(1))
        office.deliver()

    [message] = hook.messages
    with pytest.raises(WebhookVerificationError):
        message.verified(other)


def test_both_secrets_verify_while_one_is_rotated_out(office: PostOffice) -> None:
    with listening() as hook:
        old = office.webhook(hook.url)
        new = rotated(office, old)
        office.tell(*office.outbox.comments(1))
        office.deliver()

    [message] = hook.messages
    assert message.headers["webhook-signature"].count("v1,") == 2
    assert message.verified(new.secret) == message.verified(old.secret)


def test_the_old_secret_signs_no_more_after_the_overlap(office: PostOffice) -> None:
    office.clock.now -= OVERLAP
    with listening() as hook:
        old = office.webhook(hook.url)
        new = rotated(office, old)
        office.clock.now += OVERLAP
        office.tell(*office.outbox.comments(1))
        office.deliver()

    [message] = hook.messages
    message.verified(new.secret)
    with pytest.raises(WebhookVerificationError):
        message.verified(old.secret)


def test_the_events_of_a_comment_come_in_order(office: PostOffice) -> None:
    comments = office.outbox.comments(30)
    with listening() as hook:
        office.webhook(hook.url)
        for _ in range(3):
            office.tell(*comments)
        office.deliver()

    told: dict[str, list[str]] = {comment: [] for comment in comments}
    for message in hook.messages:
        told[json.loads(message.body)["data"]["comment_id"]].append(message.id)
    assert all(ids == sorted(set(ids)) and len(ids) == 3 for ids in told.values())
    assert len(set(hook.ids())) == len(hook.messages) == 90


@pytest.mark.parametrize("status", [302, 404, 429, 500])
def test_what_is_not_taken_is_sent_again_later_under_the_same_id(
    office: PostOffice, status: int
) -> None:
    statuses = iter([status, 204])
    with listening(lambda _: next(statuses)) as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        office.deliver()
        failed = office.results()
        office.deliver()
        sent_at_once = len(hook.messages)
        office.clock.advance(10)
        office.deliver()

    assert failed == [(PENDING, 1, str(status))]
    assert sent_at_once == 1
    assert office.results() == [("delivered", 2, "204")]
    assert len(set(hook.ids())) == 1
    assert hook.messages[0].body == hook.messages[1].body


def test_what_is_never_taken_is_dead_after_a_day(office: PostOffice) -> None:
    with listening(lambda _: 500) as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        started = office.clock.now
        while office.results()[0][0] == PENDING:
            office.deliver()
            office.clock.advance(3600)

    assert office.results() == [(DEAD, len(SCHEDULE) + 1, "500")]
    assert len(hook.messages) == len(SCHEDULE) + 1
    assert timedelta(hours=24) < office.clock.now - started < DAY + timedelta(hours=8)


def test_a_receiver_that_is_gone_is_not_asked_again(office: PostOffice) -> None:
    with listening(lambda _: 410) as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        office.deliver()

    assert office.results() == [(DEAD, 1, "410")]
    assert len(hook.messages) == 1


def test_nobody_listening_is_tried_again(office: PostOffice) -> None:
    with listening() as hook:
        url = hook.url
    office.webhook(url)
    office.tell(*office.outbox.comments(1))
    office.deliver()

    assert office.results() == [(PENDING, 1, "unreachable")]


def test_a_private_address_is_not_called_unless_the_setting_allows_it(office: PostOffice) -> None:
    office.sender = Outbound()
    with listening() as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        office.deliver()

    assert office.results() == [(PENDING, 1, "not-public")]
    assert hook.messages == []


def test_one_comment_that_is_refused_does_not_keep_the_others(office: PostOffice) -> None:
    comments = office.outbox.comments(30)

    def refuse_the_first(message: Message) -> int:
        return 500 if comments[0].encode() in message.body else 200

    with listening(refuse_the_first) as hook:
        office.webhook(hook.url)
        office.tell(*comments)
        office.deliver()

    states = [state for state, _, _ in office.results()]
    assert states == [PENDING] + ["delivered"] * 29
    assert len(hook.messages) == 30


def test_a_receiver_that_fails_again_and_again_is_let_rest(office: PostOffice) -> None:
    with listening(lambda _: 500) as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(20))
        office.deliver()

    assert len(hook.messages) == 3
    assert sum(attempts for _, attempts, _ in office.results()) == 3


def test_a_worker_that_died_after_sending_sends_again_under_the_same_id(
    office: PostOffice,
) -> None:
    sender = office.sender
    with listening() as hook:
        secret = office.webhook(hook.url).secret
        office.tell(*office.outbox.comments(1))
        office.sender = Crashing(sender)
        office.deliver()
        office.sender = sender
        office.deliver()
        before = len(hook.messages)
        office.clock.now += LEASE
        office.deliver()

    assert before == 1
    assert len(hook.messages) == 2
    assert len(set(hook.ids())) == 1
    assert all(message.verified(secret) for message in hook.messages)
    assert office.results() == [("delivered", 1, "200")]


def test_a_removed_webhook_is_told_nothing(office: PostOffice) -> None:
    with listening() as hook:
        made = office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        with transaction(office.blog.engine) as tx:
            webhooks.remove(tx, made.webhook, by=SHELL, now=office.clock.now)
        office.deliver()

    assert hook.messages == []
