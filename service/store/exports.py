"""What moderators decided, as training records: the way from the ledger to the next model.

Records that were undone, decided anew or erased since are named as withdrawn, so that whoever
keeps older exports can drop them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    func,
    not_,
    or_,
    select,
    true,
)

from service.domain import Decision, Resolution
from service.store.engine import reading
from service.store.pseudonyms import Pseudonymiser
from service.store.review_tables import resolutions, review_items
from service.store.tables import comments, verdicts

AT_ONCE = 500
"""Records read at a time, so that no reading lasts."""

EVER = datetime(1970, 1, 1, tzinfo=UTC)
_OVERTURNED = (Decision.APPROVE, Decision.REJECT)
_TELLING = resolutions.c.resolution.in_([Resolution.APPROVE, Resolution.SPAM, Resolution.ABUSE])
_IN_FORCE = and_(
    resolutions.c.id == func.coalesce(review_items.c.resolution_id, ""),
    resolutions.c.withdrawn_at.is_(None),
)
_KEPT = comments.c.erased_at.is_(None)
_FROM = (
    resolutions.join(review_items, review_items.c.id == resolutions.c.item_id)
    .join(comments, comments.c.id == review_items.c.comment_id)
    .join(verdicts, verdicts.c.id == review_items.c.verdict_id)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are exported: of one site or all, made or withdrawn since then or ever."""

    site_id: str = ""
    since: datetime = EVER


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on one comment. `labels` holds 1 or 0; what is absent nobody knows.

    `moderator` is a keyed hash. `overturns` says that the machine decided otherwise.
    """

    id: str
    body: str
    author_name: str
    author_url: str
    article_title: str
    language: str
    labels: Mapping[str, int]
    resolved_at: datetime
    verdict: str
    model: str
    overturns: bool
    moderator: str
    site: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A record that no longer counts: undone, decided anew, or of somebody who was erased."""

    id: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Decisions that make no record: rejections without a kind, and texts that are erased."""

    plain: int
    erased: int


def decisions(
    engine: Engine, hidden: Pseudonymiser, wanted: Wanted
) -> Iterator[Decided | Withdrawn]:
    """Yield every decision in force, and every record that is withdrawn, in order of their ids."""
    after = ""
    while True:
        with reading(engine) as connection:
            rows = connection.execute(_page(wanted, after)).all()
        for row in rows:
            yield _decided(row, hidden) if row.in_force else Withdrawn(row.id)
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


def left_out(connection: Connection, wanted: Wanted) -> LeftOut:
    """Count the decisions in force that make no record."""
    counts = select(
        func.count().filter(resolutions.c.resolution == Resolution.REJECT),
        func.count().filter(_TELLING, ~_KEPT),
    )
    chosen = counts.select_from(_FROM).where(_of_site(wanted), _IN_FORCE, _made(wanted))
    return LeftOut(*connection.execute(chosen).one())


def labels_of(resolution: Resolution, label: str) -> dict[str, int]:
    """Return what a resolution says of a comment; nothing for one that names no kind."""
    if resolution is Resolution.APPROVE:
        return {"spam": 0, "abuse": 0}
    if resolution in (Resolution.SPAM, Resolution.ABUSE):
        return {resolution.value: 1} | ({label: 1} if label else {})
    return {}


def _page(wanted: Wanted, after: str) -> Select[tuple[Any, ...]]:
    shown = (
        resolutions.c.id,
        resolutions.c.site_id,
        resolutions.c.resolution,
        resolutions.c.label,
        resolutions.c.actor_id,
        resolutions.c.resolved_at,
        comments.c.body,
        comments.c.author_name,
        comments.c.author_url,
        comments.c.article_title,
        verdicts.c.id.label("verdict_id"),
        verdicts.c.decision,
        verdicts.c.language,
        verdicts.c.model,
        _IN_FORCE.label("in_force"),
    )
    gone_at = func.coalesce(resolutions.c.withdrawn_at, review_items.c.resolved_at)
    gone = and_(not_(_IN_FORCE), or_(gone_at >= wanted.since, gone_at.is_(None)))
    return (
        select(*shown)
        .select_from(_FROM)
        .where(_of_site(wanted), _TELLING, or_(and_(_IN_FORCE, _KEPT, _made(wanted)), gone))
        .where(resolutions.c.id > after)
        .order_by(resolutions.c.id)
        .limit(AT_ONCE)
    )


def _of_site(wanted: Wanted) -> ColumnElement[bool]:
    return resolutions.c.site_id == wanted.site_id if wanted.site_id else true()


def _made(wanted: Wanted) -> ColumnElement[bool]:
    return resolutions.c.resolved_at >= wanted.since


def _decided(row: Row[*tuple[Any, ...]], hidden: Pseudonymiser) -> Decided:
    resolution, decision = Resolution(row.resolution), Decision(row.decision)
    return Decided(
        id=row.id,
        body=row.body,
        author_name=row.author_name,
        author_url=row.author_url,
        article_title=row.article_title,
        language=row.language,
        labels=labels_of(resolution, row.label),
        resolved_at=row.resolved_at,
        verdict=row.verdict_id,
        model=row.model,
        overturns=decision in _OVERTURNED and decision is not resolution.outcome,
        moderator=hidden.digest("moderator", row.actor_id),
        site=row.site_id,
    )
