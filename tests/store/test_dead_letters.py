import pytest
from sqlalchemy import select

from service.errors import NotFound
from service.people import SHELL
from service.store.audit import entries
from service.store.dead_letters import Retried, Standing, dead_letters, retry, standings
from service.store.engine import reading, transaction
from service.store.review_tables import deliveries
from tests.ledgers import NOW, Blog, opened
from tests.store.outboxes import RESOLVED, Outbox, items


@pytest.fixture
def outbox(blog: Blog) -> Outbox:
    return Outbox(blog)


def retried(outbox: Outbox, *ids: int) -> Retried:
    with transaction(outbox.blog.engine) as tx:
        return retry(tx, outbox.blog.site.id, ids, by=SHELL, now=NOW)


def test_dead_letters_are_shown_newest_first_a_page_at_a_time(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    comments = outbox.comments(3)
    outbox.tell(*comments)
    outbox.kill(webhook)

    with reading(outbox.blog.engine) as connection:
        first = dead_letters(connection, [outbox.blog.site.id], 0, 2)
        second = dead_letters(connection, [outbox.blog.site.id], first[-1].id, 2)

    assert [letter.item_id for letter in (*first, *second)] == comments[::-1]
    assert (first[0].webhook_id, first[0].type, first[0].result) == (webhook.id, RESOLVED, "500")
    assert (first[0].attempts, first[0].created_at) == (1, NOW)


def test_a_retried_letter_is_tried_from_the_beginning(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))
    [dead] = outbox.kill(webhook)

    result = retried(outbox, dead)

    [lent] = outbox.lend(webhook)
    assert result == Retried((dead,), ())
    assert (lent.id, lent.attempts) == (dead, 0)


def test_a_letter_that_a_later_event_has_overtaken_is_superseded(outbox: Outbox) -> None:
    webhook, other = outbox.webhook(), outbox.webhook()
    [comment] = outbox.comments(1)
    outbox.tell(comment)
    [dead], [dead_there] = outbox.kill(webhook), outbox.kill(other)
    outbox.tell(comment)
    [later] = outbox.lend(webhook)
    outbox.deliver(later)

    result = retried(outbox, dead, dead_there)

    assert result == Retried((dead_there,), (dead,))


def test_a_letter_retried_while_a_later_event_is_being_sent_does_not_follow_it(
    outbox: Outbox,
) -> None:
    webhook = outbox.webhook()
    [comment] = outbox.comments(1)
    outbox.tell(comment)
    [dead] = outbox.kill(webhook)
    outbox.tell(comment)
    [later] = outbox.lend(webhook)

    result = retried(outbox, dead)
    meanwhile = outbox.lend(webhook)
    outbox.deliver(later)

    assert result == Retried((dead,), ())
    assert meanwhile == []
    assert outbox.states() == ["superseded", "delivered"]


def test_a_letter_retried_before_a_later_event_goes_first(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    [comment] = outbox.comments(1)
    outbox.tell(comment)
    [dead] = outbox.kill(webhook)
    outbox.tell(comment)

    retried(outbox, dead)

    [first] = outbox.lend(webhook)
    outbox.deliver(first)
    [second] = outbox.lend(webhook)
    assert (first.id, items([second])) == (dead, [comment])


def test_what_is_not_dead_or_another_sites_cannot_be_retried(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    first, second = outbox.comments(2)
    outbox.tell(first)
    [dead] = outbox.kill(webhook)
    outbox.tell(second)
    with transaction(outbox.blog.engine) as tx:
        [pending] = tx.execute(select(deliveries.c.id).where(deliveries.c.id != dead)).scalars()

    with pytest.raises(NotFound):
        retried(outbox, pending)
    with opened(outbox.blog.url, "Kebun") as garden, pytest.raises(NotFound):
        retried(Outbox(garden), dead)


def test_every_retry_is_in_the_audit(outbox: Outbox) -> None:
    webhook = outbox.webhook()
    outbox.tell(*outbox.comments(1))
    [dead] = outbox.kill(webhook)

    retried(outbox, dead)

    with reading(outbox.blog.engine) as connection:
        acts = [entry.act for entry in entries(connection, site_id=outbox.blog.site.id)]
    [act] = [act for act in acts if act.action == "delivery.retry"]
    assert act.subject == str(dead)
    assert (act.before, act.after) == ({"state": "dead"}, {"state": "pending"})


def test_webhooks_stand_with_what_waits_and_is_dead(outbox: Outbox) -> None:
    webhook, other = outbox.webhook(), outbox.webhook()
    comments = outbox.comments(3)
    outbox.tell(*comments[:2])
    outbox.kill(webhook)
    outbox.tell(comments[2])

    with reading(outbox.blog.engine) as connection:
        assert standings(connection, [outbox.blog.site.id]) == {
            webhook.id: Standing(pending=1, dead=2),
            other.id: Standing(pending=3, dead=0),
        }
