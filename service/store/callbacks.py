"""Where a blog's Akismet plugin wants to hear of what moderators decide later.

It is told over a webhook of its own, which belongs to the blog's key and is not listed: its secret
is that key, as the plugin asks for it in every message.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select
from ulid import ULID

from service.domain import Site
from service.outbound.target import Target
from service.people import KeyHolder
from service.store.locks import lock_site
from service.store.metadata import ID
from service.store.review_tables import webhooks
from service.store.wire_tables import callbacks

AKISMET = "akismet"
MAX_BLOGS = 100
"""Addresses that one key may be called back at."""

_KNOWN = (
    select(webhooks.c.id)
    .where(
        webhooks.c.key_id == bindparam("key_id"),
        webhooks.c.url == bindparam("url"),
        webhooks.c.removed_at.is_(None),
    )
    .order_by(webhooks.c.id)
    .limit(1)
)
# No two do this at once: whoever records a comment has the lock on its id.
_NOTE = insert(callbacks).from_select(
    ["item_id", "webhook_id"],
    select(bindparam("item", type_=ID), bindparam("webhook", type_=ID)).where(
        ~exists().where(callbacks.c.item_id == bindparam("item"))
    ),
)


@dataclass(frozen=True, slots=True)
class Callback:
    """An address that a blog gave with its `secret`, the key."""

    url: str
    secret: str
    holder: KeyHolder


def note_callback(
    tx: Connection, site: Site, item_id: str, callback: Callback, now: datetime
) -> bool:
    """Have a blog told of what is decided on an item from now on; says whether it will be.

    It will not where the address is on none of the hosts registered for the key, or where the key
    has too many. Raises TargetRefused for a URL that cannot be sent to.
    """
    target = Target.of(callback.url)
    if not {target.host, f"{target.host}:{target.port}"} & set(callback.holder.hosts):
        return False
    webhook_id = _known(tx, callback) or _added(tx, site, callback, now)
    if not webhook_id:
        return False
    tx.execute(_NOTE, {"item": item_id, "webhook": webhook_id})
    return True


def _known(tx: Connection, callback: Callback) -> str:
    wanted = {"key_id": callback.holder.key_id, "url": callback.url}
    return tx.execute(_KNOWN, wanted).scalar_one_or_none() or ""


def _added(tx: Connection, site: Site, callback: Callback, now: datetime) -> str:
    lock_site(tx, site.id)
    of_key = select(webhooks.c.id).where(webhooks.c.key_id == callback.holder.key_id)
    if len(tx.execute(of_key.limit(MAX_BLOGS)).all()) >= MAX_BLOGS:
        return ""
    row = {
        "id": str(ULID.from_datetime(now)),
        "site_id": site.id,
        "url": callback.url,
        "secret": callback.secret,
        "created_at": now,
        "format": AKISMET,
        "key_id": callback.holder.key_id,
    }
    tx.execute(insert(webhooks), row)
    return str(row["id"])
