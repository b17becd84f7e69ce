import socket
from collections.abc import Iterator

import pytest
from gunicorn.http.errors import NoMoreData
from werkzeug.exceptions import RequestTimeout

from service.peer import Peer

SOON = 0.05
LATE = 60.0


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end of a connection, and the client's."""
    server, client = socket.socketpair()
    with server, client:
        yield server, client


Ends = tuple[socket.socket, socket.socket]


def test_what_has_arrived_is_received(ends: Ends) -> None:
    server, client = ends
    client.sendall(b"GET")

    assert Peer(server, LATE, LATE).recv(10) == b"GET"


def test_a_silent_client_is_gone_without_an_answer(ends: Ends) -> None:
    with pytest.raises(NoMoreData):
        Peer(ends[0], SOON, LATE).recv(10)


def test_a_client_that_stops_in_the_head_is_told(ends: Ends) -> None:
    server, client = ends
    peer = Peer(server, SOON, LATE)
    client.sendall(b"GET")
    peer.recv(10)

    with pytest.raises(RequestTimeout):
        peer.recv(10)


def test_a_client_that_sends_no_body_is_told(ends: Ends) -> None:
    peer = Peer(ends[0], LATE, SOON)
    peer.expect_body()

    with pytest.raises(RequestTimeout):
        peer.recv(10)


def test_a_byte_now_and_then_buys_no_time(ends: Ends) -> None:
    server, client = ends
    peer = Peer(server, SOON, LATE)

    def drip_for_ever() -> None:
        while True:
            client.sendall(b"x")
            peer.recv(1)

    with pytest.raises(RequestTimeout):
        drip_for_ever()


def test_a_new_request_has_its_own_time(ends: Ends) -> None:
    server, client = ends
    peer = Peer(server, LATE, SOON)
    peer.expect_body()
    peer.expect_head()
    client.sendall(b"GET")

    assert peer.recv(10) == b"GET"
    assert not peer.answering


def test_a_client_that_does_not_take_the_answer_is_gone(ends: Ends) -> None:
    with pytest.raises(NoMoreData):
        Peer(ends[0], LATE, SOON).sendall(b"x" * 10_000_000)


def test_a_dismissed_client_is_not_waited_for(ends: Ends) -> None:
    peer = Peer(ends[0], LATE, LATE)

    peer.dismiss()

    assert peer.recv(10) == b""


def test_a_client_that_left_may_be_dismissed(ends: Ends) -> None:
    server, client = ends
    peer = Peer(server, LATE, LATE)
    client.close()
    server.close()

    peer.dismiss()

    with pytest.raises(OSError, match="Bad file descriptor"):
        peer.recv(10)


def test_an_answered_client_sees_its_answer_though_it_sent_more(ends: Ends) -> None:
    server, client = ends
    peer = Peer(server, LATE, LATE)
    client.sendall(b"x" * 1000)
    client.shutdown(socket.SHUT_WR)
    peer.sendall(b"413")
    peer.unread = True

    peer.close()

    assert client.recv(10) == b"413"
