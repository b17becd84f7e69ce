"""What the blog is told: events in the order they happened, and the outbox rows that carry them.

A site's events are written one transaction after another, so that a reader who has seen a `seq`
never finds a smaller one later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select
from ulid import ULID

from service.store.locks import lock_site
from service.store.review_tables import deliveries, events, webhooks
from service.store.wire_tables import callbacks

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class News:
    """Something about an item that its blog should hear."""

    item_id: str
    type: str
    facts: Payload


@dataclass(frozen=True, slots=True)
class Event:
    """News as told. `seq` is the reader's cursor; receivers tell repeats by `id`."""

    seq: int
    id: str
    type: str
    payload: Payload
    created_at: datetime


def publish(tx: Connection, site_id: str, news: Sequence[News], now: datetime) -> None:
    """Add events in order, and for each webhook of the site a row of the outbox."""
    if not news:
        return
    lock_site(tx, site_id)
    numbered = tx.execute(
        insert(events).returning(events.c.seq, events.c.item_id, sort_by_parameter_order=True),
        [_event_row(site_id, one, now) for one in news],
    ).all()
    rows = [
        {
            "event_seq": seq,
            "webhook_id": webhook_id,
            "site_id": site_id,
            "item_id": item_id,
            "state": "pending",
            "next_at": now,
        }
        for webhook_id, seq, item_id in (*_to_all(tx, site_id, numbered), *_to_few(tx, numbered))
    ]
    if rows:
        tx.execute(insert(deliveries), rows)


Told = Sequence[tuple[int, str]]
"""The numbers of events, and the items they are about."""


def _to_all(tx: Connection, site_id: str, told: Told) -> Iterator[tuple[str, int, str]]:
    """Yield what the site's own webhooks hear: everything."""
    hooks = select(webhooks.c.id).where(
        webhooks.c.site_id == site_id,
        webhooks.c.removed_at.is_(None),
        webhooks.c.format == "standard",
    )
    for webhook_id in tx.execute(hooks.order_by(webhooks.c.id)).scalars().all():
        for seq, item_id in told:
            yield webhook_id, seq, item_id


def _to_few(tx: Connection, told: Told) -> Iterator[tuple[str, int, str]]:
    """Yield what blogs with another vendor's plugin hear: each of its own comments."""
    wanted = select(callbacks.c.item_id, callbacks.c.webhook_id).where(
        callbacks.c.item_id.in_([item_id for _, item_id in told])
    )
    of_item = {row.item_id: row.webhook_id for row in tx.execute(wanted)}
    for seq, item_id in told:
        if item_id in of_item:
            yield of_item[item_id], seq, item_id


def events_since(connection: Connection, site_id: str, cursor: int, limit: int) -> list[Event]:
    """Return at most `limit` events of a site after `cursor`, in order."""
    shown = (events.c.seq, events.c.id, events.c.type, events.c.payload, events.c.created_at)
    chosen = (
        select(*shown)
        .where(events.c.site_id == site_id, events.c.seq > cursor)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return [Event(*row) for row in connection.execute(chosen)]


def _event_row(site_id: str, news: News, now: datetime) -> Payload:
    payload = {"type": news.type, "timestamp": now.isoformat(), "data": dict(news.facts)}
    return {
        "id": f"msg_{ULID.from_datetime(now)}",
        "site_id": site_id,
        "item_id": news.item_id,
        "type": news.type,
        "payload": payload,
        "created_at": now,
    }
