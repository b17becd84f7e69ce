from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from service.domain import Author, Comment, Decision, FeedbackKind, Resolution
from service.people import SHELL, Actor, ActorKind
from service.review import Choice, ReviewItem, State, Target
from service.store.audit import entries
from service.store.engine import reading, transaction
from service.store.erasure import Erased, Person, Stored, find, forget, stored
from service.store.events import events_since
from service.store.items import find_item
from service.store.ledger import record_feedback
from service.store.queue import claim
from service.store.resolving import resolve, undo
from service.store.retention import sweep
from service.store.review_tables import campaigns, deliveries, resolutions, review_items, webhooks
from service.store.tables import comments, feedback
from tests.ledgers import LEDGER, NOW, Blog, verdict
from tests.people import BANDAR, GAMBLING, INSULT, SITI, THANKS

LATER = NOW + timedelta(hours=1)
RINA = Actor(ActorKind.MODERATOR, "m-1", "Rina")
THANKED = replace(THANKS, id="c-1")


def recorded(blog: Blog, comment: Comment = THANKED, decision: Decision = Decision.HOLD) -> str:
    return blog.record(comment, verdict(decision)).verdict.id


def found(blog: Blog, author: Author, site_id: str = "") -> list[str]:
    with reading(blog.engine) as connection:
        return find(connection, LEDGER.pseudonymiser, Person(author, site_id))


def item(blog: Blog, item_id: str) -> ReviewItem:
    with reading(blog.engine) as connection:
        return find_item(connection, item_id)


def decide(blog: Blog, item_id: str, resolution: Resolution) -> str:
    with transaction(blog.engine) as tx:
        choice = Choice(resolution, note="Kata Budi")
        return resolve(tx, [Target(item_id)], choice, RINA, NOW).act_id


def row(blog: Blog, item_id: str) -> Any:
    with reading(blog.engine) as connection:
        return connection.execute(select(comments).where(comments.c.id == item_id)).one()


def hook(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        tx.execute(
            insert(webhooks).values(
                id="w-1",
                site_id=blog.site.id,
                url="https://dapur.example",
                secret="",
                created_at=NOW,
            )
        )


def told(blog: Blog) -> list[object]:
    """Return the comment ids that the events of the blog tell."""
    with reading(blog.engine) as connection:
        events = events_since(connection, blog.site.id, 0, 100)
    return [event.payload["data"]["comment_id"] for event in events]  # type: ignore[index]  # a document


def test_what_is_stored_is_told(blog: Blog) -> None:
    item_id = recorded(blog)
    decide(blog, item_id, Resolution.SPAM)
    with transaction(blog.engine) as tx:
        record_feedback(tx, blog.site.id, item_id, FeedbackKind.FALSE_ALARM, "", NOW)

    with reading(blog.engine) as connection:
        shown = list(stored(connection, [item_id]))

    assert shown == [
        Stored(
            item_id=item_id,
            site="Dapur",
            received_at=NOW,
            article=THANKED.article.title,
            author_name="Budi Santoso",
            body=THANKED.body,
            state=State.RESOLVED,
            outcome=Decision.REJECT,
            resolution=Resolution.SPAM,
            feedback=1,
            records=1,
        )
    ]


def test_whatever_could_tell_who_it_was_is_gone(blog: Blog) -> None:
    item_id = recorded(
        blog, replace(THANKED, author=replace(BANDAR, email="a@b.example", ip="::1"))
    )

    forget(blog.engine, [item_id], LATER)

    kept = row(blog, item_id)
    texts = (kept.body, kept.words, kept.author_name, kept.author_url, kept.article_title)
    hashes = (kept.author_id_hash, kept.author_email_hash, kept.author_ip_hash, kept.author_key)
    assert set(texts) | {kept.text_digest} == {""}
    assert {*hashes, kept.external_id} == {None}
    assert (kept.erased_at, item(blog, item_id).author.key) == (LATER, "")
    evidence = [each for reason in item(blog, item_id).verdict.reasons for each in reason.evidence]
    assert {each.text + each.reads_as for each in evidence} == {""}
    assert found(blog, BANDAR) == []


def test_nobody_else_is_touched(blog: Blog) -> None:
    item_id, other = recorded(blog), recorded(blog, replace(GAMBLING, id="c-2"))
    before, decided = row(blog, other), item(blog, other)

    forget(blog.engine, [item_id], LATER)

    assert row(blog, other) == before
    assert item(blog, other) == decided


def test_what_waits_is_rejected_and_its_blog_is_told(blog: Blog) -> None:
    item_id = recorded(blog)
    hook(blog)

    forget(blog.engine, [item_id], LATER)

    assert blog.queued() == []
    after = item(blog, item_id)
    assert (after.state, after.outcome) == (State.RESOLVED, Decision.REJECT)
    assert told(blog) == ["c-1"]


def test_a_claim_keeps_nobody_from_being_forgotten(blog: Blog) -> None:
    item_id = recorded(blog)
    with transaction(blog.engine) as tx:
        claim(tx, item_id, RINA, NOW)

    forget(blog.engine, [item_id], NOW)

    assert item(blog, item_id).state is State.RESOLVED


def test_training_records_are_withdrawn_and_notes_emptied(blog: Blog) -> None:
    item_id = recorded(blog)
    act_id = decide(blog, item_id, Resolution.SPAM)
    with transaction(blog.engine) as tx:
        record_feedback(tx, blog.site.id, item_id, FeedbackKind.CONFIRMED, "Budi lagi", NOW)

    done = forget(blog.engine, [item_id], LATER)

    assert done == Erased(comments=1, records=1, quoted=0)
    with reading(blog.engine) as connection:
        columns = (resolutions.c.note, resolutions.c.withdrawn_at)
        assert connection.execute(select(*columns)).all() == [("", LATER)]
        assert connection.execute(select(feedback.c.note)).scalars().all() == [""]
    with transaction(blog.engine) as tx:
        assert undo(tx, act_id, RINA, LATER).changed == ()


def test_answers_no_longer_quote_who_is_forgotten(blog: Blog) -> None:
    item_id = recorded(blog)
    answer = recorded(blog, Comment("Sama-sama", author=SITI, parent=THANKED.body))
    other = recorded(blog, Comment("Betul", author=SITI, parent="Yang lain"))

    done = forget(blog.engine, [item_id], LATER)

    assert done.quoted == 1
    assert (row(blog, answer).parent, row(blog, answer).body) == ("", "Sama-sama")
    assert row(blog, other).parent == "Yang lain"


def test_news_keep_the_comments_id_only_until_they_are_delivered(blog: Blog) -> None:
    hook(blog)
    item_id = recorded(blog)
    forget(blog.engine, [item_id], LATER)

    sweep(blog.engine, LATER)
    waiting = told(blog)
    with transaction(blog.engine) as tx:
        tx.execute(update(deliveries).values(state="delivered"))
    sweep(blog.engine, LATER)

    assert (waiting, told(blog)) == (["c-1"], [None])


def test_news_that_nobody_waits_for_lose_the_comments_id_at_once(blog: Blog) -> None:
    item_id = recorded(blog)
    decide(blog, item_id, Resolution.SPAM)

    forget(blog.engine, [item_id], LATER)

    assert told(blog) == [None]


def test_the_audit_tells_that_somebody_was_forgotten_and_not_who(blog: Blog) -> None:
    item_ids = [recorded(blog), recorded(blog, replace(INSULT, id="c-2"))]

    forget(blog.engine, item_ids, LATER)

    with reading(blog.engine) as connection:
        acts = [entry.act for entry in entries(connection)]
    [erased] = [act for act in acts if act.action == "author.erase"]
    assert (erased.actor, erased.site_id, erased.subject) == (SHELL, blog.site.id, "authors")
    assert (erased.before, erased.after) == ({}, {"comments": 2})


def test_the_sketch_of_a_text_goes_with_the_last_comment_like_it(blog: Blog) -> None:
    item_ids = [recorded(blog), recorded(blog, replace(THANKED, id="c-2", author=SITI))]

    forget(blog.engine, item_ids[:1], LATER)
    shared = sketches(blog)
    forget(blog.engine, item_ids[1:], LATER)

    assert len(shared) == 1
    assert "0" * 128 not in shared
    assert sketches(blog) == ["0" * 128]
    assert recorded(blog) not in item_ids


def sketches(blog: Blog) -> list[str]:
    with reading(blog.engine) as connection:
        return list(connection.execute(select(campaigns.c.sketch)).scalars())


def test_a_forgotten_comment_sent_again_is_a_new_one(blog: Blog) -> None:
    item_id = recorded(blog)
    forget(blog.engine, [item_id], LATER)

    again = recorded(blog)

    assert again != item_id
    assert blog.queued() == [again]


def test_forgetting_again_changes_nothing(blog: Blog) -> None:
    item_id = recorded(blog)
    forget(blog.engine, [item_id], LATER)
    before = row(blog, item_id), item(blog, item_id)

    forget(blog.engine, [item_id, "no such item"], LATER)

    assert (row(blog, item_id), item(blog, item_id)) == before


def test_nothing_of_somebody_forgotten_is_left_in_a_sqlite_file(sqlite_blog: Blog) -> None:
    blog = sqlite_blog
    said = Comment(
        "Penanda unik " * 900, author=Author(id="u-1", name="Namanya Khas"), id="kenal-9"
    )
    item_id = recorded(blog, said)
    decide(blog, item_id, Resolution.SPAM)
    path = Path(str(blog.engine.url.database))

    forget(blog.engine, [item_id], LATER)

    files = [path, path.with_name(path.name + "-wal")]
    left = b"".join(file.read_bytes() for file in files if file.exists())
    assert [
        mark for mark in (b"Penanda", b"Namanya", b"kenal-9", b"Kata Budi") if mark in left
    ] == []
    with reading(blog.engine) as connection:
        assert connection.execute(select(review_items.c.author_key)).scalars().all() == [None]
