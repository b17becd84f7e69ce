"""Retention: texts and personal data go once a site's period is over; what was decided stays.

The period begins when the outcome in force was decided. What still waits for a moderator stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, select

from service.domain import Decision
from service.review import State
from service.store.copies import empty_log
from service.store.engine import reading, transaction
from service.store.review_tables import audit, events, review_items
from service.store.tables import comments, sites
from service.store.texts import (
    AUTHOR_ERASE,
    AUTHORS,
    FORGOTTEN,
    PLACE,
    Place,
    erase_texts,
    tell_less,
)

AT_ONCE = 200
"""Comments erased in one transaction, so that nobody waits long for the next one."""

LOOKED_AT = 1000
"""Items looked at by one statement."""

_DELIVERED = timedelta(days=30)
"""By when news of a forgotten person has long been delivered or given up."""

_DECIDED = review_items.c.state.in_([State.RESOLVED, State.SETTLED])


@dataclass(frozen=True, slots=True)
class Swept:
    """How many comments lost their texts, by the outcome in force."""

    approved: int = 0
    rejected: int = 0

    @property
    def comments(self) -> int:
        """How many in all."""
        return self.approved + self.rejected


@dataclass(frozen=True, slots=True)
class _Period:
    """Which comments of a site are due: those with this outcome, decided before then."""

    site_id: str
    outcome: Decision
    before: datetime

    @property
    def due(self) -> ColumnElement[bool]:
        decided_at = func.coalesce(review_items.c.resolved_at, review_items.c.opened_at)
        return and_(
            review_items.c.site_id == self.site_id,
            review_items.c.outcome == self.outcome,
            _DECIDED,
            decided_at <= self.before,
            comments.c.erased_at.is_(None),
        )


def sweep(engine: Engine, now: datetime) -> Swept:
    """Erase what is due at `now`, a few hundred comments a transaction; returns how many went.

    May be stopped and run again, also by several at once. Raises LedgerUnavailable.
    """
    counts = {
        outcome: sum(_sweep(engine, period, now) for period in periods)
        for outcome, periods in _periods(engine, now).items()
    }
    _tell_less(engine, now)
    swept = Swept(counts[Decision.APPROVE], counts[Decision.REJECT])
    if swept.comments and engine.dialect.name == "sqlite":
        empty_log(engine)
    return swept


def due_items(connection: Connection, period: _Period, after: str) -> tuple[list[str], str]:
    """Return which of the next `LOOKED_AT` items after `after` are due, and where to go on.

    That is empty at the end. An answer never takes long, however many were erased long ago.
    """
    here = and_(
        review_items.c.site_id == period.site_id,
        review_items.c.outcome == period.outcome,
        review_items.c.id > after,
    )
    these = select(review_items.c.id).where(here).order_by(review_items.c.id).limit(LOOKED_AT)
    last = connection.execute(select(func.max(these.subquery().c.id))).scalar() or ""
    chosen = (
        select(review_items.c.id)
        .join(comments, comments.c.id == review_items.c.comment_id)
        .where(period.due, review_items.c.id > after, review_items.c.id <= last)
        .order_by(review_items.c.id)
    )
    return list(connection.execute(chosen).scalars()), last


def erase_due(tx: Connection, period: _Period, item_ids: Sequence[str], now: datetime) -> int:
    """Erase those of the items that are still due, and keep them as they are until `tx` ends.

    An item that somebody is deciding on is left to the next time. Returns how many were erased.
    """
    chosen = (
        select(*PLACE)
        .join(comments, comments.c.id == review_items.c.comment_id)
        .where(review_items.c.id.in_(item_ids), period.due)
        .order_by(review_items.c.id)
        .with_for_update(of=review_items, skip_locked=True)
    )
    places = [Place(*row) for row in tx.execute(chosen)]
    erase_texts(tx, places, now)
    return len(places)


def _periods(engine: Engine, now: datetime) -> dict[Decision, list[_Period]]:
    days = {
        Decision.APPROVE: sites.c.keep_approved_days,
        Decision.REJECT: sites.c.keep_rejected_days,
    }
    with reading(engine) as connection:
        return {
            outcome: [
                _Period(site_id, outcome, now - timedelta(days=kept))
                for site_id, kept in connection.execute(
                    select(sites.c.id, column).order_by(sites.c.id)
                )
            ]
            for outcome, column in days.items()
        }


def _sweep(engine: Engine, period: _Period, now: datetime) -> int:
    erased, after = 0, ""
    while True:
        with reading(engine) as connection:
            item_ids, after = due_items(connection, period, after)
        for start in range(0, len(item_ids), AT_ONCE):
            with transaction(engine) as tx:
                erased += erase_due(tx, period, item_ids[start : start + AT_ONCE], now)
        if not after:
            return erased


def _tell_less(engine: Engine, now: datetime) -> None:
    """Take forgotten people's comment ids out of news that waited for delivery back then.

    The comments are looked through only where somebody was forgotten lately.
    """
    lately = audit.c.at >= now - _DELIVERED
    acts = select(audit.c.id).where(
        audit.c.subject == AUTHORS, audit.c.action == AUTHOR_ERASE, lately
    )
    with reading(engine) as connection:
        if connection.execute(acts.limit(1)).first() is None:
            return
    after = 0
    while True:
        with reading(engine) as connection:
            item_ids, after = _told_of_forgotten(connection, after)
        if item_ids:
            with transaction(engine) as tx:
                tell_less(tx, item_ids)
        if not after:
            return


def _told_of_forgotten(connection: Connection, after: int) -> tuple[list[str], int]:
    """Return the forgotten items among the next events after `after`, and where to go on.

    That is 0 at the end.
    """
    chosen = (
        select(events.c.seq, events.c.item_id, comments.c.text_digest)
        .join(review_items, review_items.c.id == events.c.item_id)
        .join(comments, comments.c.id == review_items.c.comment_id)
        .where(events.c.seq > after)
        .order_by(events.c.seq)
        .limit(LOOKED_AT)
    )
    rows = connection.execute(chosen).all()
    item_ids = {item_id for _, item_id, digest in rows if digest == FORGOTTEN}
    return sorted(item_ids), rows[-1].seq if rows else 0
