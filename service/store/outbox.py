"""The outbox: what must still be told, lent to workers that deliver it.

One comment's events go to a webhook in their order: only the oldest that waits is ever lent. A
lease that runs out brings back what a killed worker had, so everything is told at least once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import Update

from service.store.review_tables import deliveries, events, webhooks

LEASE = timedelta(seconds=60)
# The Standard Webhooks specification's: how long after each attempt in vain the next one follows.
SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)
)
JITTER = 0.2
_INSTANT = timedelta(microseconds=1)
# Written out, so that the databases recognise the partial indexes.
PENDING = deliveries.c.state == literal_column("'pending'")
DEAD = deliveries.c.state == literal_column("'dead'")
_OTHER = deliveries.alias("other")


class Fate(StrEnum):
    """Where a delivery stands. One that is superseded is needed no more."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event lent to a worker until `leased_until`; `attempts` have been made before."""

    id: int
    webhook_id: str
    item_id: str
    attempts: int
    leased_until: datetime
    message_id: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt in vain: what it ended with, and when.

    `luck` in [0, 1) spreads the next attempts in time; none is made where it is `hopeless`.
    """

    result: str
    now: datetime
    luck: float
    hopeless: bool = False


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits and is dead, and of when the oldest event is that waits."""

    pending: int
    dead: int
    oldest: datetime | None


def waiting(connection: Connection, now: datetime) -> list[str]:
    """Return the webhooks for which something may be due."""
    due = exists().where(deliveries.c.webhook_id == webhooks.c.id, *_due(now))
    chosen = select(webhooks.c.id).where(webhooks.c.removed_at.is_(None), due)
    return list(connection.execute(chosen.order_by(webhooks.c.id)).scalars())


def lend(tx: Connection, webhook_id: str, now: datetime, limit: int) -> list[Delivery]:
    """Lend what is due for a webhook, oldest first, one event a comment at most."""
    chosen = (
        select(deliveries.c.id)
        .where(deliveries.c.webhook_id == webhook_id, *_due(now), ~_another_goes_first(now))
        .order_by(deliveries.c.next_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    lent = (
        update(deliveries)
        .where(deliveries.c.id.in_(chosen))
        .values(leased_until=now + LEASE)
        .returning(deliveries.c.id)
    )
    return _find(tx, tx.execute(lent).scalars().all())


def give_back(tx: Connection, unsent: Sequence[Delivery]) -> None:
    """Let others have what was lent and not sent."""
    for delivery in unsent:
        tx.execute(update(deliveries).where(_still_lent(delivery)).values(leased_until=None))


def delivered(tx: Connection, delivery: Delivery, result: str, now: datetime) -> None:
    """Note that a webhook has taken an event; an older one of its comment is needed no more."""
    tried = deliveries.c.attempts + 1
    taken = _ended(Fate.DELIVERED, result, now).where(deliveries.c.id == delivery.id, PENDING)
    tx.execute(taken.values(attempts=tried, first_at=_first(now)))
    older = _ended(Fate.SUPERSEDED, Fate.SUPERSEDED, now).where(
        deliveries.c.webhook_id == delivery.webhook_id,
        deliveries.c.item_id == delivery.item_id,
        deliveries.c.id < delivery.id,
        PENDING,
    )
    tx.execute(older)


def failed(tx: Connection, delivery: Delivery, failure: Failure) -> Fate:
    """Note an attempt in vain; returns whether another one is made or the delivery is dead.

    Nothing changes where the lease ran out and somebody else has it.
    """
    delay = None if failure.hopeless else back_off(delivery.attempts + 1, failure.luck)
    if delay is None:
        noted = _ended(Fate.DEAD, failure.result, failure.now)
    else:
        noted = update(deliveries).values(
            next_at=failure.now + delay, leased_until=None, last_result=failure.result
        )
    tried = deliveries.c.attempts + 1
    noted = noted.values(attempts=tried, first_at=_first(failure.now))
    tx.execute(noted.where(_still_lent(delivery)))
    return Fate.DEAD if delay is None else Fate.PENDING


def back_off(attempts: int, luck: float) -> timedelta | None:
    """Return how long to wait after so many attempts in vain; None when they were enough."""
    if attempts > len(SCHEDULE):
        return None
    return SCHEDULE[attempts - 1] * (1 + JITTER * luck)


def backlog(connection: Connection) -> Backlog:
    """Return how much waits and is dead in the whole outbox."""
    count = select(func.count()).select_from(deliveries)
    first = select(func.min(deliveries.c.id)).where(PENDING).scalar_subquery()
    oldest = (
        select(events.c.created_at)
        .join_from(deliveries, events, events.c.seq == deliveries.c.event_seq)
        .where(deliveries.c.id == first)
    )
    return Backlog(
        connection.execute(count.where(PENDING)).scalar_one(),
        connection.execute(count.where(DEAD)).scalar_one(),
        connection.execute(oldest).scalar_one_or_none(),
    )


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    lent = deliveries.c.leased_until
    # A lease that ends later than any can was given before the clock was set back.
    free = or_(lent.is_(None), lent <= now, lent > now + LEASE)
    return (PENDING, deliveries.c.next_at <= now, free)


def _another_goes_first(now: datetime) -> ColumnElement[bool]:
    """An older event of the comment waits, or a younger one is being sent."""
    older = _OTHER.c.id < deliveries.c.id
    lent = _OTHER.c.leased_until.between(now + _INSTANT, now + LEASE)
    being_sent = and_(_OTHER.c.id > deliveries.c.id, lent)
    return exists().where(
        _OTHER.c.webhook_id == deliveries.c.webhook_id,
        _OTHER.c.item_id == deliveries.c.item_id,
        _OTHER.c.state == literal_column("'pending'"),
        or_(older, being_sent),
    )


def _still_lent(delivery: Delivery) -> ColumnElement[bool]:
    """The lease is the one that this worker was given."""
    return and_(
        deliveries.c.id == delivery.id, PENDING, deliveries.c.leased_until == delivery.leased_until
    )


def _ended(fate: Fate, result: str, now: datetime) -> Update:
    return update(deliveries).values(
        state=fate, ended_at=now, leased_until=null(), last_result=result
    )


def _first(now: datetime) -> ColumnElement[datetime]:
    return func.coalesce(deliveries.c.first_at, now, type_=deliveries.c.first_at.type)


def _find(tx: Connection, ids: Sequence[int]) -> list[Delivery]:
    columns = (
        deliveries.c.id,
        deliveries.c.webhook_id,
        deliveries.c.item_id,
        deliveries.c.attempts,
        deliveries.c.leased_until,
        events.c.id.label("message_id"),
        events.c.payload,
    )
    chosen = (
        select(*columns)
        .join_from(deliveries, events, events.c.seq == deliveries.c.event_seq)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.next_at, deliveries.c.id)
    )
    return [Delivery(*row) for row in tx.execute(chosen)] if ids else []
