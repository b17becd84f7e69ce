"""Who is signed in where. A session is a random cookie of which only the digest is kept.

The server decides whether a session lives, so one that is revoked ends at once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update
from ulid import ULID

from service.people import Moderator
from service.store import moderators as accounts
from service.store.people_tables import moderators, sessions

LIFE = timedelta(days=30)
IDLE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
MAX_BROWSER = 300
_TOKEN_BYTES = 32
_TOKEN_LENGTH = 43  # of 32 bytes in URL-safe base64

_SHOWN = (sessions.c.id, sessions.c.browser, sessions.c.created_at, sessions.c.seen_at)

_FIND = (
    select(*accounts.columns(), *(column.label(f"session_{column.name}") for column in _SHOWN))
    .join_from(sessions, moderators, moderators.c.id == sessions.c.moderator_id)
    .where(
        sessions.c.digest == bindparam("digest"),
        sessions.c.revoked_at.is_(None),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.seen_at > bindparam("idle_since"),
        moderators.c.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Session:
    """What may be shown of a session. `browser` is what the browser calls itself."""

    id: str
    browser: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A moderator and the session they come with."""

    moderator: Moderator
    session: Session


def start(tx: Connection, moderator_id: str, browser: str, now: datetime) -> str:
    """Sign a moderator in; returns the new session's secret, which is kept nowhere."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "id": str(ULID.from_datetime(now)),
        "digest": _digest(token),
        "moderator_id": moderator_id,
        "browser": browser[:MAX_BROWSER],
        "created_at": now,
        "seen_at": now,
        "expires_at": now + LIFE,
    }
    tx.execute(insert(sessions), row)
    return token


def find(connection: Connection, token: str, now: datetime) -> SignedIn | None:
    """Return who comes with a session's secret.

    None for a secret that is wrong, revoked, older than 30 days or not seen for 7, and where the
    account is disabled.
    """
    if len(token) != _TOKEN_LENGTH:
        return None
    given = {"digest": _digest(token), "now": now, "idle_since": now - IDLE}
    row = connection.execute(_FIND, given).one_or_none()
    if row is None:
        return None
    [moderator] = accounts.of_rows(connection, [row])
    session = Session(
        row.session_id, row.session_browser, row.session_created_at, row.session_seen_at
    )
    return SignedIn(moderator, session)


def stale(session: Session, now: datetime) -> bool:
    """Whether `seen` is due: once a minute is enough, also after the clock was put back."""
    return abs(now - session.seen_at) >= SEEN_EVERY


def seen(tx: Connection, session_id: str, now: datetime) -> None:
    """Note that a session was in use."""
    tx.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def list_sessions(connection: Connection, moderator_id: str, now: datetime) -> list[Session]:
    """Return a moderator's living sessions, the one last seen first."""
    chosen = (
        select(*_SHOWN)
        .where(
            sessions.c.moderator_id == moderator_id,
            sessions.c.revoked_at.is_(None),
            sessions.c.expires_at > now,
            sessions.c.seen_at > now - IDLE,
        )
        .order_by(sessions.c.seen_at.desc(), sessions.c.id.desc())
    )
    return [Session(*row) for row in connection.execute(chosen)]


def revoke(tx: Connection, moderator_id: str, session_id: str, now: datetime) -> bool:
    """End one session of a moderator; returns whether there was one to end."""
    chosen = (
        update(sessions)
        .where(
            sessions.c.id == session_id,
            sessions.c.moderator_id == moderator_id,
            sessions.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return tx.execute(chosen).rowcount == 1


def revoke_all(tx: Connection, moderator_id: str, now: datetime, *, keep: str = "") -> int:
    """End all sessions of a moderator except `keep`; returns how many ended."""
    chosen = (
        update(sessions)
        .where(
            sessions.c.moderator_id == moderator_id,
            sessions.c.id != keep,
            sessions.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return tx.execute(chosen).rowcount


def forget(tx: Connection, now: datetime) -> int:
    """Erase the sessions that ended more than a session's life ago; returns how many."""
    ended = or_(sessions.c.expires_at < now - LIFE, sessions.c.revoked_at < now - LIFE)
    return tx.execute(delete(sessions).where(ended)).rowcount


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
