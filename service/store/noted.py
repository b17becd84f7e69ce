"""Changes to sites and keys as people make them: each with its line in the audit, or not at all.

Pages and commands change sites and keys only through here.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from service.domain import Site
from service.errors import NotFound
from service.people import Actor, Scope
from service.store import keys, sites
from service.store.audit import Act, Facts, note
from service.store.keys import ApiKey, NewKey
from service.store.short_keys import Akismet


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a change, and when."""

    actor: Actor
    now: datetime


def add_site(tx: Connection, by: By, name: str, policy: str) -> Site:
    """Create a site as `sites.create_site` does."""
    site = sites.create_site(tx, name, policy, by.now)
    note(tx, Act(by.actor, "site.add", site.id, by.now, site.id, after=_settings(site)))
    return site


def change_site(tx: Connection, by: By, site_id: str, change: sites.Change) -> Site:
    """Change a site as `sites.change_site` does; what stays as it was is not noted."""
    before, after = sites.change_site(tx, site_id, change)
    old, new = _settings(before), _settings(after)
    changed = [setting for setting in new if new[setting] != old[setting]]
    if changed:
        act = Act(
            by.actor,
            "site.change",
            site_id,
            by.now,
            site_id,
            before={setting: old[setting] for setting in changed},
            after={setting: new[setting] for setting in changed},
        )
        note(tx, act)
    return after


def issue_key(
    tx: Connection,
    by: By,
    site_id: str,
    name: str = "",
    scopes: Collection[Scope] = (),
    akismet: Akismet | None = None,
) -> NewKey:
    """Give a site a key as `keys.make_key` does; raises NotFound where there is no such site.

    Without scopes it has those of `keys.DEFAULT_SCOPES`.
    """
    site = sites.find_site(tx, site_id)
    new = keys.make_key(
        tx,
        site.id,
        by.now,
        name=name.strip(),
        scopes=scopes or keys.DEFAULT_SCOPES,
        akismet=akismet,
    )
    note(tx, Act(by.actor, "key.issue", new.key.id, by.now, site.id, after=_facts(new.key)))
    return new


def rotate_key(tx: Connection, by: By, key_id: str, overlap: timedelta = keys.OVERLAP) -> NewKey:
    """Replace a key as `keys.rotate_key` does."""
    new = keys.rotate_key(tx, key_id, by.now, overlap)
    ends = (by.now + overlap).isoformat(timespec="seconds")
    act = Act(
        by.actor,
        "key.rotate",
        key_id,
        by.now,
        new.key.site_id,
        before={"expires_at": None},
        after={"expires_at": ends, "replaced_by": new.key.id, "prefix": new.key.prefix},
    )
    note(tx, act)
    return new


def revoke_key(tx: Connection, by: By, key_id: str) -> ApiKey:
    """Close a key for good as `keys.revoke_key` does; one that is closed already stays as it is."""
    key = keys.find_key(tx, key_id)
    if key.revoked_at is None:
        keys.revoke_key(tx, key_id, by.now)
        act = Act(by.actor, "key.revoke", key_id, by.now, key.site_id, before=_facts(key))
        note(tx, act)
    return keys.find_key(tx, key_id)


def key_of(connection: Connection, site_id: str, key_id: str) -> ApiKey:
    """Return a key of a site; raises NotFound for an unknown one and for another site's."""
    key = keys.find_key(connection, key_id)
    if key.site_id != site_id:
        raise NotFound("there is no key with this id")
    return key


def _settings(site: Site) -> Facts:
    facts = {name: value for name, value in asdict(site).items() if name != "id"}
    until = site.switch_until
    return {**facts, "switch_until": None if until is None else until.isoformat()}


def _facts(key: ApiKey) -> Facts:
    return {"name": key.name, "prefix": key.prefix, "scopes": sorted(key.scopes)}
