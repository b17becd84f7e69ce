"""How the scores of the open queue lie, label by label, and a fair sample of a range of them.

Everything is counted by the database from one index of the marks; no page reads a queue.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    column,
    func,
    select,
    tuple_,
    values,
)

from service.store.groups import ScoreRange
from service.store.matching import WAITING
from service.store.queue import IS_OPEN
from service.store.review_tables import review_items, review_marks

_CODE = "score:"
_LEVEL, _ITEM = review_marks.c.level, review_marks.c.item_id
_BEYOND = 1.01  # no score lies there, so that the last bin takes in 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """The open items of some sites whose score for a label lies in a range.

    Items that arrived later than the one with the id `until_id` do not belong to it.
    """

    site_ids: Sequence[str]
    scores: ScoreRange
    until_id: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many open items score what for a label.

    Bin `i` of n counts the scores in [i / n, (i + 1) / n), the last one 1.0 as well. `rest` counts
    the open items that score less than `service.review.MARKED`, whose scores nobody kept.
    """

    counts: tuple[int, ...]
    rest: int

    @property
    def total(self) -> int:
        """Every open item."""
        return sum(self.counts) + self.rest


def newest_open(connection: Connection, site_ids: Sequence[str]) -> str:
    """Return the id of the open item that arrived last, empty where none is open."""
    found = [
        connection.execute(
            select(review_items.c.id)
            .where(review_items.c.site_id == site_id, IS_OPEN)
            .order_by(review_items.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        for site_id in site_ids
    ]
    return max((item_id for item_id in found if item_id is not None), default="")


def labels_in_queue(connection: Connection, site_ids: Sequence[str]) -> Mapping[str, int]:
    """Return the labels that open items score for, with the number of those items."""
    code = review_marks.c.code
    chosen = (
        select(code, func.count())
        .where(review_marks.c.site_id.in_(site_ids), WAITING)
        .where(code.startswith(_CODE))
        .group_by(code)
        .order_by(code)
    )
    return {found.removeprefix(_CODE): items for found, items in connection.execute(chosen)}


def histogram(
    connection: Connection, site_ids: Sequence[str], label: str, bins: int = 50
) -> Histogram:
    """Count the scores for `label` of all open items of these sites in `bins` bins."""
    edges = [n / bins for n in range(bins)] + [_BEYOND]
    bounds = [(n, edges[n], edges[n + 1]) for n in range(bins)]
    columns = (column("n", Integer), column("low", Float), column("high", Float))
    bin_ = values(*columns, name="bins").data(bounds).cte("bins")
    within = (
        select(func.count())
        .where(*_marked(site_ids, label), bin_.c.low <= _LEVEL, bin_.c.high > _LEVEL)
        .scalar_subquery()
    )
    counts = [items for _, items in connection.execute(select(bin_.c.n, within).order_by(bin_.c.n))]
    opened = select(func.count()).where(review_items.c.site_id.in_(site_ids), IS_OPEN)
    items = connection.execute(opened).scalar_one()
    return Histogram(tuple(counts), max(0, items - sum(counts)))


def count_in_range(connection: Connection, wanted: Stretch) -> int:
    """Return how many items a stretch has."""
    return sum(_count(connection, wanted, site_id) for site_id in wanted.site_ids)


def sample(connection: Connection, wanted: Stretch, size: int, seed: int) -> list[str]:
    """Return the ids of `size` items of a stretch, each as likely as any other, by score.

    All ids where it has no more. The same `seed` draws the same from the same queue. The
    database walks it once, along an index; only the sample leaves it.
    """
    counts = {site_id: _count(connection, wanted, site_id) for site_id in wanted.site_ids}
    total = sum(counts.values())
    chosen = Random(seed).sample(range(total), min(size, total))  # noqa: S311 -- a sample, no secret
    drawn: list[str] = []
    before = 0
    for site_id, count in counts.items():
        ranks = sorted(rank - before for rank in chosen if before <= rank < before + count)
        drawn += _walk(connection, wanted, site_id, ranks)
        before += count
    return drawn


def _count(connection: Connection, wanted: Stretch, site_id: str) -> int:
    chosen = select(func.count()).where(*_in_range(wanted, site_id))
    return int(connection.execute(chosen).scalar_one())


def _walk(
    connection: Connection, wanted: Stretch, site_id: str, ranks: Sequence[int]
) -> Iterator[str]:
    """Yield the items with these ranks, ascending, each reached from the one before."""
    level, after, at = wanted.scores.low, "", -1
    for rank in ranks:
        # From the level of the one before: a database finds that place by the index's order.
        here = replace(wanted, scores=replace(wanted.scores, low=level))
        chosen = (
            select(_LEVEL, _ITEM)
            .where(*_in_range(here, site_id), tuple_(_LEVEL, _ITEM) > tuple_(level, after))
            .order_by(_LEVEL, _ITEM)
            .offset(rank - at - 1)
            .limit(1)
        )
        place = connection.execute(chosen).one_or_none()
        if place is None:
            return
        level, after = place
        at = rank
        yield after


def _marked(site_ids: Sequence[str], label: str) -> tuple[ColumnElement[Any], ...]:
    of_these = review_marks.c.site_id.in_(site_ids)
    return (of_these, review_marks.c.code == f"{_CODE}{label}", WAITING)


def _in_range(wanted: Stretch, site_id: str) -> tuple[ColumnElement[Any], ...]:
    of_site = review_marks.c.site_id == site_id
    return (of_site, *wanted.scores.holds(), WAITING, wanted.until_id >= _ITEM)
