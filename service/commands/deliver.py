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
from service.outbound.post import Outbound
from service.outbox_worker import OutboxWorker
from service.settings import Settings
from service.store.retention import sweep

log = structlog.get_logger()


@click.command()
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
@click.option(PARENT_OPTION, type=int, hidden=True)
def deliver(*, once: bool, parent: int | None) -> None:
    """Deliver webhooks until told to stop, and erase what sites keep no longer, every hour.

    `saring serve` runs this by itself; SARING_DELIVER=false leaves it to you.
    """
    settings = Settings.from_process()
    telemetry.configure_logging(settings.log_level)
    with ledger.opened(settings) as engine:
        sender = Outbound(private=settings.webhook_private)
        worker = OutboxWorker(engine, sender, ledger.now, partial(_erase, engine))
        if once:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stopping(worker))
        worker.run(lambda: parent is None or has_parent(parent))


def _stopping(worker: OutboxWorker) -> Callable[[int, FrameType | None], None]:
    return lambda _number, _frame: worker.stop()


def _erase(engine: Engine) -> None:
    swept = sweep(engine, ledger.now())
    if swept.comments:
        log.info("erased", approved=swept.approved, rejected=swept.rejected)
