"""A plain HTML form posts straight to /moderate."""

from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from service.web.forms import MODERATE
from service.web.payload import FORM, parse_form
from service.web.wire import ModerateIn
from tests.web.conftest import Client
from tests.web.ledger import FakeRecords


def post(client: Client, fields: dict[str, str]) -> TestResponse:
    return client.send("/moderate", urlencode(fields).encode(), FORM)


def test_flat_names_reach_their_places() -> None:
    flat = {
        "body": "halo",
        "id": "c-1",
        "parent": "hai",
        "posted_at": "2026-11-23T09:00:00+07:00",
        "author_id": "u-1",
        "name": "Budi",
        "email": "budi@surat.example",
        "url": "https://budi.example/",
        "ip": "192.0.2.1",
        "article_url": "https://dapur.example/",
        "article_title": "Rendang",
        "article_text": "Santan",
    }

    nested = parse_form(urlencode(flat).encode(), MODERATE)

    comment = ModerateIn.model_validate(nested).to_domain()
    assert (comment.body, comment.id, comment.parent) == ("halo", "c-1", "hai")
    assert comment.author.name == "Budi"
    assert comment.author.ip == "192.0.2.1"
    assert comment.article.title == "Rendang"
    assert comment.posted_at is not None
    assert comment.posted_at.isoformat() == "2026-11-23T02:00:00+00:00"


def test_dotted_names_say_the_same_as_flat_ones() -> None:
    dotted = b"comment.body=halo&comment.author.name=Budi&article.title=Rendang"
    flat = b"body=halo&name=Budi&article_title=Rendang"

    assert parse_form(dotted, MODERATE) == parse_form(flat, MODERATE)


def test_form_is_judged_and_recorded(client: Client, records: FakeRecords) -> None:
    reply = post(client, {"body": "saya ragu", "name": "Budi"})

    assert reply.json is not None
    assert reply.json["decision"] == "hold"
    assert len(records.rows) == 1


@pytest.mark.parametrize("word", ["false", "0", "off", "no"])
def test_form_can_ask_not_to_store(client: Client, records: FakeRecords, word: str) -> None:
    reply = post(client, {"body": "halo", "store": word})

    assert reply.status_code == 200
    assert records.rows == []


def test_switch_that_is_neither_on_nor_off_is_refused(client: Client) -> None:
    reply = post(client, {"body": "halo", "store": "maybe"})

    assert reply.status_code == 422
    assert reply.json is not None
    assert reply.json["errors"] == [{"pointer": "/store", "message": "Must be true or false"}]


def test_unknown_fields_are_ignored_and_named_even_when_repeated(client: Client) -> None:
    reply = client.send("/moderate", b"body=halo&tag=a&tag=b&submit=Kirim", FORM)

    assert reply.json is not None
    assert reply.json["warnings"] == ["/tag", "/submit"]


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        (b"", 422),
        (b"name=Budi", 422),
        (b"body=%20%0A", 422),
        (b"body=a&body=b", 400),
        (b"body=a&comment.body=b", 400),
        (b"body=%FF%FE", 400),
        ("body=é".encode(), 400),
        (b"body=%ED%A0%80", 400),
        (b"&".join(b"x%d=1" % n for n in range(101)), 400),
        (b"body=" + b"a" * 65_537, 413),
    ],
)
def test_bad_form_is_refused(client: Client, payload: bytes, status: int) -> None:
    reply = client.send("/moderate", payload, FORM)

    assert reply.status_code == status
    assert reply.content_type == "application/problem+json"


def test_batch_takes_no_form(client: Client) -> None:
    reply = client.send("/moderate/batch", b"body=halo", FORM)

    assert reply.status_code == 415
