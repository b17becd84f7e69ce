"""Bad input of every kind: a clear problem, nothing recorded, and no echo of what was sent."""

import json
from collections.abc import Mapping, Sequence

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Client
from tests.web.ledger import FakeRecords

JSON = "application/json"
SENTINEL = "rahasia-sekali"


def spelled(body: str) -> bytes:
    """A request whose body is the JSON text `body`."""
    return b'{"comment":{"body":%s}}' % body.encode()


NOT_JSON = {
    "nothing": b"",
    "blank": b" \n ",
    "words": SENTINEL.encode(),
    "truncated": b'{"comment":{"body":"rahasia-sekali',
    "unclosed": b'{"comment":{"body":"rahasia-sekali"}',
    "two values": b'{"comment":{"body":"rahasia-sekali"}} {}',
    "trailing comma": b'{"comment":{"body":"rahasia-sekali"},}',
    "single quotes": b"{'comment':{'body':'rahasia-sekali'}}",
    "comment": b'{"comment":{"body":"rahasia-sekali"}} // x',
    "null": b"null",
    "array": b'["rahasia-sekali"]',
    "string": b'"rahasia-sekali"',
    "number": b"7",
    "same name twice": b'{"comment":{"body":"rahasia-sekali","body":"rahasia-sekali"}}',
    "same name twice in what is ignored": b'{"comment":{"body":"a"},"x":[{"b":1,"b":2}]}',
    "same name spelled differently": b'{"comment":{"body":"a","b\\u006fdy":"rahasia-sekali"}}',
    "NaN": b'{"comment":{"body":"rahasia-sekali"},"x":NaN}',
    "Infinity": b'{"comment":{"body":"rahasia-sekali"},"x":Infinity}',
    "minus Infinity": b'{"comment":{"body":"rahasia-sekali"},"x":-Infinity}',
    "endless digits": b'{"comment":{"body":"rahasia-sekali"},"x":%s}' % (b"9" * 10_000),
    "deep arrays": b'{"comment":{"body":"a"},"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
    "deep and open": b"[" * 100_000,
    "raw control character": b'{"comment":{"body":"rahasia-sekali\n"}}',
    "raw NUL": b'{"comment":{"body":"rahasia-sekali\x00"}}',
    "bad escape": b'{"comment":{"body":"rahasia-sekali\\x"}}',
    "broken escape": b'{"comment":{"body":"rahasia-sekali\\u12"}}',
    "byte order mark": b"\xef\xbb\xbf" + spelled('"rahasia-sekali"'),
    "UTF-16": '{"comment":{"body":"rahasia-sekali"}}'.encode("utf-16"),
    "UTF-32": '{"comment":{"body":"rahasia-sekali"}}'.encode("utf-32"),
    "invalid UTF-8": b'{"comment":{"body":"rahasia-sekali\xff"}}',
    "overlong UTF-8": b'{"comment":{"body":"rahasia-sekali\xc0\xaf"}}',
    "surrogate in UTF-8": b'{"comment":{"body":"rahasia-sekali\xed\xa0\x80"}}',
    "Latin-1": '{"comment":{"body":"rahasia-sekali é"}}'.encode("latin-1"),
}
WRONG_VALUES: Mapping[str, Sequence[Mapping[str, object]]] = {
    "/comment": [{}, {"comment": None}, {"comment": SENTINEL}, {"comment": [SENTINEL]}],
    "/comment/body": [
        {"comment": {}},
        *({"comment": {"body": body}} for body in (None, 7, 1.5, True, [], [SENTINEL], {"a": 1})),
        *({"comment": {"body": body}} for body in ("", " ", "\t\r\n", "\u00a0\u3000")),
        *({"comment": {"body": body}} for body in ("\u200b\u2060\ufeff", "\u3164", "\u00ad")),
        *({"comment": {"body": body}} for body in ("\u0000", "\u202e\u2066", "\ufe0f")),
    ],
    "/comment/id": [
        {"comment": {"body": "a", "id": 7}},
        {"comment": {"body": "a", "id": "i" * 257}},
    ],
    "/comment/author": [{"comment": {"body": "a", "author": SENTINEL}}],
    "/comment/author/name": [{"comment": {"body": "a", "author": {"name": "n" * 1025}}}],
    "/comment/author/url": [{"comment": {"body": "a", "author": {"url": ["x"]}}}],
    "/comment/author/ip": [{"comment": {"body": "a", "author": {"ip": "1" * 65}}}],
    "/comment/parent": [{"comment": {"body": "a", "parent": "p" * 65_537}}],
    "/comment/posted_at": [
        {"comment": {"body": "a", "posted_at": moment}}
        for moment in (
            SENTINEL,
            1_700_000_000,
            "",
            "2026-11-23",
            "2026-11-23T09:00:00",
            "2026-13-01T00:00:00Z",
            "2026-11-23T25:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "２０２６-11-23T09:00:00Z",
        )
    ],
    "/article": [{"comment": {"body": "a"}, "article": 1}],
    "/article/title": [{"comment": {"body": "a"}, "article": {"title": "t" * 2049}}],
    "/article/text": [{"comment": {"body": "a"}, "article": {"text": "t" * 262_145}}],
    "/explain": [{"comment": {"body": "a"}, "explain": value} for value in ("true", 1, None)],
    "/store": [{"comment": {"body": "a"}, "store": value} for value in ("false", 0, None)],
}


def is_problem(reply: TestResponse, status: int) -> bool:
    problem = json.loads(reply.data)
    return (
        reply.status_code == problem["status"] == status
        and reply.content_type == "application/problem+json"
        and {"type", "title", "detail"} <= set(problem)
    )


@pytest.mark.parametrize("payload", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_proper_json_is_refused(
    client: Client,
    records: FakeRecords,
    capfd: pytest.CaptureFixture[str],
    payload: bytes,
) -> None:
    reply = client.send("/moderate", payload, JSON)

    assert is_problem(reply, 400)
    assert records.rows == []
    assert SENTINEL not in reply.text + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("pointer", "request_body"),
    [(pointer, one) for pointer, all_of_them in WRONG_VALUES.items() for one in all_of_them],
)
def test_wrong_value_is_named_and_not_repeated(
    client: Client, records: FakeRecords, pointer: str, request_body: Mapping[str, object]
) -> None:
    reply = client.post("/moderate", request_body)

    assert is_problem(reply, 422)
    assert [error["pointer"] for error in json.loads(reply.data)["errors"]] == [pointer]
    assert records.rows == []
    assert SENTINEL not in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "a\u0000b",
        "a" + "\u0301" * 30_000,
        "\u202egnaruk nakub\u202c",
        "\U0010ffff\ufdd0\ue000\u0378 x",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1ee\U0001f1e9",
        "\x1b[31mmerah\x1b[0m",
        "a\r\nSet-Cookie: x=1",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script><svg onload=alert(1)>",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "'; DROP TABLE comments; --",
        "javascript:alert(1)",
        "kata" * 16_000,
    ],
)
def test_odd_text_is_judged_like_any_other(client: Client, records: FakeRecords, text: str) -> None:
    reply = client.moderate(text)

    assert reply.status_code == 200
    assert records.rows[0][1][0] == text


@pytest.mark.parametrize(
    ("escape", "kept"),
    [(r"\ud83d", "\ufffd"), (r"\uD83D", "\ufffd"), (r"\ude00\ud83d", "\ufffd\ufffd")],
)
def test_half_a_surrogate_pair_is_replaced_one_for_one(
    client: Client, records: FakeRecords, escape: str, kept: str
) -> None:
    reply = client.send("/moderate", spelled(f'"hai {escape}!"'), JSON)

    assert reply.status_code == 200
    assert records.rows[0][1][0] == f"hai {kept}!"


def test_whole_surrogate_pair_is_the_character_it_spells(
    client: Client, records: FakeRecords
) -> None:
    client.send("/moderate", spelled(r'"hai \ud83d\ude00"'), JSON)

    assert records.rows[0][1][0] == "hai 😀"


def test_number_too_large_for_a_float_may_stand_where_it_is_ignored(client: Client) -> None:
    reply = client.send("/moderate", b'{"comment":{"body":"halo"},"x":1e400}', JSON)

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("letter", "most"), [("a", 65_536), ("é", 32_768), ("€", 21_845), ("😀", 16_384)]
)
def test_body_is_measured_in_bytes(client: Client, letter: str, most: int) -> None:
    full = client.moderate(letter * most)
    over = client.moderate(letter * (most + 1))

    assert full.status_code == 200
    assert is_problem(over, 413)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/json;charset=utf-16",
        "application/x-www-form-urlencoded; charset=windows-1252",
        "application/jsonx",
        "rahasia-sekali",
    ],
)
def test_other_types_and_charsets_are_refused(client: Client, content_type: str) -> None:
    reply = client.send("/moderate", spelled('"halo"'), content_type)

    assert is_problem(reply, 415)
    assert SENTINEL not in reply.text


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON",
        "application/json; profile=x",
    ],
)
def test_utf_8_may_be_said_in_many_ways(client: Client, content_type: str) -> None:
    reply = client.send("/moderate", spelled('"halo"'), content_type)

    assert reply.status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, identity", "x"])
def test_compressed_body_is_refused_unread(client: Client, coding: str) -> None:
    reply = client.send("/moderate", b"\x1f\x8b" + b"\x00" * 100, JSON, Content_Encoding=coding)

    assert is_problem(reply, 415)
    assert reply.headers["Accept-Encoding"] == "identity"


def test_identity_is_no_compression(client: Client) -> None:
    reply = client.send("/moderate", spelled('"halo"'), JSON, Content_Encoding="identity")

    assert reply.status_code == 200
