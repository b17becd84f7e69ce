"""The delivery process beside the web server: begun, begun again, ended with it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest

from service.settings import Settings
from tests.faults.applications import prepare
from tests.faults.conftest import HOLDING
from tests.faults.serving import Server, until
from tests.faults.watching import commands, deliverers


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    prepare(Settings(data_dir=tmp_path))
    server = Server(HOLDING, tmp_path, workers=1, deliver=True)
    server.start()
    until(lambda: len(deliverers(server.process.pid)) == 1, 20, server.said)
    yield server
    with suppress(ProcessLookupError):
        server.stop()


def test_it_ends_with_the_server(server: Server) -> None:
    [deliverer] = deliverers(server.process.pid)

    status = server.stop(SIGTERM)

    assert status == 0
    assert deliverer not in commands()


def test_it_is_begun_again_when_it_was_killed(server: Server) -> None:
    [first] = deliverers(server.process.pid)

    os.kill(first, SIGKILL)
    until(lambda: deliverers(server.process.pid) not in ([], [first]), 20, server.said)

    assert server.get("/healthz").status == 200


def test_it_ends_by_itself_when_the_server_was_killed(server: Server) -> None:
    [deliverer] = deliverers(server.process.pid)
    workers = [pid for pid in server.workers() if pid != deliverer]

    server.send(SIGKILL)
    server.process.wait()
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, SIGKILL)

    until(lambda: deliverer not in commands(), 20)


def test_the_backlog_is_among_the_servers_metrics(server: Server) -> None:
    def measured() -> bool:
        return b'saring_outbox{state="pending"} 0.0' in server.get("/metrics").body

    until(measured, 20, server.said)


def test_an_installation_may_deliver_by_itself(tmp_path: Path) -> None:
    prepare(Settings(data_dir=tmp_path))
    with Server(HOLDING, tmp_path, workers=1, deliver=False) as server:
        until(lambda: server.get("/healthz").status == 200, 10)

        assert deliverers(server.process.pid) == []
