"""A crowd of slow clients, driven by one selector loop in a thread.

Kinds: silent (connects and says nothing), head (drips a request's head), body (sends a head, then
drips the body).
"""

import selectors
import socket
import threading
from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Self

TICK = 0.2
HEAD = b"POST /moderate HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
SCRIPTS = {
    "silent": (b"", b""),
    "head": (HEAD + b"X-Drip: ", b"x"),
    "body": (HEAD + b"Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n{", b" "),
}
KINDS = tuple(SCRIPTS)


@dataclass(slots=True)
class SlowClient:
    """One connection; `answer` is what the server said before it closed, None while it has not."""

    sock: socket.socket
    kind: str
    answer: bytes = b""
    closed: bool = False


class Crowd:
    """`size` slow clients with the key of a site, one of each kind in turn.

    They drip a byte every tick.
    """

    def __init__(
        self, address: tuple[str, int], size: int, *, key: str, kinds: tuple[str, ...] = KINDS
    ) -> None:
        self._address = address
        self._key = key.encode("ascii")
        self._stopping = threading.Event()
        self._selector = selectors.DefaultSelector()
        self.clients = [self._connect(kinds[n % len(kinds)]) for n in range(size)]
        self._thread = threading.Thread(target=self._drip)

    def _connect(self, kind: str) -> SlowClient:
        sock = socket.create_connection(self._address, timeout=20)
        sock.sendall(SCRIPTS[kind][0].replace(b"%s", self._key))
        sock.settimeout(0)
        client = SlowClient(sock, kind)
        self._selector.register(sock, selectors.EVENT_READ, client)
        return client

    def _drip(self) -> None:
        while not self._stopping.wait(TICK):
            for key, _ in self._selector.select(timeout=0):
                self._listen(key.data)
            for client in self.clients:
                self._send(client)

    def _send(self, client: SlowClient) -> None:
        drop = SCRIPTS[client.kind][1]
        if client.closed or not drop:
            return
        try:
            client.sock.send(drop)
        except OSError:
            self._end(client)

    def _listen(self, client: SlowClient) -> None:
        try:
            said = client.sock.recv(65536)
        except OSError:
            said = b""
        client.answer += said
        if not said:
            self._end(client)

    def _end(self, client: SlowClient) -> None:
        if not client.closed:
            client.closed = True
            self._selector.unregister(client.sock)

    def closed(self) -> Counter[str]:
        """Return how many of each kind the server has closed."""
        return Counter(client.kind for client in self.clients if client.closed)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()
        self._selector.close()
        for client in self.clients:
            client.sock.close()
