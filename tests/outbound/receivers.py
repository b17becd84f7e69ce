"""Servers on this machine that answer in ways that a webhook's receiver should not."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Receiver:
    """Gives every connection to `answer`, one after the other; `heard` is what was sent to it."""

    answer: Callable[[socket.socket], None]
    tls: ssl.SSLContext | None = None
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0

    @contextmanager
    def listening(self) -> Iterator[int]:
        """Listen on a free port until the end of the block."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(10)
            thread = threading.Thread(target=self._serve, args=(server,))
            thread.start()
            yield server.getsockname()[1]
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)

    def _serve(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = server.accept()
                self.connections += 1
                accepted.settimeout(10)
                with accepted, suppress(OSError):
                    self._take(accepted)

    def _take(self, accepted: socket.socket) -> None:
        spoken = self.tls.wrap_socket(accepted, server_side=True) if self.tls else accepted
        with spoken:
            self.heard.append(_request(spoken))
            self.answer(spoken)


def saying(answer: bytes) -> Receiver:
    """Return a receiver that answers every request with these bytes."""
    return Receiver(lambda connection: connection.sendall(answer))


def _request(connection: socket.socket) -> bytes:
    """Read a request to its end; without a Content-Length it has no body."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        if not (piece := connection.recv(65536)):
            return heard
        heard += piece
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    while len(body) < sum(lengths):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for `name`; returns what a server shows and what a client believes."""
    key, shown = folder / "key.pem", folder / "certificate.pem"
    wanted = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *wanted]
    subprocess.run([*made, "-keyout", key, "-out", shown], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(shown, key)
    return server, ssl.create_default_context(cafile=str(shown))
