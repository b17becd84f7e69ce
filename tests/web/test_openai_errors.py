"""POST /v1/moderations: everything that fails, in the shape that OpenAI's clients read."""

import json
from collections.abc import Mapping, Sequence

import pytest
from werkzeug.test import TestResponse

from service.people import Scope
from service.rates import Rate
from service.settings import Settings
from service.text.reading import Reading
from tests.fakes import FakeScorer
from tests.web.conftest import KEY, Client
from tests.web.ledger import FakeRecords
from tests.web.test_bad_input import NOT_JSON, SENTINEL
from tests.web.test_openai_wire import PATH, ask

JSON = "application/json"
PICTURE = {"type": "image_url", "image_url": {"url": "https://dapur.example/rahasia-sekali.png"}}


def error_of(reply: TestResponse) -> dict[str, object]:
    """Return the error of an answer, which has what OpenAI's clients read."""
    [(name, error)] = json.loads(reply.data).items()
    assert (name, reply.content_type) == ("error", JSON)
    assert {"message", "type", "param", "code"} <= set(error)
    assert error["message"]
    return dict(error)


def test_what_is_not_proper_json_is_refused_as_openai_refuses(
    client: Client, records: FakeRecords
) -> None:
    replies = [client.send(PATH, payload, JSON) for payload in NOT_JSON.values()]

    assert [reply.status_code for reply in replies] == [400] * len(NOT_JSON)
    assert {error_of(reply)["type"] for reply in replies} == {"invalid_request_error"}
    assert not any(SENTINEL in reply.text for reply in replies)
    assert records.rows == []


WRONG: Mapping[tuple[str, str], Sequence[object]] = {
    ("input", "invalid_type"): [None, 7, 1.5, True, {"a": 1}],
    ("input", "empty_array"): [[]],
    ("input", "empty_string"): ["", " ", "\t\r\n", "\u00a0\u3000", [{"type": "text", "text": " "}]],
    ("input[0]", "invalid_type"): [["a", None], ["a", 7], ["a", [SENTINEL]]],
    ("input[0]", "invalid_value"): [
        *([{"type": "text"}], [{"type": "text", "text": [SENTINEL]}]),
        [{"type": SENTINEL, "text": "a"}],
    ],
    ("input[1]", "empty_string"): [[SENTINEL, ""]],
    ("input[1]", "invalid_type"): [[{"type": "text", "text": "a"}, SENTINEL]],
    ("input", "image_not_supported"): [[PICTURE], [{"type": "text", "text": "a"}, PICTURE]],
}


def test_a_wrong_input_is_named_and_not_repeated(client: Client, records: FakeRecords) -> None:
    replies = {told: [ask(client, one) for one in wrong] for told, wrong in WRONG.items()}

    for told, refused in replies.items():
        assert {reply.status_code for reply in refused} == {400}
        errors = [error_of(reply) for reply in refused]
        assert {(error["param"], error["code"]) for error in errors} == {told}
        assert not any(SENTINEL in reply.text for reply in refused)
    assert records.rows == []


def test_a_missing_input_and_a_wrong_model_are_named(client: Client) -> None:
    missing = error_of(client.post(PATH, {}))
    models = [error_of(ask(client, "a", model=one)) for one in (7, ["m"], "m" * 257)]

    assert (missing["param"], missing["code"]) == ("input", "missing_required_parameter")
    assert {(error["param"], error["code"]) for error in models} == {("model", "invalid_type")}


def test_a_picture_is_refused_in_clear_words(client: Client) -> None:
    assert error_of(ask(client, [PICTURE]))["message"] == (
        "Images are not judged here: send only text."
    )


def test_odd_texts_are_judged_like_any_other(client: Client, records: FakeRecords) -> None:
    odd = [
        *("a\u0000b", "\u202egnaruk nakub\u202c", "\U0010ffff\ufdd0\ue000", "\x1b[31mmerah\x1b[0m"),
        *("=cmd|' /C calc'!A0", "<svg onload=alert(1)>", "{{7*7}}", "'; DROP TABLE comments; --"),
    ]

    reply = ask(client, odd)

    assert reply.status_code == 200
    assert [row[1][0] for row in records.rows] == odd


def test_a_text_is_measured_in_bytes_and_a_list_by_its_length(client: Client) -> None:
    full, long = ask(client, "€" * 21_845), ask(client, ["halo", "€" * 21_846])
    many = ask(client, ["halo"] * 1001)

    assert full.status_code == 200
    assert (long.status_code, many.status_code) == (413, 413)
    assert [(error_of(one)["param"], error_of(one)["code"]) for one in (long, many)] == [
        ("input[1]", "string_above_max_length"),
        ("input", "array_above_max_length"),
    ]


def test_a_wrong_key_is_refused(client: Client) -> None:
    wrong = ("Bearer ", "Bearer salah", "Bearer kunci-\u00e9", f"Basic {KEY}", KEY)

    replies = [client.post(PATH, {"input": "halo"}, Authorization=one) for one in wrong]

    assert {reply.status_code for reply in replies} == {401}
    assert {error_of(reply)["code"] for reply in replies} == {"invalid_api_key"}


def test_a_key_for_other_uses_is_refused(client: Client, records: FakeRecords) -> None:
    records.scopes[KEY] = frozenset({Scope.REVIEW})

    reply = ask(client, "halo")

    assert (reply.status_code, error_of(reply)["type"]) == (403, "invalid_request_error")


def test_other_addresses_are_not_found(client: Client) -> None:
    replies = [client.post(f"/v1/{rest}", {}) for rest in ("moderations/", "a/b", "models")]

    assert {reply.status_code for reply in replies} == {404}
    assert {error_of(reply)["code"] for reply in replies} == {"unknown_url"}


def test_other_methods_are_told_which_to_use(client: Client) -> None:
    methods = ("GET", "PUT", "DELETE", "OPTIONS", "TRACE")

    replies = [client.wsgi.open(PATH, method=method) for method in methods]

    assert {(reply.status_code, reply.headers["Allow"]) for reply in replies} == {(405, "POST")}
    assert {error_of(reply)["code"] for reply in replies} == {"method_not_supported"}


def test_other_types_and_codings_are_refused(client: Client) -> None:
    others = [
        *(("text/plain", "identity"), ("application/x-www-form-urlencoded", "identity")),
        *(("application/json; charset=latin-1", "identity"), (JSON, "gzip")),
    ]

    replies = [
        client.send(PATH, b'{"input":"halo"}', content_type, Content_Encoding=coding)
        for content_type, coding in others
    ]

    assert {reply.status_code for reply in replies} == {415}
    assert {error_of(reply)["type"] for reply in replies} == {"invalid_request_error"}


@pytest.mark.parametrize("settings", [Settings(rate_per_key=Rate(3, 86400), secret_key="rahasia")])
def test_texts_of_a_list_count_each(client: Client) -> None:
    replies = [ask(client, ["halo"] * 5), ask(client, "halo")]

    assert [reply.status_code for reply in replies] == [200, 429]
    error = error_of(replies[1])
    assert (error["code"], error["decision"]) == ("rate_limit_exceeded", "hold")
    assert int(replies[1].headers["Retry-After"]) > 0


class BrokenScorer(FakeScorer):
    """A model that fails, and quotes the comment while doing so."""

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        raise ValueError(readings[0].body.raw)


@pytest.mark.parametrize("scorer", [BrokenScorer()], ids=["broken"])
def test_what_cannot_be_judged_is_a_fault_of_the_server(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = ask(client, SENTINEL)

    error = error_of(reply)
    assert (reply.status_code, error["type"], error["decision"]) == (503, "server_error", "hold")
    assert reply.headers["Retry-After"] == "5"
    assert SENTINEL not in reply.text + "".join(capfd.readouterr())


def test_what_cannot_be_recorded_is_a_fault_of_the_server(
    client: Client, records: FakeRecords
) -> None:
    ask(client, "halo")
    records.down = True

    reply = ask(client, "halo")

    assert (reply.status_code, error_of(reply)["type"]) == (503, "server_error")


def test_every_answer_has_an_id_of_its_own(client: Client) -> None:
    replies = [ask(client, "halo"), ask(client, "halo"), ask(client, []), client.get("/v1/x")]

    assert len({reply.headers["x-request-id"] for reply in replies}) == 4
