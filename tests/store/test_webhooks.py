from base64 import b64decode
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.errors import NotFound
from service.outbound.target import TargetRefused
from service.people import SHELL
from service.store import webhooks
from service.store.audit import entries
from service.store.engine import reading, transaction
from service.store.review_tables import webhooks as table
from service.store.sites import create_site
from service.store.webhooks import (
    MAX_WEBHOOKS,
    OVERLAP,
    Destination,
    NewSecret,
    Webhook,
    WebhookRefused,
)
from tests.ledgers import NOW, Blog
from tests.store.outboxes import URL, Outbox

HOUR = timedelta(hours=1)


def added(blog: Blog, url: str = URL) -> NewSecret:
    with transaction(blog.engine) as tx:
        return webhooks.add(tx, blog.site.id, url, by=SHELL, now=NOW)


def rotated(blog: Blog, webhook: Webhook, overlap: timedelta = OVERLAP) -> NewSecret:
    with transaction(blog.engine) as tx:
        return webhooks.rotate(tx, webhook, by=SHELL, now=NOW, overlap=overlap)


def destination(blog: Blog, webhook: Webhook, later: timedelta) -> Destination | None:
    with reading(blog.engine) as connection:
        return webhooks.find_destination(connection, webhook.id, NOW + later)


def test_a_new_webhook_has_a_secret_of_32_random_bytes(blog: Blog) -> None:
    first, second = added(blog), added(blog)

    assert len(b64decode(first.secret.removeprefix("whsec_"), validate=True)) == 32
    assert first.secret != second.secret


def test_webhooks_are_listed_by_site_without_their_secrets(blog: Blog) -> None:
    made = added(blog)
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)

        assert webhooks.list_webhooks(tx, [blog.site.id]) == [made.webhook]
        assert webhooks.list_webhooks(tx, [garden.id]) == []
    assert made.secret not in repr(made.webhook)


def test_another_sites_webhook_is_not_found(blog: Blog) -> None:
    made = added(blog)
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "strict", NOW)

        assert webhooks.find_webhook(tx, made.webhook.id, blog.site.id) == made.webhook
        with pytest.raises(NotFound):
            webhooks.find_webhook(tx, made.webhook.id, garden.id)


def test_a_url_that_cannot_be_sent_to_is_refused(blog: Blog) -> None:
    with pytest.raises(TargetRefused):
        added(blog, "ftp://dapur.example/")


def test_a_site_has_so_many_webhooks_and_no_more(blog: Blog) -> None:
    for _ in range(MAX_WEBHOOKS):
        added(blog)

    with pytest.raises(WebhookRefused):
        added(blog)


def test_a_new_secret_signs_beside_the_old_one_until_the_overlap_ends(blog: Blog) -> None:
    old = added(blog)
    new = rotated(blog, old.webhook)

    during = destination(blog, old.webhook, OVERLAP - HOUR)
    afterwards = destination(blog, old.webhook, OVERLAP)

    assert during == Destination(URL, (new.secret, old.secret))
    assert afterwards == Destination(URL, (new.secret,))
    assert new.webhook.old_until == NOW + OVERLAP


def test_without_an_overlap_the_old_secret_is_forgotten_at_once(blog: Blog) -> None:
    old = added(blog)
    new = rotated(blog, old.webhook, timedelta(0))

    assert destination(blog, old.webhook, timedelta(0)) == Destination(URL, (new.secret,))
    with reading(blog.engine) as connection:
        assert connection.execute(select(table.c.old_secret)).scalar_one() is None


@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=91)])
def test_an_overlap_out_of_bounds_is_refused(blog: Blog, overlap: timedelta) -> None:
    with pytest.raises(WebhookRefused):
        rotated(blog, added(blog).webhook, overlap)


def test_a_removed_webhook_is_gone_and_its_secrets_with_it(blog: Blog) -> None:
    made = added(blog)
    with transaction(blog.engine) as tx:
        webhooks.remove(tx, made.webhook, by=SHELL, now=NOW)

    assert destination(blog, made.webhook, HOUR) is None
    with transaction(blog.engine) as tx:
        assert webhooks.list_webhooks(tx, [blog.site.id]) == []
        assert tx.execute(select(table.c.secret, table.c.old_secret)).one() == ("", None)
        with pytest.raises(NotFound):
            webhooks.remove(tx, made.webhook, by=SHELL, now=NOW)
        with pytest.raises(NotFound):
            webhooks.rotate(tx, made.webhook, by=SHELL, now=NOW)


def test_what_a_removed_webhook_waited_for_ends_and_no_more_is_added(blog: Blog) -> None:
    outbox = Outbox(blog)
    webhook, other = outbox.webhook(), outbox.webhook()
    first, second = outbox.comments(2)
    outbox.tell(first)
    outbox.kill(webhook)
    outbox.tell(second)

    with transaction(blog.engine) as tx:
        ended = webhooks.remove(tx, webhook, by=SHELL, now=NOW)
    outbox.tell(first)

    assert ended == 2
    assert outbox.states() == ["superseded", "pending", "superseded", "pending", "pending"]
    assert len(outbox.lend(other)) == 2


def test_every_change_is_in_the_audit_without_path_or_secret(blog: Blog) -> None:
    made = added(blog, f"{URL}?token=rahasia")
    new = rotated(blog, made.webhook)
    with transaction(blog.engine) as tx:
        webhooks.remove(tx, made.webhook, by=SHELL, now=NOW)
        acts = [entry.act for entry in entries(tx, site_id=blog.site.id)]

    actions = {"webhook.add", "webhook.rotate", "webhook.remove"}
    assert {act.action for act in acts} == actions
    assert {(act.subject, act.site_id) for act in acts} == {(made.webhook.id, blog.site.id)}
    assert not any(word in repr(acts) for word in ("rahasia", made.secret, new.secret))
