import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings
from tests.faults.applications import prepare
from tests.faults.conftest import HOLDING, Service
from tests.faults.serving import Server, hear

SECRET = b"rahasia"
COMMENT = b'{"comment": {"body": "Terima kasih infonya"}, "store": false}'
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("framing")
    settings = Settings(data_dir=folder)
    site, key = prepare(settings)
    with Server(HOLDING, folder, workers=1, header_seconds=5, body_seconds=5) as server:
        yield Service(server, settings, site, key)


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def status(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1])


def test_a_chunked_comment_is_judged(service: Service) -> None:
    head = service.head(JSON, "Transfer-Encoding: chunked", "Connection: close")

    heard = service.speak(head + chunked(COMMENT[:9], COMMENT[9:]))

    assert status(heard) == 200


@pytest.mark.parametrize("pieces", [1, 64])
def test_a_chunked_request_is_bounded(service: Service, pieces: int) -> None:
    head = service.head(JSON, "Transfer-Encoding: chunked", "Connection: close")

    heard = service.speak(head + chunked(*[b" " * (2 * 1024 * 1024 // pieces)] * pieces))

    assert status(heard) == 413


def test_a_refusal_is_seen_by_a_client_that_is_still_sending(service: Service) -> None:
    size = 4 * 1024 * 1024
    head = service.head(JSON, f"Content-Length: {size}", "Connection: close")

    assert status(service.speak(head + b" " * size)) == 413


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (SECRET + b"\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + SECRET * 1000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + SECRET * 1000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: rahasia\r\n" * 10_000 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX" + SECRET * 200_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX\x00rahasia: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n rahasia\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: rahasia\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -7\r\n\r\nrahasia", 400),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 7\r\n\r\nrahasia",
            400,
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n",
            400,
        ),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: rahasia\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nExpect: rahasia\r\n\r\n", 417),
    ],
)
def test_what_is_not_http_is_a_problem_that_repeats_nothing(
    service: Service, said: bytes, expected: int
) -> None:
    heard = service.speak(said)

    head, _, body = heard.partition(b"\r\n\r\n")
    assert status(heard) == expected
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == expected
    assert SECRET not in heard
    assert SECRET.decode() not in service.server.said()


@pytest.mark.parametrize(
    "framed", [b"zz\r\nrahasia", b"7\r\nrahasiaX\r\n0\r\n\r\n", b"-7\r\nrahasia\r\n0\r\n\r\n"]
)
def test_a_broken_chunk_is_the_clients_fault(service: Service, framed: bytes) -> None:
    heard = service.speak(service.head(JSON, "Transfer-Encoding: chunked") + framed)

    assert status(heard) == 400
    assert SECRET not in heard
    assert SECRET.decode() not in service.server.said()


def test_a_client_asked_to_wait_is_told_to_go_on(service: Service) -> None:
    head = service.head(JSON, f"Content-Length: {len(COMMENT)}", "Expect: 100-continue")

    heard = service.speak(head.replace(b"Host", b"Connection: close\r\nHost") + COMMENT)

    assert heard.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


def test_a_body_that_breaks_off_is_the_clients_fault(service: Service) -> None:
    with socket.create_connection(service.server.address, timeout=10) as connection:
        connection.sendall(service.head(JSON, "Content-Length: 100") + b"{")
        connection.shutdown(socket.SHUT_WR)
        heard = hear(connection)

    assert status(heard) == 400
