"""A load generator in a process of its own: as many requests as the server answers.

Usage: python -m tests.bench.load PORT SECONDS < request. Every request has a connection of its
own, as a blog's server makes it, and `{number}` in it becomes its number. Prints requests a second.
"""

import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

CALLERS = 8
OK = b"HTTP/1.1 200 "


@dataclass(slots=True)
class Caller:
    """Calls again as soon as it was answered."""

    port: int
    request: bytes
    selector: selectors.BaseSelector
    number: int
    answered: int = 0
    heard: bytes = b""
    connection: socket.socket = field(init=False)

    def call(self) -> None:
        """Send the next request."""
        self.number += CALLERS
        self.heard = b""
        self.connection = socket.create_connection(("127.0.0.1", self.port))
        self.connection.sendall(_numbered(self.request, self.number))
        self.selector.register(self.connection, selectors.EVENT_READ, self)

    def hear(self) -> None:
        """Take what has come; at its end, check the answer and call again."""
        piece = self.connection.recv(65536)
        self.heard += piece
        if piece:
            return
        self.hang_up()
        if not self.heard.startswith(OK):
            raise ValueError(self.heard[:200].decode("latin-1"))
        self.answered += 1
        self.call()

    def hang_up(self) -> None:
        """End the connection."""
        self.selector.unregister(self.connection)
        self.connection.close()


def _numbered(request: bytes, number: int) -> bytes:
    return request.replace(b"{number}", b"%08d" % number)


def rate(port: int, seconds: float, request: bytes) -> float:
    """Return how many requests a second the server on `port` answers."""
    selector = selectors.DefaultSelector()
    first = time.time_ns() // 1000 % 10_000_000 * CALLERS
    callers = [Caller(port, request, selector, first + n) for n in range(CALLERS)]
    started = time.perf_counter()
    for caller in callers:
        caller.call()
    while time.perf_counter() - started < seconds:
        for key, _ in selector.select():
            key.data.hear()
    elapsed = time.perf_counter() - started
    for caller in callers:
        caller.hang_up()
    return sum(caller.answered for caller in callers) / elapsed


if __name__ == "__main__":
    sys.stdout.write(f"{rate(int(sys.argv[1]), float(sys.argv[2]), sys.stdin.buffer.read())}\n")
