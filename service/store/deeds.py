"""What was decided about an item, step by step, and what one act did: for pages that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from service.domain import Resolution
from service.people import Actor, ActorKind
from service.review import ReviewItem
from service.store.items import find_items
from service.store.review_tables import audit, resolutions

_UNDO = "item.undo"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision about an item, or with None as `resolution` its taking back."""

    by: Actor
    at: datetime
    resolution: Resolution | None
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act decided and about how many items; none of them is left where all was undone."""

    act_id: str
    resolution: Resolution
    label: str
    by: Actor
    at: datetime
    items: int
    left: int


def steps(connection: Connection, item_id: str, limit: int = 50) -> list[Step]:
    """Return what was decided about an item and taken back, newest first."""
    decided = (
        select(resolutions)
        .where(resolutions.c.item_id == item_id)
        .order_by(resolutions.c.id.desc())
        .limit(limit)
    )
    undone = (
        select(audit)
        .where(audit.c.subject == item_id, audit.c.action == _UNDO)
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    found = [Step(_actor(row), row.at, None) for row in connection.execute(undone)]
    found += [
        Step(_actor(row), row.resolved_at, Resolution(row.resolution), row.label, row.note)
        for row in connection.execute(decided)
    ]
    found.sort(key=lambda step: step.at, reverse=True)
    return found[:limit]


def deed(connection: Connection, site_ids: Sequence[str], act_id: str) -> Deed | None:
    """Return what an act decided on these sites; None where it decided nothing."""
    of_act = (resolutions.c.act_id == act_id, resolutions.c.site_id.in_(site_ids))
    first = connection.execute(
        select(resolutions).where(*of_act).order_by(resolutions.c.id).limit(1)
    ).one_or_none()
    if first is None:
        return None
    in_force = func.count().filter(resolutions.c.withdrawn_at.is_(None))
    items, left = connection.execute(select(func.count(), in_force).where(*of_act)).one()
    return Deed(
        act_id,
        Resolution(first.resolution),
        first.label,
        _actor(first),
        first.resolved_at,
        items,
        left,
    )


def items_of(
    connection: Connection, site_ids: Sequence[str], act_id: str, limit: int
) -> list[ReviewItem]:
    """Return the first items that an act decided about, undone since or not."""
    chosen = (
        select(resolutions.c.item_id)
        .where(resolutions.c.act_id == act_id, resolutions.c.site_id.in_(site_ids))
        .order_by(resolutions.c.item_id)
        .limit(limit)
    )
    return find_items(connection, list(connection.execute(chosen).scalars()))


def _actor(row: Row[*tuple[Any, ...]]) -> Actor:
    return Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name)
