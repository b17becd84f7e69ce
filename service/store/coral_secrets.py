"""The secrets that moderation phases of a Coral sign with, by the site whose comments they send.

Coral makes them and shows them on the phase's page. While one is rotated, a site has both.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from ulid import ULID

from service.domain import Site
from service.errors import ModerationError, NotFound
from service.store import audit
from service.store.locks import lock_site
from service.store.noted import By
from service.store.sites import COLUMNS as SITE
from service.store.sites import find_site, site_of
from service.store.tables import sites
from service.store.wire_tables import coral_secrets

MAX_SECRETS = 20
LEAST, MOST = 16, 256
"""Characters that a secret may have."""

_PRESENT = coral_secrets.c.removed_at.is_(None)
_BY_SITE = (
    select(*SITE, coral_secrets.c.id.label("secret_id"), coral_secrets.c.secret)
    .join_from(coral_secrets, sites, sites.c.id == coral_secrets.c.site_id)
    .where(_PRESENT)
    .order_by(coral_secrets.c.id)
)


class SecretRefused(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A secret cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class CoralSecret:
    """What may be shown of a secret."""

    id: str
    site_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Signers:
    """A site and the secrets that its comments may be signed with, by the secrets' ids."""

    site: Site
    secrets: dict[str, str]


def add(tx: Connection, by: By, site_id: str, secret: str) -> CoralSecret:
    """Let a phase of Coral send comments of a site; raises NotFound and SecretRefused."""
    site = find_site(tx, site_id)
    if not (LEAST <= len(secret) <= MOST and secret.isascii() and secret.isprintable()):
        raise SecretRefused(f"a signing secret has {LEAST} to {MOST} letters, digits and signs")
    lock_site(tx, site.id)
    known = find_signers(tx, site.id)
    if known and secret in known.secrets.values():
        raise SecretRefused("the site has this secret already")
    if known and len(known.secrets) >= MAX_SECRETS:
        raise SecretRefused(f"a site may have at most {MAX_SECRETS} signing secrets")
    made = CoralSecret(str(ULID.from_datetime(by.now)), site.id, by.now)
    row = {"id": made.id, "site_id": site.id, "secret": secret, "created_at": by.now}
    tx.execute(insert(coral_secrets), row)
    audit.note(tx, audit.Act(by.actor, "coral.add", made.id, by.now, site.id))
    return made


def list_secrets(connection: Connection, site_id: str) -> list[CoralSecret]:
    """Return what may be shown of a site's secrets, removed ones left out, oldest first."""
    columns = (coral_secrets.c.id, coral_secrets.c.site_id, coral_secrets.c.created_at)
    chosen = select(*columns).where(coral_secrets.c.site_id == site_id, _PRESENT)
    return [CoralSecret(*row) for row in connection.execute(chosen.order_by(coral_secrets.c.id))]


def remove(tx: Connection, by: By, site_id: str, secret_id: str) -> None:
    """Take a secret of a site away for good; raises NotFound where there is none with this id."""
    gone = update(coral_secrets).where(
        coral_secrets.c.id == secret_id, coral_secrets.c.site_id == site_id, _PRESENT
    )
    if tx.execute(gone.values({"removed_at": by.now, "secret": ""})).rowcount == 0:
        raise NotFound("the site has no secret with this id")
    audit.note(tx, audit.Act(by.actor, "coral.remove", secret_id, by.now, site_id))


def find_signers(connection: Connection, site_id: str) -> Signers | None:
    """Return a site with its secrets; None where it has none, or where there is no such site."""
    rows = connection.execute(_BY_SITE.where(coral_secrets.c.site_id == site_id)).all()
    if not rows:
        return None
    return Signers(site_of(rows[0]), {row.secret_id: row.secret for row in rows})
