"""Sites: the blogs that send comments, and what holds for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, insert, select, update
from ulid import ULID

from service.domain import Site, Switch
from service.errors import ModerationError, NotFound
from service.store.tables import sites

_T = TypeVar("_T")
MAX_NAME = 100
MAX_POLICY = 40
# The least and the most of each setting that is a number.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "undo_hours": (0, 720),
    "keep_approved_days": (1, 3650),
    "keep_rejected_days": (1, 3650),
}
COLUMNS = (
    sites.c.id,
    sites.c.name,
    sites.c.policy,
    sites.c.undo_hours,
    sites.c.keep_approved_days,
    sites.c.keep_rejected_days,
    sites.c.policy_version,
    sites.c.shadow_version,
    sites.c.dry_run,
    sites.c.switch,
    sites.c.switch_until,
    sites.c.shares_lessons,
)
_SITE = select(*COLUMNS)


class SiteRefused(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A site cannot be as asked; `setting` says because of which of its settings."""

    def __init__(self, setting: str, must: str) -> None:
        super().__init__(f"{setting} {must}")
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Change:
    """What to change about a site; None leaves a setting as it is. Units as in Site."""

    name: str | None = None
    policy: str | None = None
    undo_hours: int | None = None
    keep_approved_days: int | None = None
    keep_rejected_days: int | None = None
    dry_run: bool | None = None
    shares_lessons: bool | None = None

    def of(self, site: Site) -> Site:
        """Return `site` with the change made."""
        return replace(
            site,
            name=site.name if self.name is None else self.name.strip(),
            policy=_or(self.policy, site.policy),
            undo_hours=_or(self.undo_hours, site.undo_hours),
            keep_approved_days=_or(self.keep_approved_days, site.keep_approved_days),
            keep_rejected_days=_or(self.keep_rejected_days, site.keep_rejected_days),
            dry_run=_or(self.dry_run, site.dry_run),
            shares_lessons=_or(self.shares_lessons, site.shares_lessons),
        )


def create_site(tx: Connection, name: str, policy: str, now: datetime) -> Site:
    """Create a site whose comments the preset `policy` judges; raises SiteRefused."""
    site = Site(str(ULID.from_datetime(now)), name.strip(), policy)
    _check(site)
    row = {"id": site.id, "name": site.name, "policy": policy, "created_at": now}
    tx.execute(insert(sites), row)
    return site


def list_sites(connection: Connection) -> list[Site]:
    """Return every site, oldest first."""
    return [site_of(row) for row in connection.execute(_SITE.order_by(sites.c.id))]


def find_site(connection: Connection, site_id: str) -> Site:
    """Return a site; raises NotFound where there is none with this id."""
    return _found(connection, _SITE.where(sites.c.id == site_id))


def change_site(tx: Connection, site_id: str, change: Change) -> tuple[Site, Site]:
    """Change a site and return it as it was and as it is now; raises NotFound and SiteRefused."""
    before = lock_site(tx, site_id)
    after = change.of(before)
    _check(after)
    values = {
        "name": after.name,
        "policy": after.policy,
        "undo_hours": after.undo_hours,
        "keep_approved_days": after.keep_approved_days,
        "keep_rejected_days": after.keep_rejected_days,
        "dry_run": after.dry_run,
        "shares_lessons": after.shares_lessons,
    }
    tx.execute(update(sites).where(sites.c.id == site_id).values(values))
    return before, after


def _check(site: Site) -> None:
    if not 0 < len(site.name) <= MAX_NAME:
        raise SiteRefused("name", f"must have 1 to {MAX_NAME} characters")
    if not 0 < len(site.policy) <= MAX_POLICY:
        raise SiteRefused("policy", "must name a preset")
    for setting, (least, most) in BOUNDS.items():
        if not least <= getattr(site, setting) <= most:
            raise SiteRefused(setting, f"must be between {least} and {most}")


def lock_site(tx: Connection, site_id: str) -> Site:
    """Return a site that nobody else changes before `tx` ends; raises NotFound."""
    return _found(tx, _SITE.where(sites.c.id == site_id).with_for_update())


def site_of(row: Sequence[Any]) -> Site:
    """Return the site of a row that begins with COLUMNS."""
    site = Site(*row[: len(COLUMNS)])
    return replace(site, switch=Switch(site.switch) if site.switch else None)


def _found(connection: Connection, chosen: Select[*tuple[Any, ...]]) -> Site:
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("there is no site with this id")
    return site_of(row)


def _or(given: _T | None, kept: _T) -> _T:
    return kept if given is None else given
