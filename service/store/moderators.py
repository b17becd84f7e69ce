"""Moderators' accounts. Passwords are kept only as argon2id hashes."""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, Row, insert, select
from ulid import ULID

from service.errors import ModerationError
from service.store.tables import moderators

_HASHER = PasswordHasher()  # argon2id with RFC 9106's second recommended parameters
# Verified where no moderator has the address, so that the wait does not tell which ones do.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c2FyaW5nLW5vYm9keS4uLg$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


class AddressTaken(ModerationError):  # noqa: N818 -- reads as what it says
    """A moderator with this address is already there."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """A human who reviews held comments."""

    id: str
    email: str


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; slow on purpose, so do it before a transaction."""
    return _HASHER.hash(_bytes(password))


def create(tx: Connection, email: str, password_hash: str, now: datetime) -> Moderator:
    """Create a moderator; `email` counts without regard to case and outer blanks.

    Raises AddressTaken where another moderator has it.
    """
    moderator = Moderator(str(ULID.from_datetime(now)), _address(email))
    if _find(tx, moderator.email) is not None:
        raise AddressTaken("another moderator has this address")
    row = {
        "id": moderator.id,
        "email": moderator.email,
        "password_hash": password_hash,
        "created_at": now,
    }
    tx.execute(insert(moderators), row)
    return moderator


def verify(connection: Connection, email: str, password: str) -> Moderator | None:
    """Return the moderator whose e-mail and password these are; slow on purpose."""
    row = _find(connection, _address(email))
    if not _matches(_NOBODY if row is None else row.password_hash, password) or row is None:
        return None
    return Moderator(row.id, row.email)


def _find(connection: Connection, address: str) -> Row[str, str, str] | None:
    columns = (moderators.c.id, moderators.c.email, moderators.c.password_hash)
    return connection.execute(select(*columns).where(moderators.c.email == address)).one_or_none()


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _address(email: str) -> str:
    return email.strip().lower()
