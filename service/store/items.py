"""Review items as moderators meet them: the comment, its verdict, who has it, what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select

from service.domain import Article, Decision, Resolution
from service.errors import NotFound
from service.people import Actor, ActorKind
from service.review import Claim, Decided, Poster, ReviewItem, State
from service.store.people_tables import api_keys, moderators
from service.store.review_tables import resolutions, review_items
from service.store.rows import VERDICT, verdict_of
from service.store.tables import comments, verdicts

_CLAIMER = func.coalesce(
    func.nullif(moderators.c.name, ""), moderators.c.email, api_keys.c.prefix, ""
)
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    *VERDICT,
    review_items.c.site_id,
    comments.c.external_id,
    review_items.c.state,
    review_items.c.outcome,
    review_items.c.revision,
    review_items.c.opened_at,
    comments.c.body,
    comments.c.author_name,
    comments.c.author_url,
    review_items.c.author_key,
    comments.c.article_url,
    comments.c.article_title,
    comments.c.parent,
    comments.c.posted_at,
    comments.c.erased_at,
    review_items.c.label,
    review_items.c.score,
    review_items.c.doubt,
    review_items.c.campaign_id,
    review_items.c.claimed_by,
    review_items.c.claimed_until,
    _CLAIMER.label("claimer"),
    review_items.c.resolution.label("item_resolution"),
    review_items.c.resolved_at,
    resolutions.c.act_id,
    resolutions.c.label.label("resolution_label"),
    resolutions.c.note,
    resolutions.c.actor_kind,
    resolutions.c.actor_id,
    resolutions.c.actor_name,
)
_ITEMS = (
    select(*_COLUMNS)
    .select_from(
        review_items.join(comments, comments.c.id == review_items.c.comment_id)
        .join(verdicts, verdicts.c.id == review_items.c.verdict_id)
        .outerjoin(resolutions, resolutions.c.id == review_items.c.resolution_id)
        .outerjoin(moderators, moderators.c.id == review_items.c.claimed_by)
        .outerjoin(api_keys, api_keys.c.id == review_items.c.claimed_by)
    )
    .where(review_items.c.id.in_(bindparam("item_ids", expanding=True)))
)


def find_item(connection: Connection, item_id: str) -> ReviewItem:
    """Return an item; raises NotFound where there is none with this id."""
    found = find_items(connection, [item_id])
    if not found:
        raise NotFound("there is no review item with this id")
    return found[0]


def find_items(connection: Connection, item_ids: Sequence[str]) -> list[ReviewItem]:
    """Return the items with these ids, in their order; those that are not there are left out."""
    rows = connection.execute(_ITEMS, {"item_ids": list(item_ids)})
    found: Mapping[str, ReviewItem] = {row.id: item_of(row) for row in rows}
    return [found[item_id] for item_id in _once(item_ids) if item_id in found]


def item_of(row: Row[*tuple[Any, ...]]) -> ReviewItem:
    """Return what a row of this module's columns says."""
    return ReviewItem(
        id=row.id,
        site_id=row.site_id,
        comment_id=row.external_id or "",
        state=State(row.state),
        outcome=Decision(row.outcome),
        revision=row.revision,
        opened_at=row.opened_at,
        body=row.body,
        author=Poster(row.author_name, row.author_url, row.author_key or ""),
        article=Article(url=row.article_url, title=row.article_title),
        parent=row.parent,
        verdict=verdict_of(row),
        label=row.label,
        score=row.score,
        doubt=row.doubt,
        language=row.language,
        campaign_id=row.campaign_id or "",
        claim=_claim(row),
        decided=_decided(row),
        posted_at=row.posted_at,
        erased=row.erased_at is not None,
    )


def _claim(row: Row[*tuple[Any, ...]]) -> Claim | None:
    if row.claimed_by is None:
        return None
    return Claim(row.claimed_by, row.claimer, row.claimed_until)


def _decided(row: Row[*tuple[Any, ...]]) -> Decided | None:
    if row.act_id is None:
        return None
    return Decided(
        resolution=Resolution(row.item_resolution),
        label=row.resolution_label,
        note=row.note,
        by=Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name),
        at=row.resolved_at,
        act_id=row.act_id,
    )


def _once(ids: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(ids)
