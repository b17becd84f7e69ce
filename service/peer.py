"""One connected client, trusted with a limited time.

A client that sends slowly, or nothing, costs a place in the event loop and no more, and only until
its deadline. Each phase has one deadline as a whole, so that a byte now and then buys nothing.
"""

import socket
from time import monotonic
from typing import Protocol

from gunicorn import util
from gunicorn.http.errors import NoMoreData
from werkzeug.exceptions import RequestTimeout

LINGER_SECONDS = 2.0
LINGER_BYTES = 8 * 1024 * 1024


class Socket(Protocol):
    """What a peer needs of a cooperative socket."""

    def recv(self, size: int, /) -> bytes:
        """Return what has arrived, at most `size` bytes; empty at the end."""

    def sendall(self, sent: bytes, /) -> None:
        """Send everything."""

    def settimeout(self, seconds: float, /) -> None:
        """Bound every later wait."""

    def shutdown(self, how: int, /) -> None:
        """End one direction or both."""

    def close(self) -> None:
        """End the connection."""


class Peer:
    """A client's socket as gunicorn uses it, with a deadline for the phase it is in.

    A new peer is expected to send a request's head within `head_seconds`; `expect_body` gives it
    `body_seconds` for the rest, and as long again to take the answer.
    """

    __slots__ = (
        "_body_seconds",
        "_deadline",
        "_dismissed",
        "_head_seconds",
        "_heard",
        "_sock",
        "answering",
        "unread",
    )

    def __init__(self, sock: Socket, head_seconds: float, body_seconds: float) -> None:
        self._sock = sock
        self._head_seconds = head_seconds
        self._body_seconds = body_seconds
        self._dismissed = False
        self.unread = False
        self.expect_head()

    def expect_head(self) -> None:
        """Start waiting for the head of a request."""
        self.answering = False
        self._heard = False
        self._deadline = monotonic() + self._head_seconds

    def expect_body(self) -> None:
        """Start waiting for the body of the request whose head has come."""
        self.answering = True
        self._deadline = monotonic() + self._body_seconds

    def recv(self, size: int) -> bytes:
        """Return what has arrived; raises RequestTimeout when the phase has lasted too long.

        A peer that never began a request raises NoMoreData instead: there is nothing to answer.
        """
        patience = self._deadline - monotonic()
        if patience <= 0:
            raise self._too_late()
        self._sock.settimeout(patience)
        try:
            received = self._sock.recv(size)
        except TimeoutError:
            raise self._too_late() from None
        except OSError:
            if not self._dismissed:
                raise
            received = self._sock.recv(size)
        self._heard = True
        return received

    def _too_late(self) -> Exception:
        if self._heard or self.answering:
            return RequestTimeout()
        silent: Exception = NoMoreData()
        return silent

    def sendall(self, sent: bytes) -> None:
        """Send everything; raises NoMoreData when the peer does not take it in time."""
        self._sock.settimeout(self._body_seconds)
        try:
            self._sock.sendall(sent)
        except TimeoutError:
            raise NoMoreData from None

    send = sendall

    def dismiss(self) -> None:
        """Stop listening: a request already received is still answered, nothing more is awaited."""
        self._dismissed = True
        try:
            self._sock.shutdown(socket.SHUT_RD)
        except OSError:
            return

    def close(self) -> None:
        """Close, after reading off what an answered client still sends, so it sees the answer."""
        if self.unread:
            util.close_graceful(self._sock, LINGER_SECONDS, LINGER_BYTES)
        else:
            self._sock.close()
