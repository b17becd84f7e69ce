import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from tests.faults.serving import Answer, ask, free_port, until

COMMENT = b'{"comment": {"body": "Terima kasih infonya, sangat membantu"}}'


@dataclass(frozen=True, slots=True)
class Saring:
    """`saring serve` in a process of its own; `said` is what it has printed."""

    port: int
    log: Path

    @property
    def said(self) -> str:
        """Everything printed so far."""
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str) -> Answer:
        """Ask without a key."""
        return ask(("127.0.0.1", self.port), "GET", path)

    def moderate(self, key: str) -> Answer:
        """Have an ordinary comment judged."""
        given = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        return ask(("127.0.0.1", self.port), "POST", "/moderate", COMMENT, given)

    def ready(self) -> bool:
        """Say whether it answers that it is ready."""
        try:
            return self.get("/readyz").status == 200
        except OSError:
            return False


@contextmanager
def started(folder: Path, **settings: object) -> Iterator[tuple[Saring, subprocess.Popen[bytes]]]:
    saring = Saring(free_port(), folder / "said.log")
    given = {"data_dir": folder / "data", "port": saring.port, **settings}
    environ = {f"SARING_{name.upper()}": str(value) for name, value in given.items()}
    command = [str(Path(sys.executable).with_name("saring")), "serve"]
    with saring.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
    try:
        yield saring, process
    finally:
        process.send_signal(SIGTERM)
        process.wait(45)


def test_the_first_start_prints_a_key_that_works_and_the_second_keeps_it(tmp_path: Path) -> None:
    with started(tmp_path) as (saring, _):
        until(saring.ready, 30, lambda: saring.said)
        found = re.search(r"Authorization: Bearer (sk_[\w-]+)'", saring.said)
        assert found
        key = found[1]
        first = saring.moderate(key)

    with started(tmp_path) as (again, _):
        until(again.ready, 30, lambda: again.said)
        second = again.moderate(key)
        said = again.said

    assert [first.status, second.status] == [200, 200]
    assert {"decision", "model", "policy"} <= set(json.loads(second.body))
    assert "sk_" not in said
    assert "Password" not in said


def test_a_missing_model_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    with started(tmp_path, models_dir=tmp_path / "none") as (saring, process):
        status = process.wait(30)

    assert status == 1
    assert saring.said.splitlines()[-1].startswith("Saring cannot start: ")
    assert "Traceback" not in saring.said


def test_metrics_count_the_requests_of_all_workers(tmp_path: Path) -> None:
    with started(tmp_path, workers=3) as (saring, _):
        until(saring.ready, 30, lambda: saring.said)
        for _ in range(30):
            saring.get("/healthz")
        counted = saring.get("/metrics").body.decode()

    [line] = re.findall(
        r'^saring_requests_total\{.*"/healthz".*\} ([\d.]+)$', counted, re.MULTILINE
    )
    assert float(line) == 30
