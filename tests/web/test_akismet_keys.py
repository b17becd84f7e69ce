"""Whom Akismet's protocol is spoken with: a key comes in many ways, and is of some blogs."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from service.people import Scope
from tests.web.blogs import (
    BLOG,
    COMMENT,
    KEY,
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


def test_a_key_that_is_known_is_valid(blog: AkismetClient) -> None:
    reply = blog.send("/1.1/verify-key", urlencode({"key": KEY, "blog": BLOG}).encode())

    assert (reply.status_code, reply.data) == (200, b"valid")
    assert reply.content_type == "text/plain; charset=utf-8"
    assert akismet(reply) == {}


def test_a_key_that_is_not_known_is_invalid_and_help_says_why(blog: AkismetClient) -> None:
    reply = blog.send("/1.1/verify-key", urlencode({"key": "x" * 12, "blog": BLOG}).encode())

    assert (reply.status_code, reply.data) == (200, b"invalid")
    assert "valid key" in akismet(reply)["x-akismet-debug-help"]


@pytest.mark.parametrize(
    ("path", "query", "fields", "host"),
    [
        ("verify-key", {}, {"key": KEY}, "rest.akismet.com"),
        ("verify-key", {}, {"api_key": KEY}, "rest.akismet.com"),
        ("verify-key", {}, {"key": KEY, "api_key": "wrong"}, "rest.akismet.com"),
        ("comment-check", {}, {"api_key": KEY}, "127.0.0.1:8000"),
        ("comment-check", {"api_key": KEY}, {}, "localhost"),
        ("comment-check", {"api_key": "wrong"}, {"api_key": KEY}, "localhost"),
        ("comment-check", {}, {}, f"{KEY}.rest.akismet.com"),
        ("comment-check", {}, {"api_key": ""}, f"{KEY.upper()}.rest.akismet.test:18080"),
    ],
)
def test_a_key_comes_in_many_ways(
    blog: AkismetClient,
    path: str,
    query: Mapping[str, str],
    fields: Mapping[str, str],
    host: str,
) -> None:
    payload = urlencode({**COMMENT, **fields}).encode()

    reply = blog.send(f"/1.1/{path}?{urlencode(query)}", payload, Host=host)

    assert reply.data in (b"valid", b"false")


def test_a_key_may_come_as_a_bearer(blog: AkismetClient) -> None:
    payload = urlencode(COMMENT).encode()

    reply = blog.send("/1.1/comment-check", payload, Authorization=f"Bearer {KEY}")

    assert reply.data == b"false"


@pytest.mark.parametrize("host", ["rest.akismet.com", KEY, f"x{KEY}.rest.akismet.com", "localhost"])
def test_no_other_host_holds_a_key(blog: AkismetClient, host: str) -> None:
    reply = blog.send("/1.1/comment-check", urlencode(COMMENT).encode(), Host=host)

    assert reply.data == b"invalid"


def test_a_key_that_may_not_moderate_is_invalid(blog: AkismetClient, records: BlogRecords) -> None:
    records.scopes[KEY] = frozenset({Scope.REVIEW})

    assert blog.check().data == b"invalid"


@pytest.mark.parametrize(
    ("hosts", "named", "valid"),
    [
        (("dapur.example",), "https://dapur.example/blog/", True),
        (("dapur.example",), "dapur.example", True),
        (("dapur.example",), "HTTPS://DAPUR.EXAMPLE:8443", True),
        (("dapur.example:8443",), "https://dapur.example:8443", True),
        (("dapur.example:8443",), "https://dapur.example", False),
        (("dapur.example:443",), "https://dapur.example", True),
        (("dapur.example",), "https://kebun.example", False),
        (("dapur.example",), "https://dapur.example@kebun.example", False),
        (("dapur.example",), "https://[", False),
        ((), "https://kebun.example", True),
    ],
)
def test_a_key_of_some_blogs_is_invalid_for_others(
    blog: AkismetClient, records: BlogRecords, hosts: tuple[str, ...], named: str, *, valid: bool
) -> None:
    records.hosts = hosts

    reply = blog.post("/1.1/verify-key", blog=named)

    assert reply.data == (b"valid" if valid else b"invalid")


@pytest.mark.parametrize("endpoint", ["verify-key", "comment-check", "submit-spam", "submit-ham"])
def test_a_blog_must_be_named(blog: AkismetClient, endpoint: str) -> None:
    reply = blog.about(endpoint, "Halo", blog="")

    assert reply.data == b"invalid"
    assert akismet(reply) == {"x-akismet-debug-help": "Missing required field: blog."}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/1.1/comment-check", b"invalid"),
        ("/1.1/submit-ham", b"invalid"),
        ("/1.1/get-subscription", b"invalid"),
        ("/1.1/get-stats", b""),
        ("/1.1/deactivate", b"invalid"),
        ("/1.1/token", b"invalid"),
        ("/1.2/usage-limit", b"invalid"),
        ("/1.2/key-sites", b"invalid"),
    ],
)
def test_no_endpoint_knows_a_wrong_key(
    house: House, records: BlogRecords, path: str, body: bytes
) -> None:
    reply = AkismetClient(house.app.test_client(), key="wrong").post(path, **COMMENT)

    assert (reply.status_code, reply.data) == (200, body)
    assert "x-akismet-debug-help" in akismet(reply)


def test_a_client_that_forgets_its_key_is_told_so(blog: AkismetClient) -> None:
    reply = blog.wsgi.get("/1.2/key-sites?format=json")

    assert (reply.status_code, reply.data) == (200, b"invalid")
