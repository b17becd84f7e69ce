"""Fixtures that every part of the tests may use, and no excuse in continuous integration."""

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from service.settings import Settings

NOTHING_MAY_BE_MISSING = "CI" in os.environ and sys.platform == "linux"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that would be skipped where everything it may need has been installed."""
    report = yield
    if NOTHING_MAY_BE_MISSING and report.skipped:
        report.outcome = "failed"
    return report


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a service that keeps everything in a folder of its own."""
    return Settings(data_dir=tmp_path, secret_key="a secret of the tests")
