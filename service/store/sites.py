"""Sites and the keys they call with.

A key is "sk_" and 43 characters of URL-safe base64: 256 random bits. It is shown once and kept
only as its SHA-256; a slow hash would add nothing to a secret that nobody can guess. Keys are
found by their digest, so how long a look-up takes says nothing about a key.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, func, insert, literal, select, update
from ulid import ULID

from service.domain import Site
from service.errors import NotFound
from service.store import moderators
from service.store.tables import api_keys, sites

KEY_PREFIX = "sk_"
_SHOWN = 8
FIRST_SITE = "Blog saya"
FIRST_MODERATOR = "moderator@localhost"

_SITE = (sites.c.id, sites.c.name, sites.c.policy)
_BY_KEY = (
    select(*_SITE)
    .join_from(api_keys, sites, sites.c.id == api_keys.c.site_id)
    .where(api_keys.c.digest == bindparam("digest"), api_keys.c.revoked_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What may be shown of a key. `prefix` tells keys apart, it opens nothing."""

    id: str
    prefix: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What is shown once, at the first start."""

    site: Site
    key: str
    email: str
    password: str


def create_site(tx: Connection, name: str, policy: str, now: datetime) -> Site:
    """Create a site whose comments the preset `policy` judges."""
    site = Site(str(ULID.from_datetime(now)), name, policy)
    row = {"id": site.id, "name": name, "policy": policy, "created_at": now}
    tx.execute(insert(sites), row)
    return site


def list_sites(connection: Connection) -> list[Site]:
    """Return every site, oldest first."""
    return [Site(*row) for row in connection.execute(select(*_SITE).order_by(sites.c.id))]


def find_site(connection: Connection, site_id: str) -> Site:
    """Return a site; raises NotFound where there is none with this id."""
    row = connection.execute(select(*_SITE).where(sites.c.id == site_id)).one_or_none()
    if row is None:
        raise NotFound("there is no site with this id")
    return Site(*row)


def issue_key(tx: Connection, site_id: str, now: datetime) -> str:
    """Give a site one more key and return it; it cannot be shown again."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    row = {
        "id": str(ULID.from_datetime(now)),
        "site_id": site_id,
        "prefix": key[:_SHOWN],
        "digest": _digest(key),
        "created_at": now,
    }
    tx.execute(insert(api_keys), row)
    return key


def list_keys(connection: Connection, site_id: str) -> list[ApiKey]:
    """Return a site's keys, revoked ones included, oldest first."""
    shown = (api_keys.c.id, api_keys.c.prefix, api_keys.c.created_at, api_keys.c.revoked_at)
    chosen = select(*shown).where(api_keys.c.site_id == site_id).order_by(api_keys.c.id)
    return [ApiKey(*row) for row in connection.execute(chosen)]


def revoke_key(tx: Connection, key_id: str, now: datetime) -> None:
    """Close a key for good; raises NotFound where there is none with this id."""
    revoked_at = func.coalesce(api_keys.c.revoked_at, literal(now, api_keys.c.revoked_at.type))
    chosen = update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=revoked_at)
    if tx.execute(chosen).rowcount == 0:
        raise NotFound("there is no key with this id")


def find_site_by_key(connection: Connection, key: str) -> Site | None:
    """Return the site that `key` opens, None for a key that is wrong or revoked."""
    row = connection.execute(_BY_KEY, {"digest": _digest(key)}).one_or_none()
    return None if row is None else Site(*row)


def first_start(tx: Connection, policy: str, now: datetime) -> FirstStart | None:
    """Make the first site, key and moderator; None, and nothing made, where a site exists."""
    if tx.execute(select(sites.c.id).limit(1)).first() is not None:
        return None
    site = create_site(tx, FIRST_SITE, policy, now)
    password = secrets.token_urlsafe(12)
    moderators.create(tx, FIRST_MODERATOR, moderators.hash_password(password), now)
    return FirstStart(site, issue_key(tx, site.id, now), FIRST_MODERATOR, password)


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
