"""Where review items stand, and moving them: the only code that changes an item's state.

Locks are taken in one order, campaigns before items, so that two acts wait for each other and
never stop each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    literal_column,
    select,
    update,
)

from service.domain import Decision, Resolution
from service.review import Claim, State
from service.store.locks import lock_campaigns
from service.store.queue import IS_OPEN
from service.store.review_tables import review_items, review_marks
from service.store.tables import comments

_LEADS: ColumnElement[bool] = literal_column("review_items.leads")
_HERE = (
    review_items.c.id,
    review_items.c.site_id,
    comments.c.external_id,
    review_items.c.campaign_id,
    review_items.c.revision,
    review_items.c.claimed_by,
    review_items.c.claimed_until,
    review_items.c.state,
    review_items.c.outcome,
    review_items.c.resolution,
    review_items.c.resolved_at,
    review_items.c.resolution_id,
)
_IDS: BindParameter[str] = bindparam("item_ids", expanding=True)
_CAMPAIGNS = (
    select(review_items.c.site_id, review_items.c.campaign_id)
    .where(review_items.c.id.in_(_IDS), review_items.c.campaign_id.is_not(None))
    .distinct()
)
_LOCKED = (
    select(*_HERE)
    .join_from(review_items, comments, comments.c.id == review_items.c.comment_id)
    .where(review_items.c.id.in_(_IDS))
    .order_by(review_items.c.id)
    .with_for_update(of=review_items)
)
_MOVE = (
    update(review_items)
    .where(review_items.c.id == bindparam("item_id"))
    .values(
        state=bindparam("to_state"),
        outcome=bindparam("to_outcome"),
        resolution=bindparam("to_resolution"),
        resolved_at=bindparam("to_resolved_at"),
        resolution_id=bindparam("to_resolution_id"),
        revision=review_items.c.revision + 1,
        leads=bindparam("to_leads"),
        claimed_by=None,
        claimed_until=None,
    )
)
_MARK = (
    update(review_marks)
    .where(review_marks.c.item_id == bindparam("marked_id"))
    .values(waiting=bindparam("to_waiting"))
)
_FIRST_OPEN = (
    select(review_items.c.id)
    .where(review_items.c.campaign_id == bindparam("campaign_id"), IS_OPEN)
    .order_by(review_items.c.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about an item that an act changes and undo restores."""

    state: State
    outcome: Decision
    resolution: Resolution | None = None
    resolved_at: datetime | None = None
    resolution_id: str | None = None

    def spelled(self) -> dict[str, str | None]:
        """Return the standing as the audit and a resolution keep it."""
        return {
            "state": self.state,
            "outcome": self.outcome,
            "resolution": self.resolution,
            "resolved_at": None if self.resolved_at is None else self.resolved_at.isoformat(),
            "resolution_id": self.resolution_id,
        }

    @classmethod
    def read(cls, spelled: dict[str, str | None]) -> "Standing":
        """Return the standing that was spelled so."""
        resolution, at = spelled["resolution"], spelled["resolved_at"]
        return cls(
            state=State(spelled["state"] or ""),
            outcome=Decision(spelled["outcome"] or ""),
            resolution=Resolution(resolution) if resolution else None,
            resolved_at=datetime.fromisoformat(at) if at else None,
            resolution_id=spelled["resolution_id"],
        )


@dataclass(frozen=True, slots=True)
class LockedItem:
    """An item that nobody else changes before the transaction ends."""

    id: str
    site_id: str
    comment_id: str
    campaign_id: str | None
    revision: int
    claim: Claim | None
    standing: Standing


def lock(tx: Connection, item_ids: Sequence[str]) -> dict[str, LockedItem]:
    """Lock items and their campaigns; returns those that there are, by id."""
    by_site: dict[str, list[str]] = defaultdict(list)
    for site_id, campaign_id in tx.execute(_CAMPAIGNS, {"item_ids": list(item_ids)}):
        by_site[site_id].append(campaign_id)
    for site_id in sorted(by_site):
        lock_campaigns(tx, site_id, by_site[site_id])
    return {
        row.id: LockedItem(
            row.id,
            row.site_id,
            row.external_id or "",
            row.campaign_id,
            row.revision,
            Claim(row.claimed_by, "", row.claimed_until) if row.claimed_by else None,
            Standing(
                State(row.state),
                Decision(row.outcome),
                Resolution(row.resolution) if row.resolution else None,
                row.resolved_at,
                row.resolution_id,
            ),
        )
        for row in tx.execute(_LOCKED, {"item_ids": list(item_ids)})
    }


def move(tx: Connection, moves: Sequence[tuple[LockedItem, Standing]]) -> None:
    """Move locked items to where they stand from now on; ends their claims."""
    if not moves:
        return
    tx.execute(_MOVE, [_moved(item, to) for item, to in moves])
    waiting = {item.id: to.state is State.OPEN for item, to in moves}
    tx.execute(
        _MARK, [{"marked_id": item_id, "to_waiting": open_} for item_id, open_ in waiting.items()]
    )
    _settle_leads(tx, {item.campaign_id for item, _ in moves if item.campaign_id})


def _moved(item: LockedItem, to: Standing) -> dict[str, object]:
    return {
        "item_id": item.id,
        "to_state": to.state,
        "to_outcome": to.outcome,
        "to_resolution": to.resolution,
        "to_resolved_at": to.resolved_at,
        "to_resolution_id": to.resolution_id,
        "to_leads": to.state is State.OPEN,
    }


def _settle_leads(tx: Connection, campaign_ids: Iterable[str]) -> None:
    """Let the oldest open item of each campaign, and no other, stand for it."""
    of_campaign = review_items.c.campaign_id == bindparam("of_campaign")
    for campaign_id in sorted(campaign_ids):
        first = tx.execute(_FIRST_OPEN, {"campaign_id": campaign_id}).scalar_one_or_none()
        if first is None:
            continue
        chosen = {"of_campaign": campaign_id, "first": first}
        tx.execute(
            update(review_items)
            .where(of_campaign, _LEADS, review_items.c.id != bindparam("first"))
            .values(leads=False),
            chosen,
        )
        tx.execute(
            update(review_items).where(review_items.c.id == bindparam("first")).values(leads=True),
            chosen,
        )
