"""Fixtures that every part of the tests may use."""

from pathlib import Path

import pytest

from service.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a service that keeps everything in a folder of its own."""
    return Settings(data_dir=tmp_path, secret_key="a secret of the tests")
