"""What an installation begins with: a site, its key and somebody who reviews."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from service.domain import Site
from service.people import Scope
from service.store import moderators
from service.store.keys import issue_key
from service.store.sites import create_site, list_sites

FIRST_SITE = "Blog saya"
FIRST_MODERATOR = "moderator@localhost"
FIRST_SCOPES = frozenset({Scope.MODERATE, Scope.REVIEW})


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What is shown once, at the first start."""

    site: Site
    key: str
    email: str
    password: str


def first_start(tx: Connection, policy: str, now: datetime) -> FirstStart | None:
    """Make the first site, its key and an admin; None, and nothing made, where a site exists."""
    if list_sites(tx):
        return None
    site = create_site(tx, FIRST_SITE, policy, now)
    password = secrets.token_urlsafe(12)
    password_hash = moderators.hash_password(password)
    moderators.create(tx, FIRST_MODERATOR, password_hash, now, access=moderators.ADMIN)
    key = issue_key(tx, site.id, now, scopes=FIRST_SCOPES)
    return FirstStart(site, key, FIRST_MODERATOR, password)
