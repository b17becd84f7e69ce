"""Deliver webhooks: take what is due from the outbox, sign it, send it, note what came of it.

Every webhook has one thread at a time, so a slow receiver keeps only itself waiting, and each
outcome is a short transaction. A worker that dies leaves a lease that runs out: what it had is sent
again under the same id, so receivers hear of everything at least once.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from random import random
from time import monotonic, sleep
from typing import Protocol

import structlog
from sqlalchemy import Engine

from service.errors import LedgerUnavailable
from service.outbound import akismet, signature
from service.outbound.connection import SECONDS, NoAnswer
from service.outbound.target import Target, TargetRefused
from service.store import outbox
from service.store.callbacks import AKISMET
from service.store.engine import reading, transaction
from service.store.outbox import LEASE, Delivery, Failure, Fate
from service.store.webhooks import Destination, find_destination
from service.telemetry import DELIVERIES, OUTBOX, OUTBOX_AGE, where

THREADS = 32
TURN = 20
POLL_SECONDS = 0.5
MEASURE_SECONDS = 15.0
# After so many failures one after the other a webhook rests, longer each time.
FAILURES = 3
MAX_REST = 10.0
# An outcome is noted again while the ledger is away: what is not noted is sent again.
NOTINGS = 10
NOTING_PAUSE = 1.0
_TURN_SECONDS = LEASE.total_seconds() - SECONDS - NOTINGS * NOTING_PAUSE
_CONTENT = {"Content-Type": "application/json", "User-Agent": "Saring"}

log = structlog.get_logger()


class Sender(Protocol):
    """What sends; service.outbound.post.Outbound does."""

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        """Send `body` and return the answer's HTTP status; raises NoAnswer."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt ended with: an HTTP status or a code of ours."""

    code: str
    taken: bool = False
    hopeless: bool = False


@dataclass(frozen=True, slots=True)
class Chore:
    """Something else to be done every so many seconds, and ended early where asked to.

    `do` is given what says whether to go on.
    """

    name: str
    seconds: float
    do: Callable[[Callable[[], bool]], None]


class OutboxWorker:
    """Delivers from the outbox in `engine`, and does `chores` beside; `now` is the clock."""

    def __init__(
        self,
        engine: Engine,
        sender: Sender,
        now: Callable[[], datetime],
        chores: Sequence[Chore] = (),
    ) -> None:
        self._engine = engine
        self._sender = sender
        self._now = now
        self._chores = chores
        self._busy: dict[str, Future[None]] = {}
        self._failures: dict[str, int] = {}
        self._rests: dict[str, float] = {}
        self._more = threading.Event()
        self._measure_at = monotonic()
        self._chores_at = {chore.name: self._measure_at for chore in chores}
        self._stopping = False

    def stop(self) -> None:
        """Have `run` return once what is being sent has ended; may be called by a signal."""
        self._stopping = True

    def run(self, living: Callable[[], bool] = lambda: True) -> None:
        """Deliver until `stop` is called or `living`, asked twice a second, says no."""
        with ThreadPoolExecutor(THREADS) as pool:
            while not self._stopping and living():
                self._look_after(pool)
                self._more.wait(POLL_SECONDS)
                self._more.clear()
            self._stopping = True

    def run_once(self) -> None:
        """Deliver everything that is due now, then return; raises LedgerUnavailable."""
        with ThreadPoolExecutor(THREADS) as pool:
            while self._begin_turns(pool):
                wait(self._busy.values())

    def _look_after(self, pool: ThreadPoolExecutor) -> None:
        try:
            self._begin_turns(pool)
            if monotonic() >= self._measure_at:
                self._measure_at = monotonic() + MEASURE_SECONDS
                self._measure()
        except LedgerUnavailable:
            log.error("outbox-unavailable")  # noqa: TRY400 -- its text is of no use, nor are frames
            sleep(NOTING_PAUSE)
        for chore in self._chores:
            if monotonic() >= self._chores_at[chore.name] and chore.name not in self._busy:
                self._chores_at[chore.name] = monotonic() + chore.seconds
                self._busy[chore.name] = pool.submit(chore.do, lambda: not self._stopping)

    def _begin_turns(self, pool: ThreadPoolExecutor) -> bool:
        """Give every webhook that has something due its turn; says whether any has one."""
        self._forget_finished()
        with reading(self._engine) as connection:
            waiting = outbox.waiting(connection, self._now())
        begun = [each for each in waiting if each not in self._busy and self._is_rested(each)]
        for webhook_id in begun:
            self._busy[webhook_id] = pool.submit(self._turn, webhook_id)
        return bool(begun)

    def _forget_finished(self) -> None:
        for name, future in list(self._busy.items()):
            if not future.done():
                continue
            del self._busy[name]
            error = future.exception()
            if error is not None:
                away = isinstance(error, LedgerUnavailable)
                self._rests[name] = monotonic() + (NOTING_PAUSE if away else MAX_REST)
                log.error("turn-failed", error=type(error).__name__, at=where(error))

    def _is_rested(self, webhook_id: str) -> bool:
        return monotonic() >= self._rests.get(webhook_id, 0.0)

    def _turn(self, webhook_id: str) -> None:
        """Deliver some of what is due for one webhook."""
        started = monotonic()
        with transaction(self._engine) as tx:
            lent = outbox.lend(tx, webhook_id, self._now(), TURN)
            destination = find_destination(tx, webhook_id, self._now())
        while lent and destination is not None and self._goes_on(webhook_id, started):
            self._deliver(lent.pop(0), destination)
        if lent:
            with transaction(self._engine) as tx:
                outbox.give_back(tx, lent)
        self._more.set()

    def _goes_on(self, webhook_id: str, started: float) -> bool:
        in_time = monotonic() - started < _TURN_SECONDS
        return in_time and not self._stopping and self._is_rested(webhook_id)

    def _deliver(self, delivery: Delivery, destination: Destination) -> None:
        result = self._send(delivery, destination)
        fate = self._note(delivery, result)
        counted = fate if fate is not Fate.PENDING else "failed"
        DELIVERIES.labels(counted).inc()
        say = {Fate.DELIVERED: log.debug, Fate.DEAD: log.warning}.get(fate, log.info)
        say(
            "delivery",
            webhook=delivery.webhook_id,
            message=delivery.message_id,
            result=result.code,
            fate=counted,
        )
        self._remember(delivery.webhook_id, taken=result.taken)

    def _send(self, delivery: Delivery, destination: Destination) -> Result:
        if destination.format == AKISMET:
            body = akismet.message(delivery.payload, destination.secrets[0])
            proof: Mapping[str, str] = akismet.HEADERS
        else:
            body = json.dumps(delivery.payload, separators=(",", ":")).encode()
            timestamp = int(self._now().timestamp())
            proof = signature.headers(destination.secrets, delivery.message_id, timestamp, body)
        if body is None:
            return Result("no-word", taken=True)
        try:
            status = self._sender.post(Target.of(destination.url), body, {**_CONTENT, **proof})
        except NoAnswer as failure:
            return Result(failure.trouble)
        except TargetRefused:
            return Result("refused", hopeless=True)
        taken = 200 <= status < 300
        return Result(str(status), taken=taken, hopeless=status == HTTPStatus.GONE)

    def _note(self, delivery: Delivery, result: Result) -> Fate:
        """Note what came of an attempt, again and again while the ledger is away."""
        for _ in range(NOTINGS):
            try:
                return self._noted(delivery, result)
            except LedgerUnavailable:
                sleep(NOTING_PAUSE)
        return self._noted(delivery, result)

    def _noted(self, delivery: Delivery, result: Result) -> Fate:
        now = self._now()
        with transaction(self._engine) as tx:
            if result.taken:
                outbox.delivered(tx, delivery, result.code, now)
                return Fate.DELIVERED
            luck = random()  # noqa: S311 -- spreads attempts in time, keeps no secret
            failure = Failure(result.code, now, luck, result.hopeless)
            return outbox.failed(tx, delivery, failure)

    def _remember(self, webhook_id: str, *, taken: bool) -> None:
        """Let a webhook rest that fails again and again."""
        failures = 0 if taken else self._failures.get(webhook_id, 0) + 1
        self._failures[webhook_id] = failures
        if failures >= FAILURES:
            rest = min(MAX_REST, 2.0 ** (failures - FAILURES))
            self._rests[webhook_id] = monotonic() + rest

    def _measure(self) -> None:
        with reading(self._engine) as connection:
            backlog = outbox.backlog(connection)
        OUTBOX.labels("pending").set(backlog.pending)
        OUTBOX.labels("dead").set(backlog.dead)
        age = (self._now() - backlog.oldest).total_seconds() if backlog.oldest else 0.0
        OUTBOX_AGE.set(max(0.0, age))
