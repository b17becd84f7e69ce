"""Failures of Perspective's protocol: Google's shape and sentences, and no echo of input."""

import json
from collections.abc import Mapping, Sequence

import pytest

from tests.web.conftest import Client
from tests.web.ledger import FakeRecords
from tests.web.perspectives import (
    ANALYZE,
    ASKED,
    FEW,
    SENTINEL,
    SUGGEST,
    _as_new,
    analyze,
    client,
    error,
    records,
    scorer,
    stand,
)
from tests.web.test_bad_input import NOT_JSON

__all__ = ["_as_new", "client", "records", "scorer", "stand"]

NO_OBJECTS: Sequence[object] = (SENTINEL, 7, [SENTINEL], True)
NO_TEXTS: Sequence[object] = (7, 1.5, True, [], {"a": 1})
NO_NUMBERS: Sequence[object] = (SENTINEL, [0.5], {})
NO_FLAGS: Sequence[object] = ("false", 0, [])
WRONG: Mapping[str, Sequence[Mapping[str, object]]] = {
    "comment": [{**ASKED, "comment": one} for one in NO_OBJECTS],
    "comment.text": [{**ASKED, "comment": {"text": one}} for one in NO_TEXTS],
    "requestedAttributes": [{**ASKED, "requestedAttributes": one} for one in NO_OBJECTS],
    "requestedAttributes.scoreThreshold": [
        {**ASKED, "requestedAttributes": {SENTINEL: {"scoreThreshold": one}}} for one in NO_NUMBERS
    ],
    "doNotStore": [{**ASKED, "doNotStore": one} for one in NO_FLAGS],
    "spanAnnotations": [{**ASKED, "spanAnnotations": "true"}],
    "clientToken": [{**ASKED, "clientToken": one} for one in NO_TEXTS],
    "context": [{**ASKED, "context": SENTINEL}],
    "context.entries": [{**ASKED, "context": {"entries": SENTINEL}}],
    "context.entries.0.text": [{**ASKED, "context": {"entries": [{"text": 7}]}}],
}
REFUSED: Mapping[str, tuple[object, str, str]] = {
    "empty": ({**ASKED, "comment": {"text": ""}}, "COMMENT_EMPTY", "Comment must be non-empty."),
    "no comment": ({"requestedAttributes": FEW}, "COMMENT_EMPTY", "Comment must be non-empty."),
    "null comment": ({**ASKED, "comment": None}, "COMMENT_EMPTY", "Comment must be non-empty."),
    "invisible": (
        {**ASKED, "comment": {"text": " \u200b\u202e"}},
        "COMMENT_EMPTY",
        "Comment must be non-empty.",
    ),
    "too long": (
        {**ASKED, "comment": {"text": "é" * 11_684}},
        "COMMENT_TOO_LONG",
        "Comment text was too many bytes. Value (23368) exceeded limit (20480).",
    ),
    "no attributes": (
        {"comment": {"text": "halo"}},
        "NO_REQUESTED_ATTRIBUTES",
        "Missing requested_attributes",
    ),
    "empty attributes": (
        {**ASKED, "requestedAttributes": {}},
        "NO_REQUESTED_ATTRIBUTES",
        "Missing requested_attributes",
    ),
    "unknown attribute": (
        {**ASKED, "requestedAttributes": {**FEW, "FLIRTATION": {}}},
        "INVALID_REQUEST",
        "Unknown requested attribute: FLIRTATION",
    ),
    "attribute of a label that the model lacks": (
        {**ASKED, "requestedAttributes": {"THREAT": {}}},
        "INVALID_REQUEST",
        "Unknown requested attribute: THREAT",
    ),
    "attribute that is no name": (
        {**ASKED, "requestedAttributes": {SENTINEL: {}}},
        "INVALID_REQUEST",
        "Unknown requested attribute",
    ),
    "mark-up": (
        {**ASKED, "comment": {"text": "<b>halo</b>", "type": "HTML"}},
        "INVALID_REQUEST",
        "Currently, only 'PLAIN_TEXT' comments are supported",
    ),
}


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
@pytest.mark.parametrize("payload", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_proper_json_is_refused(
    client: Client, records: FakeRecords, path: str, payload: bytes
) -> None:
    reply = client.send(path, payload, "application/json")

    message = str(error(reply, 400, "INVALID_ARGUMENT")["message"])
    assert message.startswith("Invalid JSON payload received. ")
    assert records.rows == []


@pytest.mark.parametrize(
    ("field", "asked"), [(at, one) for at, all_ in WRONG.items() for one in all_]
)
def test_wrong_value_is_named_and_not_repeated(
    client: Client, records: FakeRecords, field: str, asked: Mapping[str, object]
) -> None:
    found = error(client.post(ANALYZE, asked), 400, "INVALID_ARGUMENT")

    sentence = f"Invalid value at '{field}'"
    assert found["message"] == sentence
    assert found["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": field, "description": sentence}],
        }
    ]
    assert records.rows == []


@pytest.mark.parametrize(("asked", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_refusal_has_perspective_s_type_and_sentence(
    client: Client, records: FakeRecords, asked: object, kind: str, message: str
) -> None:
    found = error(client.post(ANALYZE, asked), 400, "INVALID_ARGUMENT")

    assert found["message"] == message
    assert found["details"] == [
        {
            "@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
            "errorType": kind,
        }
    ]
    assert records.rows == []


@pytest.mark.parametrize(("letter", "most"), [("a", 20_480), ("é", 10_240), ("😀", 5_120)])
def test_text_is_measured_in_bytes(client: Client, letter: str, most: int) -> None:
    assert analyze(client, letter * most, doNotStore=True).status_code == 200
    assert analyze(client, letter * (most + 1)).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "a\u0000b",
        "a" + "\u0301" * 10_000,
        "\u202egnaruk nakub\u202c",
        "\U0010ffff\ufdd0\ue000\u0378 x",
        "\x1b[31mmerah\x1b[0m",
        "a\r\nSet-Cookie: x=1",
        "<script>alert(1)</script>. {{7*7}}",
        "kata. " * 3_000,
    ],
)
def test_odd_text_is_scored_like_any_other(client: Client, records: FakeRecords, text: str) -> None:
    reply = analyze(client, text, spanAnnotations=True)

    assert reply.status_code == 200
    assert records.rows[0][1][0] == text


def test_half_a_surrogate_pair_counts_as_one_unit(client: Client) -> None:
    payload = b'{"comment":{"text":"hai \\ud83d!"},"requestedAttributes":{"SPAM":{}}}'

    reply = client.send(ANALYZE, payload, "application/json")

    assert reply.json is not None
    assert reply.json["attributeScores"]["SPAM"]["spanScores"][0]["end"] == 6


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/json"]
)
def test_json_is_read_whatever_it_is_called(client: Client, content_type: str) -> None:
    assert client.send(ANALYZE, json.dumps(ASKED).encode(), content_type).status_code == 200


def test_compressed_body_is_refused_unread(client: Client) -> None:
    reply = client.send(ANALYZE, b"\x1f\x8b", "application/json", Content_Encoding="gzip")

    error(reply, 415, "INVALID_ARGUMENT")
    assert reply.headers["Accept-Encoding"] == "identity"


def test_too_large_a_request_is_refused(client: Client) -> None:
    reply = client.send(ANALYZE, b" " * (1024 * 1024 + 1), "application/json")

    error(reply, 413, "INVALID_ARGUMENT")
