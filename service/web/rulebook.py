"""Which policy judges: those of sites loaded, kept while they are good, and looked at anew.

A policy that does not load leaves the last good one in force and is told of as a trouble. What is
changed takes effect within LOOK_SECONDS in every process.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Protocol

import structlog
from sqlalchemy import Connection

from service.domain import Site
from service.errors import LedgerUnavailable, NotFound
from service.outbound import fetch
from service.outbound.target import TargetRefused
from service.policy import Policy, flaws
from service.policy.compiling import OWN, Grounds, compile_policy
from service.policy.document import Document, read_document
from service.policy.flaws import DocumentInvalid, Flaw
from service.policy.lines import placed
from service.store.list_copies import entries_of, find_copies
from service.store.policies import find_version
from service.store.sites import list_sites
from service.telemetry import POLICY_FAILURES

LOOK_SECONDS = 5.0
_MOST_KEPT = 256
_MOST_TRIED = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A version of a site's policy that does not load, and the policy in force instead.

    Where the site's policy is a file that cannot be used, `file_flaws` say why, and `version` is 0.
    """

    site_id: str
    version: int
    in_force: str
    file_flaws: tuple[Flaw, ...] = ()


class Files(Protocol):
    """Where policies stand outside the ledger; service.web.policy_files has them."""

    def brought(self, site: Site) -> Site:
        """Return a site as it is after its file was looked at; never fails."""

    def flaws_of(self, site_id: str) -> tuple[Flaw, ...]:
        """Return why a site's file cannot be used; nothing where it can, or where none is."""


@dataclass(slots=True)
class _Loaded:
    """A policy as it was loaded: for which version, and with which copies of which lists."""

    policy: Policy
    wanted: int
    looked_at: float
    lists: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()

    def is_for(self, version: int) -> bool:
        """Whether this is the version itself, not one that stands in for it."""
        return self.wanted == version == self.policy.version and self.policy.name == OWN


@dataclass(slots=True)
class Rulebook:
    """The policies of all sites. `read` gives a connection to read the ledger with.

    `private` says whether lists may be subscribed to inside the network. Where there are `files`,
    they are looked at before a policy is.
    """

    read: Callable[[], AbstractContextManager[Connection]]
    now: Callable[[], datetime]
    presets: Mapping[str, Policy]
    grounds: Grounds
    clock: Callable[[], float] = monotonic
    private: bool = False
    files: Files | None = None
    _loaded: dict[str, _Loaded] = field(default_factory=dict)
    _judged: dict[tuple[str, int], Policy] = field(default_factory=dict)
    _troubles: dict[str, Trouble] = field(default_factory=dict)

    def policy_of(self, site: Site) -> Policy:
        """Return the policy that judges a site's comments now; raises LedgerUnavailable."""
        if self.files is not None:
            site = self.files.brought(site)
        if not site.policy_version:
            self._troubles.pop(site.id, None)
            return self.preset_of(site)
        known = self._loaded.get(site.id)
        fresh = known is not None and self.clock() - known.looked_at < LOOK_SECONDS
        if known is not None and fresh and known.wanted == site.policy_version:
            return known.policy
        return self._look(site, known)

    def preset_of(self, site: Site) -> Policy:
        """Return the preset that a site has chosen."""
        return self.presets[site.policy]

    def judged(self, site: Site | None, policy_id: str) -> Policy:
        """Return the policy that a verdict names, else the one that would judge now."""
        name, _, version = policy_id.partition("@")
        if name in self.presets:
            return self.presets[name]
        if site is None:
            return next(iter(self.presets.values()))
        try:
            return self.version_of(site, int(version))
        except (DocumentInvalid, NotFound, ValueError):
            return self.policy_of(site)

    def version_of(self, site: Site, number: int) -> Policy:
        """Return a version of a site's policy; raises NotFound and DocumentInvalid."""
        key = site.id, number
        if key not in self._judged:
            with self.read() as connection:
                document = self._document(connection, site, number)
                policy = self.compiled(connection, document, site, number)
            if len(self._judged) >= _MOST_KEPT:
                self._judged.clear()
            self._judged[key] = policy
        return self._judged[key]

    def checked(self, document: str, site: Site) -> tuple[Document, Policy]:
        """Return a document as values and as a policy.

        Raises DocumentInvalid, also where a list is at an address inside the network.
        """
        read = read_document(document, self.grounds.labels)
        try:
            check_lists(read, private=self.private)
            with self.read() as connection:
                return read, self.compiled(connection, read, site, 0)
        except DocumentInvalid as error:
            raise DocumentInvalid(placed(error.flaws, document)) from None

    def compiled(
        self, connection: Connection, document: Document, site: Site, number: int
    ) -> Policy:
        """Return the policy of a document with the copies of lists that there are."""
        return compile_policy(
            document, self.grounds, site.policy, number, _entries(connection, document)
        )

    def troubles(self) -> tuple[Trouble, ...]:
        """Return what does not load, of all sites; raises LedgerUnavailable."""
        with self.read() as connection:
            known = list_sites(connection)
        return tuple(trouble for site in known for trouble in self._troubles_of(site))

    def file_flaws(self, site: Site) -> tuple[Flaw, ...]:
        """Return why the file that is a site's policy cannot be used; nothing where all is well."""
        return self.files.flaws_of(site.id) if self.files else ()

    def _troubles_of(self, site: Site) -> Iterator[Trouble]:
        in_force = self.policy_of(site)
        if site.id in self._troubles:
            yield self._troubles[site.id]
        if found := self.file_flaws(site):
            yield Trouble(site.id, 0, in_force.id, found)

    def _look(self, site: Site, known: _Loaded | None) -> Policy:
        try:
            loaded = self._load(site, known)
        except LedgerUnavailable:
            if known is None:
                raise
            known.looked_at = self.clock()
            return known.policy
        self._loaded[site.id] = loaded
        return loaded.policy

    def _load(self, site: Site, known: _Loaded | None) -> _Loaded:
        wanted, at = site.policy_version, self.clock()
        if known and known.is_for(wanted) and not known.lists:
            return replace(known, looked_at=at)
        with self.read() as connection:
            if (
                known
                and known.is_for(wanted)
                and known.digests == _digests(connection, known.lists)
            ):
                known.looked_at = at
                return known
            try:
                document = self._document(connection, site, wanted)
                lists = tuple(one.subscription.id for one in document.lists if one.subscription)
                digests = _digests(connection, lists)
                policy = self.compiled(connection, document, site, wanted)
            except (DocumentInvalid, NotFound):
                policy = known.policy if known else self._last_good(connection, site)
                self._tell(Trouble(site.id, wanted, policy.id))
                return _Loaded(policy, wanted, at)
        self._troubles.pop(site.id, None)
        return _Loaded(policy, wanted, at, lists, digests)

    def _last_good(self, connection: Connection, site: Site) -> Policy:
        """Return the newest older version that loads, the preset where none does."""
        oldest = max(0, site.policy_version - _MOST_TRIED)
        for number in range(site.policy_version - 1, oldest, -1):
            try:
                document = self._document(connection, site, number)
                return self.compiled(connection, document, site, number)
            except (DocumentInvalid, NotFound):
                continue
        return self.preset_of(site)

    def _document(self, connection: Connection, site: Site, number: int) -> Document:
        saved = find_version(connection, site.id, number)
        return read_document(saved.document, self.grounds.labels)

    def _tell(self, trouble: Trouble) -> None:
        if self._troubles.get(trouble.site_id) != trouble:
            POLICY_FAILURES.inc()
            log.error(
                "policy-does-not-load",
                site=trouble.site_id,
                version=trouble.version,
                in_force=trouble.in_force,
            )
        self._troubles[trouble.site_id] = trouble


def check_lists(document: Document, *, private: bool) -> None:
    """Raise DocumentInvalid where a list is at an address that nothing may be fetched from."""
    found = []
    for one in document.lists:
        try:
            if one.subscription:
                fetch.check(one.subscription.url, private=private)
        except TargetRefused:
            found.append(Flaw(f"{one.at}.url", flaws.BAD_URL))
    if found:
        raise DocumentInvalid(found)


def _entries(connection: Connection, document: Document) -> Mapping[str, Sequence[str]]:
    """Return what the copies of a document's subscribed lists hold, by the lists' names."""
    wanted = {one.name: one.subscription.id for one in document.lists if one.subscription}
    entries = entries_of(connection, list(wanted.values())) if wanted else {}
    return {name: entries[id_] for name, id_ in wanted.items() if id_ in entries}


def _digests(connection: Connection, lists: Sequence[str]) -> tuple[str, ...]:
    """Return the digests of the copies of lists, empty for one that has not come yet."""
    copies = find_copies(connection, list(lists)) if lists else {}
    return tuple(copies[id_].digest if id_ in copies else "" for id_ in lists)
