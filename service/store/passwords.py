"""Passwords as argon2id hashes. Everything here but `outdated` is slow on purpose."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher()  # argon2id with RFC 9106's second recommended parameters
# A hash that no password matches, as slow to verify as a real one.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c2FyaW5nLW5vYm9keS4uLg$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; do it before a transaction, not inside."""
    return _HASHER.hash(_bytes(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether the hash was made of this password; an unusable hash matches none."""
    try:
        return _HASHER.verify(password_hash, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than new ones are."""
    return _HASHER.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
