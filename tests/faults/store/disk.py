"""Run work on a disk that fails on demand, or that tells who writes without the lock."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.domain import Comment
from service.errors import LedgerUnavailable
from tests.ledgers import Blog

SOURCE = Path(__file__).with_name("disk.c")
RUN = "from {module} import {name}; from pathlib import Path; import sys; {name}(Path(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Disk:
    """The library that stands before the C library, and the files that command it."""

    library: Path
    folder: Path

    def run(self, work: Callable[[Path], None]) -> None:
        """Call `work` with the folder in a process of its own that sees only this disk."""
        command = RUN.format(module=work.__module__, name=work.__name__)
        environ = {
            **os.environ,
            "LD_PRELOAD": str(self.library),
            "DISK_FULL": str(self.folder / "full"),
            "DISK_FIXED": str(self.folder / "fixed"),
            "DISK_BROKEN": str(self.folder / "broken"),
            "DISK_WITNESS": str(self.folder / "witness"),
        }
        subprocess.run(
            [sys.executable, "-c", command, str(self.folder)], check=True, env=environ, timeout=60
        )

    def witnessed(self) -> list[str]:
        """Return a line for every write that was made without the lock."""
        told = self.folder / "witness"
        return told.read_text().splitlines() if told.exists() else []


@pytest.fixture(scope="session")
def disk_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled library; skips where it cannot be made or loaded."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and a C compiler (apt install gcc)")
    library = tmp_path_factory.mktemp("disk") / "disk.so"
    options = ("-shared", "-fPIC", "-Wall", "-Wextra", "-Werror")
    subprocess.run([compiler, *options, "-o", library, SOURCE, "-ldl"], check=True)
    return library


@pytest.fixture
def disk(disk_library: Path, tmp_path: Path) -> Disk:
    """A disk with nothing wrong yet."""
    return Disk(disk_library, tmp_path)


def refuses(blog: Blog, body: str) -> bool:
    """Try to record a comment; returns whether the ledger said that it cannot."""
    try:
        blog.record(Comment(body))
    except LedgerUnavailable:
        return True
    return False
