import time
from statistics import quantiles

import pytest

from tests.faults.conftest import Serve
from tests.faults.crowd import Crowd
from tests.faults.serving import until

COMMENT = b'{"comment": {"body": "Terima kasih infonya"}, "store": false}'
REQUESTS = 200


@pytest.mark.parametrize("workers", [1, 2])
def test_five_hundred_slow_clients_do_not_stop_the_others(serve: Serve, workers: int) -> None:
    service = serve(workers=workers, max_connections=2000, header_seconds=60, body_seconds=60)

    with Crowd(service.server.address, 500, key=service.key) as crowd:
        waits = []
        for _ in range(REQUESTS):
            started = time.perf_counter()
            assert service.moderate(COMMENT).status == 200
            waits.append(time.perf_counter() - started)

    assert quantiles(waits, n=100)[98] < 1.0
    assert not crowd.closed()


def test_a_drip_is_cut_at_the_deadline_of_its_phase(serve: Serve) -> None:
    service = serve(workers=1, header_seconds=1, body_seconds=1)

    with Crowd(service.server.address, 30, key=service.key) as crowd:
        until(lambda: crowd.closed().total() == 30, seconds=10, why=crowd.closed)

    answered = {client.kind: client.answer.split(b"\r\n")[0] for client in crowd.clients}
    assert answered == {
        "silent": b"",
        "head": b"HTTP/1.1 408 Request Timeout",
        "body": b"HTTP/1.1 408 REQUEST TIMEOUT",
    }


def test_when_the_place_is_full_the_longest_waiting_client_makes_room(serve: Serve) -> None:
    service = serve(workers=1, max_connections=40, header_seconds=60)

    with Crowd(service.server.address, 60, key=service.key, kinds=("silent",)) as crowd:
        started = time.perf_counter()
        answer = service.moderate(COMMENT)
        waited = time.perf_counter() - started
        until(lambda: crowd.closed().total() >= 20, seconds=5, why=crowd.closed)

    assert answer.status == 200
    assert waited < 1.0


def test_a_connection_may_carry_several_requests(serve: Serve) -> None:
    service = serve(workers=1)
    one = service.head(f"Content-Length: {len(COMMENT)}", "Content-Type: application/json")
    last = service.head("Connection: close", target="GET /healthz")

    heard = service.speak((one + COMMENT) * 3 + last)

    assert heard.count(b"HTTP/1.1 200 OK") == 4
