"""Invitations: a link that makes one new person a moderator, once.

The link's secret is 256 random bits; only its digest is kept.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from ulid import ULID

from service.errors import NotFound
from service.people import Moderator, Role
from service.store import moderators as accounts
from service.store.moderators import Access, AddressTaken
from service.store.people_tables import invitations, moderators
from service.store.tables import sites

LIFE = timedelta(days=7)
_TOKEN_BYTES = 32

_SHOWN = (
    invitations.c.id,
    invitations.c.email,
    invitations.c.role,
    invitations.c.all_sites,
    invitations.c.site_ids,
    invitations.c.created_at,
    invitations.c.expires_at,
)


class InvitationGone(NotFound):
    """The link was used, withdrawn or replaced, is too old, or never was one."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited to what, and until when."""

    id: str
    email: str
    access: Access
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation that was just made; its secret `token` is kept nowhere."""

    invitation: Invitation
    token: str


def invite(tx: Connection, email: str, access: Access, now: datetime) -> NewInvitation:
    """Invite a new person; an earlier invitation of the same address ends.

    Raises AddressTaken where a moderator has the address already.
    """
    email = accounts.address(email)
    if tx.execute(select(moderators.c.id).where(moderators.c.email == email)).first() is not None:
        raise AddressTaken("another moderator has this address")
    _end(tx, invitations.c.email == email, now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    made = Invitation(str(ULID.from_datetime(now)), email, access, now, now + LIFE)
    row = {
        "id": made.id,
        "digest": _digest(token),
        "email": email,
        "role": access.role,
        "all_sites": access.all_sites,
        "site_ids": [] if access.all_sites else sorted(access.site_ids),
        "created_at": now,
        "expires_at": made.expires_at,
    }
    tx.execute(insert(invitations), row)
    return NewInvitation(made, token)


def find(connection: Connection, token: str, now: datetime) -> Invitation:
    """Return the open invitation of a link; raises InvitationGone."""
    chosen = select(*_SHOWN).where(*_open(now), invitations.c.digest == _digest(token))
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise InvitationGone("this invitation is not open")
    return _of(row)


def accept(tx: Connection, token: str, name: str, password_hash: str, now: datetime) -> Moderator:
    """Make the invited person a moderator; of two who use a link at once, one.

    Raises InvitationGone, and AddressTaken where the person has become a moderator otherwise.
    """
    chosen = (
        update(invitations)
        .where(*_open(now), invitations.c.digest == _digest(token))
        .values(used_at=now)
        .returning(*_SHOWN)
    )
    row = tx.execute(chosen).one_or_none()
    if row is None:
        raise InvitationGone("this invitation is not open")
    invitation = _of(row)
    access = _still_there(tx, invitation.access)
    return accounts.create(tx, invitation.email, password_hash, now, name=name, access=access)


def list_open(connection: Connection, now: datetime) -> list[Invitation]:
    """Return the invitations that nobody has used yet, oldest first."""
    chosen = select(*_SHOWN).where(*_open(now)).order_by(invitations.c.id)
    return [_of(row) for row in connection.execute(chosen)]


def withdraw(tx: Connection, invitation_id: str, now: datetime) -> Invitation:
    """End an invitation that nobody has used; raises InvitationGone."""
    ended = _end(tx, invitations.c.id == invitation_id, now)
    if not ended:
        raise InvitationGone("this invitation is not open")
    return ended[0]


def _open(now: datetime) -> tuple[Any, ...]:
    return invitations.c.used_at.is_(None), invitations.c.expires_at > now


def _end(tx: Connection, which: Any, now: datetime) -> list[Invitation]:
    chosen = update(invitations).where(*_open(now), which).values(expires_at=now)
    return [_of(row) for row in tx.execute(chosen.returning(*_SHOWN))]


def _still_there(tx: Connection, access: Access) -> Access:
    """Leave out the sites that have gone since the invitation."""
    if access.all_sites:
        return access
    chosen = select(sites.c.id).where(sites.c.id.in_(sorted(access.site_ids)))
    return replace(access, site_ids=frozenset(tx.execute(chosen).scalars()))


def _of(row: Row[*tuple[Any, ...]]) -> Invitation:
    access = Access(Role(row.role), row.all_sites, frozenset(row.site_ids))
    return Invitation(row.id, row.email, access, row.created_at, row.expires_at)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
