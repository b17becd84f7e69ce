"""What a blog says over Akismet's wire of its comments: resolved, told, and nothing more."""

from pathlib import Path

import pytest
from sqlalchemy import select

from service.domain import Decision, Resolution, Wire
from service.outbound.akismet import verdict_of
from service.people import Actor, ActorKind
from service.review import State
from service.store.engine import reading, transaction
from service.store.queue import claim
from service.store.review_tables import deliveries
from service.store.tables import verdicts
from tests.ledgers import NOW, Blog
from tests.web.blogs import COMMENT
from tests.web.kitchens import AYU, Kitchen, kitchen_of

THANKS = b"Thanks for making the web a better place."
HOOK = "https://dapur.example/wp-json/akismet/v1/webhook"
SENTINEL = "rahasia-sekali"


@pytest.fixture
def kitchen(blog: Blog, tmp_path: Path) -> Kitchen:
    return kitchen_of(blog, tmp_path)


@pytest.fixture
def small_kitchen(sqlite_blog: Blog, tmp_path: Path) -> Kitchen:
    return kitchen_of(sqlite_blog, tmp_path)


@pytest.mark.parametrize(
    ("endpoint", "resolution"),
    [("submit-ham", Resolution.APPROVE), ("submit-spam", Resolution.SPAM)],
)
def test_a_held_comment_is_resolved_as_the_blog_did(
    kitchen: Kitchen, endpoint: str, resolution: Resolution
) -> None:
    item_id = kitchen.held()

    reply = kitchen.wordpress.about(
        endpoint, "Saya ragu", comment_ID="7", comment_date_gmt="2026-11-26 00:50:32"
    )

    assert reply.data == THANKS
    decided = kitchen.item(item_id).decided
    assert decided is not None
    assert decided.resolution is resolution
    assert decided.by == Actor(ActorKind.KEY, kitchen.issued.key.id, kitchen.issued.key.prefix)
    assert (kitchen.blog.queued(), kitchen.recorded()) == ([], 1)


def test_what_the_machine_approved_can_be_spam_to_the_blog(small_kitchen: Kitchen) -> None:
    item_id = verdict_of(small_kitchen.wordpress.check("Enak").headers["X-akismet-guid"])

    small_kitchen.wordpress.about("submit-spam", "Enak")

    item = small_kitchen.item(item_id)
    assert (item.state, item.outcome) == (State.RESOLVED, Decision.REJECT)
    assert small_kitchen.wordpress.check("Enak").data == b"true"


def test_the_echo_of_a_moderators_decision_changes_nothing(small_kitchen: Kitchen) -> None:
    item_id = small_kitchen.held()
    small_kitchen.decide(item_id, Resolution.ABUSE)
    before = small_kitchen.item(item_id)

    reply = small_kitchen.wordpress.about("submit-spam", "Saya ragu")

    assert reply.data == THANKS
    assert small_kitchen.item(item_id) == before


def test_the_blog_may_decide_otherwise_than_a_moderator(small_kitchen: Kitchen) -> None:
    item_id = small_kitchen.held()
    small_kitchen.decide(item_id, Resolution.SPAM)

    small_kitchen.wordpress.about("submit-ham", "Saya ragu")

    decided = small_kitchen.item(item_id).decided
    assert decided is not None
    assert (decided.resolution, decided.by.kind) == (Resolution.APPROVE, ActorKind.KEY)


def test_a_claim_does_not_keep_the_blog_from_deciding(kitchen: Kitchen) -> None:
    item_id = kitchen.held()
    with transaction(kitchen.blog.engine) as tx:
        claim(tx, item_id, AYU, NOW)

    kitchen.wordpress.about("submit-ham", "Saya ragu")

    item = kitchen.item(item_id)
    assert (item.outcome, item.claim) == (Decision.APPROVE, None)


def test_a_comment_that_is_not_known_is_recorded_and_resolved(small_kitchen: Kitchen) -> None:
    reply = small_kitchen.wordpress.about("submit-spam", "Kunjungi lapak saya")

    assert reply.data == THANKS
    item_id = verdict_of(
        small_kitchen.wordpress.check("Kunjungi lapak saya").headers["X-akismet-guid"]
    )
    item = small_kitchen.item(item_id)
    assert item.decided is not None
    assert (item.decided.resolution, item.verdict.wire) == (Resolution.SPAM, Wire.AKISMET)
    assert small_kitchen.recorded() == 1


def test_a_guid_finds_what_was_changed_since(small_kitchen: Kitchen) -> None:
    guid = small_kitchen.wordpress.check("Saya ragu").headers["X-akismet-guid"]

    small_kitchen.wordpress.about("submit-ham", "Saya tidak ragu", guid=guid)

    assert small_kitchen.item(verdict_of(guid)).outcome is Decision.APPROVE
    assert small_kitchen.recorded() == 1


@pytest.mark.parametrize("guid", ["x", "f" * 32])
def test_a_guid_that_names_nothing_is_passed_over(small_kitchen: Kitchen, guid: str) -> None:
    item_id = small_kitchen.held()

    small_kitchen.wordpress.about("submit-ham", "Saya ragu", guid=guid)

    assert small_kitchen.item(item_id).outcome is Decision.APPROVE


def test_a_blog_is_called_back_at_its_own_host(kitchen: Kitchen) -> None:
    for _ in range(2):
        guid = kitchen.wordpress.check("Saya ragu", callback=HOOK).headers["X-akismet-guid"]

    assert kitchen.hooks() == [(HOOK, verdict_of(guid))]


@pytest.mark.parametrize(
    "url",
    ["https://jahat.example/hook", "https://a@dapur.example/"],
)
def test_nobody_else_is_called_back(small_kitchen: Kitchen, url: str) -> None:
    reply = small_kitchen.wordpress.check("Saya ragu", callback=url)

    assert reply.data == b"false"
    assert small_kitchen.hooks() == []
    assert len(small_kitchen.blog.queued()) == 1


def test_a_blog_is_not_told_what_it_told_us(small_kitchen: Kitchen) -> None:
    small_kitchen.wordpress.check("Saya ragu", callback=HOOK)

    small_kitchen.wordpress.about("submit-ham", "Saya ragu")

    assert small_kitchen.hooks() == []
    with reading(small_kitchen.blog.engine) as connection:
        assert connection.execute(select(deliveries.c.id)).all() == []


UNUSED = {
    "comment_agent": SENTINEL,
    "user_agent": SENTINEL,
    "referrer": f"https://{SENTINEL}.example",
    "REMOTE_ADDR": SENTINEL,
    "REQUEST_URI": f"/{SENTINEL}",
    "HTTP_COOKIE": SENTINEL,
    "HTTP_AUTHORIZATION": SENTINEL,
    "PHP_AUTH_PW": SENTINEL,
    "POST_comment": SENTINEL,
    "POST_password": SENTINEL,
    "POST_ak_hp_textarea": SENTINEL,
    "akismet_comment_nonce": SENTINEL,
    "honeypot_field_name": "trap",
    "trap": SENTINEL,
    SENTINEL: "1",
}


@pytest.mark.parametrize("endpoint", ["comment-check", "submit-spam"])
def test_nothing_unused_is_written_down_anywhere(
    small_kitchen: Kitchen, tmp_path: Path, capfd: pytest.CaptureFixture[str], endpoint: str
) -> None:
    reply = small_kitchen.wordpress.about(endpoint, "Saya ragu", callback=HOOK, **UNUSED)

    assert reply.data in (b"true", THANKS)
    with transaction(small_kitchen.blog.engine) as tx:
        assert tx.execute(select(verdicts.c.id)).all() != []
    written = b"".join(path.read_bytes() for path in tmp_path.glob("saring.db*"))
    assert b"Saya ragu" in written
    for secret in (SENTINEL, COMMENT["user_ip"], COMMENT["comment_author_email"]):
        assert secret.encode() not in written
    assert SENTINEL not in "".join(capfd.readouterr())
