"""Who sends a request: a site, known by its API key.

Keys are random and long, so the ledger keeps only their SHA-256 and finds a site by it; the time
that takes tells nothing about any key. A key that was just used is remembered for a few seconds
under the same digest, so a revoked key stops within that time, in every worker.
"""

from collections.abc import Callable
from hashlib import sha256

from service.domain import Site
from service.web.problems import UNAUTHORISED, Problem

REMEMBER_SECONDS = 5.0
REMEMBER_KEYS = 1024
MAX_KEY_LENGTH = 256


class Keys:
    """Finds the site of a request. `find` asks the ledger; `clock` counts seconds, monotonic."""

    def __init__(self, find: Callable[[str], Site | None], clock: Callable[[], float]) -> None:
        self._find = find
        self._clock = clock
        self._known: dict[bytes, tuple[float, Site]] = {}

    def site_of(self, authorization: str) -> Site:
        """Return the site whose key stands in the Authorization header; raises Problem if none."""
        key = _bearer(authorization)
        digest = sha256(key.encode()).digest()
        now = self._clock()
        until, site = self._known.get(digest, (now, None))
        if site is None or now >= until:
            site = self._ask(key, digest, now)
        return site

    def _ask(self, key: str, digest: bytes, now: float) -> Site:
        self._known.pop(digest, None)
        site = self._find(key)
        if site is None:
            raise _refused()
        if len(self._known) >= REMEMBER_KEYS:
            self._known.clear()
        self._known[digest] = (now + REMEMBER_SECONDS, site)
        return site


def _bearer(authorization: str) -> str:
    scheme, _, key = authorization.partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not 0 < len(key) <= MAX_KEY_LENGTH or not key.isascii():
        raise _refused()
    return key


def _refused() -> Problem:
    return Problem(UNAUTHORISED, headers={"WWW-Authenticate": 'Bearer realm="saring"'})
