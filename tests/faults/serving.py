"""A real gunicorn in a process of its own, as `saring serve` starts it, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from signal import SIGTERM, Signals
from types import TracebackType
from typing import Self

from service.commands.serve import CONFIGURATION

START_SECONDS = 30.0
STOP_SECONDS = 45.0
STEP = 0.05
ROOT = Path(__file__).resolve().parents[2]


class Server:
    """gunicorn serving `application` with this project's configuration and `settings`."""

    def __init__(self, application: str, data_dir: Path, **settings: object) -> None:
        self.port = free_port()
        self.address = ("127.0.0.1", self.port)
        self.log = data_dir / "server.log"
        self._application = application
        unlimited = {"rate_per_key": "off", "rate_per_address": "off"}
        given = {"data_dir": data_dir, "port": self.port, "deliver": False, **unlimited, **settings}
        self._environ = {
            **{name: value for name, value in os.environ.items() if "SARING" not in name},
            **{f"SARING_{name.upper()}": str(value) for name, value in given.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The master, once it was started."""
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Start, and return when a request is answered."""
        command = [sys.executable, "-m", "gunicorn", "-c", str(CONFIGURATION), self._application]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environ, stdout=log, stderr=log
            )
        until(self._answers, START_SECONDS, self.said)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.said()
        try:
            return self.get("/healthz").status < 500
        except OSError:
            return False

    def listens(self) -> bool:
        """Say whether connections are accepted."""
        with socket.socket() as probe:
            return probe.connect_ex(self.address) == 0

    def get(self, path: str) -> "Answer":
        """Ask once, on a connection of its own."""
        return ask(self.address, "GET", path)

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> "Answer":
        """Send JSON once, on a connection of its own."""
        given = {"Content-Type": "application/json", **(headers or {})}
        return ask(self.address, "POST", path, body, given)

    def send(self, number: Signals) -> None:
        """Send a signal to the master."""
        self.process.send_signal(number)

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        asked = ["ps", "-A", "-o", "pid=,ppid="]
        listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        pairs = (line.split() for line in listed.splitlines())
        return [int(pid) for pid, parent in pairs if int(parent) == self.process.pid]

    def said(self) -> str:
        """Return what the server has logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, number: Signals = SIGTERM) -> int:
        """Stop and return the exit status."""
        if self.process.poll() is None:
            self.send(number)
        return self.process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an HTTP answer."""

    status: int
    body: bytes


def ask(
    address: tuple[str, int],
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Make one request on a connection of its own; raises OSError when it is not answered."""
    connection = HTTPConnection(*address, timeout=20)
    try:
        connection.request(method, path, body, {"Connection": "close", **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.read())
    except HTTPException as error:
        raise ConnectionError("the answer broke off") from error
    finally:
        connection.close()


def speak(address: tuple[str, int], said: bytes, seconds: float = 20.0) -> bytes:
    """Send raw bytes and return everything that comes back until the server closes."""
    with socket.create_connection(address, timeout=seconds) as connection:
        connection.sendall(said)
        return hear(connection)


def hear(connection: socket.socket) -> bytes:
    """Return everything that comes until the other side closes."""
    heard = b""
    while piece := connection.recv(65536):
        heard += piece
    return heard


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(reached: Callable[[], bool], seconds: float, why: Callable[[], object] = str) -> None:
    """Look at `reached` again and again until it is true; fail with `why` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, why()
        time.sleep(STEP)
