import io
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import structlog
from prometheus_client import REGISTRY

from service.outbound.post import Outbound
from service.outbox_worker import Chore, OutboxWorker
from service.telemetry import configure_logging
from tests.deliver.conftest import PostOffice
from tests.faults.serving import until
from tests.hooks import Hook, Message, listening
from tests.ledgers import SECONDS


@contextmanager
def running(worker: OutboxWorker) -> Iterator[None]:
    """Run a worker until the end of the block."""
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(30)
    assert not thread.is_alive()


def counted(name: str, **labels: str) -> float:
    """Return what a metric says now."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_slow_receiver_keeps_nobody_else_waiting(office: PostOffice) -> None:
    let_go = threading.Event()

    def slowly(_message: Message) -> int:
        let_go.wait(20)
        return 200

    comments = office.outbox.comments(25)
    office.sender = Outbound(private=True, seconds=20)
    with listening(slowly) as slow, listening() as quick:
        office.webhook(slow.url)
        office.webhook(quick.url)
        office.tell(*comments)
        with running(office.worker()):
            until(lambda: len(quick.messages) == 25, 20)
            told = len(slow.messages)
            let_go.set()
            until(lambda: len(slow.messages) == 25, 20)

    assert told == 1


def test_what_is_being_sent_is_finished_and_the_rest_is_left_when_it_is_stopped(
    office: PostOffice,
) -> None:
    office.sender = Outbound(private=True, seconds=20)
    worker = office.worker()

    def stopping(_message: Message) -> int:
        worker.stop()
        return 200

    with listening(stopping) as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(5))
        worker.run()

        assert [state for state, _, _ in office.results()] == ["delivered"] + ["pending"] * 4
        office.deliver()

    assert len(hook.messages) == 5


def test_it_ends_when_it_is_no_longer_wanted(office: PostOffice) -> None:
    answers = iter([True, True, False])

    office.worker().run(lambda: next(answers))

    assert next(answers, None) is None


def test_an_outcome_is_noted_once_the_ledger_is_back(sqlite_office: PostOffice) -> None:
    office = sqlite_office
    other = sqlite3.connect(office.path, timeout=10, isolation_level=None, check_same_thread=False)
    # Longer than the worker waits at once.
    release = threading.Timer(SECONDS + 0.5, other.execute, ["ROLLBACK"])

    def take_the_ledger(_message: Message) -> int:
        if not release.is_alive():
            other.execute("BEGIN IMMEDIATE")
            release.start()
        return 200

    with listening(take_the_ledger) as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        office.deliver()
    release.join()
    other.close()

    assert office.results() == [("delivered", 1, "200")]
    assert len(hook.messages) == 1


def test_a_turn_that_the_ledger_refused_is_taken_later(sqlite_office: PostOffice) -> None:
    office = sqlite_office
    other = sqlite3.connect(office.path, timeout=10, isolation_level=None, check_same_thread=False)
    with listening() as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        other.execute("BEGIN IMMEDIATE")
        with running(office.worker()):
            release = threading.Timer(SECONDS + 0.5, other.execute, ["ROLLBACK"])
            release.start()
            release.join()
            before = len(hook.messages)
            until(lambda: len(hook.messages) == 1, 20)
    other.close()

    assert before == 0


def test_each_chore_is_done_at_the_start_and_again_after_its_time(office: PostOffice) -> None:
    done: list[str] = []
    answers = iter([True] * 4 + [False])
    chores = [
        Chore("seldom", 3600, lambda _: done.append("seldom")),
        Chore("often", 0, lambda _: done.append("often")),
    ]
    worker = OutboxWorker(office.blog.engine, office.sender, office.clock, chores)

    worker.run(lambda: next(answers))

    assert done.count("seldom") == 1
    assert done.count("often") > 1


def test_a_chore_is_told_to_end_with_the_worker(office: PostOffice) -> None:
    said: list[bool] = []

    def chore(goes_on: Callable[[], bool]) -> None:
        said.append(goes_on())
        worker.stop()
        said.append(goes_on())

    chores = [Chore("long", 3600, chore)]
    worker = OutboxWorker(office.blog.engine, office.sender, office.clock, chores)

    worker.run()

    assert said == [True, False]


def test_chores_that_fail_stop_nothing(office: PostOffice) -> None:
    def fail(_goes_on: Callable[[], bool]) -> None:
        raise ZeroDivisionError

    chores = [Chore("failing", 3600, fail)]

    with listening() as hook:
        office.webhook(hook.url)
        office.tell(*office.outbox.comments(1))
        with running(OutboxWorker(office.blog.engine, office.sender, office.clock, chores)):
            until(lambda: len(hook.messages) == 1, 10)


def test_attempts_and_the_backlog_are_counted(sqlite_office: PostOffice) -> None:
    office = sqlite_office
    delivered, dead = (counted("saring_deliveries_total", result=r) for r in ("delivered", "dead"))
    statuses = {"c": 200}

    with listening(lambda _: statuses["c"]) as hook:
        office.webhook(hook.url)
        first, second = office.outbox.comments(2)
        office.tell(first)
        office.deliver()
        statuses["c"] = 410
        office.tell(second)
        office.deliver()
    office.tell(first, second)
    office.clock.advance(30)
    office.worker().run(lambda: not counted("saring_outbox", state="dead"))

    assert counted("saring_deliveries_total", result="delivered") == delivered + 1
    assert counted("saring_deliveries_total", result="dead") == dead + 1
    assert counted("saring_outbox", state="dead") == 1
    assert counted("saring_outbox", state="pending") == 2
    assert counted("saring_outbox_age_seconds") == 30


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("debug", stream)
    yield stream
    structlog.reset_defaults()


def test_the_log_names_ids_and_results_only(office: PostOffice, logged: io.StringIO) -> None:
    with listening(lambda _: 500) as hook:
        made = office.webhook(f"{hook.url}?token=rahasia")
        office.tell(*office.outbox.comments(1))
        office.deliver()

    said = logged.getvalue()
    assert made.webhook.id in said
    assert '"result": "500"' in said
    assert not any(word in said for word in ("rahasia", "127.0.0.1", made.secret, "c-0", "Nomor"))


def test_two_workers_at_once_send_everything_once(office: PostOffice) -> None:
    comments = office.outbox.comments(40)
    hook = Hook()
    with hook.listening():
        office.webhook(hook.url)
        office.tell(*comments)
        office.tell(*comments)
        with running(office.worker()), running(office.worker()):
            until(lambda: len(hook.messages) >= 80, 30)

    assert len(set(hook.ids())) == len(hook.messages) == 80
