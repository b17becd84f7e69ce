"""What policies and models that run in shadow said beside what was decided.

Everything is counted; of single comments only those are kept on which they disagree.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from service.domain import Aside, Decision, Resolution, Verdict
from service.store.policy_tables import shadow_counts, shadow_verdicts
from service.store.review_tables import review_items
from service.store.tables import comments, verdicts

EXCERPT = 500
"""Characters of a body that are shown of it."""

Direction = tuple[Decision, Decision]
"""What was decided, and what the shadow would have."""

_KEY = (
    shadow_counts.c.site_id,
    shadow_counts.c.shadow,
    shadow_counts.c.decision,
    shadow_counts.c.shadow_decision,
)
_DISAGREEMENT = (
    shadow_verdicts.c.verdict_id,
    shadow_verdicts.c.at,
    shadow_verdicts.c.decision,
    shadow_verdicts.c.shadow_decision,
    shadow_verdicts.c.reasons.label("codes"),
    verdicts.c.reasons,
    comments.c.external_id,
    # A character may be stored as five.
    func.substr(comments.c.body, 1, 5 * EXCERPT, type_=comments.c.body.type).label("excerpt"),
    comments.c.author_name,
    comments.c.article_url,
    comments.c.article_title,
    comments.c.erased_at,
    review_items.c.resolution,
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A comment on which a shadow said otherwise, and by the codes of which reasons.

    `reasons` are the codes of those that counted. `comment_id` is the site's own name for the
    comment, `excerpt` the beginning of its body; texts are empty once they are `erased`.
    `resolution` is what a moderator decided about it, None where none did.
    """

    verdict_id: str
    at: datetime
    decision: Decision
    shadow_decision: Decision
    codes: tuple[str, ...]
    reasons: tuple[str, ...]
    comment_id: str
    excerpt: str
    author_name: str
    article_url: str
    article_title: str
    erased: bool
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class Total:
    """A shadow that has run on a site: over how many comments, and on how many it differed."""

    shadow: str
    comments: int
    differing: int


def note(tx: Connection, site_id: str, judged: Sequence[Verdict], now: datetime) -> None:
    """Count what shadows said beside verdicts that are being recorded, and keep where they differ.

    Everybody who records on the site counts in the same rows: call it last in the transaction.
    """
    found = [(verdict, aside) for verdict in judged for aside in verdict.asides]
    if not found:
        return
    differing = [
        _row(site_id, verdict, aside, now)
        for verdict, aside in found
        if verdict.decision is not aside.decision
    ]
    if differing:
        tx.execute(insert(shadow_verdicts), differing)
    _count(
        tx,
        site_id,
        Counter((aside.shadow, verdict.decision, aside.decision) for verdict, aside in found),
    )


def counts(connection: Connection, site_id: str, shadow: str) -> dict[Direction, int]:
    """Return over how many comments a shadow ran, by direction."""
    chosen = select(
        shadow_counts.c.decision, shadow_counts.c.shadow_decision, shadow_counts.c.comments
    ).where(shadow_counts.c.site_id == site_id, shadow_counts.c.shadow == shadow)
    return {
        (Decision(decision), Decision(other)): number
        for decision, other, number in connection.execute(chosen)
    }


def disagreements(
    connection: Connection,
    site_id: str,
    shadow: str,
    limit: int,
    before: str = "",
    direction: tuple[Decision | None, Decision | None] = (None, None),
) -> list[Disagreement]:
    """Return the newest comments on which a shadow differed, those below the verdict id `before`.

    `direction` limits to what was decided and what the shadow said, None for any.
    """
    asked = {"of_site": site_id, "of_shadow": shadow, "most": limit}
    ranges = [_range(one, below=bool(before)) for one in _directions(*direction)]
    if not ranges:
        return []
    rows = connection.execute(_page(ranges), asked | ({"below": before} if before else {}))
    return [_disagreement(row) for row in rows]


def shadows_of(connection: Connection, site_id: str) -> list[Total]:
    """Return the shadows that ran on a site, by name."""
    differs = shadow_counts.c.decision != shadow_counts.c.shadow_decision
    differing = func.sum(case((differs, shadow_counts.c.comments), else_=0))
    chosen = (
        select(shadow_counts.c.shadow, func.sum(shadow_counts.c.comments), differing)
        .where(shadow_counts.c.site_id == site_id)
        .group_by(shadow_counts.c.shadow)
        .order_by(shadow_counts.c.shadow)
    )
    return [Total(name, int(all_), int(some)) for name, all_, some in connection.execute(chosen)]


def forget(tx: Connection, site_id: str, shadow: str) -> None:
    """Forget all that a shadow said on a site, so that it begins anew."""
    for table in (shadow_verdicts, shadow_counts):
        tx.execute(delete(table).where(table.c.site_id == site_id, table.c.shadow == shadow))


def _count(
    tx: Connection, site_id: str, found: Mapping[tuple[str, Decision, Decision], int]
) -> None:
    """Add to counts, in one order, so that two who record wait and never stop each other."""
    rows = [
        dict(
            zip(
                ("site_id", "shadow", "decision", "shadow_decision", "comments"),
                (site_id, *key, number),
                strict=True,
            )
        )
        for key, number in sorted(found.items())
    ]
    insert_into = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    chosen = insert_into(shadow_counts)
    more = shadow_counts.c.comments + chosen.excluded.comments
    tx.execute(chosen.on_conflict_do_update(index_elements=_KEY, set_={"comments": more}), rows)


def _row(site_id: str, verdict: Verdict, aside: Aside, now: datetime) -> Mapping[str, object]:
    return {
        "verdict_id": verdict.id,
        "shadow": aside.shadow,
        "site_id": site_id,
        "decision": verdict.decision,
        "shadow_decision": aside.decision,
        "reasons": list(aside.codes),
        "at": now,
    }


def _directions(decided: Decision | None, said: Decision | None) -> Iterator[Direction]:
    for one in Decision:
        for other in Decision:
            if one is not other and decided in (None, one) and said in (None, other):
                yield one, other


def _range(direction: Direction, *, below: bool) -> Select[str]:
    """Choose from one range of the index, which is sorted by id."""
    chosen = (
        select(shadow_verdicts.c.verdict_id)
        .where(
            shadow_verdicts.c.site_id == bindparam("of_site"),
            shadow_verdicts.c.shadow == bindparam("of_shadow"),
            shadow_verdicts.c.decision == direction[0],
            shadow_verdicts.c.shadow_decision == direction[1],
        )
        .order_by(shadow_verdicts.c.verdict_id.desc())
        .limit(bindparam("most"))
    )
    if below:
        chosen = chosen.where(shadow_verdicts.c.verdict_id < bindparam("below"))
    return select(chosen.subquery().c.verdict_id)


def _page(ranges: Sequence[Select[str]]) -> Select[*tuple[Any, ...]]:
    every = union_all(*ranges).subquery()
    newest = every.c.verdict_id.desc()
    chosen = select(every.c.verdict_id).order_by(newest).limit(bindparam("most")).subquery()
    return (
        select(*_DISAGREEMENT)
        .select_from(
            chosen.join(shadow_verdicts, shadow_verdicts.c.verdict_id == chosen.c.verdict_id)
            .join(verdicts, verdicts.c.id == chosen.c.verdict_id)
            .join(comments, comments.c.id == verdicts.c.comment_id)
            .outerjoin(review_items, review_items.c.id == verdicts.c.id)
        )
        .where(shadow_verdicts.c.shadow == bindparam("of_shadow"))
        .order_by(shadow_verdicts.c.verdict_id.desc())
    )


def _disagreement(row: Row[*tuple[Any, ...]]) -> Disagreement:
    final = row.resolution not in (None, Resolution.ESCALATE)
    return Disagreement(
        verdict_id=row.verdict_id,
        at=row.at,
        decision=Decision(row.decision),
        shadow_decision=Decision(row.shadow_decision),
        codes=tuple(row.codes),
        reasons=tuple(code for code, *_ in row.reasons),
        comment_id=row.external_id or "",
        excerpt=row.excerpt[:EXCERPT],
        author_name=row.author_name,
        article_url=row.article_url,
        article_title=row.article_title,
        erased=row.erased_at is not None,
        resolution=Resolution(row.resolution) if final else None,
    )
