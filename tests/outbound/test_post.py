import socket
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.outbound.connection import Address, NoAnswer, Trouble
from service.outbound.post import Outbound
from service.outbound.target import Target
from tests.outbound.hostile import PRIVATE, PUBLIC, Names
from tests.outbound.receivers import OK, Receiver, certificate, saying

HEADERS = {"webhook-id": "msg_1", "Content-Type": "application/json"}


def post(port: int, outbound: Outbound | None = None, path: str = "/") -> int:
    sender = outbound or Outbound(private=True, seconds=5)
    return sender.post(Target.of(f"http://127.0.0.1:{port}{path}"), b'{"a":1}', HEADERS)


def trouble(port: int, outbound: Outbound) -> Trouble:
    with pytest.raises(NoAnswer) as failed:
        post(port, outbound)
    return failed.value.trouble


def test_a_body_and_its_headers_arrive_in_one_request() -> None:
    receiver = saying(OK)
    with receiver.listening() as port:
        status = post(port, path="/saring?site=1")

    [request] = receiver.heard
    head, _, body = request.partition(b"\r\n\r\n")
    lines = set(head.lower().split(b"\r\n"))
    assert status == 200
    assert head.startswith(b"POST /saring?site=1 HTTP/1.1\r\n")
    assert body == b'{"a":1}'
    assert {b"host: 127.0.0.1:%d" % port, b"content-length: 7", b"webhook-id: msg_1"} <= lines
    assert sum(line.startswith(b"host:") for line in lines) == 1


@pytest.mark.parametrize("status", [204, 400, 410, 429, 500, 503])
def test_the_status_is_returned_whatever_it_is(status: int) -> None:
    with saying(b"HTTP/1.1 %d So\r\nContent-Length: 0\r\n\r\n" % status).listening() as port:
        assert post(port) == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    inside = saying(OK)
    with inside.listening() as there:
        answer = b"HTTP/1.1 %d Go\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
        with saying(answer % (status, there)).listening() as port:
            assert post(port) == status

    assert inside.connections == 0


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = saying(OK)
    with proxy.listening() as there, saying(OK).listening() as port:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{there}")

        assert post(port) == 200

    assert proxy.connections == 0


def test_an_address_that_is_not_public_is_not_called_unless_allowed() -> None:
    receiver = saying(OK)
    with receiver.listening() as port:
        assert trouble(port, Outbound(seconds=5)) is Trouble.NOT_PUBLIC

    assert receiver.connections == 0


@pytest.mark.parametrize("private", PRIVATE)
def test_a_name_with_one_address_inside_is_not_called_at_all(private: str) -> None:
    outbound = Outbound(seconds=5, resolve=Names([[PUBLIC, private]]))

    assert trouble(1, outbound) is Trouble.NOT_PUBLIC


def test_a_name_is_resolved_once_so_it_cannot_change_between_check_and_connect() -> None:
    receiver = saying(OK)
    with receiver.listening() as port:
        # Public when it is checked; whoever asks again would be sent inside.
        names = Names([[PUBLIC], ["127.0.0.1"]])
        outbound = Outbound(seconds=0.3, resolve=names)

        found = trouble(port, outbound)

    assert found in (Trouble.TIMEOUT, Trouble.UNREACHABLE)
    assert names.asked == ["127.0.0.1"]
    assert receiver.connections == 0


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with saying(OK).listening() as port:
        names = Names([["127.0.0.2", "127.0.0.1"]])

        assert post(port, Outbound(private=True, seconds=5, resolve=names)) == 200


def test_a_name_that_is_not_known_is_trouble_of_its_own() -> None:
    assert trouble(1, Outbound(seconds=5, resolve=Names([]))) is Trouble.UNRESOLVED
    assert trouble(1, Outbound(seconds=5, resolve=Names([[]]))) is Trouble.UNRESOLVED


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    def hang(_host: str, _port: int) -> Sequence[tuple[int, Address]]:
        time.sleep(1)
        return ()

    started = time.monotonic()

    assert trouble(1, Outbound(seconds=0.2, resolve=hang)) is Trouble.TIMEOUT
    assert time.monotonic() - started < 0.8


def test_nobody_listening_is_trouble_of_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert trouble(port, Outbound(private=True, seconds=5)) is Trouble.UNREACHABLE


def drip(pieces: bytes) -> Receiver:
    """Return a receiver that sends one byte every 50 ms, for ten seconds."""

    def answer(connection: socket.socket) -> None:
        for position in range(200):
            connection.sendall(pieces[position % len(pieces) :][:1])
            time.sleep(0.05)

    return Receiver(answer)


@pytest.mark.parametrize(
    "head", [b"x", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: "]
)
def test_an_answer_that_drips_is_given_up_in_time(head: bytes) -> None:
    with drip(head).listening() as port:
        started = time.monotonic()

        assert trouble(port, Outbound(private=True, seconds=0.5)) is Trouble.TIMEOUT
        assert time.monotonic() - started < 1


def test_silence_is_given_up_in_time() -> None:
    with Receiver(lambda _: time.sleep(1)).listening() as port:
        assert trouble(port, Outbound(private=True, seconds=0.3)) is Trouble.TIMEOUT


def test_a_body_without_end_is_not_waited_for_once_the_status_is_known() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"1\r\na\r\n")
            time.sleep(0.05)

    with Receiver(answer).listening() as port:
        started = time.monotonic()

        assert post(port) == 200
        assert time.monotonic() - started < 3


def test_a_flood_is_read_to_its_limit_only() -> None:
    sent: list[int] = []

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        sent.extend(connection.send(b"x" * 65536) for _ in range(1000))

    with Receiver(answer).listening() as port:
        assert post(port) == 200

    assert sum(sent) < 32 * 1024 * 1024


@pytest.mark.parametrize(
    "answer",
    [b"", b"\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 " + b"x" * 70_000],
)
def test_what_is_not_http_is_no_answer(answer: bytes) -> None:
    with saying(answer).listening() as port:
        assert trouble(port, Outbound(private=True, seconds=5)) is Trouble.BAD_ANSWER


def test_a_certificate_is_checked_for_the_name_and_not_the_address(tmp_path: Path) -> None:
    shown, believed = certificate(tmp_path, "dapur.example")
    receiver = Receiver(lambda connection: connection.sendall(OK), tls=shown)
    with receiver.listening() as port:
        names = Names([["127.0.0.1"]])
        outbound = Outbound(private=True, seconds=5, resolve=names, tls=believed)
        status = outbound.post(Target.of(f"https://dapur.example:{port}/"), b"{}", HEADERS)
        with pytest.raises(NoAnswer) as failed:
            outbound.post(Target.of(f"https://kebun.example:{port}/"), b"{}", HEADERS)

    assert status == 200
    assert failed.value.trouble is Trouble.TLS
    assert len(receiver.heard) == 1


def test_a_certificate_of_nobody_known_is_not_believed(tmp_path: Path) -> None:
    shown, _ = certificate(tmp_path, "dapur.example")
    receiver = Receiver(lambda connection: connection.sendall(OK), tls=shown)
    with receiver.listening() as port:
        outbound = Outbound(private=True, seconds=5, resolve=Names([["127.0.0.1"]]))
        with pytest.raises(NoAnswer) as failed:
            outbound.post(Target.of(f"https://dapur.example:{port}/"), b"{}", HEADERS)

    assert failed.value.trouble is Trouble.TLS
    assert receiver.heard == []


def test_trouble_names_nobody() -> None:
    with pytest.raises(NoAnswer) as failed:
        Outbound(resolve=Names([])).post(Target.of("https://rahasia.example/x"), b"{}", HEADERS)

    assert str(failed.value) == "unresolved"
