"""Fixtures that every part of the tests may use, and no excuse in continuous integration."""

import os
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from service.rates import Rate
from service.settings import Settings

HERE = Path(__file__).parent
WEIGHTS = {"faults": 60, "training": 15, "deliver": 10, ".": 6, "browser": 4, "store": 2, "web": 2}
"""How long a test in a folder takes, roughly; one elsewhere takes 1."""

NOTHING_MAY_BE_MISSING = "CI" in os.environ and sys.platform == "linux"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that would be skipped where everything it may need has been installed."""
    report = yield
    if NOTHING_MAY_BE_MISSING and report.skipped:
        report.outcome = "failed"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no worker is left alone with one at the end.

    A file is done by one worker (`--dist loadfile`), which makes what its tests share once.
    """
    weights = Counter[Path]()
    for item in items:
        folder, _, _ = item.path.parent.relative_to(HERE).as_posix().partition("/")
        weights[item.path] += WEIGHTS.get(folder, 1)
    items.sort(key=lambda item: (-weights[item.path], item.path))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a service that keeps everything in a folder of its own and limits nobody."""
    return Settings(
        data_dir=tmp_path,
        secret_key="a secret of the tests",
        rate_per_key=Rate(0),
        rate_per_address=Rate(0),
    )


class Templates(BytecodeCache):
    """Compiled templates by their text, for all applications of a process: each compiles anew."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options["bytecode_cache"] = Templates()
