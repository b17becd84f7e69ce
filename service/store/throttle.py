"""How often somebody may try to sign in: a wait that grows with every failure.

Tries are counted in the ledger, so all processes and replicas share them, and counted before the
password is looked at, so that many at once are no more than many in a row. A success gives the try
back. What is counted is a keyed hash of an account or an address, never the thing itself, and for
accounts that do not exist as for those that do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from service.store.insertion import insert_new
from service.store.people_tables import sign_in_failures

LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
ACCOUNT_FREE = 5
ADDRESS_FREE = 20  # many people may share one
_MOST = 1000  # counted; the wait stopped growing long before


@dataclass(frozen=True, slots=True)
class Subject:
    """Something whose tries are counted: `digest` is its keyed hash, `free` tries cost no wait."""

    digest: str
    free: int = ACCOUNT_FREE


def wait_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures: 2, 4, 8 ... seconds, 15 minutes at most."""
    over = failures - free
    if over <= 0:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2 ** min(over, 20)))


def take(tx: Connection, subjects: Sequence[Subject], now: datetime) -> timedelta:
    """Count one try of each subject that need not wait, to be given back if it succeeds.

    Returns zero, or how long the others have to wait: then the try must not succeed. It counts for
    an address all the same, so that who goes on against an account that waits soon waits too.
    """
    longest = timedelta(0)
    for subject in _in_order(subjects):
        failures, until = _lock(tx, subject, now)
        if until > now:
            longest = max(longest, until - now)
        else:
            _set(tx, subject, min(failures + 1, _MOST), now)
    return longest


def waiting(connection: Connection, subject: Subject, now: datetime) -> timedelta:
    """Return how long a subject has to wait; zero where it may try."""
    kept = sign_in_failures.c
    chosen = select(kept.failed_at, kept.blocked_until).where(kept.subject == subject.digest)
    row = connection.execute(chosen).one_or_none()
    if row is None or row.failed_at > now:
        return timedelta(0)
    until: datetime = row.blocked_until
    return max(timedelta(0), until - now)


def give_back(tx: Connection, subject: Subject, now: datetime) -> None:
    """Take one try of a subject back, as one that succeeded; earlier failures stay counted."""
    failures, _ = _lock(tx, subject, now)
    _set(tx, subject, max(0, failures - 1), now)


def clear(tx: Connection, subject: Subject) -> None:
    """Forget all failures of a subject."""
    tx.execute(delete(sign_in_failures).where(sign_in_failures.c.subject == subject.digest))


def forget(tx: Connection, now: datetime) -> int:
    """Erase what is too old to count; returns how many rows."""
    kept = sign_in_failures.c
    old = select(kept.subject).where(kept.failed_at < now - FORGOTTEN_AFTER)
    # Rows that a sign-in holds are left for the next time: two that wait for each other never end.
    chosen = kept.subject.in_(old.with_for_update(skip_locked=True).scalar_subquery())
    return tx.execute(delete(sign_in_failures).where(chosen)).rowcount


def _in_order(subjects: Sequence[Subject]) -> list[Subject]:
    """Sort, so that two transactions never wait for each other."""
    return sorted(subjects, key=lambda subject: subject.digest)


def _lock(tx: Connection, subject: Subject, now: datetime) -> tuple[int, datetime]:
    """Return a subject's failures and the end of its wait, and keep others from counting."""
    kept = sign_in_failures.c
    fresh = {"subject": subject.digest, "failures": 0, "failed_at": now, "blocked_until": now}
    if insert_new(tx, sign_in_failures, fresh):
        return 0, now
    shown = select(kept.failures, kept.failed_at, kept.blocked_until)
    row = tx.execute(shown.where(kept.subject == subject.digest).with_for_update()).one_or_none()
    if row is None or row.failed_at < now - FORGOTTEN_AFTER:
        return 0, now
    if row.failed_at > now:
        # The clock was put back: nobody knows how long ago the failure was. Wait once more.
        _set(tx, subject, row.failures, now)
        return row.failures, now + wait_after(row.failures, subject.free)
    return row.failures, row.blocked_until


def _set(tx: Connection, subject: Subject, failures: int, now: datetime) -> None:
    until = now + wait_after(failures, subject.free)
    values = {"failures": failures, "failed_at": now, "blocked_until": until}
    chosen = update(sign_in_failures).where(sign_in_failures.c.subject == subject.digest)
    tx.execute(chosen.values(**values))
