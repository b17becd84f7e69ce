"""Blogs with an Akismet plugin hear of what is decided on their comments, and of nothing else."""

import json

import pytest

from service.domain import Resolution
from service.outbound.akismet import guid_of
from service.people import SHELL, KeyHolder, Scope
from service.review import Choice, Target
from service.store.callbacks import Callback, note_callback
from service.store.engine import transaction
from service.store.resolving import resolve, undo
from service.store.webhooks import list_webhooks
from tests.deliver.conftest import PostOffice
from tests.hooks import listening

KEY = "0123456789ab"
HOLDER = KeyHolder("01KATC0W8YQ2M4N6P8R0S2T4V6", "0123", frozenset({Scope.MODERATE}))


def wanted(office: PostOffice, item: str, url: str, *hosts: str) -> bool:
    holder = KeyHolder(HOLDER.key_id, HOLDER.prefix, HOLDER.scopes, hosts=hosts)
    with transaction(office.blog.engine) as tx:
        callback = Callback(url, KEY, holder)
        return note_callback(tx, office.blog.site, item, callback, office.clock.now)


def decided(office: PostOffice, item: str, resolution: Resolution) -> str:
    with transaction(office.blog.engine) as tx:
        return resolve(tx, [Target(item)], Choice(resolution), SHELL, office.clock.now).act_id


@pytest.mark.parametrize(
    ("resolution", "result"), [(Resolution.APPROVE, "false"), (Resolution.SPAM, "true")]
)
def test_the_plugin_is_told_in_its_own_format(
    office: PostOffice, resolution: Resolution, result: str
) -> None:
    [item] = office.outbox.comments(1)
    with listening() as hook:
        assert wanted(office, item, hook.url, "127.0.0.1")
        decided(office, item, resolution)
        office.deliver()

    [message] = hook.messages
    assert message.headers["x-akismet-webhook"] == "1"
    assert "webhook-signature" not in message.headers
    assert json.loads(message.body) == {
        "key": KEY,
        "endpoint": "comment-check",
        "comments": [{"guid": guid_of(item), "result": result}],
    }


def test_other_comments_and_other_webhooks_are_not_mixed_up(office: PostOffice) -> None:
    one, other = office.outbox.comments(2)
    with listening() as plugin, listening() as blog:
        secret = office.webhook(blog.url).secret
        wanted(office, one, plugin.url, "127.0.0.1")
        decided(office, one, Resolution.APPROVE)
        decided(office, other, Resolution.SPAM)
        office.deliver()

    assert [json.loads(each.body)["comments"][0]["guid"] for each in plugin.messages] == [
        guid_of(one)
    ]
    assert len([message.verified(secret) for message in blog.messages]) == 2


def test_a_decision_taken_back_cannot_be_told(office: PostOffice) -> None:
    [item] = office.outbox.comments(1)
    with listening() as hook:
        wanted(office, item, hook.url, "127.0.0.1")
        act = decided(office, item, Resolution.SPAM)
        office.deliver()
        with transaction(office.blog.engine) as tx:
            undo(tx, act, SHELL, office.clock.now)
        office.deliver()

    assert len(hook.messages) == 1
    assert [state for state, *_ in office.results()] == ["delivered", "delivered"]


@pytest.mark.parametrize("hosts", [(), ("blog.example",), ("127.0.0.1:1",)])
def test_an_address_on_no_registered_host_is_never_called(
    office: PostOffice, hosts: tuple[str, ...]
) -> None:
    [item] = office.outbox.comments(1)
    with listening() as hook:
        assert not wanted(office, item, hook.url, *hosts)
        decided(office, item, Resolution.SPAM)
        office.deliver()

    assert hook.messages == []


def test_a_callback_is_noted_once_and_not_listed(office: PostOffice) -> None:
    [item] = office.outbox.comments(1)

    assert wanted(office, item, "https://blog.example/x", "blog.example")
    assert wanted(office, item, "https://blog.example/x", "blog.example")

    decided(office, item, Resolution.SPAM)
    assert len(office.results()) == 1
    with transaction(office.blog.engine) as tx:
        assert list_webhooks(tx, [office.blog.site.id]) == []
