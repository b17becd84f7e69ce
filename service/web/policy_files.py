"""Policies as files: `<site id>.toml` in a folder is what the site publishes, once it changes.

The ledger stays what judges: a file that changed becomes a version like any other, so that it can
be compared, restored and replayed, and so that a broken file breaks nothing.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISREG

import structlog

from service.domain import Site
from service.errors import LedgerUnavailable, NotFound
from service.people import SERVICE
from service.policy import flaws
from service.policy.document import MAX_BYTES
from service.policy.flaws import DocumentInvalid, Flaw
from service.store import policies
from service.store.noted import By
from service.store.sites import find_site
from service.telemetry import POLICY_FAILURES
from service.web.office import Office
from service.web.policy_changes import Draft, PolicyMoved, Use, save
from service.web.rulebook import LOOK_SECONDS

REASON = "from its file"

log = structlog.get_logger()

Signature = tuple[int, ...]
_NO_FILE: Signature = ()


@dataclass(slots=True)
class _Seen:
    """How a site's file was when it was last looked at; `version` is what it became then."""

    looked_at: float = float("-inf")
    signature: Signature = _NO_FILE
    flaws: tuple[Flaw, ...] = ()
    version: int = 0
    saved_at: float = float("-inf")


@dataclass(slots=True)
class PolicyFiles:
    """The files in `folder`, each looked at once in LOOK_SECONDS; satisfies rulebook.Files."""

    office: Office = field(repr=False)
    folder: Path
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def brought(self, site: Site) -> Site:
        """Return a site as it is after its file was looked at; never fails."""
        seen, now = self._seen.setdefault(site.id, _Seen()), self.office.rulebook.clock()
        if now - seen.looked_at >= LOOK_SECONDS:
            seen.looked_at = now
            self._look(site, seen)
        # A site that is remembered with its key does not know yet what its file became.
        if site.policy_version < seen.version and now - seen.saved_at < LOOK_SECONDS:
            return replace(site, policy_version=seen.version)
        return site

    def flaws_of(self, site_id: str) -> tuple[Flaw, ...]:
        """Return why a site's file cannot be used; nothing where it can, or where none is."""
        seen = self._seen.get(site_id)
        return seen.flaws if seen else ()

    def _look(self, site: Site, seen: _Seen) -> None:
        path = self.folder / f"{site.id}.toml"
        signature = _signature(path)
        if signature == seen.signature:
            return
        try:
            number = self._take_up(site, path) if signature else 0
        except DocumentInvalid as error:
            self._tell(site, seen, error.flaws)
        except (LedgerUnavailable, NotFound, PolicyMoved):
            return  # The same at the next look; until then what is in force judges.
        else:
            seen.flaws = ()
            if number:
                seen.version, seen.saved_at = number, self.office.rulebook.clock()
        seen.signature = signature

    def _take_up(self, site: Site, path: Path) -> int:
        """Put a file in force unless it is what was last taken from it; returns the new version.

        Whoever else does so at the same moment is found out when it is saved, by PolicyMoved.
        """
        text = _read(path)
        with self.office.read() as connection:
            site = find_site(connection, site.id)
            last = policies.newest_by(connection, site.id, SERVICE)
        if last is not None and last.document == text:
            return 0
        draft = Draft(text, REASON, Use.ENFORCE, based_on=site.policy_version)
        return save(self.office, site, By(SERVICE, self.office.now()), draft).version.number

    def _tell(self, site: Site, seen: _Seen, found: tuple[Flaw, ...]) -> None:
        if found != seen.flaws:
            POLICY_FAILURES.inc()
            log.error("policy-file-refused", site=site.id, flaws=len(found), line=found[0].line)
        seen.flaws = found


def _signature(path: Path) -> Signature:
    """Return what changes with a file; nothing where there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return _NO_FILE
    except OSError as error:
        return (error.errno or 0,)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _read(path: Path) -> str:
    """Return what a file says; raises DocumentInvalid where it cannot be read."""
    try:
        if not S_ISREG(path.stat().st_mode):
            raise DocumentInvalid([Flaw("", flaws.UNREADABLE, {"why": "it is no file"})])
        with path.open("rb") as file:
            given = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or "it is gone"
        raise DocumentInvalid([Flaw("", flaws.UNREADABLE, {"why": why})]) from None
    return decoded(given)


def decoded(given: bytes) -> str:
    """Return the document that these bytes spell, its line ends those of Unix.

    Raises DocumentInvalid where they are too many or no UTF-8.
    """
    if len(given) > MAX_BYTES:
        raise DocumentInvalid([Flaw("", flaws.TOO_LARGE, {"most": MAX_BYTES})])
    try:
        return given.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DocumentInvalid([Flaw("", flaws.NOT_UTF8)]) from None
