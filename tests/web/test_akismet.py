"""Akismet's protocol: exact answers to comments and to everything else."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from service.domain import Decision, Resolution, Wire
from service.outbound.akismet import guid_of
from service.people import HoldAs
from tests.ledgers import NOW
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
from tests.web.conftest import KITCHEN

__all__ = ["blog", "house", "records", "wordpress"]

SPAM = "Main slot gacor"
DOUBT = "Saya ragu soal ini"


def test_what_is_approved_is_no_spam(blog: AkismetClient, records: BlogRecords) -> None:
    reply = blog.check()

    assert (reply.status_code, reply.data) == (200, b"false")
    assert akismet(reply) == {}
    [(_, _, recorded)] = records.rows
    assert recorded.verdict.wire is Wire.AKISMET
    assert reply.headers["X-akismet-guid"] == guid_of(recorded.verdict.id)


@pytest.mark.parametrize("agent", [WORDPRESS, PYTHON])
def test_what_is_rejected_is_spam_to_discard(
    house: House, records: BlogRecords, agent: str
) -> None:
    reply = AkismetClient(house.app.test_client(), agent=agent).check(SPAM)

    assert (reply.status_code, reply.data) == (200, b"true")
    assert akismet(reply) == {"x-akismet-pro-tip": "discard"}


@pytest.mark.parametrize(
    ("hold_as", "agent", "body", "headers"),
    [
        (HoldAs.BY_CLIENT, WORDPRESS, b"false", {"x-akismet-error": "held"}),
        (HoldAs.BY_CLIENT, PYTHON, b"true", {}),
        (HoldAs.BY_CLIENT, "", b"true", {}),
        (HoldAs.BY_CLIENT, "Mozilla WordPress/6", b"true", {}),
        (HoldAs.HELD, PYTHON, b"false", {"x-akismet-error": "held"}),
        (HoldAs.SPAM, WORDPRESS, b"true", {}),
    ],
)
def test_a_hold_is_answered_so_that_the_client_holds(
    house: House,
    records: BlogRecords,
    hold_as: HoldAs,
    agent: str,
    body: bytes,
    headers: Mapping[str, str],
) -> None:
    records.hold_as = hold_as

    reply = AkismetClient(house.app.test_client(), agent=agent).check(DOUBT)

    assert (reply.status_code, reply.data, akismet(reply)) == (200, body, headers)
    assert len(records.held()) == 1


def test_in_a_dry_run_all_is_approved(blog: AkismetClient, records: BlogRecords) -> None:
    records.keys[KEY] = replace(KITCHEN, dry_run=True)

    reply = blog.check(SPAM)

    assert (reply.data, akismet(reply)) == (b"false", {})
    assert records.rows[0][2].verdict.decision is Decision.REJECT


def test_classification_is_told_on_request(blog: AkismetClient) -> None:
    asked, unasked = blog.check(SPAM, classify="1"), blog.check(SPAM)

    assert akismet(asked)["x-akismet-classification"] == "spam"
    assert "x-akismet-classification" not in akismet(unasked)


def test_an_administrator_is_never_spam_and_not_recorded(
    blog: AkismetClient, records: BlogRecords
) -> None:
    reply = blog.check(SPAM, user_role="administrator")

    assert (reply.data, records.rows) == (b"false", [])


@pytest.mark.parametrize(
    "fields",
    [
        {"comment_author": "viagra-test-123"},
        {"comment_author": "akismet-guaranteed-spam"},
        {"comment_author_email": "akismet-guaranteed-spam@example.com"},
    ],
)
def test_inputs_that_clients_are_tried_out_with_are_spam(
    blog: AkismetClient, records: BlogRecords, fields: dict[str, str]
) -> None:
    assert blog.check(**fields).data == b"true"
    assert blog.check(is_test="1", **fields).data == b"true"
    assert blog.about("submit-spam", "Halo", **fields).data.startswith(b"Thanks")
    assert records.rows == []


def test_a_discard_can_be_asked_for_in_a_test(blog: AkismetClient) -> None:
    reply = blog.check(comment_author="viagra-test-123", test_discard="true")

    assert akismet(reply) == {"x-akismet-pro-tip": "discard"}


@pytest.mark.parametrize("said", ["1", "true", "True"])
def test_a_test_is_judged_and_not_recorded(
    blog: AkismetClient, records: BlogRecords, said: str
) -> None:
    assert blog.check(SPAM, is_test=said).data == b"true"
    assert blog.about("submit-ham", "Halo", is_test=said).data.startswith(b"Thanks")
    assert records.rows == []


@pytest.mark.parametrize(
    "fields",
    [
        {"POST_ak_hp_textarea": "http://x.example/"},
        {"honeypot_field_name": "surat", "surat": "x"},
        {"surat": "x", "honeypot_field_name": "surat"},
    ],
)
def test_a_trap_that_is_filled_in_is_spam_for_that_reason(
    blog: AkismetClient, records: BlogRecords, fields: dict[str, str]
) -> None:
    reply = blog.check(**fields)

    assert (reply.data, akismet(reply)) == (b"true", {"x-akismet-pro-tip": "discard"})
    [(_, _, recorded)] = records.rows
    assert recorded.verdict.reasons[0].code == "signal:honeypot"


def test_a_text_that_was_sent_before_is_judged_anew_in_a_trap(
    blog: AkismetClient, records: BlogRecords
) -> None:
    assert blog.check().data == b"false"

    assert blog.check(POST_ak_hp_textarea="x").data == b"true"

    assert len(records.rows) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"POST_ak_hp_textarea": ""},
        {"POST_ak_hp_textarea": " "},
        {"honeypot_field_name": "surat", "surat": ""},
        {"honeypot_field_name": "surat"},
        {"honeypot_field_name": "", "": "x"},
    ],
)
def test_an_empty_trap_catches_nobody(blog: AkismetClient, fields: dict[str, str]) -> None:
    assert blog.check(**fields).data == b"false"


def test_the_same_comment_is_one_record_and_one_guid(
    blog: AkismetClient, records: BlogRecords
) -> None:
    first = blog.check(DOUBT)
    again = blog.check(DOUBT, recheck_reason="edit", comment_date_gmt="2026-11-26 00:50:32")

    assert first.headers["X-akismet-guid"] == again.headers["X-akismet-guid"]
    assert len(records.rows) == 1


@pytest.mark.parametrize(
    "other",
    ["permalink", "comment_author", "comment_author_email", "comment_content", "user_ip"],
)
def test_another_comment_is_another_record(
    blog: AkismetClient, records: BlogRecords, other: str
) -> None:
    blog.check()
    blog.post("/1.1/comment-check", **{**COMMENT, other: "203.0.113.7"})

    assert len({recorded.comment_id for _, _, recorded in records.rows}) == 2


@pytest.mark.parametrize(
    ("resolution", "body"), [(Resolution.APPROVE, b"false"), (Resolution.SPAM, b"true")]
)
def test_a_comment_checked_again_is_answered_as_a_moderator_decided(
    wordpress: AkismetClient, records: BlogRecords, resolution: Resolution, body: bytes
) -> None:
    wordpress.check(DOUBT)
    records.resolve(records.held()[0], resolution, NOW)

    reply = wordpress.check(DOUBT, recheck_reason="recheck_queue")

    assert reply.data == body
    assert "x-akismet-error" not in akismet(reply)


def test_an_empty_address_is_accepted(blog: AkismetClient) -> None:
    assert blog.check(user_ip="").data == b"false"


@pytest.mark.parametrize("endpoint", ["comment-check", "submit-spam", "submit-ham"])
def test_a_comment_must_have_something_to_read(
    blog: AkismetClient, records: BlogRecords, endpoint: str
) -> None:
    reply = blog.about(endpoint, " ", comment_author="")

    assert reply.data == b"invalid"
    assert akismet(reply) == {"x-akismet-debug-help": "Missing required field: comment_content."}
    assert records.rows == []


def test_who_signs_up_is_judged_by_their_name(blog: AkismetClient, records: BlogRecords) -> None:
    reply = blog.post("/1.1/comment-check", blog=BLOG, comment_author="Budi", comment_type="signup")

    assert reply.data in (b"true", b"false")
    assert len(records.rows) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_asks_is_connected(blog: AkismetClient, method: str) -> None:
    reply = getattr(blog.wsgi, method)("/1.1/test")

    assert (reply.status_code, reply.data, akismet(reply)) == (200, b"connected", {})


def test_a_plugin_may_be_switched_off(blog: AkismetClient, records: BlogRecords) -> None:
    assert blog.post("/1.1/deactivate", key=KEY, blog=BLOG).data == b"deactivated"
    assert blog.check().data == b"false"
    assert len(records.rows) == 1


def test_a_token_is_new_each_time(blog: AkismetClient) -> None:
    tokens = {blog.post("/1.1/token", blog=BLOG).data for _ in range(2)}

    assert len(tokens) == 2
    assert b"invalid" not in tokens


def test_a_subscription_is_active(blog: AkismetClient) -> None:
    reply = blog.post("/1.1/get-subscription", key=KEY, blog=BLOG)

    assert reply.get_json() == {
        "account_id": 1,
        "account_name": "Dapur",
        "account_type": "saring",
        "status": "active",
        "next_billing_date": False,
        "limit_reached": False,
    }


def test_the_form_may_be_spelled_with_its_charset(blog: AkismetClient) -> None:
    payload = urlencode({"api_key": KEY, **COMMENT}).encode()

    for content_type in (f"{FORM};charset=UTF-8", f"{FORM}; charset=UTF-8", FORM.upper(), ""):
        assert blog.send("/1.1/comment-check", payload, content_type).data == b"false"
