"""Pages of review items: filtered, sorted, by keyset: a deep page costs what the first does.

Each site's items are paged through an index of their own; those of several sites are merged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, tuple_

from service.errors import ModerationError
from service.review import CampaignSize, Filter, Order, Page, ReviewItem, View
from service.store.bands import band_places, has_band
from service.store.campaigns import sizes
from service.store.items import find_items
from service.store.matching import match
from service.store.review_tables import review_items

_ID = review_items.c.id
_SEPARATOR = "~"
_KEYS = {Order.DOUBT: review_items.c.doubt, Order.SCORE: review_items.c.score}

Place = tuple[Any, ...]


class CursorUnknown(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A page was asked for with a cursor that no page gave."""


def page(
    connection: Connection,
    site_ids: Sequence[str],
    wanted: Filter,
    order: Order,
    after: str = "",
    limit: int = 50,
) -> Page:
    """Return at most `limit` items of these sites that follow the cursor `after`.

    Raises CursorUnknown for a cursor that no page gave.
    """
    places = list(islice(_places(connection, site_ids, wanted, order, after, limit + 1), limit + 1))
    shown = places[:limit]
    items = find_items(connection, [place[-1] for place in shown])
    cursor = _spell(shown[-1]) if len(places) > limit else ""
    return Page(tuple(items), cursor, _sizes(connection, items, wanted))


def _places(
    connection: Connection,
    site_ids: Sequence[str],
    wanted: Filter,
    order: Order,
    after: str,
    limit: int,
) -> Iterator[Place]:
    """Yield sort keys and ids, at most `limit` of each site."""
    sort = _sort(wanted, order)
    place = _read(after, sort) if after else None
    if has_band(wanted, order):
        bands = (band_places(connection, one, wanted, order, place, limit) for one in site_ids)
        return merge(*bands, reverse=True)
    matching = match(connection, site_ids, wanted)
    columns = sort.aside if matching.few else sort.columns
    chosen = (
        select(*columns)
        .where(*matching.conditions)
        .order_by(*(each.desc() if sort.descending else each.asc() for each in columns))
        .limit(limit)
    )
    if place:
        here, there = tuple_(*columns), tuple_(*place, types=[each.type for each in sort.columns])
        chosen = chosen.where(here < there if sort.descending else here > there)
    by_site = [
        [tuple(row) for row in connection.execute(chosen.where(review_items.c.site_id == site_id))]
        for site_id in site_ids
    ]
    return merge(*by_site, reverse=sort.descending)


@dataclass(frozen=True, slots=True)
class _Sort:
    """By which columns, the id last, and whether downwards."""

    columns: tuple[ColumnElement[Any], ...]
    descending: bool

    @property
    def aside(self) -> tuple[ColumnElement[Any], ...]:
        """The same, so that no index is walked for it: a few items are sorted sooner by hand."""
        return tuple(each + 0 if each is not _ID else each for each in self.columns)


def _sort(wanted: Filter, order: Order) -> _Sort:
    """Return how items are sorted; what moderators resolved counts from when they did.

    A campaign's items are nearly the same, so their scores put them into no order worth having.
    """
    if order in _KEYS and not wanted.campaign:
        return _Sort((_KEYS[order], _ID), descending=True)
    newest = order is not Order.OLDEST
    if wanted.view is View.RESOLVED:
        return _Sort((review_items.c.resolved_at, _ID), newest)
    return _Sort((_ID,), newest)


def _spell(place: Place) -> str:
    """Write a place as a cursor; numbers and times so that they come back exact."""
    *keys, item_id = place
    spelled = [key.isoformat() if isinstance(key, datetime) else repr(key) for key in keys]
    return _SEPARATOR.join([*spelled, item_id])


def _read(cursor: str, sort: _Sort) -> Place:
    *keys, item_id = cursor.split(_SEPARATOR)
    read = _moment if sort.columns[0] is review_items.c.resolved_at else float
    try:
        place = (*(read(key) for key in keys), item_id)
    except ValueError:
        raise CursorUnknown("no page gave this cursor") from None
    if len(place) != len(sort.columns) or "\x00" in item_id:
        raise CursorUnknown("no page gave this cursor")
    return place


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sizes(
    connection: Connection, items: Sequence[ReviewItem], wanted: Filter
) -> Mapping[str, CampaignSize]:
    campaign_ids = sorted({item.campaign_id for item in items if item.campaign_id})
    return sizes(connection, campaign_ids) if wanted.groups and campaign_ids else {}
