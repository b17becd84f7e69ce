"""Where trouble comes from: articles and authors with the most held and rejected comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, case, func, select

from service.domain import Decision
from service.store.days import Days, id_at
from service.store.review_tables import review_items
from service.store.tables import comments

_TROUBLE = (Decision.HOLD, Decision.REJECT)


@dataclass(frozen=True, slots=True)
class Busy:
    """An article or an author with the comments that are held or rejected now.

    For an article `name` is its title and `key` its URL; for an author `key` is a keyed hash. Both
    are as the newest of those comments has them, and empty once it is erased.
    """

    key: str
    name: str
    held: int
    rejected: int

    @property
    def total(self) -> int:
        """Held and rejected ones."""
        return self.held + self.rejected


def busiest_articles(
    connection: Connection, site_ids: Sequence[str], days: Days, limit: int = 10
) -> list[Busy]:
    """Return the articles with the most held and rejected comments that came in these days."""
    rows = _most(connection, review_items.c.article_key, site_ids, days, limit)
    found = _newest(connection, rows)
    return [
        Busy(found[row.newest].article_url, found[row.newest].article_title, row.held, row.rejected)
        for row in rows
    ]


def busiest_authors(
    connection: Connection, site_ids: Sequence[str], days: Days, limit: int = 10
) -> list[Busy]:
    """Return the authors with the most held and rejected comments that came in these days."""
    rows = _most(connection, review_items.c.author_key, site_ids, days, limit)
    found = _newest(connection, rows)
    return [Busy(row.key, found[row.newest].author_name, row.held, row.rejected) for row in rows]


def _most(
    connection: Connection,
    key: Column[Any],
    site_ids: Sequence[str],
    days: Days,
    limit: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    outcome = review_items.c.outcome
    # Not the bare column: by its index the database would walk through all of a site's past.
    known = func.coalesce(key, "")
    chosen = (
        select(
            known.label("key"),
            func.sum(case((outcome == Decision.HOLD, 1), else_=0)).label("held"),
            func.sum(case((outcome == Decision.REJECT, 1), else_=0)).label("rejected"),
            func.max(review_items.c.id).label("newest"),
        )
        .where(
            review_items.c.site_id.in_(site_ids),
            outcome.in_(_TROUBLE),
            review_items.c.id >= id_at(days.first),
            review_items.c.id < id_at(days.end),
        )
        .group_by(known)
        .having(known != "")
        .order_by(func.count().desc(), known)
        .limit(limit)
    )
    return connection.execute(chosen).all()


def _newest(
    connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]
) -> dict[str, Row[*tuple[Any, ...]]]:
    """Return the comments of the newest items, by the items' ids."""
    told = (comments.c.article_url, comments.c.article_title, comments.c.author_name)
    chosen = (
        select(review_items.c.id, *told)
        .join_from(review_items, comments, comments.c.id == review_items.c.comment_id)
        .where(review_items.c.id.in_([row.newest for row in rows]))
    )
    return {row.id: row for row in connection.execute(chosen)}
