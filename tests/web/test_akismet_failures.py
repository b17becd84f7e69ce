"""Akismet's protocol when something is wrong: held where that may be ours, else `invalid`."""

import io
from collections.abc import Iterator, Mapping, Sequence
from unittest.mock import ANY
from urllib.parse import urlencode

import pytest
import structlog

from service.people import HoldAs
from service.rates import Rate
from service.settings import Settings
from service.telemetry import configure_logging
from service.text.reading import Reading
from service.web import limits
from service.web.buckets import OwnBuckets
from tests.web.blogs import (
    BLOG,
    COMMENT,
    FORM,
    KEY,
    PYTHON,
    WORDPRESS,
    AkismetClient,
    BlogRecords,
    House,
    akismet,
    blog,
    house,
    records,
    wordpress,
)

__all__ = ["blog", "house", "records", "wordpress"]

SENTINEL = "rahasia-sekali"
CHECK = "/1.1/comment-check"
WHOLE = urlencode({"api_key": KEY, **COMMENT}).encode()
HELD = {"x-akismet-error": "held"}
HELP = {"x-akismet-debug-help": ANY}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def broken(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that fails, and quotes the comment while doing so."""

    def fail(readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        raise ValueError(readings[0].body.raw)

    monkeypatch.setattr(house.scorer, "score", fail)


@pytest.mark.usefixtures("broken")
def test_a_comment_that_cannot_be_judged_is_held(
    house: House, records: BlogRecords, logged: io.StringIO
) -> None:
    by_agent = {
        agent: AkismetClient(house.app.test_client(), agent=agent).check(SENTINEL)
        for agent in (WORDPRESS, PYTHON)
    }

    answers = {agent: (one.status_code, one.data, akismet(one)) for agent, one in by_agent.items()}
    assert answers == {WORDPRESS: (200, b"false", HELD), PYTHON: (200, b"true", {})}
    assert records.rows == []
    assert SENTINEL not in logged.getvalue()
    assert "not-judged" in logged.getvalue()


def test_a_comment_that_cannot_be_recorded_is_held(
    blog: AkismetClient, wordpress: AkismetClient, records: BlogRecords
) -> None:
    records.down = True

    replies = [client.check("halo") for client in (blog, wordpress)]

    assert [(one.status_code, one.data) for one in replies] == [(200, b"true"), (200, b"false")]
    assert [akismet(one) for one in replies] == [{}, HELD]


def test_a_fault_is_answered_as_the_key_says_once_it_is_known(
    blog: AkismetClient, records: BlogRecords
) -> None:
    records.hold_as = HoldAs.HELD

    reply = blog.check("kata" * 20_000)

    assert (reply.data, akismet(reply)) == (b"false", HELD)


@pytest.mark.parametrize(
    "endpoint", ["verify-key", "submit-spam", "submit-ham", "get-subscription"]
)
def test_a_fault_elsewhere_is_no_wrong_key(
    blog: AkismetClient, records: BlogRecords, endpoint: str
) -> None:
    records.down = True

    reply = blog.about(endpoint, "halo")

    assert (reply.status_code, reply.data, akismet(reply)) == (503, b"error", HELP)
    assert reply.headers["Retry-After"] == "5"


TOO_MUCH = {
    "a body of too many bytes": WHOLE + b"&x=" + b"x" * 1_048_576,
    "too many fields": WHOLE + b"&x" * 2_000,
    "a comment that is too long": WHOLE + b"&comment_content=" + b"a" * 65_537,
    "a comment of too many bytes": WHOLE + b"&comment_content=" + b"%E2%82%AC" * 21_846,
    "a name that is too long": WHOLE + b"&comment_author=" + b"a" * 1_025,
    "an address that is too long": WHOLE + b"&comment_author_url=" + b"a" * 4_097,
}


@pytest.mark.parametrize("payload", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_to_judge_is_held(
    blog: AkismetClient, wordpress: AkismetClient, records: BlogRecords, payload: bytes
) -> None:
    replies = [client.send(CHECK, payload) for client in (blog, wordpress)]

    assert [(one.status_code, one.data) for one in replies] == [(200, b"true"), (200, b"false")]
    assert [akismet(one) for one in replies] == [{}, HELD]
    assert records.rows == []


@pytest.mark.parametrize("length", ["1000000", "sepuluh", "-1", "9" * 30])
def test_a_body_that_breaks_off_is_held(
    wordpress: AkismetClient, records: BlogRecords, length: str
) -> None:
    reply = wordpress.wsgi.post(
        CHECK,
        data=WHOLE,
        content_type=FORM,
        headers={"User-Agent": WORDPRESS},
        environ_overrides={"CONTENT_LENGTH": length},
    )

    assert (reply.status_code, reply.data, akismet(reply)) == (200, b"false", HELD)
    assert records.rows == []


NO_COMMENT = {
    "nothing": b"",
    "words": SENTINEL.encode(),
    "json": b'{"comment_content":"rahasia-sekali"}',
    "another charset": urlencode(COMMENT).encode("utf-16"),
    "binary": bytes(range(256)),
    "only marks": b"&=&=&%&+&%00",
    "no key": urlencode({**COMMENT, "comment_content": SENTINEL}).encode(),
    "a wrong key": urlencode({**COMMENT, "api_key": SENTINEL}).encode(),
    "a key of other letters": urlencode({**COMMENT, "api_key": "kunci\u00e9\u0000"}).encode(),
    "an endless key": urlencode({**COMMENT, "api_key": "x" * 10_000}).encode(),
    "a list of keys": urlencode({**COMMENT, "api_key[]": KEY}).encode(),
    "no comment": urlencode({"api_key": KEY, "blog": BLOG}).encode(),
    "no blog": urlencode({"api_key": KEY, "comment_content": SENTINEL}).encode(),
}


@pytest.mark.parametrize("payload", NO_COMMENT.values(), ids=NO_COMMENT)
@pytest.mark.parametrize("endpoint", ["comment-check", "submit-spam"])
def test_what_is_no_comment_of_a_known_blog_is_invalid(
    blog: AkismetClient,
    records: BlogRecords,
    capfd: pytest.CaptureFixture[str],
    endpoint: str,
    payload: bytes,
) -> None:
    reply = blog.send(f"/1.1/{endpoint}", payload)

    assert (reply.status_code, reply.data, akismet(reply)) == (200, b"invalid", HELP)
    assert reply.content_type == "text/plain; charset=utf-8"
    assert records.rows == []
    assert SENTINEL not in reply.headers["X-akismet-debug-help"] + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("application/json", {}),
        ("multipart/form-data; boundary=x", {}),
        ("text/plain", {}),
        (SENTINEL, {}),
        (FORM, {"Content-Encoding": "gzip"}),
    ],
)
def test_what_is_no_plain_form_is_invalid(
    blog: AkismetClient, records: BlogRecords, content_type: str, headers: Mapping[str, str]
) -> None:
    reply = blog.send(CHECK, WHOLE, content_type, **headers)

    assert (reply.status_code, reply.data, akismet(reply)) == (200, b"invalid", HELP)
    assert SENTINEL not in str(reply.headers)
    assert records.rows == []


@pytest.mark.parametrize(
    "text",
    [
        "a\u0000b",
        "\u200b\u2060\ufeff",
        "\x1b[31mmerah\x1b[0m",
        "a\r\nX-akismet-guid: x",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "'; DROP TABLE comments; --",
        "kata" * 16_000,
    ],
)
def test_odd_text_is_judged_like_any_other(
    blog: AkismetClient, records: BlogRecords, text: str
) -> None:
    reply = blog.check(text, comment_author=text[:9], callback=text[:999], guid=text[:99])

    assert reply.status_code == 200
    assert records.rows[0][1][0] == text


def test_invalid_bytes_are_replaced(blog: AkismetClient, records: BlogRecords) -> None:
    blog.send(CHECK, WHOLE + b"&comment_content=hai%ff+%ed%a0%80")

    assert records.rows[0][1][0] == "hai\ufffd \ufffd\ufffd\ufffd"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", [CHECK, "/1.1/verify-key"])
def test_another_method_is_refused(blog: AkismetClient, method: str, path: str) -> None:
    reply = blog.wsgi.open(path, method=method)

    assert (reply.status_code, reply.data, akismet(reply)) == (405, b"invalid", HELP)
    assert reply.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/1.1/comment-check/", "/1.2/verify-key", "/1.2/a/b"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_where_nothing_stands_there_is_nothing(blog: AkismetClient, path: str, method: str) -> None:
    reply = blog.wsgi.open(path, method=method)

    assert (reply.status_code, reply.data, akismet(reply)) == (404, b"invalid", HELP)


@pytest.fixture
def one_a_minute(house: House) -> Iterator[None]:
    """A service that lets every key, and every address, call once a minute."""
    once = Rate(1, 60)
    kept = house.app.extensions[limits.EXTENSION]
    strict = Settings(secret_key="x", rate_per_key=once, rate_per_address=once)
    house.app.extensions[limits.EXTENSION] = limits.Limits(OwnBuckets(lambda: 0.0), strict)
    yield
    house.app.extensions[limits.EXTENSION] = kept


@pytest.mark.usefixtures("one_a_minute")
def test_too_many_requests_have_to_wait_and_are_held(wordpress: AkismetClient) -> None:
    wordpress.check()

    more = [wordpress.check(), wordpress.post("/1.1/verify-key", blog=BLOG)]

    assert [(one.status_code, one.data) for one in more] == [(429, b"false"), (429, b"error")]
    assert [akismet(one) for one in more] == [HELD, HELP]
    assert [one.headers["Retry-After"] for one in more] == ["60", "60"]


@pytest.mark.usefixtures("one_a_minute")
@pytest.mark.parametrize("path", ["/1.1/verify-key", CHECK, "/1.1/nothing", "/1.1/test"])
def test_whom_no_key_vouches_for_is_counted_by_address(blog: AkismetClient, path: str) -> None:
    first, second = (blog.wsgi.post(path) for _ in range(2))

    assert (first.status_code == 429, second.status_code) == (False, 429)
