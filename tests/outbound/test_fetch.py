import gzip
import socket
import time
from pathlib import Path

import pytest

from service.outbound.connection import NoAnswer, Trouble
from service.outbound.fetch import MAX_LIST_BYTES, Fetched, Fetcher, Unusable, check
from service.outbound.target import TargetRefused
from tests.outbound.hostile import INSIDE, MALFORMED, PRIVATE, PUBLIC, Names
from tests.outbound.receivers import Receiver, certificate, saying

LIST = b"judol.example\n"
FETCHER = Fetcher(private=True, seconds=5)


def answer(body: bytes = LIST, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def fetch(port: int, etag: str = "", fetcher: Fetcher = FETCHER) -> Fetched:
    return fetcher.fetch(f"http://127.0.0.1:{port}/daftar.txt", etag)


def problem(said: bytes) -> str:
    with saying(said).listening() as port, pytest.raises(Unusable) as refused:
        fetch(port)
    return refused.value.problem


def trouble(receiver: Receiver, fetcher: Fetcher = FETCHER) -> Trouble:
    with receiver.listening() as port, pytest.raises(NoAnswer) as failed:
        fetch(port, fetcher=fetcher)
    return failed.value.trouble


def test_a_list_and_its_etag_are_fetched_in_one_request() -> None:
    receiver = saying(answer(LIST, b'ETag: "satu"'))
    with receiver.listening() as port:
        fetched = fetch(port)

    [request] = receiver.heard
    assert fetched == Fetched(LIST, '"satu"')
    assert request.startswith(b"GET /daftar.txt HTTP/1.1\r\n")
    assert b"Accept-Encoding: identity\r\n" in request
    assert b"If-None-Match" not in request


def test_a_list_that_is_unchanged_is_not_sent_again() -> None:
    receiver = saying(b'HTTP/1.1 304 Not Modified\r\nETag: "satu"\r\n\r\n')
    with receiver.listening() as port:
        fetched = fetch(port, '"satu"')

    assert fetched == Fetched(b"", '"satu"', changed=False)
    assert b'If-None-Match: "satu"\r\n' in receiver.heard[0]


def test_unchanged_is_no_answer_to_who_has_nothing() -> None:
    assert problem(answer(b"", status=b"304 Not Modified")) == "304"


@pytest.mark.parametrize("etag", [b"satu", b'"a b"', b'"\xff"', b'"' + b"x" * 300 + b'"', b""])
def test_an_etag_that_could_not_be_sent_back_is_not_kept(etag: bytes) -> None:
    with saying(answer(LIST, b"ETag: " + etag)).listening() as port:
        assert fetch(port) == Fetched(LIST)


@pytest.mark.parametrize("status", [b"204 No", b"206 Some", b"404 Gone", b"410 Gone", b"500 Oh"])
def test_any_other_status_is_its_own_problem(status: bytes) -> None:
    assert problem(answer(b"", status=status)) == status.decode()[:3]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    inside = saying(answer())
    with inside.listening() as there:
        location = b"Location: http://127.0.0.1:%d/" % there

        assert problem(answer(b"", location, status=b"%d Go" % status)) == str(status)

    assert inside.connections == 0


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = saying(answer())
    with proxy.listening() as there, saying(answer()).listening() as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{there}")

        assert fetch(port).body == LIST

    assert proxy.connections == 0


def test_the_largest_list_is_read_whole_and_one_byte_more_is_too_large() -> None:
    largest = b"a" * MAX_LIST_BYTES
    with saying(answer(largest)).listening() as port:
        assert fetch(port).body == largest

    assert problem(answer(largest + b"a")) == "too-large"
    assert problem(b"HTTP/1.1 200 OK\r\n\r\n" + largest + b"a") == "too-large"


def test_a_list_without_end_is_read_to_its_limit_only() -> None:
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        sent.extend(connection.send(chunk) for _ in range(1000))

    with Receiver(flood).listening() as port, pytest.raises(Unusable, match="too-large"):
        fetch(port)

    assert sum(sent) < 32 * 1024 * 1024


def test_tiny_chunks_do_not_lengthen_what_is_read() -> None:
    chunks = b"1;ext=" + b"x" * 1000 + b"\r\na\r\n"
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks * 4000

    assert trouble(saying(said)) is Trouble.BAD_ANSWER


def test_a_compressed_list_is_refused_before_it_is_read() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)

    assert problem(answer(bomb, b"Content-Encoding: gzip")) == "compressed"
    assert problem(answer(LIST, b"Content-Encoding: br, identity")) == "compressed"


def test_a_list_that_ends_before_its_end_is_no_answer() -> None:
    cut = answer(LIST * 100)[:-1]
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert trouble(saying(cut)) is Trouble.BAD_ANSWER
    assert trouble(saying(chunked + b"e\r\n" + LIST)) is Trouble.BAD_ANSWER


def test_a_list_that_drips_is_given_up_in_time() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(40):
            connection.sendall(b"a")
            time.sleep(0.02)

    started = time.monotonic()

    assert (
        trouble(Receiver(drip), Fetcher(private=True, seconds=0.2, tls=FETCHER.tls))
        is Trouble.TIMEOUT
    )
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("url", MALFORMED + INSIDE)
def test_a_url_that_leads_astray_is_refused_before_anything_is_asked(url: str) -> None:
    names = Names([[PUBLIC]])

    with pytest.raises(TargetRefused):
        Fetcher(resolve=names, tls=FETCHER.tls).fetch(url)

    assert names.asked == []


def test_without_encryption_nothing_is_fetched_from_outside() -> None:
    with pytest.raises(TargetRefused, match="must begin with https://"):
        check("http://daftar.example/judol.txt", private=False)

    check("https://daftar.example/judol.txt", private=False)
    check("http://daftar.example/judol.txt", private=True)


@pytest.mark.parametrize("private", PRIVATE)
def test_a_name_with_one_address_inside_is_not_called_at_all(private: str) -> None:
    fetcher = Fetcher(resolve=Names([[PUBLIC, private]]), tls=FETCHER.tls)

    with pytest.raises(NoAnswer, match="not-public"):
        fetcher.fetch("https://daftar.example/judol.txt")


def test_a_certificate_is_checked(tmp_path: Path) -> None:
    shown, believed = certificate(tmp_path, "daftar.example")
    receiver = Receiver(lambda connection: connection.sendall(answer()), tls=shown)
    names = Names([["127.0.0.1"]])
    with receiver.listening() as port:
        url = f"https://daftar.example:{port}/"
        fetched = Fetcher(private=True, resolve=names, tls=believed).fetch(url)
        with pytest.raises(NoAnswer) as failed:
            Fetcher(private=True, resolve=names).fetch(url)

    assert fetched.body == LIST
    assert failed.value.trouble is Trouble.TLS
