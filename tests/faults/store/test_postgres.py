"""Faults 9 and 10: PostgreSQL stopped, restarted, hanging, cut off, slow, or out of connections."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text

from service.domain import Comment, Recorded
from service.errors import LedgerUnavailable
from service.store.engine import check_writable, make_engine, reading, transaction
from tests.ledgers import LEDGER, NOW, Blog, opened, verdict
from tests.postgres import Cluster, running_cluster

pytestmark = pytest.mark.postgres

SECONDS = 1.0
MARGIN = 3.0
CONNECTIONS = 16
SENT = Comment("Halo", id="c-1")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server that these tests may stop."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def hasty_blog(cluster: Cluster) -> Iterator[Blog]:
    """A site on that server, in a ledger that waits only a second."""
    with opened(cluster.url, seconds=SECONDS) as blog:
        yield blog


def backend_of(blog: Blog) -> int:
    """Return the process id of the server's end of the idle connection."""
    with reading(blog.engine) as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def seconds_until_refused(attempt: Callable[[], object]) -> float:
    started = time.monotonic()
    with pytest.raises(LedgerUnavailable):
        attempt()
    return time.monotonic() - started


def test_a_stopped_server_is_told_and_a_started_one_written_without_a_restart(
    cluster: Cluster, hasty_blog: Blog
) -> None:
    first = hasty_blog.record(SENT)
    cluster.stop()
    try:
        seconds_until_refused(lambda: hasty_blog.record(replace(SENT, id="c-2")))
    finally:
        cluster.start()

    assert hasty_blog.record(SENT) == first
    second = hasty_blog.record(replace(SENT, id="c-2"))
    assert hasty_blog.queued() == [first.verdict.id, second.verdict.id]


def test_a_backend_killed_between_two_comments_is_not_even_noticed(hasty_blog: Blog) -> None:
    first = hasty_blog.record(SENT)
    with psycopg.connect(hasty_blog.url) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (backend_of(hasty_blog),))

    assert hasty_blog.record(SENT) == first


def record_and_lose_the_backend(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        LEDGER.record(tx, blog.site, SENT, verdict(), NOW)
        pid = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(blog.url) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def test_a_backend_killed_within_a_transaction_leaves_one_record_after_a_retry(
    hasty_blog: Blog,
) -> None:
    seconds_until_refused(lambda: record_and_lose_the_backend(hasty_blog))

    recorded = hasty_blog.record(SENT)

    assert hasty_blog.queued() == [recorded.verdict.id]


@contextmanager
def hanging(pid: int) -> Iterator[None]:
    """Stop a process of the server as if it hung."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to be root to stop another user's process")
def test_a_backend_that_hangs_is_given_up_in_time(hasty_blog: Blog) -> None:
    with hanging(backend_of(hasty_blog)):
        waited = seconds_until_refused(lambda: hasty_blog.record(SENT))
        again = seconds_until_refused(lambda: hasty_blog.record(SENT))

    assert SECONDS <= waited < SECONDS + MARGIN
    assert again < SECONDS / 2
    recorded = record_once_possible(hasty_blog)
    assert hasty_blog.queued() == [recorded.verdict.id]


def record_once_possible(blog: Blog) -> Recorded:
    """Try again and again, as clients do that were told to come back."""
    end = time.monotonic() + SECONDS + MARGIN
    while True:
        try:
            return blog.record(SENT)
        except LedgerUnavailable:
            if time.monotonic() > end:
                raise


def lock_comments(blog: Blog, held: threading.Event, enough: threading.Event) -> None:
    with psycopg.connect(blog.url) as other:
        other.execute("LOCK TABLE comments IN ACCESS EXCLUSIVE MODE")
        held.set()
        enough.wait(30)


def test_a_table_that_another_program_locks_is_waited_for_a_bounded_time(
    hasty_blog: Blog,
) -> None:
    held, enough = threading.Event(), threading.Event()
    other = threading.Thread(target=lock_comments, args=(hasty_blog, held, enough))
    other.start()
    held.wait(30)

    waited = seconds_until_refused(lambda: hasty_blog.record(SENT))

    enough.set()
    other.join()
    assert SECONDS <= waited < SECONDS + MARGIN


def test_a_slow_statement_is_broken_off(hasty_blog: Blog) -> None:
    waited = seconds_until_refused(lambda: sleep_in(hasty_blog))

    assert SECONDS <= waited < SECONDS + MARGIN


def sleep_in(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(text("SELECT pg_sleep(10)"))


def test_many_quick_statements_cannot_outlast_the_time_of_their_transaction(
    hasty_blog: Blog,
) -> None:
    waited = seconds_until_refused(lambda: doze_in(hasty_blog))

    assert waited < SECONDS + MARGIN


def doze_in(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        for _ in range(100):
            tx.execute(text("SELECT pg_sleep(0.2)"))


def test_a_used_up_pool_is_waited_for_a_bounded_time(hasty_blog: Blog) -> None:
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(reading(hasty_blog.engine))
        waited = seconds_until_refused(lambda: hasty_blog.record(SENT))

    assert SECONDS <= waited < SECONDS + MARGIN


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    engine = make_engine("postgresql://saring@127.0.0.1:1/saring", SECONDS)

    waited = seconds_until_refused(lambda: check_writable(engine))

    assert waited < MARGIN
