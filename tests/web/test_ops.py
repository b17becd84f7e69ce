"""What operators and machines ask of the service itself."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from service.people import Scope
from tests.fakes import FakeClock
from tests.ledgers import NOW, Blog
from tests.web.conftest import Client
from tests.web.desks import client_of
from tests.web.ledger import FakeRecords
from tests.web.office import office_over


def counted(client: Client, name: str, **labels: str) -> float:
    families = text_string_to_metric_families(client.wsgi.get("/metrics").text)
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def test_process_that_answers_is_healthy(client: Client, records: FakeRecords) -> None:
    records.down = True

    reply = client.wsgi.get("/healthz")

    assert reply.json == {"status": "ok"}


def test_service_with_model_and_ledger_is_ready(blog: Blog, tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    client = client_of(office_over(blog.engine, clock, tmp_path), blog, clock, Scope.MODERATE)

    reply = client.wsgi.get("/readyz")

    assert reply.json == {"status": "ok", "model": "fake-1"}


def test_service_without_ledger_is_not_ready(client: Client, records: FakeRecords) -> None:
    records.down = True

    reply = client.wsgi.get("/readyz")

    assert reply.status_code == 503
    assert reply.content_type == "application/problem+json"
    assert reply.headers["Retry-After"] == "5"


def test_verdicts_are_counted_by_decision(client: Client) -> None:
    before = counted(client, "saring_verdicts_total", decision="hold")

    client.moderate("saya ragu")

    assert counted(client, "saring_verdicts_total", decision="hold") == before + 1


def test_requests_are_counted_by_route_and_status(client: Client) -> None:
    labels = {"route": "/verdicts/<verdict_id>", "method": "GET", "status": "404"}
    before = counted(client, "saring_requests_total", **labels)

    client.get("/verdicts/a")
    client.get("/verdicts/b")

    assert counted(client, "saring_requests_total", **labels) == before + 2


def test_odd_methods_and_addresses_make_no_labels_of_their_own(client: Client) -> None:
    client.wsgi.open("/rahasia-sekali", method="RAHASIA")

    assert counted(client, "saring_requests_total", route="none", method="other", status="404")
    assert "rahasia" not in client.wsgi.get("/metrics").text.lower()


def test_failures_of_the_ledger_are_counted(client: Client, records: FakeRecords) -> None:
    before = counted(client, "saring_ledger_failures_total")
    records.down = True

    client.moderate("halo")

    assert counted(client, "saring_ledger_failures_total") == before + 1


def test_repeats_are_counted(client: Client) -> None:
    client.moderate("halo", id="c-1")
    before = counted(client, "saring_repeats_total")

    client.moderate("halo", id="c-1")

    assert counted(client, "saring_repeats_total") == before + 1


def test_latency_is_observed(client: Client) -> None:
    before = counted(client, "saring_request_seconds_count", route="/healthz")

    client.wsgi.get("/healthz")

    assert counted(client, "saring_request_seconds_count", route="/healthz") == before + 1


def test_metrics_tell_nothing_of_sites_or_texts(client: Client) -> None:
    client.moderate("gacor parah", id="c-rahasia", author={"name": "Budi Rahasia"})

    text = client.wsgi.get("/metrics").text.lower()

    assert not re.search("gacor|rahasia|budi|dapur|site-1", text)


COUNT_IN_ANOTHER_PROCESS = """
from service.telemetry import VERDICTS
VERDICTS.labels("hold").inc(int({n}))
"""
READ_ALL = """
from service.telemetry import exposition, metrics_registry
print(exposition(metrics_registry()).decode())
"""


def test_metrics_add_up_over_several_workers(tmp_path: Path) -> None:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environ, capture_output=True, check=True, text=True
        )
        return done.stdout

    for n in (2, 3):
        run(COUNT_IN_ANOTHER_PROCESS.format(n=n))

    assert 'saring_verdicts_total{decision="hold"} 5.0' in run(READ_ALL)


DOCUMENTED = Path(__file__).parents[2] / "docs" / "metrics.md"


@pytest.mark.parametrize(
    "metric", sorted(family.name for family in REGISTRY.collect() if "saring" in family.name)
)
def test_every_metric_is_documented(metric: str) -> None:
    assert f"| `{metric}` |" in DOCUMENTED.read_text(encoding="utf-8")
