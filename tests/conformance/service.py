"""The service that clients are tried with: its own programs, one site, a policy of two words."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.commands.serve import APPLICATION
from service.people import Scope
from tests.faults.serving import Server, ask, until

SARING = Path(sys.executable).with_name("saring")
SHOWN_KEY = re.compile(r"shown once: (\S+)")
SHORT = ("--akismet", "--host", "127.0.0.1", "--host", "dapur.example")
WRONG_KEY = "ba9876543210"
HELD, REJECTED = "mohonditahan", "mohonditolak"
POLICY = f"""
preset = "balanced"

# Every client is the same reader, and they come one after the other.
[bands]
"signal:author_flood" = {{ hold = "never", reject = "never" }}

[[list]]
name = "Perlu dilihat"
kind = "terms"
action = "hold"
entries = ["{HELD}"]

[[list]]
name = "Tidak boleh"
kind = "terms"
action = "reject"
entries = ["{REJECTED}"]
"""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs. `key` has 12 characters and judges; `reviewer` decides in the queue."""

    address: tuple[str, int]
    key: str
    reviewer: str

    @property
    def url(self) -> str:
        """Its address."""
        return "http://{}:{}".format(*self.address)

    def waiting(self) -> dict[str, str]:
        """Return the ids of all that waits in the queue, by text."""
        return {item["body"]: item["id"] for item in self._listed("open")}

    def resolved(self) -> dict[str, str]:
        """Return the outcome of all that people decided, by text."""
        return {item["body"]: item["outcome"] for item in self._listed("resolved")}

    def decide(self, text: str, resolution: str) -> None:
        """Decide in the queue, as a moderator, on the comment with this text."""
        item = {"id": self.waiting()[text]}
        self._ask("POST", "/queue/resolve", {"items": [item], "resolution": resolution})

    def _listed(self, view: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._ask("GET", f"/queue?limit=100&view={view}")["items"]
        return items

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.reviewer}", "Content-Type": "application/json"}
        said = None if body is None else json.dumps(body).encode()
        answer = ask(self.address, method, path, said, headers)
        assert answer.status == 200, answer
        return json.loads(answer.body)


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """Make an installation with one site and its keys, and serve it."""
    policies = folder / "policies"
    policies.mkdir()
    shared = {"policies_dir": policies, "secret_key": "a secret of the tests"}
    settings = {"data_dir": folder / "data", **shared}
    site = saring(settings, "sites", "add", "Dapur").split()[0]
    (policies / f"{site}.toml").write_text(POLICY, encoding="utf-8")
    keys = (
        issue_key(settings, site, Scope.MODERATE, *SHORT),
        issue_key(settings, site, Scope.REVIEW),
    )
    told = {**shared, "deliver": True, "webhook_private": True, "workers": 1}
    with Server(APPLICATION, folder / "data", **told) as server:
        until(lambda: server.get("/readyz").status == 200, 30, server.said)
        yield Service(server.address, *keys)


def issue_key(settings: Mapping[str, object], site: str, scope: Scope, *more: str) -> str:
    """Give a site a key for one purpose."""
    shown = SHOWN_KEY.search(saring(settings, "keys", "add", site, "--scope", scope, *more))
    assert shown is not None
    return shown[1]


def saring(settings: Mapping[str, object], *arguments: str) -> str:
    """Run a command of an installation and return what it prints."""
    kept = {name: value for name, value in os.environ.items() if "SARING" not in name}
    told = {f"SARING_{name.upper()}": str(value) for name, value in settings.items()}
    done = subprocess.run(
        [SARING, *arguments], env=kept | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
