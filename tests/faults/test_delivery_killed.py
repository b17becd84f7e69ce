"""Faults 1, 2 and 17: web and delivery processes are killed while comments are held and decided."""

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from signal import SIGKILL

import pytest
from sqlalchemy import select

from service.app import now
from service.people import SHELL, Scope
from service.review import State
from service.store import webhooks
from service.store.engine import make_engine, reading, transaction
from service.store.keys import issue_key
from service.store.outbox import PENDING
from service.store.review_tables import deliveries, review_items
from service.store.tables import comments
from tests.faults.conftest import Serve, Service
from tests.faults.serving import until
from tests.faults.watching import commands, deliverers
from tests.hooks import listening

HOLDS = 1000
CALLERS = 4
DECISIONS = ("approve", "reject", "spam", "abuse")


@dataclass(slots=True)
class Blog:
    """A blog that has comments judged, and decides on every second one that is held.

    `held` maps the ids whose hold was answered to the verdict's id, `decided` the verdicts whose
    resolution was answered to that resolution; `unanswered` are all other ids.
    """

    service: Service
    reviewing: str
    held: dict[str, str] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    _done: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Send comments until the end of the block."""
        with ThreadPoolExecutor(CALLERS) as callers:
            working = [callers.submit(self._work, number) for number in range(CALLERS)]
            try:
                yield
            finally:
                self._done.set()
        for one in working:
            one.result()

    def reaches(self, holds: int) -> None:
        """Return when so many holds have been answered."""
        until(lambda: len(self.held) >= holds, 120, lambda: (len(self.held), self.unanswered[:5]))

    def _work(self, caller: int) -> None:
        number = 0
        while not self._done.is_set():
            number += 1
            comment_id = f"{caller}-{number}"
            try:
                self._send(comment_id)
                if number % 2:
                    self._decide(self.held[comment_id], DECISIONS[number % 4])
            except (OSError, KeyError):
                # Nobody there, or no answer: as a blog does, try the next one a moment later.
                time.sleep(0.05)

    def _send(self, comment_id: str) -> None:
        self.unanswered.append(comment_id)
        body = json.dumps({"comment": {"id": comment_id, "body": f"halo {comment_id}"}})
        answer = self.service.moderate(body.encode())
        if answer.status == 200 and (verdict := json.loads(answer.body))["decision"] == "hold":
            self.held[comment_id] = verdict["id"]
            self.unanswered.remove(comment_id)

    def _decide(self, verdict_id: str, resolution: str) -> None:
        body = json.dumps({"items": [{"id": verdict_id}], "resolution": resolution})
        key = {"Authorization": f"Bearer {self.reviewing}"}
        answer = self.service.server.post("/queue/resolve", body.encode(), key)
        if answer.status == 200 and json.loads(answer.body)["changed"] == [verdict_id]:
            self.decided[verdict_id] = resolution


def kill_a_worker(service: Service) -> None:
    """Kill one of the processes that answer."""
    master = service.server.process.pid
    workers = set(service.server.workers()) - set(deliverers(master))
    _kill(min(workers))


def kill_the_deliverer(service: Service) -> None:
    """Kill the process that delivers; see another one begin."""
    master = service.server.process.pid
    until(lambda: len(deliverers(master)) == 1, 60, service.server.said)
    [deliverer] = deliverers(master)
    _kill(deliverer)
    until(lambda: deliverers(master) not in ([], [deliverer]), 60, service.server.said)


def kill_everything(service: Service) -> None:
    """Kill all processes at once, as a machine does that fails, and start anew."""
    server = service.server
    children = server.workers()
    server.send(SIGKILL)
    server.process.wait()
    for child in children:
        _kill(child)
    until(lambda: not set(children) & set(commands()), 20)
    server.start()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, SIGKILL)


def standing(service: Service) -> list[tuple[str, str, str]]:
    """Return comment id, verdict id and state of every review item."""
    engine = make_engine(service.settings.database, 5.0)
    chosen = select(comments.c.external_id, review_items.c.verdict_id, review_items.c.state)
    with reading(engine) as connection:
        rows = connection.execute(
            chosen.join_from(review_items, comments, comments.c.id == review_items.c.comment_id)
        ).all()
    engine.dispose()
    return [(row[0], row[1], row[2]) for row in rows]


def nothing_waits(service: Service) -> bool:
    engine = make_engine(service.settings.database, 5.0)
    with reading(engine) as connection:
        first = connection.execute(select(deliveries.c.id).where(PENDING).limit(1)).first()
    engine.dispose()
    return first is None


def prepared(service: Service, url: str) -> tuple[str, str]:
    """Give the site a webhook; returns its secret and a key that may review."""
    engine = make_engine(service.settings.database, 5.0)
    with transaction(engine) as tx:
        made = webhooks.add(tx, service.site.id, url, by=SHELL, now=now())
        key = issue_key(tx, service.site.id, now(), scopes={Scope.REVIEW})
    engine.dispose()
    return made.secret, key


@pytest.mark.timeout(400)
def test_killed_processes_lose_no_hold_and_no_resolution(serve: Serve) -> None:
    service = serve(workers=2, deliver=True, webhook_private=True, ledger_seconds=5)
    victims = [kill_a_worker, kill_the_deliverer, kill_everything, kill_a_worker]
    with listening() as hook:
        secret, key = prepared(service, hook.url)
        blog = Blog(service, key)
        with blog.at_work():
            for turn, kill in enumerate(victims, 1):
                blog.reaches(turn * HOLDS // (len(victims) + 1))
                kill(service)
            blog.reaches(HOLDS)
        # What a killed process had been lent comes back when its lease has run out.
        until(lambda: nothing_waits(service), 180, service.server.said)
        service.server.stop()

    told = [message.verified(secret)["data"] for message in hook.messages]
    heard = {one["verdict"]: one["resolution"] for one in told}
    items = standing(service)
    copies = Counter(comment_id for comment_id, _, _ in items)
    state = {verdict_id: state for _, verdict_id, state in items}

    assert len(blog.held) >= HOLDS
    assert all(copies[comment_id] == 1 for comment_id in blog.held)
    assert all(copies[comment_id] <= 1 for comment_id in blog.unanswered)
    assert set(blog.held.values()) <= set(state)
    assert len(blog.decided) >= HOLDS // 4
    assert blog.decided.items() <= heard.items()
    assert all(state[verdict_id] == State.RESOLVED for verdict_id in blog.decided)
    open_ones = {verdict_id for verdict_id, where in state.items() if where == State.OPEN}
    assert set(blog.held.values()) - set(heard) <= open_ones
