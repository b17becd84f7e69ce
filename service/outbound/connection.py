"""A connection to an address that somebody else chose, without being led astray by it.

The name is resolved once, every address it has is checked, and the connection goes to the address
that was checked: nobody can change it in between. Proxies are not used. All that is said over it
takes a limited time, and what is read from it is limited too.
"""

import io
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import Any, Self

from service.errors import ModerationError
from service.outbound.addresses import is_public
from service.outbound.target import Target

SECONDS = 15.0
MAX_ADDRESSES = 8
_STREAM = socket.SOCK_STREAM

Address = tuple[Any, ...]
Resolve = Callable[[str, int], Sequence[tuple[int, Address]]]


class Trouble(StrEnum):
    """Why a request had no answer."""

    UNRESOLVED = "unresolved"
    NOT_PUBLIC = "not-public"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    BAD_ANSWER = "bad-answer"


class NoAnswer(ModerationError):  # noqa: N818 -- reads as what it says
    """A request had no answer; `trouble` says why, without naming whom it was sent to."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def resolve(host: str, port: int) -> list[tuple[int, Address]]:
    """Return the family and socket address of everything that `host` is known under."""
    found = socket.getaddrinfo(host, port, type=_STREAM, proto=socket.IPPROTO_TCP)
    return [(family, address) for family, _, _, _, address in found]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a target: a method, headers and perhaps a body."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """How to call: `private` allows addresses that are not public, `seconds` bounds a whole call.

    `resolve` raises OSError for a name that is not known; `tls` are the certificates believed.
    """

    private: bool = False
    seconds: float = SECONDS
    resolve: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    @contextmanager
    def asking(
        self, target: Target, request: Request, most: int
    ) -> Iterator[tuple[HTTPResponse, "Timed"]]:
        """Give the answer to `request`, whatever its status, and what it is read from.

        At most `most` bytes are read, the status line and headers among them. Raises NoAnswer, also
        for what goes wrong while the caller reads.
        """
        deadline = monotonic() + self.seconds
        addresses = self._addresses(target, deadline)
        try:
            with (
                _connected(addresses, deadline) as bare,
                self._wrapped(bare, target, deadline, most) as timed,
            ):
                yield _answer(timed, target, request), timed
        except TimeoutError:
            raise NoAnswer(Trouble.TIMEOUT) from None
        except ssl.SSLError:
            raise NoAnswer(Trouble.TLS) from None
        except (OSError, HTTPException, ValueError):
            raise NoAnswer(Trouble.BAD_ANSWER) from None

    def _addresses(self, target: Target, deadline: float) -> Sequence[tuple[int, Address]]:
        found = _in_time(lambda: self.resolve(target.host, target.port), deadline)
        if not found:
            raise NoAnswer(Trouble.UNRESOLVED)
        if not self.private and not all(is_public(str(address[0])) for _, address in found):
            raise NoAnswer(Trouble.NOT_PUBLIC)
        return found[:MAX_ADDRESSES]

    def _wrapped(self, bare: socket.socket, target: Target, deadline: float, most: int) -> "Timed":
        if not target.encrypted:
            return Timed(bare, deadline, most)
        bare.settimeout(_left(deadline))
        wrapped = self.tls.wrap_socket(bare, server_hostname=target.host)
        return Timed(wrapped, deadline, most)


def _in_time(
    ask: Callable[[], Sequence[tuple[int, Address]]], deadline: float
) -> Sequence[tuple[int, Address]]:
    """Resolve in a thread of its own: the system's resolver knows no time limit."""
    found: list[Sequence[tuple[int, Address]]] = []

    def look_up() -> None:
        with suppress(OSError, UnicodeError):
            found.append(ask())

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(_left(deadline))
    if thread.is_alive():
        raise NoAnswer(Trouble.TIMEOUT)
    return found[0] if found else ()


def _connected(addresses: Sequence[tuple[int, Address]], deadline: float) -> socket.socket:
    """Connect to the first address that takes it; each has its share of the time left."""
    for tried, (family, address) in enumerate(addresses):
        bare = socket.socket(family, _STREAM)
        bare.settimeout(_left(deadline) / (len(addresses) - tried))
        try:
            bare.connect(address)
        except OSError:
            bare.close()
        else:
            bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return bare
    raise NoAnswer(Trouble.UNREACHABLE)


def _answer(timed: "Timed", target: Target, request: Request) -> HTTPResponse:
    connection = HTTPConnection(target.host, target.port)
    connection.sock = timed
    given = {"Host": target.authority, "Connection": "close", **request.headers}
    connection.request(request.method, target.path, request.body, given)
    return connection.getresponse()


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class Timed:
    """A socket as http.client uses it, with one deadline and one limit for all that is read."""

    def __init__(self, sock: socket.socket, deadline: float, most: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._most = most

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sock.close()

    def hurry(self, seconds: float) -> None:
        """Let everything end within `seconds` from now."""
        self._deadline = min(self._deadline, monotonic() + seconds)

    def sendall(self, sent: bytes) -> None:
        """Send everything; TimeoutError after the deadline."""
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(sent)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return a reader of what comes."""
        return io.BufferedReader(_Reader(self, self._most))

    def receive(self, buffer: memoryview) -> int:
        """Fill `buffer` with what has come; TimeoutError after the deadline."""
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        """Leave the connection open: http.client closes it before the answer is read to its end."""


class _Reader(io.RawIOBase):
    """Reads at most `most` bytes, then there is no more."""

    def __init__(self, timed: Timed, most: int) -> None:
        self._timed = timed
        self._left = most

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; 0 at the end."""
        view = memoryview(buffer)[: self._left]
        count = self._timed.receive(view) if view else 0
        self._left -= count
        return count
