import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from signal import SIGHUP, SIGKILL, SIGTERM

import pytest

from tests.faults.conftest import Serve, Service
from tests.faults.crowd import Crowd
from tests.faults.serving import Server, hear, until

CALLERS = 4


@dataclass(slots=True)
class Load:
    """Callers that send one held comment after the other, each under an id of its own.

    `held` maps the ids that were answered with a hold to the verdict's id; `failed` are the ids
    whose request was not answered, or answered otherwise.
    """

    service: Service
    held: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Call until the end of the block."""
        with ThreadPoolExecutor(CALLERS) as callers:
            for caller in range(CALLERS):
                callers.submit(self._call, caller)
            try:
                yield
            finally:
                self._stopping.set()

    def _call(self, caller: int) -> None:
        number = 0
        while not self._stopping.is_set():
            number += 1
            self._moderate(f"{caller}-{number}")

    def _moderate(self, comment_id: str) -> None:
        body = json.dumps({"comment": {"id": comment_id, "body": f"halo {comment_id}"}})
        try:
            answer = self.service.moderate(body.encode())
        except OSError:
            self.failed.append(comment_id)
            return
        if answer.status == 200 and (verdict := json.loads(answer.body))["decision"] == "hold":
            self.held[comment_id] = verdict["id"]
        else:
            self.failed.append(comment_id)

    def reaches(self, answered: int) -> None:
        """Return when this many more holds have been answered."""
        goal = len(self.held) + answered
        until(lambda: len(self.held) >= goal, 30, lambda: (len(self.held), self.failed[:5]))


def waiting(service: Service) -> dict[str, list[str]]:
    """Return the ids of the verdicts that wait in the review queue, by the comment's id."""
    found: dict[str, list[str]] = {}
    for comment_id, verdict_id in service.queued():
        found.setdefault(comment_id, []).append(verdict_id)
    return found


def test_a_request_in_progress_is_answered_before_the_end(serve: Serve) -> None:
    service = serve(workers=1)

    with ThreadPoolExecutor(1) as caller:
        answer = caller.submit(service.server.get, "/work?seconds=1")
        time.sleep(0.3)
        status = service.server.stop()

    assert answer.result().status == 200
    assert status == 0


def test_a_request_still_being_sent_is_answered_before_the_end(serve: Serve) -> None:
    service = serve(workers=1)
    body = b'{"comment": {"body": "halo"}}'
    head = service.head(f"Content-Length: {len(body)}", "Content-Type: application/json")

    with socket.create_connection(service.server.address, timeout=20) as connection:
        connection.sendall(head + body[:5])
        until(lambda: service.server.get("/healthz").status == 200, 5)
        service.server.send(SIGTERM)
        until(lambda: not service.server.listens(), 10)
        connection.sendall(body[5:])
        heard = hear(connection)

    assert heard.startswith(b"HTTP/1.1 200 OK")
    assert service.server.stop() == 0


def test_silent_clients_do_not_delay_the_end(serve: Serve) -> None:
    service = serve(workers=2, header_seconds=60)

    with Crowd(service.server.address, 50, key=service.key, kinds=("silent", "head")):
        started = time.monotonic()
        status = service.server.stop()
        waited = time.monotonic() - started

    assert status == 0
    assert waited < 10


def test_the_end_under_load_loses_no_answered_hold(serve: Serve) -> None:
    service = serve(workers=2)
    load = Load(service)

    with load.running():
        load.reaches(50)
        status = service.server.stop()

    assert status == 0
    assert {name: [verdict] for name, verdict in load.held.items()}.items() <= waiting(
        service
    ).items()


def test_a_reload_under_load_fails_no_request(serve: Serve) -> None:
    service = serve(workers=2)
    load = Load(service)

    with load.running():
        for _ in range(2):
            before = set(service.server.workers())
            load.reaches(20)
            service.server.send(SIGHUP)
            until(lambda: renewed(service.server, before), 20, service.server.said)  # noqa: B023
        load.reaches(20)

    assert load.failed == []


def renewed(server: Server, before: set[int]) -> bool:
    """Say whether none of the workers `before` is left and as many new ones serve."""
    present = set(server.workers())
    return not before & present and len(present) == len(before)


@pytest.mark.parametrize("victim", ["worker", "master"])
def test_a_killed_process_loses_no_answered_hold(serve: Serve, victim: str) -> None:
    service = serve(workers=2)
    load = Load(service)

    with load.running():
        for _ in range(3):
            load.reaches(30)
            if victim == "worker":
                os.kill(service.server.workers()[0], SIGKILL)
            else:
                kill_all(service.server)
                service.server.start()
        load.reaches(30)
    service.server.stop()

    queued = waiting(service)
    assert all(queued[name] == [verdict] for name, verdict in load.held.items())
    assert all(len(queued.get(name, [])) <= 1 for name in load.failed)


def kill_all(server: Server) -> None:
    """Kill the master and its workers, as a machine that loses its service manager does."""
    workers = server.workers()
    server.send(SIGKILL)
    server.process.wait()
    for worker in workers:
        os.kill(worker, SIGKILL)
    until(lambda: not server.listens(), 10)
