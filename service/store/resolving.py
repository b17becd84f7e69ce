"""Decide on review items, and undo it: item, training record, audit and news in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from ulid import ULID

from service.domain import Decision, Resolution
from service.errors import ModerationError
from service.people import Actor
from service.review import Choice, Outcome, Refusal, Refused, State, Target
from service.store import audit
from service.store.audit import Act
from service.store.events import News, publish
from service.store.lessons import Taught, retract, teach, undo_lessons, unlearn
from service.store.queue import is_free, why_not
from service.store.review_tables import resolutions
from service.store.standing import LockedItem, Standing, lock, move
from service.store.tables import sites

RESOLVED = "comment.resolved"
UNDONE = "comment.resolution_undone"
_WAITING = (State.OPEN, State.ESCALATED)
_NOT_WITHDRAWN = (
    select(
        resolutions.c.id,
        resolutions.c.item_id,
        resolutions.c.before,
        resolutions.c.resolved_at,
        sites.c.undo_hours,
    )
    .join_from(resolutions, sites, sites.c.id == resolutions.c.site_id)
    .where(resolutions.c.withdrawn_at.is_(None))
    .order_by(resolutions.c.id)
)


class ChoiceInvalid(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A resolution was given a label that does not go with it."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who acts, when, on which sites, and under which id."""

    by: Actor
    now: datetime
    within: Collection[str] | None
    act_id: str

    def reaches(self, item: LockedItem) -> bool:
        return self.within is None or item.site_id in self.within


@dataclass(frozen=True, slots=True)
class _Change:
    """What happens to one locked item: where it stands afterwards, and by which resolution."""

    item: LockedItem
    to: Standing
    resolution_id: str
    label: str = ""


def resolve(
    tx: Connection,
    targets: Sequence[Target],
    choice: Choice,
    by: Actor,
    now: datetime,
    within: Collection[str] | None = None,
) -> Outcome:
    """Decide on items alike; those that are not as they were seen are refused and left.

    `within` names the sites that `by` may decide on; items of others are as good as missing.
    Raises ChoiceInvalid.
    """
    check(choice)
    deed = _Deed(by, now, within, choice.act_id or str(ULID.from_datetime(now)))
    locked = lock(tx, [target.item_id for target in targets])
    changes: list[_Change] = []
    refused: list[Refused] = []
    for target in {target.item_id: target for target in targets}.values():
        item = locked.get(target.item_id)
        found = _refusal(tx, item, target, deed)
        if item is None or found is not None:
            refused.append(found or Refused(target.item_id, Refusal.MISSING))
        else:
            changes.append(_change(item, choice, now))
    _carry_out(tx, changes, choice, deed)
    return Outcome(deed.act_id, tuple(one.item.id for one in changes), tuple(refused))


def undo(
    tx: Connection,
    act_id: str,
    by: Actor,
    now: datetime,
    within: Collection[str] | None = None,
) -> Outcome:
    """Undo an act: items stand where they stood, its training records are withdrawn.

    Items decided anew since are refused and left, as are those whose time to undo has run out.
    """
    return undo_some(tx, resolutions_of(tx, act_id), by, now, within)


def resolutions_of(connection: Connection, act_id: str) -> list[str]:
    """Return the ids of the resolutions of an act that are not withdrawn."""
    chosen = select(resolutions.c.id).where(
        resolutions.c.act_id == act_id, resolutions.c.withdrawn_at.is_(None)
    )
    return list(connection.execute(chosen.order_by(resolutions.c.id)).scalars())


def undo_some(
    tx: Connection,
    resolution_ids: Sequence[str],
    by: Actor,
    now: datetime,
    within: Collection[str] | None = None,
) -> Outcome:
    """Undo resolutions as `undo` does those of an act; the outcome names an act of its own."""
    rows = tx.execute(_NOT_WITHDRAWN.where(resolutions.c.id.in_(resolution_ids))).all()
    locked = lock(tx, [row.item_id for row in rows])
    deed = _Deed(by, now, within, str(ULID.from_datetime(now)))
    changes: list[_Change] = []
    refused: list[Refused] = []
    for row in rows:
        item = locked[row.item_id]
        found = _too_late(tx, item, row, deed)
        if found is not None:
            refused.append(found)
        else:
            changes.append(_Change(item, Standing.read(row.before), row.id))
    _take_back(tx, changes, deed)
    return Outcome(deed.act_id, tuple(one.item.id for one in changes), tuple(refused))


def check(choice: Choice) -> None:
    """Raise ChoiceInvalid unless the choice's label, if any, goes with its resolution."""
    kind = choice.resolution.value
    allowed = choice.resolution in (Resolution.SPAM, Resolution.ABUSE)
    if choice.label and not (allowed and choice.label.partition("/")[0] == kind):
        raise ChoiceInvalid("a label goes with spam or abuse, and must be of that kind")


def _refusal(
    tx: Connection,
    item: LockedItem | None,
    target: Target,
    deed: _Deed,
) -> Refused | None:
    if item is None or not deed.reaches(item):
        return Refused(target.item_id, Refusal.MISSING)
    if target.revision is None:
        as_seen = item.standing.state is not State.RESOLVED
    else:
        as_seen = target.revision == item.revision
    if not as_seen:
        return Refused(item.id, Refusal.DECIDED, None, why_not(tx, item.id).decided)
    if item.standing.state in _WAITING and not is_free(item.claim, deed.by, deed.now):
        return why_not(tx, item.id)
    return None


def _too_late(
    tx: Connection,
    item: LockedItem,
    row: Row[*tuple[Any, ...]],
    deed: _Deed,
) -> Refused | None:
    if not deed.reaches(item):
        return Refused(item.id, Refusal.MISSING)
    if item.standing.resolution_id != row.id:
        return Refused(item.id, Refusal.DECIDED, None, why_not(tx, item.id).decided)
    if deed.now > row.resolved_at + timedelta(hours=row.undo_hours):
        return Refused(item.id, Refusal.TOO_LATE)
    return None


def _change(item: LockedItem, choice: Choice, now: datetime) -> _Change:
    resolution_id = str(ULID.from_datetime(now))
    escalates = choice.resolution is Resolution.ESCALATE
    to = Standing(
        state=State.ESCALATED if escalates else State.RESOLVED,
        outcome=choice.resolution.outcome,
        resolution=choice.resolution,
        resolved_at=now,
        resolution_id=resolution_id,
    )
    return _Change(item, to, resolution_id, choice.label)


def _carry_out(tx: Connection, changes: Sequence[_Change], choice: Choice, deed: _Deed) -> None:
    if not changes:
        return
    tx.execute(
        insert(resolutions),
        [
            {
                "id": change.resolution_id,
                "act_id": deed.act_id,
                "item_id": change.item.id,
                "site_id": change.item.site_id,
                "resolution": choice.resolution,
                "label": choice.label,
                "note": choice.note,
                "actor_kind": deed.by.kind,
                "actor_id": deed.by.id,
                "actor_name": deed.by.name,
                "resolved_at": deed.now,
                "before": change.item.standing.spelled(),
            }
            for change in changes
        ],
    )
    _settle(tx, changes, "item.resolve", deed)
    _learn(tx, changes, choice.resolution.outcome, deed.now)


def _take_back(tx: Connection, changes: Sequence[_Change], deed: _Deed) -> None:
    if not changes:
        return
    withdrawn = [change.resolution_id for change in changes]
    tx.execute(
        update(resolutions).where(resolutions.c.id.in_(withdrawn)).values(withdrawn_at=deed.now)
    )
    _settle(tx, changes, "item.undo", deed)
    undo_lessons(tx, withdrawn)


def _learn(tx: Connection, changes: Sequence[_Change], outcome: Decision, now: datetime) -> None:
    """Remember what is rejected, and unlearn what is approved or no longer decided."""
    taught = [
        Taught(change.resolution_id, change.item.id, change.item.site_id) for change in changes
    ]
    if outcome is Decision.REJECT:
        teach(tx, taught, now)
    elif outcome is Decision.APPROVE:
        unlearn(tx, taught)
    else:
        retract(tx, taught)


def _settle(tx: Connection, changes: Sequence[_Change], action: str, deed: _Deed) -> None:
    """Move the items, note it in the audit, tell the blogs."""
    move(tx, [(change.item, change.to) for change in changes])
    audit.note_all(
        tx,
        [
            Act(
                actor=deed.by,
                action=action,
                subject=change.item.id,
                now=deed.now,
                site_id=change.item.site_id,
                before=change.item.standing.spelled(),
                after={**change.to.spelled(), "label": change.label},
                act_id=deed.act_id,
            )
            for change in changes
        ],
    )
    news: dict[str, list[News]] = defaultdict(list)
    for change in changes:
        if change.to.outcome is not change.item.standing.outcome or _is_final(change):
            news[change.item.site_id].append(_news(change, undone=action == "item.undo"))
    for site_id in sorted(news):
        publish(tx, site_id, news[site_id], deed.now)


def _is_final(change: _Change) -> bool:
    """Whether this resolves, or takes a resolution back: an escalation is nothing to the blog."""
    return State.RESOLVED in (change.to.state, change.item.standing.state)


def _news(change: _Change, *, undone: bool) -> News:
    facts: Mapping[str, object] = {
        "verdict": change.item.id,
        "comment_id": change.item.comment_id or None,
        "decision": change.to.outcome,
        "resolution": change.to.resolution if change.to.state is State.RESOLVED else None,
        "label": change.label or None,
        "resolved_at": change.to.resolved_at.isoformat() if change.to.resolved_at else None,
    }
    return News(change.item.id, UNDONE if undone else RESOLVED, facts)
