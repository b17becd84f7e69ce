"""Keys for Akismet's wire: of twelve characters, as WordPress insists, and bound to blogs."""

import re
import secrets
from dataclasses import dataclass

from service.errors import ModerationError
from service.people import HoldAs

SHOWN = 4
MAX_HOSTS = 50
_LENGTH = 12
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")


class KeyRefused(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A key cannot be made or changed as asked; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Akismet:
    """What such a key is made with: how a hold is answered, and the hosts of the blogs.

    Raises KeyRefused for too many hosts.
    """

    hold_as: HoldAs = HoldAs.BY_CLIENT
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hosts) > MAX_HOSTS:
            raise KeyRefused(f"a key may have at most {MAX_HOSTS} hosts")


def short_secret() -> str:
    """Return a new secret: 62 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def is_host(written: str) -> bool:
    """Whether `written` is a host, with a port or without."""
    return _HOST.fullmatch(written.strip().lower()) is not None


def host_of(written: str) -> str:
    """Return a host as it is compared; raises KeyRefused where `written` is none."""
    host = written.strip().lower()
    if not is_host(host):
        raise KeyRefused("a host is written as in blog.example or blog.example:8080")
    return host
