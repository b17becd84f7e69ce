"""Reading a request's body within bounds, as the server hands it over."""

from io import BytesIO
from tracemalloc import get_traced_memory, start, stop

import pytest
from werkzeug.exceptions import BadRequest

from service.web.payload import parse_json, read
from service.web.problems import Kind, Problem

LIMIT = 100


class Wire:
    """What a client sends; counts what is read of it."""

    def __init__(self, sent: bytes) -> None:
        self._sent = BytesIO(sent)
        self.taken = 0

    def read(self, size: int) -> bytes:
        received = self._sent.read(size)
        self.taken += len(received)
        return received


class BrokenWire:
    """A connection whose reading fails."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def read(self, size: int) -> bytes:  # noqa: ARG002 -- part of the call
        raise self._failure


def refusal(environ: dict[str, object]) -> Kind:
    with pytest.raises(Problem) as refused:
        read(environ, LIMIT)
    return refused.value.kind


def test_body_of_the_length_it_names_is_read() -> None:
    assert read({"CONTENT_LENGTH": "5", "wsgi.input": Wire(b"12345678")}, LIMIT) == b"12345"


def test_chunked_body_is_read_to_its_end() -> None:
    environ = {"wsgi.input_terminated": True, "wsgi.input": Wire(b"1" * LIMIT)}

    assert read(environ, LIMIT) == b"1" * LIMIT


def test_body_without_length_or_end_is_empty() -> None:
    wire = Wire(b"12345")

    assert read({"wsgi.input": wire}, LIMIT) == b""
    assert wire.taken == 0


@pytest.mark.parametrize("length", ["101", "99999999999999999", "9" * 5000])
def test_too_long_a_body_is_refused_without_reading_it(length: str) -> None:
    wire = Wire(b"1" * 1000)

    kind = refusal({"CONTENT_LENGTH": length, "wsgi.input": wire})

    assert kind.status == 413
    assert wire.taken == 0


def test_too_long_a_chunked_body_is_read_no_further_than_needed() -> None:
    wire = Wire(b"1" * 1000)

    kind = refusal({"wsgi.input_terminated": True, "wsgi.input": wire})

    assert kind.status == 413
    assert wire.taken == LIMIT + 1


@pytest.mark.parametrize("length", ["-1", "+5", " 5", "5,5", "0x5", "5.0", "٥", "a"])
def test_length_that_is_no_number_is_refused(length: str) -> None:
    assert refusal({"CONTENT_LENGTH": length, "wsgi.input": Wire(b"12345")}).status == 400


def test_body_shorter_than_its_length_is_incomplete() -> None:
    assert refusal({"CONTENT_LENGTH": "50", "wsgi.input": Wire(b"12345")}).slug == "incomplete"


def test_broken_connection_is_an_incomplete_body() -> None:
    assert (
        refusal({"CONTENT_LENGTH": "5", "wsgi.input": BrokenWire(ConnectionResetError())}).slug
        == "incomplete"
    )


def test_complaint_of_the_server_passes() -> None:
    wire = BrokenWire(BadRequest())

    with pytest.raises(BadRequest):
        read({"wsgi.input_terminated": True, "wsgi.input": wire}, LIMIT)


@pytest.mark.parametrize("part", [b"[],", b'{"":0},', b'"",', b"0,", b'"\\"",', b'"\\\\",'])
def test_small_body_cannot_claim_much_memory(part: bytes) -> None:
    payload = b'{"x":[' + part * (8_000_000 // len(part)) + b"0]}"
    start()

    with pytest.raises(Problem) as refused:
        parse_json(payload)

    _, peak = get_traced_memory()
    stop()
    assert refused.value.kind.status == 413
    assert peak < 5 * len(payload)


def test_text_full_of_brackets_is_no_crowd() -> None:
    payload = b'{"x":"' + b'[{,\\"' * 300_000 + b'"}'

    assert len(str(parse_json(payload)["x"])) == 4 * 300_000
