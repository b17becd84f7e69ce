"""Processes that use one ledger at once, each begun anew so that it inherits no connection."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from service.domain import Comment, Site
from service.people import Actor
from service.store.engine import make_engine, transaction
from tests.ledgers import LEDGER, NOW, SECONDS, Blog, verdict

T = TypeVar("T")

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.ledgers"])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger is and whose: what a process is told to open it by."""

    url: str
    site: Site

    @classmethod
    def of(cls, blog: Blog) -> "Place":
        """Return where `blog` keeps its ledger."""
        return cls(blog.url, blog.site)

    def open(self, seconds: float = SECONDS) -> Blog:
        """Open the ledger in this process."""
        return Blog(self.url, make_engine(self.url, seconds), self.site)


def together(work: Callable[[Place], T], place: Place, processes: int) -> list[T]:
    """Return what `work` gives in each of several processes; they begin at the same moment."""
    barrier = CONTEXT.Barrier(processes)
    with ProcessPoolExecutor(processes, CONTEXT, initializer=meet, initargs=(barrier,)) as pool:
        return [future.result() for future in [pool.submit(work, place) for _ in range(processes)]]


def together_as(
    actors: Sequence[Actor], work: Callable[[Place, Actor], T], place: Place
) -> list[T]:
    """Return what `work` gives for each actor, a process each; they begin at the same moment."""
    barrier = CONTEXT.Barrier(len(actors))
    with ProcessPoolExecutor(len(actors), CONTEXT, initializer=meet, initargs=(barrier,)) as pool:
        return [future.result() for future in [pool.submit(work, place, each) for each in actors]]


def meet(barrier: Barrier) -> None:
    """Wait until the others are there too."""
    barrier.wait(30)


def begun(work: Callable[[Place, Pipe], None], place: Place) -> tuple[ForkServerProcess, Pipe]:
    """Begin one process; returns it and the end of the pipe that it was given the other of."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=work, args=(place, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def send_each_once(place: Place, ids: Sequence[str]) -> list[str]:
    """Record one comment under each id; returns the ids of the verdicts answered."""
    blog = place.open()
    comment = Comment("Siapa cepat dia dapat")
    answers = [blog.record(replace(comment, id=each)).verdict.id for each in ids]
    blog.engine.dispose()
    return answers


def hold_the_ledger(place: Place, pipe: Pipe) -> None:
    """Keep a write transaction open, with a comment in it, until told to go on."""
    blog = place.open()
    with transaction(blog.engine) as tx:
        LEDGER.record(tx, blog.site, Comment("Belum selesai"), verdict(), NOW)
        pipe.send("held")
        pipe.recv()
    pipe.send("done")
