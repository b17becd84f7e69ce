"""Items that belong together: of one campaign, of one range of scores, of one author."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from service.domain import Decision
from service.review import AuthorRecord, ReviewItem
from service.store.items import find_items
from service.store.matching import WAITING
from service.store.queue import IS_OPEN
from service.store.review_tables import review_items, review_marks


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """The scores of a label from `low`, and below `high`; 1.0 as `high` is included."""

    label: str
    low: float
    high: float

    def holds(self) -> tuple[ColumnElement[bool], ...]:
        """Return what a mark must be to lie in this range."""
        level = review_marks.c.level
        below = level <= self.high if self.high >= 1.0 else level < self.high
        return (review_marks.c.code == f"score:{self.label}", level >= self.low, below)


def open_of_campaign(
    connection: Connection, site_ids: Sequence[str], campaign_id: str, until_id: str, limit: int
) -> list[str]:
    """Return the ids of a campaign's open items up to `until_id`, oldest first."""
    chosen = (
        select(review_items.c.id)
        .where(
            review_items.c.campaign_id == campaign_id,
            review_items.c.site_id.in_(site_ids),
            IS_OPEN,
            review_items.c.id <= until_id,
        )
        .order_by(review_items.c.id)
        .limit(limit)
    )
    return list(connection.execute(chosen).scalars())


def open_in_range(
    connection: Connection,
    site_ids: Sequence[str],
    scores: ScoreRange,
    until_id: str,
    limit: int,
) -> list[str]:
    """Return the ids of open items up to `until_id` whose score lies in a range, lowest first."""
    chosen = (
        select(review_marks.c.item_id)
        .where(
            review_marks.c.site_id.in_(site_ids),
            *scores.holds(),
            WAITING,
            review_marks.c.item_id <= until_id,
        )
        .order_by(review_marks.c.level, review_marks.c.item_id)
        .limit(limit)
    )
    return list(connection.execute(chosen).scalars())


def similar(connection: Connection, item: ReviewItem, limit: int) -> list[ReviewItem]:
    """Return the newest other items of an item's campaign, wherever they stand."""
    if not item.campaign_id:
        return []
    chosen = (
        select(review_items.c.id)
        .where(
            review_items.c.campaign_id == item.campaign_id,
            review_items.c.site_id == item.site_id,
            review_items.c.id != item.id,
        )
        .order_by(review_items.c.id.desc())
        .limit(limit)
    )
    return find_items(connection, list(connection.execute(chosen).scalars()))


def author_record(connection: Connection, item: ReviewItem) -> AuthorRecord | None:
    """Return what an item's author has written on its site; None where the author is not known."""
    if not item.author.key:
        return None
    chosen = (
        select(review_items.c.outcome, func.count(), func.min(review_items.c.opened_at))
        .where(
            review_items.c.site_id == item.site_id,
            review_items.c.author_key == item.author.key,
        )
        .group_by(review_items.c.outcome)
    )
    rows = connection.execute(chosen).all()
    counts = {Decision(outcome): count for outcome, count, _ in rows}
    first = min((seen for _, _, seen in rows), default=item.opened_at)
    return AuthorRecord(
        approved=counts.get(Decision.APPROVE, 0),
        rejected=counts.get(Decision.REJECT, 0),
        held=counts.get(Decision.HOLD, 0),
        first_seen=first,
    )
