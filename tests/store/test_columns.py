from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from service.domain import Article, Author, Comment, Decision, Evidence, Field, Reason
from service.errors import LedgerUnavailable
from service.store.columns import escape, unescape
from service.store.engine import reading, transaction
from service.store.lookup import find_verdict
from service.store.tables import comments, sites
from tests.ledgers import NOW, Blog, verdict

ANY_TEXT = st.text(st.characters(exclude_categories=()))
WESTERN_INDONESIA = timezone(timedelta(hours=7))
HOSTILE = [
    "",
    "\x00",
    "\x10",
    "\x100000",
    "\x10\x10d83d",
    "\ud83d",
    "\ud83d\ude00",
    "\ude00\ud83d",
    "\U0001f600",
    "\\ud83d\\ude00",
    "'; DROP TABLE comments; --",
    "\x1b[31m\r\n\u202e\uffff",
]
on_any_text = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def stored_comment(connection: Connection, comment_id: str) -> Comment:
    row = connection.execute(select(comments).where(comments.c.id == comment_id)).one()
    return Comment(
        body=row.body,
        author=Author(name=row.author_name, url=row.author_url),
        article=Article(url=row.article_url, title=row.article_title),
        id=row.external_id or "",
        parent=row.parent,
        posted_at=row.posted_at,
    )


@given(ANY_TEXT)
def test_an_escaped_text_comes_back_unchanged(text: str) -> None:
    assert unescape(escape(text)) == text


@given(ANY_TEXT)
def test_an_escaped_text_can_be_stored_by_any_database(text: str) -> None:
    assert b"\x00" not in escape(text).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x10")))
def test_an_ordinary_text_is_stored_as_it_is(text: str) -> None:
    assert escape(text) is text


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_of_a_comment_comes_back_unchanged(blog: Blog, text: str) -> None:
    sent = Comment(text, Author(name=text, url=text), Article(text, text), id=text, parent=text)

    recorded = blog.record(sent)

    with reading(blog.engine) as connection:
        assert stored_comment(connection, recorded.verdict.id) == sent
        assert find_verdict(connection, blog.site.id, recorded.verdict.id).comment_id == text


@on_any_text
@given(body=ANY_TEXT, external_id=ANY_TEXT)
def test_any_body_under_any_id_comes_back_unchanged(
    blog: Blog, body: str, external_id: str
) -> None:
    sent = Comment(body, id=external_id)

    recorded = blog.record(sent)

    with reading(blog.engine) as connection:
        assert stored_comment(connection, recorded.verdict.id) == sent


@on_any_text
@example("\ud83d\ude00")
@given(text=ANY_TEXT)
def test_the_text_of_evidence_comes_back_unchanged(blog: Blog, text: str) -> None:
    spans = (Evidence(Field.BODY, 0, len(text), text, text, 0.1 + 0.2),)
    judged = replace(verdict(), reasons=(Reason("score:spam", 0.7, Decision.HOLD, spans),))

    blog.record(Comment("x"), judged)

    with reading(blog.engine) as connection:
        assert find_verdict(connection, blog.site.id, judged.id).verdict == judged


def test_a_time_comes_back_aware_and_in_utc(blog: Blog) -> None:
    posted_at = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=WESTERN_INDONESIA)

    recorded = blog.record(Comment("x", posted_at=posted_at))

    with reading(blog.engine) as connection:
        found = stored_comment(connection, recorded.verdict.id).posted_at
    assert found == posted_at
    assert found is not None
    assert found.tzinfo is UTC


def test_times_sort_as_they_follow_each_other(blog: Blog) -> None:
    moments = [NOW, NOW.replace(microsecond=1), NOW.astimezone(WESTERN_INDONESIA).replace(hour=23)]
    rows = [
        {"id": f"t{n}", "name": "", "policy": "", "created_at": moment}
        for n, moment in enumerate(moments)
    ]

    with transaction(blog.engine) as tx:
        tx.execute(insert(sites), rows)
        found = tx.execute(
            select(sites.c.id).where(sites.c.id.like("t_")).order_by(sites.c.created_at)
        )

    assert found.scalars().all() == ["t0", "t1", "t2"]


def test_a_time_without_a_zone_is_refused(blog: Blog) -> None:
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 -- what is to be refused

    with pytest.raises(LedgerUnavailable, match="ValueError"):
        blog.record(Comment("x", posted_at=naive))
