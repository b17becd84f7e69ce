"""What the ledger hands a back-test."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from service.domain import Article, Author, Comment, Decision, Past, Recorded, Resolution
from service.replayed import Replayed
from service.store import replays
from service.store.engine import reading
from service.store.erasure import forget
from service.store.replays import newest, recorded
from tests.ledgers import NOW, Blog, verdict
from tests.people import ARTICLE, BANDAR, SITI
from tests.store.memories import decide, neighbour, take_back

CLOSED = Article(
    "https://dapur.example/tutup", "Tutup", "teks", NOW - timedelta(days=30), closed=True
)


def all_of(blog: Blog, limit: int = 100, before: str = "") -> list[Replayed]:
    with reading(blog.engine) as connection:
        return recorded(connection, blog.site.id, limit, before)


def ids(page: list[Replayed]) -> list[str]:
    return [one.recorded.verdict.id for one in page]


def record(blog: Blog, number: int) -> list[str]:
    """Record comments of every decision in turn; returns the ids of their verdicts."""
    decisions = (Decision.APPROVE, Decision.HOLD, Decision.REJECT)
    every = [
        replace(verdict(decisions[one % 3]), id=f"01REPLAYED{one:016d}") for one in range(number)
    ]
    for one in every:
        blog.record(Comment("Terima kasih"), one)
    return [one.id for one in every]


def test_a_comment_comes_back_as_far_as_it_is_kept(blog: Blog) -> None:
    judged = replace(verdict(), past=Past(comments=3, lesson=0.5))
    blog.record(Comment("Halo \x00\ud800", BANDAR, CLOSED, id="c-1"), judged)

    [found] = all_of(blog)

    assert found.comment.body == "Halo \x00\ud800"
    assert (found.comment.author.name, found.comment.author.url) == (BANDAR.name, BANDAR.url)
    assert found.comment.article == replace(CLOSED, text="")
    assert found.comment.id == "c-1"
    assert found.recorded == Recorded(judged, "c-1", NOW)
    assert not found.erased


def test_an_author_who_was_told_is_known_again_by_a_hash(sqlite_blog: Blog) -> None:
    sqlite_blog.record(Comment("Halo", SITI, ARTICLE))
    sqlite_blog.record(Comment("Halo", Author(name="Siti")))

    nameless, known = all_of(sqlite_blog)

    assert nameless.comment.author.id == ""
    assert known.comment.author.id not in ("", SITI.id)
    assert (known.comment.author.email, known.comment.author.ip) == ("", "")


def test_the_newest_come_first_whatever_was_decided(blog: Blog) -> None:
    made = record(blog, 7)

    assert ids(all_of(blog, limit=5)) == made[:1:-1]


def test_a_page_goes_on_below_a_verdict(blog: Blog) -> None:
    made = record(blog, 7)

    assert ids(all_of(blog, limit=3, before=made[4])) == [made[3], made[2], made[1]]
    assert all_of(blog, before=made[0]) == []


def test_another_sites_comments_are_not_among_them(sqlite_blog: Blog) -> None:
    neighbour(sqlite_blog).record(Comment("Punya tetangga"))

    assert all_of(sqlite_blog) == []


def test_a_resolution_stands_beside_until_it_is_taken_back(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo")).verdict.id
    act_id = decide(blog, item_id, Resolution.SPAM)
    [resolved] = all_of(blog)
    take_back(blog, act_id)
    [undone] = all_of(blog)

    assert resolved.recorded.resolution is Resolution.SPAM
    assert undone.recorded.resolution is None


def test_an_escalated_comment_is_not_resolved(sqlite_blog: Blog) -> None:
    decide(sqlite_blog, sqlite_blog.record(Comment("Halo")).verdict.id, Resolution.ESCALATE)

    assert all_of(sqlite_blog)[0].recorded.resolution is None


def test_an_erased_text_is_said_to_be_erased(blog: Blog) -> None:
    judged = blog.record(Comment("Halo", SITI)).verdict
    forget(blog.engine, [judged.id], NOW)

    [found] = all_of(blog)

    assert found.erased
    assert (found.comment.body, found.comment.author) == ("", Author())
    assert found.recorded.verdict.scores == judged.scores


def test_a_stream_ends_after_as_many_as_were_asked_for(
    sqlite_blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = record(sqlite_blog, 7)
    monkeypatch.setattr(replays, "AT_ONCE", 2)

    def read() -> AbstractContextManager[Connection]:
        return reading(sqlite_blog.engine)

    asked = (0, 1, 4, 5, 7, 100)
    found = [ids(list(newest(read, sqlite_blog.site.id, most))) for most in asked]

    assert found == [made[::-1][:most] for most in asked]
