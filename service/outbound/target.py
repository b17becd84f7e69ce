"""Where a webhook goes: a URL taken apart, or refused."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Self
from urllib.parse import SplitResult, urlsplit

from service.errors import ModerationError
from service.outbound.addresses import is_public

MAX_URL = 2000
_PORTS = {"https": 443, "http": 80}
_URL = re.compile(r"[!-\[\]-~]+")  # printable ASCII without the backslash, which browsers read as /
# The last label of what inet_aton(3) takes for an address: 2130706433, 0177.0.0.1, 0x7f.1.
_NUMBER = re.compile(r"(?:0[xX][0-9A-Fa-f]*|[0-9]+)")
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")


class TargetRefused(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A URL cannot be sent to; the message says what to change and never repeats the URL."""


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a URL: `path` with its query, `authority` as the Host header spells it."""

    encrypted: bool
    host: str
    port: int
    path: str
    authority: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Take a URL apart; raises TargetRefused."""
        if len(url) > MAX_URL:
            raise TargetRefused(f"the URL may have at most {MAX_URL} characters")
        if not _URL.fullmatch(url):
            raise TargetRefused(
                "the URL must be plain ASCII: names in Punycode, other characters as %XX"
            )
        parts, port = _split(url)
        if parts.scheme not in _PORTS:
            raise TargetRefused("the URL must begin with https:// or http://")
        if "@" in parts.netloc:
            raise TargetRefused("the URL must not hold a name or a password")
        host = _host(parts)
        shown = f"[{host}]" if ":" in host else host
        usual = _PORTS[parts.scheme]
        return cls(
            encrypted=parts.scheme == "https",
            host=host,
            port=port or usual,
            path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            authority=shown if port in (None, usual) else f"{shown}:{port}",
        )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise TargetRefused("this is not a URL") from None
    if port == 0:
        raise TargetRefused("the URL's port must be between 1 and 65535")
    return parts, port


def check(url: str, *, private: bool) -> None:
    """Raise TargetRefused where `url` can be seen to lead nowhere it may.

    What a name resolves to is only known, and checked, when something is sent. `private` allows
    addresses that are not public.
    """
    host = Target.of(url).host.lower().removesuffix(".")
    here = host == "localhost" or host.endswith(".localhost")
    numeric = ":" in host or host.rpartition(".")[2].isdigit()
    if not private and (here or (numeric and not is_public(host))):
        raise TargetRefused("the URL leads to an address that is not public")


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        known = _is_address(IPv6Address, host) and "%" not in host
    elif _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]):
        known = _is_address(IPv4Address, host)
    else:
        known = _NAME.fullmatch(host) is not None
    if not known:
        raise TargetRefused("the URL must name a host, or an address as four decimal numbers")
    return host


def _is_address(kind: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
