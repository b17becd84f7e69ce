"""The review queue: held comments that wait for a moderator."""

from sqlalchemy import Connection, bindparam, select

from service.domain import ReviewItem
from service.store.tables import review_items

_OPEN = (
    select(
        review_items.c.id,
        review_items.c.verdict_id,
        review_items.c.comment_id,
        review_items.c.opened_at,
    )
    .where(
        review_items.c.site_id == bindparam("site_id"),
        review_items.c.state == "open",
        review_items.c.id > bindparam("after"),
    )
    .order_by(review_items.c.id)
    .limit(bindparam("limit"))
)


def open_items(
    connection: Connection, site_id: str, limit: int, after: str = ""
) -> list[ReviewItem]:
    """Return at most `limit` open items of a site, oldest first, that follow the item `after`."""
    rows = connection.execute(_OPEN, {"site_id": site_id, "after": after, "limit": limit})
    return [ReviewItem(*row) for row in rows]
