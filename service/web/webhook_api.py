"""Webhooks over the API: where the site is told of resolutions, and what could not be delivered."""

from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import Connection

from service.domain import Site
from service.errors import NotFound
from service.outbound import target
from service.outbound.target import TargetRefused
from service.people import Actor, Scope
from service.store import webhooks as store
from service.store.dead_letters import Standing, dead_letters, retry, standings
from service.store.webhooks import WebhookRefused
from service.web.contract import Contract
from service.web.desk import Desk
from service.web.operations import Operations
from service.web.problems import INVALID, NOT_FOUND, Problem
from service.web.samples import Sample
from service.web.webhook_wire import (
    DeadIn,
    DeadOut,
    RemovedOut,
    RetriedOut,
    RotateIn,
    SecretOut,
    WebhookIn,
    WebhooksOut,
    dead_out,
    secret_out,
    webhook_out,
)

WEBHOOK_API = Operations("webhook_api")
_MOST_DIGITS = 18

_WEBHOOK: Sample = {
    "id": "01KATC0W8YQ2M4N6P8R0S2T4V6",
    "url": "https://dapur.example/saring",
    "created_at": "2026-11-23T02:00:00Z",
    "old_secret_until": None,
    "pending": 0,
    "dead": 1,
}
_SECRET: Sample = {
    "webhook": {**_WEBHOOK, "dead": 0},
    "secret": "whsec_c2FyaW5nIHNob3dzIGEgc2VjcmV0IG9ubHkgb25jZSE=",
}
_LETTER: Sample = {
    "id": 4711,
    "webhook": "01KATC0W8YQ2M4N6P8R0S2T4V6",
    "message": "msg_01KATB7E0J3C2B1A0Z9Y8X7W6V",
    "type": "comment.resolved",
    "verdict": "01KATB2Q4R9Y1W6V0C5M8Z3XDE",
    "created_at": "2026-11-23T03:12:45.002000Z",
    "attempts": 8,
    "ended_at": "2026-11-24T07:30:11.480000Z",
    "result": "500",
}

LIST = Contract("GET", "/webhooks", WebhooksOut, scope=Scope.ADMIN, answer={"webhooks": [_WEBHOOK]})
ADD = Contract(
    "POST",
    "/webhooks",
    SecretOut,
    WebhookIn,
    status=HTTPStatus.CREATED,
    scope=Scope.ADMIN,
    acting=True,
    sample={"url": "https://dapur.example/saring"},
    answer=_SECRET,
)
ROTATE = Contract(
    "POST",
    "/webhooks/<webhook_id>/rotate",
    SecretOut,
    RotateIn,
    scope=Scope.ADMIN,
    acting=True,
    problems=(NOT_FOUND,),
    sample={"overlap_hours": 24},
    answer={**_SECRET, "webhook": {**_WEBHOOK, "old_secret_until": "2026-11-24T02:00:00Z"}},
)
REMOVE = Contract(
    "DELETE",
    "/webhooks/<string(length=26):webhook_id>",
    RemovedOut,
    scope=Scope.ADMIN,
    acting=True,
    problems=(NOT_FOUND,),
    answer={"id": "01KATC0W8YQ2M4N6P8R0S2T4V6", "undelivered": 1},
)
DEAD = Contract(
    "GET",
    "/webhooks/dead",
    DeadOut,
    query=DeadIn,
    scope=Scope.ADMIN,
    problems=(INVALID,),
    answer={"letters": [_LETTER], "next": None},
)
RETRY = Contract(
    "POST",
    "/webhooks/dead/<delivery_id>/retry",
    RetriedOut,
    scope=Scope.ADMIN,
    acting=True,
    problems=(NOT_FOUND,),
    answer={"id": 4711, "superseded": False},
)


@WEBHOOK_API.add(LIST)
def webhooks(desk: Desk, site: Site) -> WebhooksOut:
    """List the webhooks of the site."""
    with desk.office.read() as connection:
        standing = standings(connection, [site.id])
        found = store.list_webhooks(connection, [site.id])
    shown = [webhook_out(one, standing.get(one.id, Standing())) for one in found]
    return WebhooksOut(webhooks=shown)


@WEBHOOK_API.add(ADD)
def add_webhook(desk: Desk, site: Site, actor: Actor, asked: WebhookIn) -> SecretOut:
    """Have the site told of every resolution, and of what is undone, from now on.

    Messages follow the Standard Webhooks specification and are signed with the secret, which is
    shown only now. They come at least once and in order for each comment; tell repeats apart by
    their id.
    """
    try:
        target.check(asked.url, private=desk.settings.webhook_private)
        with desk.office.write() as tx:
            made = store.add(tx, site.id, asked.url, by=actor, now=desk.office.now())
    except (TargetRefused, WebhookRefused) as error:
        raise Problem(INVALID, f"{_sentence(str(error))}.") from None
    return secret_out(made, Standing())


@WEBHOOK_API.add(ROTATE)
def rotate_secret(
    desk: Desk, site: Site, actor: Actor, asked: RotateIn, webhook_id: str
) -> SecretOut:
    """Give a webhook a new secret.

    Until the overlap ends messages carry two signatures, so that nothing is missed meanwhile.
    """
    now, overlap = desk.office.now(), timedelta(hours=asked.overlap_hours)
    with desk.office.write() as tx:
        found = store.find_webhook(tx, webhook_id, site.id)
        made = store.rotate(tx, found, by=actor, now=now, overlap=overlap)
        standing = _standing(tx, found)
    return secret_out(made, standing)


@WEBHOOK_API.add(REMOVE)
def remove_webhook(desk: Desk, site: Site, actor: Actor, webhook_id: str) -> RemovedOut:
    """Remove a webhook; what it has not taken ends with it."""
    with desk.office.write() as tx:
        found = store.find_webhook(tx, webhook_id, site.id)
        ended = store.remove(tx, found, by=actor, now=desk.office.now())
    return RemovedOut(id=found.id, undelivered=ended)


@WEBHOOK_API.add(DEAD)
def dead(desk: Desk, site: Site, asked: DeadIn) -> DeadOut:
    """List the messages that were given up after a day of attempts, newest first."""
    with desk.office.read() as connection:
        letters = dead_letters(connection, [site.id], asked.after, asked.limit)
    return dead_out(letters, asked.limit)


@WEBHOOK_API.add(RETRY)
def retry_delivery(desk: Desk, site: Site, actor: Actor, delivery_id: str) -> RetriedOut:
    """Have a dead letter tried again from the beginning.

    Where a later event of the same comment has arrived meanwhile, it is superseded instead.
    """
    number = _number(delivery_id)
    with desk.office.write() as tx:
        result = retry(tx, site.id, [number], by=actor, now=desk.office.now())
    return RetriedOut(id=number, superseded=number in result.superseded)


def _standing(tx: Connection, webhook: store.Webhook) -> Standing:
    return standings(tx, [webhook.site_id]).get(webhook.id, Standing())


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise NotFound("there is no dead letter with this id")
    return int(text)
