"""Signatures as minisign makes them, which show that a list comes from who has the key.

https://jedisct1.github.io/minisign/ describes the format: Ed25519 (RFC 8032) over the file itself,
or over its BLAKE2b-512, and once more over that signature and the trusted comment.
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

from service.errors import ModerationError

MAX_SIGNATURE_BYTES = 4096
_ALGORITHM = b"Ed"
_HASHED = b"ED"
_TRUSTED = b"trusted comment: "
_TIMESTAMP = re.compile(rb"(?:^|\t)timestamp:([0-9]{1,15})(?:\t|$)")


class KeyInvalid(ModerationError):  # noqa: N818 -- reads as what it says
    """A text is not a public key of minisign's."""


class SignatureInvalid(ModerationError):  # noqa: N818 -- reads as what it says
    """A signature is not of this file by this key, or is none at all."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key and the id by which signatures name it."""

    id: bytes
    key: bytes

    @classmethod
    def read(cls, written: str) -> Self:
        """Read the second line of a .pub file, which begins with RW; raises KeyInvalid."""
        try:
            algorithm, key_id, key = _fields(written.encode(), 42)
        except ValueError:
            raise KeyInvalid("a public key of minisign has 56 characters from RW on") from None
        if algorithm != _ALGORITHM:
            raise KeyInvalid("a public key of minisign begins with RW")
        return cls(key_id, key)

    def verify(self, signed: bytes, signature: bytes) -> int:
        """Raise SignatureInvalid unless `signature`, a .minisig file, is this key's of `signed`.

        Returns the seconds since 1970 at which it was signed, 0 where the trusted comment does not
        tell them.
        """
        try:
            algorithm, key_id, made, trusted, whole = _read_signature(signature)
        except ValueError:
            raise SignatureInvalid("this is no signature of minisign's") from None
        if key_id != self.id:
            raise SignatureInvalid("this is the signature of another key")
        digest = blake2b(signed).digest() if algorithm == _HASHED else signed
        self._check(made, digest)
        self._check(whole, made + trusted)
        timestamp = _TIMESTAMP.search(trusted)
        return int(timestamp[1]) if timestamp else 0

    def _check(self, signature: bytes, signed: bytes) -> None:
        # It is 9 MB that no process needs but the one that fetches lists.
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, signed)
        except (InvalidSignature, ValueError):
            raise SignatureInvalid("the signature is not of this file") from None


def _read_signature(signature: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Return algorithm, key id, signature, trusted comment and the signature of the last two."""
    if len(signature) > MAX_SIGNATURE_BYTES:
        raise ValueError("too long")
    lines = [line.rstrip(b"\r") for line in signature.split(b"\n")]
    if len(lines) < 4 or not lines[2].startswith(_TRUSTED):
        raise ValueError("not four lines")
    algorithm, key_id, made = _fields(lines[1], 74)
    if algorithm not in (_ALGORITHM, _HASHED):
        raise ValueError("unknown algorithm")
    whole = b64decode(lines[3], validate=True)
    return algorithm, key_id, made, lines[2].removeprefix(_TRUSTED), whole


def _fields(written: bytes, length: int) -> tuple[bytes, bytes, bytes]:
    """Return algorithm, key id and the rest of what stands in Base64; raises ValueError."""
    try:
        given = b64decode(written, validate=True)
    except binascii.Error:
        raise ValueError("no Base64") from None
    if len(given) != length:
        raise ValueError("wrong length")
    return given[:2], given[2:10], given[10:]
