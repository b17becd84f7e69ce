"""Whether a request was signed by a Coral that a site knows: HMAC-SHA256 of its raw body."""

import hmac
from collections.abc import Callable
from hashlib import sha256

from service.store.coral_secrets import Signers

HEADER = "X-Coral-Signature"
REMEMBER_SECONDS = 5.0
REMEMBER_SITES = 256
MAX_SIGNATURES = 10


class KnownSigners:
    """Remembers for a few seconds what `find` knows of a site; `clock` counts seconds, monotonic.

    So a secret that was removed stops within REMEMBER_SECONDS, in every worker.
    """

    def __init__(self, find: Callable[[str], Signers | None], clock: Callable[[], float]) -> None:
        self._find = find
        self._clock = clock
        self._known: dict[str, tuple[float, Signers]] = {}

    def of(self, site_id: str) -> Signers | None:
        """Return who signs for a site; None where nobody does; raises LedgerUnavailable."""
        now = self._clock()
        until, signers = self._known.get(site_id, (now, None))
        if signers is not None and now < until:
            return signers
        self._known.pop(site_id, None)
        # An id is letters and digits; others are not asked for.
        signers = self._find(site_id) if site_id.isascii() and site_id.isalnum() else None
        if signers is not None:
            if len(self._known) >= REMEMBER_SITES:
                self._known.clear()
            self._known[site_id] = now + REMEMBER_SECONDS, signers
        return signers


def signed_by(signers: Signers, payload: bytes, header: str) -> str:
    """Return the id of the secret that `payload` is signed with, empty for none of ours.

    `header` has one signature, or two while the secret is rotated.
    """
    given = [one.partition("=") for one in header.split(",")[:MAX_SIGNATURES]]
    digests = [digest.strip().encode() for kind, _, digest in given if kind.strip() == "sha256"]
    found = ""
    for secret_id, secret in signers.secrets.items():
        expected = hmac.new(secret.encode(), payload, sha256).hexdigest().encode()
        for digest in digests:
            if hmac.compare_digest(expected, digest):
                found = secret_id
    return found
