"""What a recorded comment puts before moderators: its review item, its marks and its campaign."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select

from service.domain import Decision, Site, Verdict
from service.review import MARKED, State
from service.store.arrivals import Arrival, article_key, author_key
from service.store.campaigns import assign
from service.store.locks import lock_campaigns
from service.store.queue import IS_OPEN
from service.store.review_tables import campaigns, review_items, review_marks

_INSERT_ITEM = insert(review_items)
_INSERT_MARK = insert(review_marks)
_WITH_OPEN_ITEMS = select(campaigns.c.id).where(
    campaigns.c.id.in_(bindparam("campaign_ids", expanding=True)),
    exists().where(review_items.c.campaign_id == campaigns.c.id, IS_OPEN),
)

Row = Mapping[str, object]


def strongest(verdict: Verdict) -> tuple[str, float]:
    """Return the label among the reasons that scores highest, and its score.

    Where only signals speak, no label, and the highest score of any.
    """
    scored = [(reason.score, reason.label) for reason in verdict.reasons if reason.label]
    if scored:
        score, label = max(scored)
        return label, score
    return "", max(verdict.scores.values(), default=0.0)


def open_items(tx: Connection, site: Site, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Put recorded comments before moderators: held ones to decide, the others to look at."""
    campaign_ids = _campaigns(tx, site.id, arrivals, now)
    leading = _leading(tx, site.id, arrivals, campaign_ids)
    tx.execute(
        _INSERT_ITEM,
        [
            _item_row(site, arrival, campaign_ids.get(arrival.recorded.verdict.id), leading)
            for arrival in arrivals
        ],
    )
    marks = [mark for arrival in arrivals for mark in _mark_rows(site, arrival)]
    if marks:
        tx.execute(_INSERT_MARK, marks)


def _campaigns(
    tx: Connection, site_id: str, arrivals: Sequence[Arrival], now: datetime
) -> Mapping[str, str]:
    """Return the campaigns of what is not approved, by verdict id."""
    compared = [
        arrival for arrival in arrivals if arrival.recorded.verdict.decision is not Decision.APPROVE
    ]
    if not compared:
        return {}
    found = assign(tx, site_id, [arrival.words for arrival in compared], now)
    ids = (arrival.recorded.verdict.id for arrival in compared)
    return dict(zip(ids, found, strict=True))


def _leading(
    tx: Connection, site_id: str, arrivals: Iterable[Arrival], campaign_ids: Mapping[str, str]
) -> frozenset[str]:
    """Return the verdict ids of open items that stand for their campaigns: the first of each."""
    opened = sorted(arrival.recorded.verdict.id for arrival in arrivals if arrival.is_open)
    wanted = sorted({campaign_ids[verdict_id] for verdict_id in opened})
    if not wanted:
        return frozenset()
    lock_campaigns(tx, site_id, wanted)
    led = set(tx.execute(_WITH_OPEN_ITEMS, {"campaign_ids": wanted}).scalars())
    leading = set()
    for verdict_id in opened:
        if campaign_ids[verdict_id] not in led:
            led.add(campaign_ids[verdict_id])
            leading.add(verdict_id)
    return frozenset(leading)


def _item_row(
    site: Site, arrival: Arrival, campaign_id: str | None, leading: frozenset[str]
) -> Row:
    verdict = arrival.recorded.verdict
    label, score = strongest(verdict)
    return {
        "id": verdict.id,
        "verdict_id": verdict.id,
        "comment_id": verdict.id,
        "site_id": site.id,
        "state": State.OPEN if arrival.is_open else State.SETTLED,
        "outcome": verdict.answer,
        "opened_at": arrival.recorded.recorded_at,
        "campaign_id": campaign_id,
        "leads": verdict.id in leading,
        "label": label,
        "score": score,
        "doubt": 1.0 - abs(2.0 * score - 1.0),
        "language": verdict.language.code,
        "author_key": author_key(arrival.author),
        "article_key": article_key(arrival.comment.article.url),
    }


def _mark_rows(site: Site, arrival: Arrival) -> list[Row]:
    verdict = arrival.recorded.verdict
    levels = {f"score:{label}": score for label, score in verdict.scores.items() if score >= MARKED}
    reasons = {reason.code: reason.score for reason in verdict.reasons}
    return [
        {
            "item_id": verdict.id,
            "code": code,
            "site_id": site.id,
            "level": float(level),
            "is_reason": code in reasons,
            "waiting": arrival.is_open,
        }
        for code, level in (levels | reasons).items()
    ]
