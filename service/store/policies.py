"""Policies of sites: every version that was saved, which one judges, and the switch.

Each change has its line in the audit, which names versions and never their text.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from service.domain import Site, Switch
from service.errors import ModerationError, NotFound
from service.people import Actor
from service.store import shadows
from service.store.audit import Act, note
from service.store.noted import By
from service.store.policy_tables import policy_versions
from service.store.sites import find_site, lock_site
from service.store.tables import sites

MAX_REASON = 500
MAX_NUMBER = 2**31 - 1
LONGEST_SWITCH = timedelta(days=30)
_FACTS = (
    policy_versions.c.site_id,
    policy_versions.c.number,
    policy_versions.c.reason,
    policy_versions.c.actor_name,
    policy_versions.c.created_at,
    policy_versions.c.restores,
)
_SAVED = select(*_FACTS, policy_versions.c.document)


class PolicyRefused(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A change of a site's policy or switch cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of a site's policy as it was saved; `restores` is the version it brought back.

    `document` is left empty in lists.
    """

    site_id: str
    number: int
    reason: str
    by: str
    created_at: datetime
    restores: int | None = None
    document: str = ""


def save_version(
    tx: Connection, by: By, site_id: str, document: str, reason: str, restores: int | None = None
) -> PolicyVersion:
    """Save a document that was checked as the site's next version; it does not judge yet.

    Raises NotFound where there is no such site and PolicyRefused for a reason that is too long.
    """
    if len(reason) > MAX_REASON:
        raise PolicyRefused(f"a reason has at most {MAX_REASON} characters")
    lock_site(tx, site_id)
    newest = select(func.max(policy_versions.c.number)).where(policy_versions.c.site_id == site_id)
    number = (tx.execute(newest).scalar_one_or_none() or 0) + 1
    row = {
        "site_id": site_id,
        "number": number,
        "document": document,
        "reason": reason.strip(),
        "actor_kind": by.actor.kind,
        "actor_id": by.actor.id,
        "actor_name": by.actor.name,
        "created_at": by.now,
        "restores": restores,
    }
    tx.execute(insert(policy_versions), row)
    after = {"version": number, "restores": restores}
    note(tx, Act(by.actor, "policy.save", site_id, by.now, site_id, after=after))
    return PolicyVersion(site_id, number, reason.strip(), by.actor.name, by.now, restores, document)


def find_version(connection: Connection, site_id: str, number: int) -> PolicyVersion:
    """Return a version with its document; raises NotFound."""
    chosen = _SAVED.where(policy_versions.c.site_id == site_id, policy_versions.c.number == number)
    known = 0 < number <= MAX_NUMBER
    row = connection.execute(chosen).one_or_none() if known else None
    if row is None:
        raise NotFound("this site's policy has no such version")
    return PolicyVersion(*row)


def newest_by(connection: Connection, site_id: str, actor: Actor) -> PolicyVersion | None:
    """Return the newest version that somebody saved, with its document; None where there is none.

    It looks through a site's versions from the newest on.
    """
    chosen = (
        _SAVED.where(
            policy_versions.c.site_id == site_id,
            policy_versions.c.actor_kind == actor.kind,
            policy_versions.c.actor_id == actor.id,
        )
        .order_by(policy_versions.c.number.desc())
        .limit(1)
    )
    row = connection.execute(chosen).one_or_none()
    return None if row is None else PolicyVersion(*row)


def list_versions(
    connection: Connection, site_id: str, limit: int, before: int = 0
) -> list[PolicyVersion]:
    """Return a site's versions without their documents, the newest first; those below `before`."""
    chosen = select(*_FACTS).where(policy_versions.c.site_id == site_id)
    if before:
        chosen = chosen.where(policy_versions.c.number < before)
    ordered = chosen.order_by(policy_versions.c.number.desc()).limit(limit)
    return [PolicyVersion(*row) for row in connection.execute(ordered)]


def documents_in_use(connection: Connection) -> list[str]:
    """Return the documents that judge or run in shadow, of all sites."""
    number = policy_versions.c.number
    used = (number == sites.c.policy_version) | (number == sites.c.shadow_version)
    chosen = (
        select(policy_versions.c.document)
        .join_from(policy_versions, sites, policy_versions.c.site_id == sites.c.id)
        .where(used)
        .order_by(policy_versions.c.site_id, number)
    )
    return list(connection.execute(chosen).scalars())


def enforce(tx: Connection, by: By, site_id: str, number: int) -> Site:
    """Let a version judge from now on, 0 for the site's preset; raises NotFound.

    Where it ran in shadow, it does so no more.
    """
    site = lock_site(tx, site_id)
    if number:
        find_version(tx, site_id, number)
    shadow = 0 if site.shadow_version == number else site.shadow_version
    return _set(tx, by, site, "policy.enforce", policy_version=number, shadow_version=shadow)


def cast_shadow(tx: Connection, by: By, site_id: str, number: int) -> Site:
    """Let a version run beside the policy from now on, 0 for none; raises NotFound.

    What it said when it ran before is forgotten.
    """
    site = lock_site(tx, site_id)
    if number:
        find_version(tx, site_id, number)
        shadows.forget(tx, site_id, f"site@{number}")
    return _set(tx, by, site, "policy.shadow", shadow_version=number)


def throw_switch(
    tx: Connection, by: By, site_id: str, switch: Switch | None, until: datetime | None = None
) -> Site:
    """Throw a site's switch until a moment, or take it back with None.

    Raises NotFound, and PolicyRefused for an end that is past or too far away.
    """
    site = lock_site(tx, site_id)
    if switch is None:
        until = None
    elif until is None or not by.now < until <= by.now + LONGEST_SWITCH:
        raise PolicyRefused(f"the switch ends within {LONGEST_SWITCH.days} days")
    return _set(tx, by, site, "switch.throw", switch=switch or "", switch_until=until)


def _set(tx: Connection, by: By, site: Site, action: str, **values: object) -> Site:
    tx.execute(update(sites).where(sites.c.id == site.id).values(**values))
    before = {name: _spelled(getattr(site, name)) for name in values}
    after = {name: _spelled(value) for name, value in values.items()}
    note(tx, Act(by.actor, action, site.id, by.now, site.id, before=before, after=after))
    return find_site(tx, site.id)


def _spelled(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
