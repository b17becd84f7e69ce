"""What a site recorded, the newest first, with all that is kept to judge it again.

Read page by page in short readings, so that a replay of any length needs little memory and no
database is kept from anything. A page costs the same however much was recorded.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, select, union_all

from service.domain import Article, Author, Comment, Decision
from service.replayed import Replayed
from service.store.review_tables import review_items
from service.store.rows import RECORDED, recorded_of
from service.store.tables import comments, verdicts

AT_ONCE = 250
"""Comments read at a time."""

_COLUMNS = (
    *RECORDED,
    comments.c.body,
    comments.c.author_name,
    comments.c.author_url,
    comments.c.author_key,
    comments.c.article_url,
    comments.c.article_title,
    comments.c.article_published_at,
    comments.c.article_closed,
    comments.c.erased_at,
)
_BELOW = verdicts.c.id < bindparam("below")


def recorded(connection: Connection, site_id: str, limit: int, before: str = "") -> list[Replayed]:
    """Return the newest `limit` comments of a site, those below the verdict id `before`."""
    asked = {"of_site": site_id, "most": limit}
    chosen = _NEXT if before else _FIRST
    rows = connection.execute(chosen, asked | ({"below": before} if before else {}))
    return [_replayed(row) for row in rows]


def newest(
    read: Callable[[], AbstractContextManager[Connection]], site_id: str, most: int
) -> Iterator[Replayed]:
    """Yield the newest `most` comments of a site; `read` gives a connection to read them with."""
    before = ""
    while most > 0:
        with read() as connection:
            page = recorded(connection, site_id, min(most, AT_ONCE), before)
        yield from page
        if not page:
            return
        most -= len(page)
        before = page[-1].recorded.verdict.id


def _decided(decision: Decision, *conditions: ColumnElement[bool]) -> Select[str]:
    """Choose from one range of the index of decisions, which is sorted by id."""
    chosen = (
        select(verdicts.c.id)
        .where(
            verdicts.c.site_id == bindparam("of_site"),
            verdicts.c.decision == decision,
            *conditions,
        )
        .order_by(verdicts.c.id.desc())
        .limit(bindparam("most"))
    )
    return select(chosen.subquery().c.id)


def _page(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Choose a page; a comment has the id of the first verdict on it, and that one counts."""
    every = union_all(*(_decided(decision, *conditions) for decision in Decision)).subquery()
    chosen = select(every.c.id).order_by(every.c.id.desc()).limit(bindparam("most")).subquery()
    return (
        select(*_COLUMNS)
        .select_from(
            chosen.join(verdicts, verdicts.c.id == chosen.c.id)
            .join(comments, comments.c.id == verdicts.c.id)
            .outerjoin(review_items, review_items.c.id == verdicts.c.id)
        )
        .order_by(verdicts.c.id.desc())
    )


_FIRST, _NEXT = _page(), _page(_BELOW)


def _replayed(row: Row[*tuple[Any, ...]]) -> Replayed:
    comment = Comment(
        row.body,
        Author(id=row.author_key or "", name=row.author_name, url=row.author_url),
        Article(
            url=row.article_url,
            title=row.article_title,
            published_at=row.article_published_at,
            closed=row.article_closed,
        ),
        id=row.external_id or "",
    )
    return Replayed(comment, recorded_of(row), row.erased_at is not None)
