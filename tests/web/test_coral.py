"""POST /coral/<site>: what a Coral's moderation phase sends, and what it is told."""

import json
from datetime import timedelta

import pytest

from service.domain import Switch, Wire
from service.people import SHELL
from service.rates import Rate
from service.settings import Settings
from service.store.engine import reading, transaction
from service.store.lookup import find_verdict
from service.store.noted import By
from service.store.policies import throw_switch
from service.store.sites import Change, change_site
from tests.ledgers import NOW
from tests.web.conftest import Client
from tests.web.ledger import FakeRecords
from tests.web.newsrooms import Coral, newsroom, written
from tests.web.test_bad_input import NOT_JSON, SENTINEL

__all__ = ["newsroom"]

WITHHELD = {"status": "SYSTEM_WITHHELD", "actions": []}
UNSEEN = "\u200b\u2060"
LIMITED = Settings(
    rate_per_key=Rate(1, 86400), rate_per_address=Rate(1, 86400), secret_key="rahasia"
)


def answer(status: str, reason: str) -> dict[str, object]:
    """Return what Coral is told."""
    return {"status": status, "actions": [{"actionType": "FLAG", "reason": reason}]}


def test_no_opinion_is_had_on_what_is_approved(newsroom: Coral) -> None:
    reply = newsroom.post("<div>Terima kasih</div>")

    assert (reply.status_code, reply.data) == (204, b"")


def test_what_is_not_approved_is_told_with_what_it_is(newsroom: Coral) -> None:
    told = {text: newsroom.post(text).json for text in ("saya ragu", "bodoh", "gacor", UNSEEN)}

    assert told == {
        "saya ragu": answer("SYSTEM_WITHHELD", "COMMENT_DETECTED_SPAM"),
        "bodoh": answer("SYSTEM_WITHHELD", "COMMENT_DETECTED_TOXIC"),
        "gacor": answer("REJECTED", "COMMENT_DETECTED_SPAM"),
        UNSEEN: answer("SYSTEM_WITHHELD", "COMMENT_DETECTED_SPAM"),
    }


def test_what_a_switch_holds_is_not_said_to_be_anything(newsroom: Coral) -> None:
    until = NOW + timedelta(hours=1)
    with transaction(newsroom.blog.engine) as tx:
        throw_switch(tx, By(SHELL, NOW), newsroom.blog.site.id, Switch.APPROVE_NONE, until)

    assert newsroom.post("Terima kasih").json == WITHHELD


def test_no_opinion_is_had_in_a_dry_run(newsroom: Coral) -> None:
    with transaction(newsroom.blog.engine) as tx:
        change_site(tx, newsroom.blog.site.id, Change(dry_run=True))

    assert newsroom.post("gacor").status_code == 204


def test_a_hold_stands_in_the_queue_with_what_is_known_of_it(newsroom: Coral) -> None:
    newsroom.post('<div>saya <b>ragu</b> &amp; heran</div><a href="https://x.example">x</a>')

    [item] = newsroom.blog.queued()
    with reading(newsroom.blog.engine) as connection:
        found = find_verdict(connection, newsroom.blog.site.id, item)
    assert found.verdict.wire is Wire.CORAL
    assert found.verdict.reasons[0].code == "score:spam"
    with reading(newsroom.blog.engine) as connection:
        row = connection.exec_driver_sql("SELECT body, article_url FROM comments").one()
    assert tuple(row) == (
        'saya ragu & heran\n<a href="https://x.example">x</a>',
        "https://dapur.example/rendang",
    )


@pytest.mark.parametrize("role", ["STAFF", "MODERATOR", "ADMIN"])
def test_staff_is_not_judged(newsroom: Coral, role: str) -> None:
    assert newsroom.post("gacor", role=role).status_code == 204
    assert newsroom.blog.queued() == []


def test_a_comment_without_text_is_a_picture_that_nobody_judges(newsroom: Coral) -> None:
    told = [newsroom.post(body).status_code for body in ("", " ", "<div></div>", "<br>&nbsp;")]

    assert told == [204] * 4


def test_what_is_signed_and_not_understood_is_withheld(newsroom: Coral) -> None:
    shapes: list[object] = [
        *({}, {"comment": {"body": "a"}}, {"comment": [], "author": {}, "story": {}}),
        *({"comment": {}, "author": {}, "story": {}}, {"comment": None, "author": 1, "story": ""}),
    ]
    wrong = [
        *NOT_JSON.values(),
        *(json.dumps(one).encode() for one in shapes),
        *(written(body) for body in (None, 7, ["a"], {"a": 1}, "€" * 21_846)),
    ]

    replies = [newsroom.send(payload) for payload in wrong]

    assert {reply.status_code for reply in replies} == {200}
    assert [reply.json for reply in replies] == [WITHHELD] * len(wrong)
    assert newsroom.blog.queued() == []


def test_what_is_odd_beside_the_text_does_not_matter(newsroom: Coral) -> None:
    told = [newsroom.post("saya ragu", id=one).status_code for one in (None, 7, "i" * 257, ["a"])]

    assert told == [200] * 4
    assert len(newsroom.blog.queued()) == 4


def test_a_body_that_is_larger_than_any_comment_is_withheld_unread(newsroom: Coral) -> None:
    assert newsroom.send(b"x" * (1024 * 1024 + 1)).json == WITHHELD


def test_a_comment_that_cannot_be_judged_is_withheld(
    newsroom: Coral, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = newsroom.post(f"rusak {SENTINEL}")

    assert (reply.status_code, reply.json) == (200, WITHHELD)
    assert SENTINEL not in "".join(capfd.readouterr())


def test_a_comment_is_withheld_where_the_ledger_is_away(
    client: Client, records: FakeRecords
) -> None:
    records.down = True

    reply = client.wsgi.post("/coral/01KATB2Q4R9Y1W6V0C5M8Z3XDE", data=written("halo"))

    assert (reply.status_code, reply.json) == (200, WITHHELD)


@pytest.mark.parametrize("settings", [LIMITED])
def test_too_many_comments_are_withheld_and_strangers_refused(newsroom: Coral) -> None:
    told = [newsroom.post("Terima kasih") for _ in range(2)]
    refused = [newsroom.send(b"{}", "sha256=0").status_code for _ in range(2)]

    assert [reply.status_code for reply in told] == [204, 200]
    assert told[1].json == WITHHELD
    assert refused == [401, 429]


def test_other_methods_are_told_which_to_use(newsroom: Coral) -> None:
    reply = newsroom.wsgi.get(f"/coral/{newsroom.blog.site.id}")

    assert reply.status_code == 405
    assert "POST" in reply.headers["Allow"]
