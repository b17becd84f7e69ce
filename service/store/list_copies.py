"""Subscribed lists: the last good copy of each, and when the next one is due.

A check that brings nothing never touches the copy that is there. Whoever checks a list has it for a
while, so that two processes do not both ask; where one dies, it soon is another's turn.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.sql.dml import Update

from service.store.insertion import insert_new
from service.store.policy_tables import list_copies

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(minutes=15)
WANTED_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)
_kept = list_copies.c


class Wanted(Protocol):
    """What a policy subscribes to; service.policy.listing.Subscription is one."""

    @property
    def id(self) -> str:
        """The same for the same list checked by the same."""

    @property
    def url(self) -> str:
        """Where it is."""

    @property
    def kind(self) -> str:
        """What it lists."""

    @property
    def sha256(self) -> str:
        """What a copy must have, or empty."""

    @property
    def public_key(self) -> str:
        """Whose signature a copy must have, or empty."""

    @property
    def refresh_hours(self) -> int:
        """How long a copy is good for."""


@dataclass(frozen=True, slots=True)
class Due:
    """A list to be checked now; `etag` and `signed_at` are those of the copy that is there."""

    id: str
    url: str
    kind: str
    sha256: str
    public_key: str
    refresh_hours: int
    etag: str
    signed_at: int
    failures: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A good copy. `signed_at` counts seconds since 1970, 0 where no signature tells them."""

    entries: Sequence[str]
    etag: str = ""
    signed_at: int = 0


@dataclass(frozen=True, slots=True)
class ListCopy:
    """How a list stands: what the last good copy has, and what the last check came to.

    `digest` is another for other entries, and empty where no copy has come yet. `fetched_at` is
    when it came, `checked_at` when it was last known to be the newest. `problem` is a short code,
    empty where the last check went well.
    """

    id: str
    url: str
    kind: str
    digest: str
    entries: int
    fetched_at: datetime | None
    checked_at: datetime | None
    next_at: datetime
    problem: str
    failures: int


def want(tx: Connection, wanted: Iterable[Wanted], now: datetime) -> None:
    """Note what policies subscribe to: what is new is due at once.

    A list that is not wanted again for WANTED_FOR is checked no more. The shortest of several
    `refresh_hours` counts.
    """
    for one in _shortest(wanted):
        asked = {"refresh_hours": one.refresh_hours, "wanted_at": now}
        again = update(list_copies).where(_kept.id == one.id).values(**asked)
        if tx.execute(again).rowcount:
            continue
        checked = {"kind": str(one.kind), "sha256": one.sha256, "public_key": one.public_key}
        fresh = {"id": one.id, "url": one.url, "next_at": now, **checked, **asked}
        insert_new(tx, list_copies, fresh)


def _shortest(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Return each list once, sorted so that two transactions never wait for each other."""
    found: dict[str, Wanted] = {}
    for one in sorted(wanted, key=lambda each: (each.id, each.refresh_hours)):
        found.setdefault(one.id, one)
    return list(found.values())


def is_any(connection: Connection) -> bool:
    """Whether there is a list that was ever wanted."""
    return connection.execute(select(_kept.id).limit(1)).first() is not None


def is_any_due(connection: Connection, now: datetime) -> bool:
    """Whether `take_due` would find a list now."""
    return connection.execute(select(_kept.id).where(*_due(now)).limit(1)).first() is not None


def take_due(tx: Connection, now: datetime) -> Due | None:
    """Return the list that has been due for longest and is nobody else's for LEASE, if any is."""
    first = (
        select(_kept.id)
        .where(*_due(now))
        .order_by(_kept.next_at, _kept.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    shown = (_kept[name] for name in Due.__dataclass_fields__)
    taken = update(list_copies).where(_kept.id == first).values(next_at=now + LEASE)
    row = tx.execute(taken.returning(*shown)).one_or_none()
    return None if row is None else Due(*row)


def keep(tx: Connection, due: Due, copy: Copy, now: datetime) -> None:
    """Put a good copy in the place of the one before."""
    body = "\n".join(copy.entries)
    values = {
        "body": body,
        "digest": sha256(body.encode("utf-8", "surrogatepass")).hexdigest(),
        "entries": len(copy.entries),
        "etag": copy.etag,
        "signed_at": copy.signed_at,
        "fetched_at": now,
    }
    tx.execute(_checked(due, now).values(**values))


def unchanged(tx: Connection, due: Due, now: datetime) -> None:
    """Note that the copy that is there still is the newest."""
    tx.execute(_checked(due, now))


def failed(tx: Connection, due: Due, problem: str, now: datetime) -> None:
    """Note that a check brought nothing; the copy that is there stays."""
    failures = due.failures + 1
    values = {"problem": problem, "failures": failures, "next_at": now + back_off(due, failures)}
    tx.execute(update(list_copies).where(_kept.id == due.id).values(**values))


def back_off(due: Due, failures: int) -> timedelta:
    """Return how long to wait after so many failures: 15, 30 ... minutes, never over the usual."""
    usual = timedelta(hours=due.refresh_hours)
    return min(usual, FIRST_PAUSE * (1 << min(failures - 1, 20)))


def hasten(tx: Connection, now: datetime) -> int:
    """Make every list that is wanted due now; returns how many these are."""
    wanted = update(list_copies).where(_kept.wanted_at > now - WANTED_FOR)
    return tx.execute(wanted.values(next_at=now)).rowcount


def forget(tx: Connection, now: datetime) -> int:
    """Erase what nobody has wanted for KEPT_FOR; returns how many lists."""
    return tx.execute(delete(list_copies).where(_kept.wanted_at < now - KEPT_FOR)).rowcount


def find_copies(connection: Connection, ids: Collection[str]) -> Mapping[str, ListCopy]:
    """Return how lists stand, by id; one that was never wanted is left out."""
    shown = (_kept[name] for name in ListCopy.__dataclass_fields__)
    rows = connection.execute(select(*shown).where(_kept.id.in_(ids)))
    return {row.id: ListCopy(*row) for row in rows}


def all_copies(connection: Connection) -> list[ListCopy]:
    """Return how every list stands that a policy asks for or did lately, sorted by URL."""
    shown = (_kept[name] for name in ListCopy.__dataclass_fields__)
    rows = connection.execute(select(*shown).order_by(_kept.url, _kept.id))
    return [ListCopy(*row) for row in rows]


def entries_of(connection: Connection, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the entries of the last good copies, by id; without one, a list is left out."""
    chosen = select(_kept.id, _kept.body).where(_kept.id.in_(ids), _kept.digest != "")
    return {row.id: tuple(row.body.split("\n")) for row in connection.execute(chosen)}


def _due(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _kept.next_at <= now, _kept.wanted_at > now - WANTED_FOR


def _checked(due: Due, now: datetime) -> Update:
    usual = timedelta(hours=due.refresh_hours)
    values = {"checked_at": now, "next_at": now + usual, "problem": "", "failures": 0}
    return update(list_copies).where(_kept.id == due.id).values(**values)
