"""The review queue: which comments wait for a moderator, and who is looking at which.

A claim is a lease, so that an item comes free by itself when its moderator goes away. One statement
takes it, so that two moderators can never have the same one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, literal_column, or_, select, update

from service.people import Actor
from service.review import CLAIM_SECONDS, Claim, Refusal, Refused, State
from service.store.items import find_item
from service.store.review_tables import review_items

IS_OPEN: ColumnElement[bool] = literal_column("review_items.state") == literal_column("'open'")
_WAITS = review_items.c.state.in_([State.OPEN, State.ESCALATED])
_LEASE = timedelta(seconds=CLAIM_SECONDS)


def open_ids(connection: Connection, site_id: str, limit: int, after: str = "") -> list[str]:
    """Return the ids of at most `limit` open items of a site, oldest first, that follow `after`."""
    chosen = (
        select(review_items.c.id)
        .where(review_items.c.site_id == site_id, IS_OPEN, review_items.c.id > after)
        .order_by(review_items.c.id)
        .limit(limit)
    )
    return list(connection.execute(chosen).scalars())


def claim(tx: Connection, item_id: str, actor: Actor, now: datetime) -> Claim | Refused:
    """Take or renew the lease on an item that waits; Refused where it is another's or decided.

    Raises NotFound where there is no such item.
    """
    taken = (
        update(review_items)
        .where(review_items.c.id == item_id, _WAITS, _is_free(actor, now))
        .values(claimed_by=actor.id, claimed_until=now + _LEASE)
        .returning(review_items.c.id)
    )
    if tx.execute(taken).one_or_none() is not None:
        return Claim(actor.id, actor.name, now + _LEASE)
    return why_not(tx, item_id)


def claim_next(tx: Connection, site_ids: Sequence[str], actor: Actor, now: datetime) -> str | None:
    """Take the lease on the oldest open item that nobody else has; None where there is none."""
    free = (
        select(review_items.c.id)
        .where(review_items.c.site_id.in_(site_ids), IS_OPEN, _is_free(actor, now))
        .order_by(review_items.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(review_items)
        .where(review_items.c.id == free.scalar_subquery())
        .values(claimed_by=actor.id, claimed_until=now + _LEASE)
        .returning(review_items.c.id)
    )
    return tx.execute(taken).scalar_one_or_none()


def release(tx: Connection, item_id: str, actor: Actor) -> None:
    """Give a lease back; nothing happens where it is not this actor's."""
    tx.execute(
        update(review_items)
        .where(review_items.c.id == item_id, review_items.c.claimed_by == actor.id)
        .values(claimed_by=None, claimed_until=None)
    )


def why_not(connection: Connection, item_id: str) -> Refused:
    """Say why an item cannot be had: who has it, or who decided what. Raises NotFound."""
    item = find_item(connection, item_id)
    if item.state in (State.OPEN, State.ESCALATED):
        return Refused(item_id, Refusal.CLAIMED, item.claim, item.decided)
    return Refused(item_id, Refusal.DECIDED, None, item.decided)


def is_free(claim: Claim | None, actor: Actor, now: datetime) -> bool:
    """Whether an item with this claim is `actor`'s to take at `now`.

    A lease that ends later than one can was taken before the clock was set back, and has ended.
    """
    if claim is None or claim.by == actor.id:
        return True
    return not now < claim.until <= now + _LEASE


def _is_free(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return `is_free` in SQL."""
    return or_(
        review_items.c.claimed_by.is_(None),
        review_items.c.claimed_by == actor.id,
        review_items.c.claimed_until <= now,
        review_items.c.claimed_until > now + _LEASE,
    )
