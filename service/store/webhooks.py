"""Webhooks: where a site wants to hear of resolutions, and the secrets that sign what it is told.

A secret is "whsec_" and the base64 of 32 random bytes, as the Standard Webhooks specification
spells them. It is kept as it is, because it signs, but shown only when it is made.
"""

import secrets
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, null, select, update
from ulid import ULID

from service.errors import ModerationError, NotFound
from service.outbound.signature import SECRET_PREFIX
from service.outbound.target import Target
from service.people import Actor
from service.store import audit
from service.store.locks import lock_site
from service.store.review_tables import deliveries, webhooks

SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)
MAX_OVERLAP = timedelta(days=90)
MAX_WEBHOOKS = 20
REMOVED = "removed"

_SHOWN = (
    webhooks.c.id,
    webhooks.c.site_id,
    webhooks.c.url,
    webhooks.c.created_at,
    webhooks.c.old_until,
)
_PRESENT = webhooks.c.removed_at.is_(None)
_OWN = webhooks.c.format == "standard"


class WebhookRefused(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A webhook cannot be made or changed as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """What may be shown of a webhook. A secret that was rotated out signs too until `old_until`."""

    id: str
    site_id: str
    url: str
    created_at: datetime
    old_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook with the secret it was just given, which is not shown again."""

    webhook: Webhook
    secret: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to send, in what format, and what to sign with: the newest secret first."""

    url: str
    secrets: tuple[str, ...]
    format: str = "standard"


def add(tx: Connection, site_id: str, url: str, *, by: Actor, now: datetime) -> NewSecret:
    """Give a site one more webhook, which hears of what happens from now on.

    Raises TargetRefused for a URL that cannot be sent to, WebhookRefused where there are too many.
    """
    target = Target.of(url)
    lock_site(tx, site_id)
    if len(list_webhooks(tx, [site_id])) >= MAX_WEBHOOKS:
        raise WebhookRefused(f"a site may have at most {MAX_WEBHOOKS} webhooks")
    made = Webhook(str(ULID.from_datetime(now)), site_id, url, now)
    secret = _new_secret()
    row = {
        "id": made.id,
        "site_id": site_id,
        "url": url,
        "secret": secret,
        "created_at": now,
    }
    tx.execute(insert(webhooks), row)
    act = audit.Act(by, "webhook.add", made.id, now, site_id, after={"host": target.host})
    audit.note(tx, act)
    return NewSecret(made, secret)


def list_webhooks(connection: Connection, site_ids: Collection[str]) -> list[Webhook]:
    """Return the webhooks of some sites, removed ones left out, oldest first."""
    chosen = select(*_SHOWN).where(webhooks.c.site_id.in_(site_ids), _PRESENT, _OWN)
    return [Webhook(*row) for row in connection.execute(chosen.order_by(webhooks.c.id))]


def find_webhook(connection: Connection, webhook_id: str, site_id: str | None = None) -> Webhook:
    """Return a webhook, of the site where one is named; raises NotFound."""
    chosen = select(*_SHOWN).where(webhooks.c.id == webhook_id, _PRESENT, _OWN)
    if site_id is not None:
        chosen = chosen.where(webhooks.c.site_id == site_id)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("there is no webhook with this id")
    return Webhook(*row)


def rotate(
    tx: Connection, webhook: Webhook, *, by: Actor, now: datetime, overlap: timedelta = OVERLAP
) -> NewSecret:
    """Give a webhook a new secret; the old one signs as well until `overlap` has passed.

    A secret that was rotated out before that stops at once. Raises NotFound for a webhook that was
    removed meanwhile, WebhookRefused for an overlap beyond MAX_OVERLAP.
    """
    if not timedelta(0) <= overlap <= MAX_OVERLAP:
        raise WebhookRefused(f"the old secret may go on for 0 to {MAX_OVERLAP.days * 24} hours")
    secret, until = _new_secret(), now + overlap if overlap else None
    values = {
        "old_secret": webhooks.c.secret if until else null(),
        "old_until": until,
        "secret": secret,
    }
    changed = update(webhooks).where(webhooks.c.id == webhook.id, _PRESENT).values(values)
    row = tx.execute(changed.returning(*_SHOWN)).one_or_none()
    if row is None:
        raise NotFound("there is no webhook with this id")
    facts = {"overlap_hours": round(overlap.total_seconds() / 3600, 2)}
    audit.note(tx, audit.Act(by, "webhook.rotate", webhook.id, now, webhook.site_id, after=facts))
    return NewSecret(Webhook(*row), secret)


def remove(tx: Connection, webhook: Webhook, *, by: Actor, now: datetime) -> int:
    """End a webhook and everything that waits or is dead for it; returns how much that was.

    Raises NotFound for a webhook that was removed meanwhile.
    """
    # So that no event is published to it afterwards.
    lock_site(tx, webhook.site_id)
    gone = update(webhooks).where(webhooks.c.id == webhook.id, _PRESENT)
    # A removed webhook signs nothing any more.
    values = {"removed_at": now, "secret": "", "old_secret": None, "old_until": None}
    if tx.execute(gone.values(values)).rowcount == 0:
        raise NotFound("there is no webhook with this id")
    unsent = deliveries.c.state.in_(("pending", "dead"))
    ended = update(deliveries).where(deliveries.c.webhook_id == webhook.id, unsent)
    count = tx.execute(
        ended.values(state="superseded", ended_at=now, leased_until=None, last_result=REMOVED)
    ).rowcount
    facts = {"host": Target.of(webhook.url).host, "undelivered": count}
    audit.note(tx, audit.Act(by, "webhook.remove", webhook.id, now, webhook.site_id, before=facts))
    return count


def find_destination(connection: Connection, webhook_id: str, now: datetime) -> Destination | None:
    """Return where a webhook leads and what signs at `now`; None once it was removed."""
    columns = (
        webhooks.c.url,
        webhooks.c.secret,
        webhooks.c.old_secret,
        webhooks.c.old_until,
        webhooks.c.format,
    )
    chosen = select(*columns).where(webhooks.c.id == webhook_id, _PRESENT)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        return None
    both = row.old_secret is not None and now < row.old_until
    signing = (row.secret, row.old_secret) if both else (row.secret,)
    return Destination(row.url, signing, row.format)


def _new_secret() -> str:
    return SECRET_PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
