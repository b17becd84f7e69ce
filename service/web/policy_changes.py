"""Changing a site's policy: checked first, saved then, in force last, all in one transaction."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection

from service.domain import Site
from service.errors import ModerationError
from service.policy.flaws import Flaw
from service.policy.lint import lint
from service.store import list_copies, policies
from service.store.noted import By
from service.store.policies import PolicyVersion
from service.store.sites import lock_site
from service.web.rulebook import Rulebook


class Workplace(Protocol):
    """What a change needs; an Office is one."""

    @property
    def rulebook(self) -> Rulebook:
        """The policies of all sites."""

    def write(self) -> AbstractContextManager[Connection]:
        """Run one short write transaction; raises LedgerUnavailable."""


class Use(StrEnum):
    """What becomes of a version once it is saved."""

    ENFORCE = "enforce"
    SHADOW = "shadow"
    KEEP = "keep"


class PolicyMoved(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """Another version was put in force since the draft was begun."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to be saved, why, and for what; `restores` is the version that it brings back.

    `based_on` is the version in force that its author has seen, None where it does not matter.
    """

    document: str
    reason: str
    use: Use
    restores: int | None = None
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, the site as it is now, and what is doubtful about the document."""

    version: PolicyVersion
    site: Site
    warnings: tuple[Flaw, ...]


def save(office: Workplace, site: Site, by: By, draft: Draft) -> Saved:
    """Save a draft as a version of the site's policy, and use it.

    Raises DocumentInvalid, PolicyMoved, PolicyRefused and NotFound; nothing is saved then.
    """
    document, _ = office.rulebook.checked(draft.document, site)
    lists = [one.subscription for one in document.lists if one.subscription is not None]
    with office.write() as tx:
        if draft.based_on not in (None, lock_site(tx, site.id).policy_version):
            raise PolicyMoved("another version was put in force meanwhile")
        version = policies.save_version(
            tx, by, site.id, draft.document, draft.reason, draft.restores
        )
        if lists:
            list_copies.want(tx, lists, by.now)
        if draft.use is Use.ENFORCE:
            site = policies.enforce(tx, by, site.id, version.number)
        elif draft.use is Use.SHADOW:
            site = policies.cast_shadow(tx, by, site.id, version.number)
    return Saved(version, site, tuple(lint(document, draft.document)))
