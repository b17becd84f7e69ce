"""`saring deliver`: tell the blogs what moderators decided, and keep the ledger's house."""

import signal
from collections.abc import Callable
from functools import partial
from types import FrameType

import click
import structlog
from sqlalchemy import Engine

from service import telemetry
from service.commands import ledger
from service.companion import PARENT_OPTION, has_parent
from service.outbound.fetch import Fetcher
from service.outbound.post import Outbound
from service.outbox_worker import Chore, OutboxWorker
from service.settings import Settings
from service.store import list_copies
from service.store.engine import reading
from service.store.retention import sweep

SWEEP_SECONDS = 3600.0
WANTED_SECONDS = 3600.0
REFRESH_SECONDS = 60.0

log = structlog.get_logger()


@click.command()
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
@click.option(PARENT_OPTION, type=int, hidden=True)
def deliver(*, once: bool, parent: int | None) -> None:
    """Deliver webhooks until told to stop, erase what sites keep no longer, refresh lists.

    `saring serve` runs this by itself; SARING_DELIVER=false leaves it to you.
    """
    settings = Settings.from_process()
    telemetry.configure_logging(settings.log_level)
    with ledger.opened(settings) as engine:
        sender = Outbound(private=settings.webhook_private)
        worker = OutboxWorker(engine, sender, ledger.now, _chores(engine, settings))
        if once:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stopping(worker))
        worker.run(lambda: parent is None or has_parent(parent))


def _stopping(worker: OutboxWorker) -> Callable[[int, FrameType | None], None]:
    return lambda _number, _frame: worker.stop()


def _chores(engine: Engine, settings: Settings) -> list[Chore]:
    fetcher = Fetcher(private=settings.webhook_private)
    return [
        Chore("sweep", SWEEP_SECONDS, lambda _: _erase(engine)),
        Chore("wanted", WANTED_SECONDS, lambda _: _note_wanted(engine)),
        Chore("lists", REFRESH_SECONDS, partial(_refresh, engine, fetcher)),
    ]


def _note_wanted(engine: Engine) -> None:
    with reading(engine) as connection:
        if not list_copies.is_any(connection):
            return
    # It reads policies and lists as comments are read, with numpy: not before there is one.
    from service.list_refresher import note_wanted  # noqa: PLC0415

    note_wanted(engine, ledger.now())


def _refresh(engine: Engine, fetcher: Fetcher, goes_on: Callable[[], bool]) -> None:
    with reading(engine) as connection:
        if not list_copies.is_any_due(connection, ledger.now()):
            return
    from service.list_refresher import refresh_due  # noqa: PLC0415 -- as above

    refresh_due(engine, fetcher, ledger.now, goes_on)


def _erase(engine: Engine) -> None:
    swept = sweep(engine, ledger.now())
    if swept.comments:
        log.info("erased", approved=swept.approved, rejected=swept.rejected)
