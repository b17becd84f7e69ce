import io
import json
from collections.abc import Iterator
from errno import ENOSPC

import pytest
import structlog

from service.telemetry import configure_logging, where


class FullDisk(io.StringIO):
    """A stream on a disk without room."""

    def write(self, line: str, /) -> int:
        raise OSError(ENOSPC, line)


@pytest.fixture(autouse=True)
def defaults() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_log_is_one_json_object_a_line() -> None:
    stream = io.StringIO()
    configure_logging("info", stream)

    structlog.get_logger().info("verdict", id="v-1", note="two\nlines")
    structlog.get_logger().error("failed")

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["id"], first["level"]) == ("verdict", "v-1", "info")
    assert first["timestamp"].endswith("Z")
    assert second["level"] == "error"


@pytest.mark.parametrize(("level", "lines"), [("debug", 3), ("info", 2), ("error", 1)])
def test_log_keeps_what_its_level_asks_for(level: str, lines: int) -> None:
    stream = io.StringIO()
    configure_logging(level, stream)

    for write in ("debug", "info", "error"):
        getattr(structlog.get_logger(), write)("event")

    assert len(stream.getvalue().splitlines()) == lines


def test_full_disk_loses_lines_and_nothing_else() -> None:
    configure_logging("info", FullDisk())

    assert structlog.get_logger().error("ledger-unavailable") is None


def test_closed_stream_loses_lines_and_nothing_else() -> None:
    stream = io.StringIO()
    configure_logging("info", stream)
    stream.close()

    assert structlog.get_logger().error("ledger-unavailable") is None


def test_place_of_an_error_tells_nothing_of_its_message() -> None:
    def fail() -> None:
        raise ValueError("rahasia")

    with pytest.raises(ValueError, match="rahasia") as caught:
        fail()

    places = where(caught.value)
    assert places[-1].endswith(" fail")
    assert "rahasia" not in "".join(places)
