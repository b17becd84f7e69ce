"""What a dry run would have done: the verdicts that nobody was held to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, func, select

from service.domain import Decision, Verdict
from service.store.days import id_at
from service.store.rows import VERDICT, verdict_of
from service.store.tables import comments, verdicts

REASONS_OF = 5000
"""Verdicts whose reasons are counted: the newest of each decision."""

NOT_PUBLISHED = (Decision.HOLD, Decision.REJECT)
_LINE = (
    *VERDICT,
    verdicts.c.comment_id,
    verdicts.c.created_at,
    comments.c.body,
    comments.c.author_name,
    comments.c.erased_at,
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A comment that would have been held or rejected; where `erased`, its texts are empty."""

    verdict: Verdict
    comment_id: str
    at: datetime
    body: str
    author_name: str
    erased: bool


def count_decisions(
    connection: Connection, site_id: str, since: datetime
) -> Mapping[Decision, int]:
    """Return how many verdicts were not enforced, by their decision."""
    chosen = (
        select(verdicts.c.decision, func.count())
        .where(
            verdicts.c.site_id == site_id,
            verdicts.c.decision.in_(list(Decision)),
            verdicts.c.id >= id_at(since),
            verdicts.c.enforced.is_(False),
        )
        .group_by(verdicts.c.decision)
    )
    return {Decision(decision): count for decision, count in connection.execute(chosen)}


def count_reasons(
    connection: Connection, site_id: str, since: datetime
) -> Mapping[Decision, Mapping[str, int]]:
    """Return how many verdicts each reason decided, the most frequent first.

    Looks at the newest REASONS_OF of each decision.
    """
    return {
        decision: dict(Counter(_deciding(connection, site_id, decision, since)).most_common())
        for decision in NOT_PUBLISHED
    }


def newest(
    connection: Connection, site_id: str, since: datetime, limit: int, before: str = ""
) -> list[Watched]:
    """Return what would have been held or rejected, the newest first, below the id `before`."""
    ids = id_at(since), before
    found = (_newest(connection, site_id, decision, ids, limit) for decision in NOT_PUBLISHED)
    merged = merge(*found, key=lambda row: str(row.id), reverse=True)
    return [_watched(row) for row in islice(merged, limit)]


def _deciding(
    connection: Connection, site_id: str, decision: Decision, since: datetime
) -> list[str]:
    chosen = (
        select(verdicts.c.reasons)
        .where(
            verdicts.c.site_id == site_id,
            verdicts.c.decision == decision,
            verdicts.c.id >= id_at(since),
            verdicts.c.enforced.is_(False),
        )
        .order_by(verdicts.c.id.desc())
        .limit(REASONS_OF)
    )
    return [reasons[0][0] for (reasons,) in connection.execute(chosen) if reasons]


def _newest(
    connection: Connection, site_id: str, decision: Decision, ids: tuple[str, str], limit: int
) -> list[Row[*tuple[Any, ...]]]:
    since, before = ids
    chosen = (
        select(*_LINE)
        .join_from(verdicts, comments, comments.c.id == verdicts.c.comment_id)
        .where(
            verdicts.c.site_id == site_id,
            verdicts.c.decision == decision,
            verdicts.c.id >= since,
            verdicts.c.enforced.is_(False),
        )
        .order_by(verdicts.c.id.desc())
        .limit(limit)
    )
    if before:
        chosen = chosen.where(verdicts.c.id < before)
    return list(connection.execute(chosen))


def _watched(row: Row[*tuple[Any, ...]]) -> Watched:
    return Watched(
        verdict=verdict_of(row),
        comment_id=row.comment_id,
        at=row.created_at,
        body=row.body,
        author_name=row.author_name,
        erased=row.erased_at is not None,
    )
