"""Logs and metrics: what a running service tells its operator.

Both carry ids, codes and counts only; no comment text, name, address or site ever enters here.
"""

import logging
import sys
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

import structlog
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import MutexValue, ValueClass

LATENCY_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
FRAMES_LOGGED = 8

REQUESTS = Counter("saring_requests", "Requests answered", ("route", "method", "status"))
LATENCY = Histogram(
    "saring_request_seconds",
    "Seconds from a request's arrival to the first byte of its answer",
    ("route",),
    buckets=LATENCY_BUCKETS,
)
VERDICTS = Counter("saring_verdicts", "Comments judged, by decision", ("decision",))
REPEATS = Counter("saring_repeats", "Comments sent again and answered from the ledger")
FEEDBACK = Counter("saring_feedback", "Feedback recorded, by kind", ("kind",))
LEDGER_FAILURES = Counter("saring_ledger_failures", "Requests that found the ledger unavailable")
JUDGE_FAILURES = Counter("saring_judge_failures", "Requests held because judging itself failed")
POLICY_FAILURES = Counter("saring_policy_failures", "Policies of sites found not to load")
LIMITED = Counter("saring_limited", "Requests refused as too many, by what they count for", ("by",))
SHARING_FAILURES = Counter(
    "saring_limit_sharing_failures", "Times that Redis did not answer and a worker counted alone"
)
DELIVERIES = Counter("saring_deliveries", "Attempts to deliver a webhook, by result", ("result",))
OUTBOX = Gauge(
    "saring_outbox",
    "Deliveries that wait for their turn or are dead",
    ("state",),
    multiprocess_mode="livemostrecent",
)
OUTBOX_AGE = Gauge(
    "saring_outbox_age_seconds",
    "Seconds since the event of the oldest waiting delivery",
    multiprocess_mode="livemostrecent",
)
LIST_REFRESHES = Counter(
    "saring_list_refreshes", "Checks of subscribed lists, by what came of them", ("result",)
)


def configure_logging(level: str, stream: TextIO = sys.stderr) -> None:
    """Write one JSON object a line to `stream`; `level` is a name from the settings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=lambda *_: _Lines(stream),
    )


class _Lines:
    """Writes lines; loses one rather than failing the request that wrote it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        """Write one line, if the stream takes it."""
        with suppress(OSError, ValueError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


def where(error: BaseException) -> list[str]:
    """Return the innermost frames of `error` as `file:line function`; never its message."""
    frames = extract_tb(error.__traceback__)[-FRAMES_LOGGED:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def metrics_registry() -> CollectorRegistry:
    """Return the registry to expose: of all workers when their server counts in shared files.

    The metrics library decides by PROMETHEUS_MULTIPROC_DIR at import; ask at start, not at request.
    """
    if ValueClass is MutexValue:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def exposition(registry: CollectorRegistry) -> bytes:
    """Return the metrics in Prometheus' text format."""
    return generate_latest(registry)
