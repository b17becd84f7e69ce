"""The keys that sites call with: issued, listed, rotated, revoked and found.

A key is "sk_" and 43 characters of URL-safe base64: 256 random bits. One for Akismet's wire has the
twelve characters that WordPress insists on: 62 random bits. It is shown once and kept only as its
SHA-256; a slow hash would add nothing to a secret that nobody can guess. Keys are
found by their digest, so how long a look-up takes says nothing about a key.
"""

import math
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from ulid import ULID

from service.domain import Site
from service.errors import NotFound
from service.people import HoldAs, KeyHolder, Scope
from service.store.people_tables import api_keys
from service.store.short_keys import SHOWN, Akismet, KeyRefused, host_of, short_secret
from service.store.sites import COLUMNS as SITE
from service.store.sites import site_of
from service.store.tables import sites

KEY_PREFIX = "sk_"
OVERLAP = timedelta(hours=24)
MAX_OVERLAP = timedelta(days=90)
USE_NOTED_EVERY = timedelta(minutes=1)
MAX_NAME = 100
DEFAULT_SCOPES = frozenset({Scope.MODERATE})
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What may be shown of a key. `prefix` tells keys apart, it opens nothing.

    A key that was rotated out works until `expires_at`. `last_used_at` may lag a minute behind.
    `akismet` is what holds of a short one.
    """

    id: str
    site_id: str
    name: str
    prefix: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    akismet: Akismet | None = None

    def works(self, now: datetime) -> bool:
        """Whether the key opens its site at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made, with its `secret`, which cannot be shown again."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """How many keys of a site work, and when one of them was last used."""

    keys: int
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """What a key opens: its site, for some uses, and for so many `seconds` from now on."""

    site: Site
    holder: KeyHolder
    seconds: float = math.inf
    last_used_at: datetime | None = None


_KEY = (
    api_keys.c.id,
    api_keys.c.site_id,
    api_keys.c.name,
    api_keys.c.prefix,
    api_keys.c.scopes,
    api_keys.c.created_at,
    api_keys.c.last_used_at,
    api_keys.c.expires_at,
    api_keys.c.revoked_at,
    api_keys.c.kind,
    api_keys.c.hold_as,
    api_keys.c.hosts,
)
_BY_KEY = (
    select(
        *SITE,
        api_keys.c.id.label("key_id"),
        api_keys.c.prefix,
        api_keys.c.scopes,
        api_keys.c.expires_at,
        api_keys.c.last_used_at,
        api_keys.c.hold_as,
        api_keys.c.hosts,
    )
    .join_from(api_keys, sites, sites.c.id == api_keys.c.site_id)
    .where(
        api_keys.c.digest == bindparam("digest"),
        api_keys.c.revoked_at.is_(None),
        or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > bindparam("now")),
    )
)


def make_key(
    tx: Connection,
    site_id: str,
    now: datetime,
    *,
    name: str = "",
    scopes: Collection[Scope] = DEFAULT_SCOPES,
    akismet: Akismet | None = None,
) -> NewKey:
    """Give a site one more key, one of twelve characters where it is for `akismet`.

    Raises KeyRefused for no scope, or a name or host that cannot be.
    """
    if not scopes:
        raise KeyRefused("a key needs at least one scope")
    if len(name) > MAX_NAME:
        raise KeyRefused(f"a key's name may have at most {MAX_NAME} characters")
    secret = short_secret() if akismet else KEY_PREFIX + secrets.token_urlsafe(32)
    wanted = akismet or Akismet()
    row = {
        "id": str(ULID.from_datetime(now)),
        "site_id": site_id,
        "name": name,
        "prefix": secret[: SHOWN if akismet else _SHOWN],
        "digest": _digest(secret),
        "scopes": sorted(scopes),
        "created_at": now,
        "kind": "akismet" if akismet else "saring",
        "hold_as": wanted.hold_as,
        "hosts": [host_of(host) for host in wanted.hosts],
    }
    return NewKey(_key(tx.execute(insert(api_keys).returning(*_KEY), row).one()), secret)


def issue_key(
    tx: Connection,
    site_id: str,
    now: datetime,
    *,
    name: str = "",
    scopes: Collection[Scope] = DEFAULT_SCOPES,
) -> str:
    """Give a site one more key, as `make_key` does, and return only its secret."""
    return make_key(tx, site_id, now, name=name, scopes=scopes).secret


def list_keys(connection: Connection, site_id: str) -> list[ApiKey]:
    """Return a site's keys, revoked and expired ones included, oldest first."""
    chosen = select(*_KEY).where(api_keys.c.site_id == site_id).order_by(api_keys.c.id)
    return [_key(row) for row in connection.execute(chosen)]


def count_keys(connection: Connection, now: datetime) -> dict[str, Keyring]:
    """Return what there is to say about the keys that work at `now`, by site."""
    works = (
        api_keys.c.revoked_at.is_(None),
        or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now),
    )
    counted = (
        select(api_keys.c.site_id, func.count(), func.max(api_keys.c.last_used_at))
        .where(*works)
        .group_by(api_keys.c.site_id)
    )
    return {site_id: Keyring(keys, used) for site_id, keys, used in connection.execute(counted)}


def find_key(connection: Connection, key_id: str) -> ApiKey:
    """Return what may be shown of a key; raises NotFound where there is none with this id."""
    return _found(connection, select(*_KEY).where(api_keys.c.id == key_id))


def revoke_key(tx: Connection, key_id: str, now: datetime) -> None:
    """Close a key for good; raises NotFound where there is none with this id."""
    revoked_at = func.coalesce(api_keys.c.revoked_at, literal(now, api_keys.c.revoked_at.type))
    chosen = update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=revoked_at)
    if tx.execute(chosen).rowcount == 0:
        raise NotFound("there is no key with this id")


def rotate_key(tx: Connection, key_id: str, now: datetime, overlap: timedelta = OVERLAP) -> NewKey:
    """Make a new key with the name and scopes of an old one, which stops after `overlap`.

    Raises NotFound for an unknown key and KeyRefused for one that works no more, has been rotated
    already, or would go on for longer than MAX_OVERLAP.
    """
    if not timedelta(0) <= overlap <= MAX_OVERLAP:
        raise KeyRefused(f"the old key may go on for 0 to {MAX_OVERLAP.days * 24} hours")
    # Locked, so that of two who rotate at the same moment only one makes a key.
    old = _found(tx, select(*_KEY).where(api_keys.c.id == key_id).with_for_update())
    if not old.works(now):
        raise KeyRefused("this key works no more; issue a new one")
    if old.expires_at is not None:
        raise KeyRefused("this key has been rotated already; rotate the one that replaced it")
    ending = update(api_keys).where(api_keys.c.id == key_id).values(expires_at=now + overlap)
    tx.execute(ending)
    return make_key(tx, old.site_id, now, name=old.name, scopes=old.scopes, akismet=old.akismet)


def find_site_by_key(connection: Connection, secret: str, now: datetime) -> KeyAccess | None:
    """Return what the key `secret` opens, None where it is wrong, expired or revoked."""
    row = connection.execute(_BY_KEY, {"digest": _digest(secret), "now": now}).one_or_none()
    if row is None:
        return None
    return KeyAccess(
        site=site_of(row),
        holder=KeyHolder(
            row.key_id, row.prefix, _scopes(row.scopes), HoldAs(row.hold_as), tuple(row.hosts)
        ),
        seconds=math.inf if row.expires_at is None else (row.expires_at - now).total_seconds(),
        last_used_at=row.last_used_at,
    )


def note_use(tx: Connection, key_id: str, now: datetime) -> None:
    """Note that a key was used, unless that was noted less than a minute ago.

    A key that another transaction is changing is passed over: no request waits for this.
    """
    used_at = api_keys.c.last_used_at
    due = or_(used_at.is_(None), used_at <= now - USE_NOTED_EVERY, used_at > now)
    free = select(api_keys.c.id).where(api_keys.c.id == key_id, due)
    chosen = free.with_for_update(skip_locked=True).scalar_subquery()
    tx.execute(update(api_keys).where(api_keys.c.id == chosen).values(last_used_at=now))


def use_is_due(last_used_at: datetime | None, now: datetime) -> bool:
    """Whether a use at `now` is to be noted; a clock that was set back does not stop it."""
    return last_used_at is None or not now - USE_NOTED_EVERY < last_used_at <= now


def _found(connection: Connection, chosen: Select[*tuple[Any, ...]]) -> ApiKey:
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("there is no key with this id")
    return _key(row)


def _key(row: Row[*tuple[Any, ...]]) -> ApiKey:
    short = Akismet(HoldAs(row.hold_as), tuple(row.hosts)) if row.kind == "akismet" else None
    return replace(ApiKey(*row[:9]), scopes=_scopes(row.scopes), akismet=short)


def _scopes(named: Collection[str]) -> frozenset[Scope]:
    return frozenset(Scope(name) for name in named)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
