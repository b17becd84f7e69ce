"""Keyed hashes that stand in the ledger for who wrote a comment.

The same person has the same hash, so that an author has a record; nobody without the key can try
out addresses until one matches.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

from service.domain import Author


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """What the ledger keeps of an author's id, e-mail and address; None where not told."""

    id: str | None
    email: str | None
    ip: str | None


@dataclass(frozen=True, slots=True)
class Pseudonymiser:
    """Hashes authors with HMAC-SHA256 under `secret`."""

    secret: bytes = field(repr=False)

    def hide(self, author: Author) -> Pseudonyms:
        """Hash what identifies `author`; e-mail without regard to case and outer blanks."""
        return Pseudonyms(
            id=self._hash("id", author.id),
            email=self._hash("email", author.email.strip().lower()),
            ip=self._hash("ip", author.ip.strip()),
        )

    def digest(self, kind: str, value: str) -> str:
        """Return 64 hex digits that differ by `kind`, so that no hash tells that two are equal."""
        message = f"{kind}:{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.secret, message, sha256).hex()

    def _hash(self, kind: str, value: str) -> str | None:
        return self.digest(kind, value) if value else None
