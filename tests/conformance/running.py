"""Runs a client in a process of its own: its packages, its script, and a way to our address."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL
from urllib.parse import urlsplit

import pytest

from tests.conformance.comments import BY_SCRIPT
from tests.conformance.expected import Client
from tests.conformance.service import WRONG_KEY, Service

SCRIPTS = Path(__file__).parent / "clients"
INSTALLED = Path(__file__).resolve().parents[2] / "build" / "conformance"
MISSING = "needs what scripts/install-conformance installs"
BLOG = "https://dapur.example/"
# A wildcard name that leads to this machine, for clients that say their key in the host's name.
DOMAIN = "rest.akismet.test"
SECONDS = 60
FAILED = "failed"
NODE_SCRIPTS = ("telling.mjs", "loopback.cjs")

Said = dict[str, object]


def run(client: Client, service: Service) -> Said:
    """Have a client ask all it can; returns what it said by check; FAILED is why it ended."""
    command = _command(client)
    try:
        asked = subprocess.run(
            command,
            input=json.dumps(_task(client, service)),
            env=_environ(client, service),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {FAILED: f"did not end within {SECONDS} seconds"}
    lines = [json.loads(line) for line in asked.stdout.splitlines()]
    return {FAILED: asked.stderr, **{line["check"]: line["said"] for line in lines}}


def _task(client: Client, service: Service) -> dict[str, object]:
    port = urlsplit(service.url).port
    return {
        "url": f"http://{DOMAIN}:{port}" if client.script == "akismet_api.mjs" else service.url,
        "key": service.key,
        "wrong_key": WRONG_KEY,
        "blog": BLOG,
        "comments": BY_SCRIPT[client.script].fields(),
    }


def _command(client: Client) -> list[str]:
    script = SCRIPTS / client.script
    if not (INSTALLED / client.packages).is_dir():
        pytest.skip(MISSING)
    if script.suffix == ".py":
        return [sys.executable, "-S", str(script)]
    if script.suffix == ".mjs":
        return [_program("node"), str(_beside_packages(script))]
    perl = _program("perl")
    if subprocess.run([perl, "-MNet::Akismet", "-e", "1"], stderr=DEVNULL, check=False).returncode:
        pytest.skip(MISSING)
    return [perl, str(script)]


def _beside_packages(script: Path) -> Path:
    """Copy a script to where its packages are: Node.js looks for them from there."""
    place = INSTALLED / "node"
    for name in (*NODE_SCRIPTS, script.name):
        shutil.copy(script.with_name(name), place / name)
    return place / script.name


def _environ(client: Client, service: Service) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
    ways = {
        ".py": {"PYTHONPATH": str(INSTALLED / client.packages)},
        ".mjs": {
            "LOOPBACK_DOMAIN": DOMAIN,
            "NODE_OPTIONS": f"--require {INSTALLED / 'node' / 'loopback.cjs'}",
        },
        ".pl": {"PERL_LWP_ENV_PROXY": "1", "http_proxy": service.url},
    }
    return kept | ways[Path(client.script).suffix]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(MISSING)
    return found
