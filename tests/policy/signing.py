"""Signing a list as minisign does, with a key that is made anew."""

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import blake2b

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class Signer:
    """A publisher with a key."""

    id: bytes = b"saringan"
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_key(self) -> str:
        """The key as subscribers write it."""
        return b64encode(b"Ed" + self.id + self.private.public_key().public_bytes_raw()).decode()

    def sign(self, body: bytes, trusted: bytes = b"timestamp:1\tfile:daftar.txt") -> bytes:
        """Return a .minisig file for `body`."""
        made = self.private.sign(blake2b(body).digest())
        whole = self.private.sign(made + trusted)
        second = b64encode(b"ED" + self.id + made)
        lines = (b"untrusted comment: x", second, b"trusted comment: " + trusted, b64encode(whole))
        return b"\n".join(lines) + b"\n"
