"""A Redis server for tests that they may kill, stop and start; it keeps nothing on disk."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from tests.faults.serving import free_port, until

START_SECONDS = 10.0
PATIENCE = 10


@dataclass(slots=True)
class Redis:
    """A server of our own on a port of this machine."""

    program: str
    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def patient_url(self) -> str:
        """The same for who waits longer for it, as a busy machine may need."""
        return f"{self.url}?socket_timeout={PATIENCE}&socket_connect_timeout={PATIENCE}"

    def start(self) -> None:
        """Start, empty, and return when it answers."""
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "")
        self._process = subprocess.Popen(
            [self.program, *options, "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers, START_SECONDS)

    def kill(self) -> None:
        """Kill it, as a crash would; what it counted is gone."""
        if self._process is not None:
            self._process.send_signal(SIGKILL)
            self._process.wait()
            self._process = None

    @contextmanager
    def killed(self) -> Iterator[None]:
        """Have it be gone meanwhile."""
        self.kill()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Have it take connections and answer nothing meanwhile."""
        assert self._process is not None
        self._process.send_signal(SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(SIGCONT)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A running server, empty; skips where Redis is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs Redis: install it (apt install redis-server)")
    server = Redis(program, tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.kill()
