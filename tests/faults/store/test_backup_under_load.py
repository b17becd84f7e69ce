"""Fault 28: a backup is taken, and put back, while others write."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from service.domain import Comment
from service.errors import LedgerUnavailable
from service.store.backup import back_up, restore
from service.store.engine import make_engine
from tests.faults.conftest import Serve, Service, serve
from tests.faults.store.processes import Place, begun
from tests.ledgers import NOW, SECONDS, Blog, sqlite_url
from tests.postgres import temporary_database

__all__ = ["serve"]

WRITERS = 4
SOME = 60
LOAD_SECONDS = 20.0


def hold_until_told(place: Place, pipe: Pipe) -> None:
    """Record holds and tell of each one after its commit, with the moment it was begun.

    Those that are refused are passed over.
    """
    blog = place.open(LOAD_SECONDS)
    number = 0
    while not pipe.poll():
        number += 1
        sent = Comment(f"Nomor {number} dari {os.getpid()}", id=f"{os.getpid()}-{number}")
        begun_at = time.monotonic()
        try:
            pipe.send((blog.record(sent).verdict.id, begun_at))
        except LedgerUnavailable:
            continue
    pipe.send(None)
    blog.engine.dispose()


@dataclass(frozen=True, slots=True)
class Load:
    """Processes that write, and the holds that are known to be answered: when each was begun."""

    pipes: list[Pipe]
    answered: dict[str, float]

    def until(self, more: int, since: float = 0.0) -> None:
        """Wait until `more` holds are answered that were begun after `since`."""
        while more > 0:
            for pipe in wait(self.pipes):
                assert isinstance(pipe, type(self.pipes[0]))
                verdict_id, begun_at = pipe.recv()
                self.answered[verdict_id] = begun_at
                more -= begun_at >= since

    def stop(self) -> None:
        """Let the writers end."""
        for pipe in self.pipes:
            pipe.send("stop")
            while answer := pipe.recv():
                self.answered.update([answer])


@contextmanager
def load(blog: Blog) -> Iterator[Load]:
    """Have several processes write until the end of the block."""
    started: list[tuple[ForkServerProcess, Pipe]] = [
        begun(hold_until_told, Place.of(blog)) for _ in range(WRITERS)
    ]
    try:
        yield Load([pipe for _, pipe in started], {})
    finally:
        for process, _ in started:
            process.kill()
            process.join()


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, blog: Blog, tmp_path: Path) -> Iterator[Blog]:
    """Another place for the same kind of ledger, with nothing in it."""
    with ExitStack() as stack:
        if blog.engine.dialect.name == "sqlite":
            (tmp_path / "elsewhere").mkdir()
            url = sqlite_url(tmp_path / "elsewhere")
        else:
            server = request.getfixturevalue("postgres_url")
            url = stack.enter_context(temporary_database(server))
        engine = make_engine(url, SECONDS)
        yield replace(blog, url=url, engine=engine)
        engine.dispose()


def test_every_hold_answered_before_a_backup_is_there_where_it_is_restored(
    blog: Blog, elsewhere: Blog, tmp_path: Path
) -> None:
    target = tmp_path / "saring.backup"
    with load(blog) as writers:
        writers.until(SOME)
        before = set(writers.answered)
        back_up(blog.engine, target)
        writers.until(SOME, since=time.monotonic())
        writers.stop()

    restore(elsewhere.engine, target, tmp_path, NOW)

    queued = elsewhere.queued()
    assert before <= set(queued)
    assert len(set(queued)) == len(queued)
    assert set(queued) < set(writers.answered)
    assert set(writers.answered) == set(blog.queued())


def test_every_hold_answered_after_a_restore_under_load_is_in_the_queue(
    blog: Blog, tmp_path: Path
) -> None:
    target = tmp_path / "saring.backup"
    with load(blog) as writers:
        writers.until(SOME)
        before = set(writers.answered)
        back_up(blog.engine, target)
        writers.until(SOME, since=time.monotonic())
        restoring = make_engine(blog.url, SECONDS)
        done = restore(restoring, target, tmp_path, NOW)
        restored_at = time.monotonic()
        restoring.dispose()
        writers.until(SOME, since=restored_at)
        writers.stop()

    queued = set(blog.queued())
    assert before <= queued <= set(writers.answered)
    assert {each for each, at in writers.answered.items() if at >= restored_at} <= queued
    assert done.kept is not None


def test_a_service_that_runs_goes_on_with_what_was_restored(serve: Serve, tmp_path: Path) -> None:
    service = serve()
    engine = make_engine(service.settings.database, SECONDS)
    target = tmp_path / "saring.backup"
    before = send(service, "c-1")
    back_up(engine, target)
    lost = send(service, "c-2")

    restore(engine, target, tmp_path, NOW)
    engine.dispose()

    assert send(service, "c-1") == before
    again = send(service, "c-2")
    assert again != lost
    assert service.queued() == [("c-1", before), ("c-2", again)]


def send(service: Service, comment_id: str) -> str:
    """Have a comment judged; returns the id of its verdict."""
    body = {"comment": {"id": comment_id, "body": "Halo"}}
    answer = service.moderate(json.dumps(body).encode())
    assert answer.status == 200
    verdict_id = json.loads(answer.body)["id"]
    assert isinstance(verdict_id, str)
    return verdict_id
