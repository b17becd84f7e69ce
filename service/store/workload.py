"""How much waits for moderators, and for how long it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    column,
    func,
    literal_column,
    select,
    values,
)

from service.store.days import id_at
from service.store.queue import IS_OPEN
from service.store.review_tables import review_items

# Where the classes of age end; the last one is open.
AGES = (
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
_SLICES = 32
_EXACT = timedelta(seconds=1)
_FIRST_ID, _LAST_ID = "", "Z"
_IS_ESCALATED: ColumnElement[bool] = literal_column("review_items.state") == literal_column(
    "'escalated'"
)


@dataclass(frozen=True, slots=True)
class Workload:
    """What waits. `ages` counts open items by AGES, the youngest first.

    `oldest` and `median` are when the open item that waits longest, and the one in the middle,
    arrived, the latter to the second; None where none is open.
    """

    open: int
    escalated: int
    ages: tuple[int, ...]
    oldest: datetime | None
    median: datetime | None


def workload(connection: Connection, site_ids: Sequence[str], now: datetime) -> Workload:
    """Return what waits at `now` for the moderators of these sites."""
    bounds = [_FIRST_ID, *(id_at(now - age) for age in reversed(AGES)), _LAST_ID]
    ages = _open_between(connection, site_ids, bounds)[::-1]
    waiting = sum(ages)
    oldest = _outermost(connection, site_ids, newest=False)
    newest = _outermost(connection, site_ids, newest=True)
    median = None
    if oldest is not None and newest is not None:
        median = _arrival(connection, site_ids, (waiting - 1) // 2, (oldest, newest + _EXACT))
    return Workload(
        open=waiting,
        escalated=_escalated(connection, site_ids),
        ages=tuple(ages),
        oldest=oldest,
        median=median,
    )


def _escalated(connection: Connection, site_ids: Sequence[str]) -> int:
    chosen = select(func.count()).where(review_items.c.site_id.in_(site_ids), _IS_ESCALATED)
    return int(connection.execute(chosen).scalar_one())


def _outermost(connection: Connection, site_ids: Sequence[str], *, newest: bool) -> datetime | None:
    """Return when the first or the last open item arrived."""
    item_id = review_items.c.id
    chosen = select(review_items.c.opened_at, item_id).where(IS_OPEN).limit(1)
    chosen = chosen.order_by(item_id.desc() if newest else item_id)
    found: list[tuple[str, datetime]] = []
    for site_id in site_ids:
        of_site = connection.execute(chosen.where(review_items.c.site_id == site_id))
        found += [(row.id, row.opened_at) for row in of_site]
    if not found:
        return None
    _, arrived = max(found) if newest else min(found)
    return arrived


def _arrival(
    connection: Connection, site_ids: Sequence[str], rank: int, between: tuple[datetime, datetime]
) -> datetime:
    """Return when the open item with `rank`, counted from the oldest, arrived, to the second.

    Counts ever finer slices of time, so that the queue is neither sorted nor read.
    """
    low, high = between
    low -= _EXACT  # an item is named when it is judged, a moment before it is recorded
    while high - low > _EXACT:
        edges = [low + (high - low) * n / _SLICES for n in range(_SLICES + 1)]
        counts = _open_between(connection, site_ids, [id_at(edge) for edge in edges])
        passed = 0
        for count, (start, end) in zip(counts, pairwise(edges), strict=True):
            if rank < passed + count:
                rank, low, high = rank - passed, start, end
                break
            passed += count
        else:
            return low
    return low.astimezone(UTC)


def _open_between(
    connection: Connection, site_ids: Sequence[str], bounds: Sequence[str]
) -> list[int]:
    """Count the open items from each of `bounds` to the next."""
    columns = (column("n", Integer), column("low", String), column("high", String))
    rows = [(n, low, high) for n, (low, high) in enumerate(pairwise(bounds))]
    between = values(*columns, name="slices").data(rows).cte("slices")
    within = (
        select(func.count())
        .where(
            review_items.c.site_id.in_(site_ids),
            IS_OPEN,
            review_items.c.id >= between.c.low,
            review_items.c.id < between.c.high,
        )
        .scalar_subquery()
    )
    chosen = select(between.c.n, within).order_by(between.c.n)
    return [items for _, items in connection.execute(chosen)]
