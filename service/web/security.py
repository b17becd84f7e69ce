"""Who sends a request: a site, known by its API key, and what the key may be used for.

Keys are random and long, so the ledger keeps only their SHA-256 and finds a site by it; the time
that takes tells nothing about any key. A key that was just used is remembered for a few seconds
under the same digest, so a revoked key stops within that time, in every worker; one that was
rotated out stops on time.
"""

from collections.abc import Callable
from hashlib import sha256

from service.people import KeyHolder, Scope
from service.store.keys import KeyAccess
from service.web.problems import FORBIDDEN, UNAUTHORISED, Problem

REMEMBER_SECONDS = 5.0
REMEMBER_KEYS = 1024
MAX_KEY_LENGTH = 256


class Keys:
    """Finds what a request may do. `find` asks the ledger; `clock` counts seconds, monotonic.

    `count` is told the holder of every key that is used, None for a key that is not valid, and
    raises Problem where there were too many.
    """

    def __init__(
        self,
        find: Callable[[str], KeyAccess | None],
        clock: Callable[[], float],
        count: Callable[[KeyHolder | None], None] = lambda _: None,
    ) -> None:
        self._find = find
        self._clock = clock
        self._count = count
        self._known: dict[bytes, tuple[float, KeyAccess]] = {}

    def access(self, authorization: str, scope: Scope) -> KeyAccess:
        """Return what the key in the Authorization header opens.

        Raises Problem where there is no valid key or it may not be used for `scope`.
        """
        return self.opened_by(bearer(authorization), scope)

    def opened_by(self, key: str, scope: Scope) -> KeyAccess:
        """Return what a key opens, however it came, as `access` does; empty is no key."""
        try:
            access = self._access(key)
        except Problem:
            self._count(None)
            raise
        self._count(access.holder)
        if not access.holder.allows(scope):
            raise _not_for(scope)
        return access

    def _access(self, key: str) -> KeyAccess:
        if not 0 < len(key) <= MAX_KEY_LENGTH or not key.isascii():
            raise _refused()
        digest = sha256(key.encode()).digest()
        now = self._clock()
        until, access = self._known.get(digest, (now, None))
        if access is None or now >= until:
            access = self._ask(key, digest, now)
        return access

    def _ask(self, key: str, digest: bytes, now: float) -> KeyAccess:
        self._known.pop(digest, None)
        access = self._find(key)
        if access is None:
            raise _refused()
        if len(self._known) >= REMEMBER_KEYS:
            self._known.clear()
        self._known[digest] = (now + min(REMEMBER_SECONDS, access.seconds), access)
        return access


def bearer(authorization: str) -> str:
    """Return the key in an Authorization header; empty where there is none."""
    scheme, _, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _refused() -> Problem:
    return Problem(UNAUTHORISED, headers={"WWW-Authenticate": 'Bearer realm="saring"'})


def _not_for(scope: Scope) -> Problem:
    """Return the refusal of a valid key, with the challenge that RFC 6750 has for it."""
    challenge = f'Bearer realm="saring", error="insufficient_scope", scope="{scope}"'
    return Problem(FORBIDDEN, headers={"WWW-Authenticate": challenge})
