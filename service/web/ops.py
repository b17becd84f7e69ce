"""What operators and machines ask of the service itself."""

from pydantic_core import to_json

from service.telemetry import exposition
from service.web.answers import HealthOut, ReadyOut
from service.web.contract import Contract
from service.web.desk import Desk
from service.web.operations import Operations
from service.web.problems import LEDGER_UNAVAILABLE

OPS = Operations("ops")
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@OPS.add(
    Contract("GET", "/healthz", HealthOut, keyed=False, limited=False, answer={"status": "ok"})
)
def healthz(desk: Desk) -> HealthOut:  # noqa: ARG001 -- every operation is given the desk
    """Say that the process answers."""
    return HealthOut(status="ok")


@OPS.add(
    Contract(
        "GET",
        "/readyz",
        ReadyOut,
        keyed=False,
        limited=False,
        problems=(LEDGER_UNAVAILABLE,),
        answer={"status": "ok", "model": "2026.11.1"},
    )
)
def readyz(desk: Desk) -> ReadyOut:
    """Say that the model is loaded and the ledger can be written.

    A site whose policy does not load is judged by the last good one, and counted here.
    """
    desk.records.check()
    ready = ReadyOut(status="ok", model=desk.moderator.scorer.version)
    if troubles := desk.office.rulebook.troubles():
        ready["policies_not_loaded"] = len(troubles)
    return ready


@OPS.add(Contract("GET", "/metrics", str, keyed=False, limited=False, content_type=METRICS_TYPE))
def metrics(desk: Desk) -> bytes:
    """Return counts and timings of all workers in Prometheus' text format."""
    return exposition(desk.metrics)


@OPS.add(Contract("GET", "/openapi.json", dict, keyed=False))
def openapi(desk: Desk) -> bytes:
    """Return this document."""
    return to_json(desk.document)
