"""Sites: the blogs that send comments, and what holds for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Select, insert, select, update
from ulid import ULID

from service.domain import Site
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

    def of(self, site: Site) -> Site:
        """Return `site` with the change made."""
        return replace(
            site,
            name=site.name if self.name is None else self.name.strip(),
            policy=_or(self.policy, site.policy),
            undo_hours=_or(self.undo_hours, site.undo_hours),
            keep_approved_days=_or(self.keep_approved_days, site.keep_approved_days),
            keep_rejected_days=_or(self.keep_rejected_days, site.keep_rejected_days),
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
    return [Site(*row) for row in connection.execute(_SITE.order_by(sites.c.id))]


def find_site(connection: Connection, site_id: str) -> Site:
    """Return a site; raises NotFound where there is none with this id."""
    return _found(connection, _SITE.where(sites.c.id == site_id))


def change_site(tx: Connection, site_id: str, change: Change) -> tuple[Site, Site]:
    """Change a site and return it as it was and as it is now; raises NotFound and SiteRefused."""
    # Locked, so that what is returned is what was replaced, whoever else changes the site.
    before = _found(tx, _SITE.where(sites.c.id == site_id).with_for_update())
    after = change.of(before)
    _check(after)
    values = {
        "name": after.name,
        "policy": after.policy,
        "undo_hours": after.undo_hours,
        "keep_approved_days": after.keep_approved_days,
        "keep_rejected_days": after.keep_rejected_days,
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


def _found(connection: Connection, chosen: Select[str, str, str, int, int, int]) -> Site:
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("there is no site with this id")
    return Site(*row)


def _or(given: _T | None, kept: _T) -> _T:
    return kept if given is None else given
