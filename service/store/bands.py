"""Pages of the open items whose score for one label lies in a band, through the index of marks.

The band is a range of that index, in which the highest scores, and those nearest to one half, stand
at its ends. Walking down the queue instead would pass everything that scores higher first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Float, String, and_, func, select, tuple_

from service.review import Filter, Order, View
from service.store.matching import WAITING, match
from service.store.review_tables import review_items, review_marks

Place = tuple[float, str]

_LEVEL, _ITEM = review_marks.c.level, review_marks.c.item_id
_DOUBT: ColumnElement[float] = 1.0 - func.abs(2.0 * _LEVEL - 1.0, type_=Float)
_EVEN = 0.5
_SLACK = 1e-9  # a bound that only spares the database work need not be exact


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a band that is walked from one end: levels in [`low`, `high`)."""

    key: ColumnElement[float]
    low: float
    high: float
    downwards: bool

    @property
    def holds(self) -> ColumnElement[bool]:
        """What a mark must be to lie here."""
        return and_(review_marks.c.level >= self.low, review_marks.c.level < self.high)


def has_band(wanted: Filter, order: Order) -> bool:
    """Whether `band_places` gives the places of this filter in this order."""
    return bool(wanted.label) and wanted.view is View.OPEN and order in (Order.SCORE, Order.DOUBT)


def band_places(
    connection: Connection,
    site_id: str,
    wanted: Filter,
    order: Order,
    after: Place | None,
    limit: int,
) -> list[Place]:
    """Return sort keys and ids of at most `limit` items that follow the place `after`.

    The sort key is the score for `wanted.label`, the highest first; for DOUBT it is how unsure that
    score is, 1 at one half and 0 at either end. Equal ones stand newest first.
    """
    found = [
        place
        for stretch in _stretches(wanted, order, after)
        for place in _walk(connection, site_id, wanted, stretch, after, limit)
    ]
    return sorted(found, reverse=True)[:limit]


def _stretches(wanted: Filter, order: Order, after: Place | None) -> Iterator[_Stretch]:
    low, high = wanted.score_from, wanted.score_to
    if order is Order.SCORE:
        yield _Stretch(_LEVEL, low, high, downwards=True)
        return
    off = _EVEN - after[0] / 2.0 - _SLACK if after else 0.0
    yield _Stretch(_DOUBT, low, min(high, _EVEN - max(off, 0.0)), downwards=True)
    yield _Stretch(_DOUBT, max(low, _EVEN + off if off > 0.0 else _EVEN), high, downwards=False)


def _walk(
    connection: Connection,
    site_id: str,
    wanted: Filter,
    stretch: _Stretch,
    after: Place | None,
    limit: int,
) -> Iterator[Place]:
    chosen = (
        select(stretch.key, _ITEM)
        .join_from(review_marks, review_items, review_items.c.id == _ITEM)
        .where(
            review_marks.c.site_id == site_id,
            review_marks.c.code == f"score:{wanted.label}",
            WAITING,
            stretch.holds,
            *match(connection, [site_id], replace(wanted, label="")).conditions,
        )
        .order_by(_LEVEL.desc() if stretch.downwards else _LEVEL, _ITEM.desc())
        .limit(limit)
    )
    if after:
        here = tuple_(stretch.key, _ITEM)
        chosen = chosen.where(here < tuple_(*after, types=[Float(), String()]))
    yield from ((row[0], row[1]) for row in connection.execute(chosen))
