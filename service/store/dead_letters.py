"""Dead letters: what a webhook did not take in a day, until an admin has it tried again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, select, update

from service.errors import NotFound
from service.people import Actor
from service.store import audit
from service.store.outbox import DEAD, PENDING, Fate
from service.store.review_tables import deliveries, events, webhooks


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery given up: of which event, to which webhook, after how many attempts.

    `result` is what the last attempt ended with: an HTTP status or a code of our own.
    """

    id: int
    webhook_id: str
    site_id: str
    item_id: str
    message_id: str
    type: str
    created_at: datetime
    attempts: int
    ended_at: datetime
    result: str


@dataclass(frozen=True, slots=True)
class Retried:
    """Dead letters that are tried again, and those that a later event had made needless."""

    pending: tuple[int, ...]
    superseded: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a webhook waits and is dead."""

    pending: int = 0
    dead: int = 0


def dead_letters(
    connection: Connection, site_ids: Collection[str], after: int, limit: int
) -> list[DeadLetter]:
    """Return dead letters of some sites, newest first: at most `limit`, those that follow `after`.

    0 as `after` stands for the beginning.
    """
    columns = (
        deliveries.c.id,
        deliveries.c.webhook_id,
        deliveries.c.site_id,
        deliveries.c.item_id,
        events.c.id.label("message_id"),
        events.c.type,
        events.c.created_at,
        deliveries.c.attempts,
        deliveries.c.ended_at,
        deliveries.c.last_result.label("result"),
    )
    chosen = (
        select(*columns)
        .join_from(deliveries, events, events.c.seq == deliveries.c.event_seq)
        .where(DEAD, deliveries.c.site_id.in_(site_ids))
        .order_by(deliveries.c.id.desc())
        .limit(limit)
    )
    if after:
        chosen = chosen.where(deliveries.c.id < after)
    return [DeadLetter(**row._asdict()) for row in connection.execute(chosen)]


def retry(
    tx: Connection, site_id: str, delivery_ids: Sequence[int], *, by: Actor, now: datetime
) -> Retried:
    """Have dead letters of a site tried again, from the first attempt on.

    One whose comment had a later event delivered to the same webhook is superseded instead: told
    now, it would undo what the blog knows. Raises NotFound where none of them is dead.
    """
    chosen = (deliveries.c.site_id == site_id, deliveries.c.id.in_(delivery_ids), DEAD)
    told = update(deliveries).where(*chosen, _told_later())
    superseded = tx.execute(
        told.values(state=Fate.SUPERSEDED, ended_at=now).returning(deliveries.c.id)
    )
    needless = tuple(sorted(superseded.scalars()))
    again = update(deliveries).where(*chosen)
    values = {"state": Fate.PENDING, "attempts": 0, "next_at": now, "ended_at": None}
    pending = tuple(sorted(tx.execute(again.values(values).returning(deliveries.c.id)).scalars()))
    if not pending and not needless:
        raise NotFound("there is no dead letter with this id")
    for fate, ids in ((Fate.PENDING, pending), (Fate.SUPERSEDED, needless)):
        _note(tx, site_id, ids, fate=fate, by=by, now=now)
    return Retried(pending, needless)


def standings(connection: Connection, site_ids: Collection[str]) -> Mapping[str, Standing]:
    """Return how the webhooks of some sites stand, by their ids."""
    return {
        webhook_id: Standing(pending, dead)
        for webhook_id, pending, dead in connection.execute(
            select(webhooks.c.id, _count(PENDING), _count(DEAD)).where(
                webhooks.c.site_id.in_(site_ids), webhooks.c.removed_at.is_(None)
            )
        )
    }


def _count(state: ColumnElement[bool]) -> ColumnElement[int]:
    counted = select(func.count()).select_from(deliveries)
    mine = (deliveries.c.site_id == webhooks.c.site_id, deliveries.c.webhook_id == webhooks.c.id)
    return counted.where(*mine, state).scalar_subquery()


def _told_later() -> ColumnElement[bool]:
    """A later event of the same comment was delivered to the same webhook."""
    later, event = deliveries.alias("later"), events.alias("event")
    return exists().where(
        event.c.item_id == deliveries.c.item_id,
        later.c.event_seq == event.c.seq,
        later.c.webhook_id == deliveries.c.webhook_id,
        later.c.id > deliveries.c.id,
        later.c.state == Fate.DELIVERED,
    )


def _note(
    tx: Connection, site_id: str, ids: Sequence[int], *, fate: Fate, by: Actor, now: datetime
) -> None:
    before, after = {"state": Fate.DEAD}, {"state": fate}
    audit.note_all(
        tx,
        [
            audit.Act(by, "delivery.retry", str(each), now, site_id, before=before, after=after)
            for each in ids
        ],
    )
