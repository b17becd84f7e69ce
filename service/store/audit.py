"""The audit: who did what, when, and what it was before and after. Nothing in it ever changes.

It names items, sites and people by their ids and never holds a comment's text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select
from ulid import ULID

from service.people import Actor, ActorKind
from service.store.review_tables import audit

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did. Acts with the same `act_id` were one press of a button."""

    actor: Actor
    action: str
    subject: str
    now: datetime
    site_id: str = ""
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    act_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as the audit holds it."""

    id: str
    act: Act


def note(tx: Connection, act: Act) -> None:
    """Add one act."""
    note_all(tx, [act])


def note_all(tx: Connection, acts: Sequence[Act]) -> None:
    """Add many acts in one statement."""
    if acts:
        tx.execute(insert(audit), [_row(act) for act in acts])


def entries(
    connection: Connection,
    *,
    before: str = "",
    site_id: str = "",
    actor_id: str = "",
    action: str = "",
    limit: int = 50,
) -> list[Entry]:
    """Return at most `limit` entries, newest first, older than the entry `before`.

    What is left empty does not limit.
    """
    chosen = select(audit).order_by(audit.c.id.desc()).limit(limit)
    for column, wanted in ((audit.c.actor_id, actor_id), (audit.c.action, action)):
        if wanted:
            chosen = chosen.where(column == wanted)
    if before:
        chosen = chosen.where(audit.c.id < before)
    if site_id:
        chosen = chosen.where(audit.c.site_id == site_id)
    return [
        Entry(
            row.id,
            Act(
                actor=Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name),
                action=row.action,
                subject=row.subject,
                now=row.at,
                site_id=row.site_id,
                before=row.before,
                after=row.after,
                act_id=row.act_id,
            ),
        )
        for row in connection.execute(chosen)
    ]


def _row(act: Act) -> Facts:
    entry_id = str(ULID.from_datetime(act.now))
    return {
        "id": entry_id,
        "at": act.now,
        "actor_kind": act.actor.kind,
        "actor_id": act.actor.id,
        "actor_name": act.actor.name,
        "site_id": act.site_id,
        "action": act.action,
        "subject": act.subject,
        "act_id": act.act_id or entry_id,
        "before": dict(act.before),
        "after": dict(act.after),
    }
