import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from service.settings import REPOSITORY, Settings
from tests.bench.report import record
from tests.faults.applications import prepare
from tests.faults.serving import Server

ROUNDS = 9
SECONDS = 1.5
ORDINARY = (
    "Terima kasih, resepnya jelas sekali dan mudah diikuti. Kemarin saya coba untuk acara keluarga "
    "dan semuanya suka, hanya santannya saya kurangi sedikit supaya tidak terlalu berlemak."
)
ADVERTISEMENT = (
    "Gak nyangka modal receh di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 bisa WD jutaan, gacor parah. Awalnya cuma iseng, "
    "sekarang tiap malam main di situ, langsung cari saja di Google."
)

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]


@dataclass(frozen=True, slots=True)
class Servers:
    """The no-op and the service under the same gunicorn, each with one worker; its site's key."""

    noop: Server
    service: Server
    key: str

    def request(self, body: str, *, store: bool) -> bytes:
        """Return a request that both understand."""
        asked = {"comment": {"id": "c-{number}", "body": body}, "store": store}
        payload = json.dumps(asked).replace("{number}", "0" * 8)
        head = (
            "POST /moderate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n"
        )
        return (head + payload.replace("0" * 8, "{number}")).encode()

    def compared(self, body: str, *, store: bool) -> "Compared":
        """Return the requests a second of both, medians of rounds in turn."""
        request = self.request(body, store=store)
        rates = [(rate(self.noop, request), rate(self.service, request)) for _ in range(ROUNDS)]
        noop, service = zip(*rates, strict=True)
        return Compared(median(noop), median(service))


@dataclass(frozen=True, slots=True)
class Compared:
    """Requests a second of the no-op and of the service."""

    noop: float
    service: float

    @property
    def ratio(self) -> float:
        """How much of the no-op's speed the service keeps."""
        return self.service / self.noop


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folders: list[Path] = [tmp_path_factory.mktemp(name) for name in ("noop", "service")]
    _, key = prepare(Settings(data_dir=folders[1]))
    kept = {"workers": 1, "secret_key": "a secret of the benchmark"}
    with (
        Server("tests.bench.noop:application", folders[0], **kept) as noop,
        Server("service.wsgi:application", folders[1], **kept) as service,
    ):
        yield Servers(noop, service, key)


def rate(server: Server, request: bytes) -> float:
    """Return how many requests a second a server answers."""
    asked = [sys.executable, "-m", "tests.bench.load", str(server.port), str(SECONDS)]
    done = subprocess.run(asked, input=request, capture_output=True, check=True, cwd=REPOSITORY)
    return float(done.stdout)


def test_judging_costs_little_beside_the_web(servers: Servers) -> None:
    compared = servers.compared(ORDINARY, store=False)

    record(
        moderate_ratio=compared.ratio,
        moderate_per_second=compared.service,
        noop_per_second=compared.noop,
    )
    assert compared.ratio >= 0.55


def test_recording_costs_little_beside_the_web(servers: Servers) -> None:
    compared = servers.compared(ORDINARY, store=True)

    record(moderate_recorded_ratio=compared.ratio, moderate_recorded_per_second=compared.service)
    assert compared.ratio >= 0.35


def test_explaining_is_measured_too(servers: Servers) -> None:
    compared = servers.compared(ADVERTISEMENT, store=False)

    record(moderate_explained_ratio=compared.ratio, moderate_explained_per_second=compared.service)
    assert compared.ratio > 0


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
def test_a_worker_needs_little_memory(servers: Servers) -> None:
    rate(servers.service, servers.request(ADVERTISEMENT, store=False))
    [worker] = servers.service.workers()

    record(
        worker_resident_megabytes=memory(worker, "Rss"),
        worker_proportional_megabytes=memory(worker, "Pss"),
    )
    # Proportional: what the worker shares with the master since the fork is divided between them.
    assert memory(worker, "Pss") <= 150


def memory(process: int, kind: str) -> float:
    """Return the megabytes of one kind of memory that a process has."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    [kilobytes] = [line.split()[1] for line in rollup.splitlines() if line.startswith(f"{kind}:")]
    return int(kilobytes) / 1024
