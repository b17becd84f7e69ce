from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from service.domain import Author, Comment, Decision, FeedbackKind
from service.errors import NotFound
from service.store.engine import reading, transaction
from service.store.ledger import record_feedback
from service.store.lookup import find_verdict, text_digest
from service.store.review_tables import review_items
from service.store.sites import create_site
from service.store.tables import comments, feedback, verdicts
from tests.ledgers import LEDGER, NOW, Blog, verdict
from tests.people import BUDI, GAMBLING, SITI, THANKS

SENT = replace(GAMBLING, id="c-1")


def count_comments(blog: Blog) -> int:
    with reading(blog.engine) as connection:
        return connection.execute(select(func.count()).select_from(comments)).scalar_one()


def record_then_fail(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        LEDGER.record(tx, blog.site, SENT, verdict(), NOW)
        find_verdict(tx, blog.site.id, "no such verdict")


def test_a_verdict_is_found_as_it_was_recorded(blog: Blog) -> None:
    judged = verdict()

    blog.record(SENT, judged)

    with reading(blog.engine) as connection:
        found = find_verdict(connection, blog.site.id, judged.id)
    assert found.verdict == judged
    assert (found.comment_id, found.recorded_at, found.edit_of) == ("c-1", NOW, "")
    assert (found.resolution, found.resolved_at) == (None, None)


def test_a_verdict_of_release_0_1_0_is_found_without_logit_and_rest(blog: Blog) -> None:
    judged = verdict()
    blog.record(SENT, judged)
    with transaction(blog.engine) as tx:
        reasons = tx.execute(select(verdicts.c.reasons)).scalar_one()
        tx.execute(update(verdicts).values(reasons=[reason[:4] for reason in reasons]))

    with reading(blog.engine) as connection:
        found = find_verdict(connection, blog.site.id, judged.id)

    old = tuple(replace(reason, logit=None, rest=None) for reason in judged.reasons)
    assert found.verdict == replace(judged, reasons=old)


def test_the_scores_of_a_found_verdict_stand_in_their_order(blog: Blog) -> None:
    judged = replace(verdict(), scores={"spam": 0.5, "abuse": 0.25, "a": 0.125})

    blog.record(SENT, judged)

    with reading(blog.engine) as connection:
        found = find_verdict(connection, blog.site.id, judged.id)
    assert list(found.verdict.scores) == ["spam", "abuse", "a"]


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.REJECT])
def test_only_a_held_comment_waits_for_a_moderator(blog: Blog, decision: Decision) -> None:
    held = blog.record(SENT)

    blog.record(THANKS, verdict(decision))

    assert blog.queued() == [held.verdict.id]


def test_the_same_id_and_text_give_the_first_verdict_and_one_record(blog: Blog) -> None:
    first = blog.record(SENT)

    again = blog.record(SENT, verdict(Decision.REJECT))

    assert again == first
    assert count_comments(blog) == 1
    assert blog.queued() == [first.verdict.id]


def test_comments_without_an_id_are_recorded_each(blog: Blog) -> None:
    blog.record(THANKS)
    blog.record(THANKS)

    assert count_comments(blog) == 2


@pytest.mark.parametrize(
    "edited",
    [
        replace(SENT, body="Lain"),
        replace(SENT, author=replace(SENT.author, name="Lain")),
        replace(SENT, author=replace(SENT.author, url="https://lain.example")),
    ],
)
def test_other_text_under_the_same_id_is_an_edit_of_the_first(blog: Blog, edited: Comment) -> None:
    first = blog.record(SENT)

    second = blog.record(edited)

    assert second.edit_of == first.verdict.id
    assert second.verdict.id != first.verdict.id


def test_every_later_edit_points_to_the_very_first_text(blog: Blog) -> None:
    first = blog.record(SENT)
    blog.record(replace(SENT, body="Kedua"))

    third = blog.record(replace(SENT, body="Ketiga"))

    assert third.edit_of == first.verdict.id


def test_a_comment_edited_back_gives_its_first_verdict(blog: Blog) -> None:
    first = blog.record(SENT)
    blog.record(replace(SENT, body="Kedua"))

    back = blog.record(SENT)

    assert back == first


def test_what_is_not_text_makes_no_edit(blog: Blog) -> None:
    first = blog.record(SENT)

    again = blog.record(replace(SENT, parent="Halo", author=replace(SENT.author, ip="192.0.2.1")))

    assert again == first


def test_a_field_cannot_be_moved_into_its_neighbour_unnoticed() -> None:
    one = Comment("a", Author(name="bc"))
    other = Comment("ab", Author(name="c"))

    assert text_digest(one) != text_digest(other)


def test_two_sites_may_use_the_same_comment_id(blog: Blog) -> None:
    first = blog.record(SENT)
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
        other = LEDGER.record(tx, garden, SENT, verdict(), NOW)

    assert other.verdict.id != first.verdict.id
    assert other.edit_of == ""


def test_another_sites_verdict_is_not_found(blog: Blog) -> None:
    recorded = blog.record(SENT)

    with reading(blog.engine) as connection, pytest.raises(NotFound):
        find_verdict(connection, "another-site", recorded.verdict.id)


def test_a_batch_is_answered_in_order_and_each_text_once(blog: Blog) -> None:
    known = blog.record(SENT)
    fresh = replace(THANKS, id="c-2")
    judged = [
        (fresh, verdict(Decision.APPROVE)),
        (SENT, verdict()),
        (replace(THANKS, id=""), verdict(Decision.APPROVE)),
        (fresh, verdict(Decision.REJECT)),
        (replace(fresh, body="Disunting"), verdict()),
    ]

    with transaction(blog.engine) as tx:
        answers = LEDGER.record_many(tx, blog.site, judged, NOW)

    assert answers[1] == known
    assert answers[3] is answers[0]
    assert answers[4].edit_of == answers[0].verdict.id
    assert [answers[n].verdict for n in (0, 2, 4)] == [judged[n][1] for n in (0, 2, 4)]
    assert count_comments(blog) == 4


def test_an_empty_batch_writes_nothing(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        assert LEDGER.record_many(tx, blog.site, [], NOW) == []


def test_a_thousand_comments_fit_one_batch(blog: Blog) -> None:
    judged = [(replace(SENT, id=f"c-{n}", body=f"Nomor {n}"), verdict()) for n in range(1000)]

    with transaction(blog.engine) as tx:
        LEDGER.record_many(tx, blog.site, judged, NOW)

    assert blog.queued() == sorted(judged_verdict.id for _, judged_verdict in judged)


def test_nothing_is_recorded_where_the_transaction_fails_later(blog: Blog) -> None:
    with pytest.raises(NotFound):
        record_then_fail(blog)

    assert count_comments(blog) == 0
    assert blog.queued() == []


def test_who_wrote_a_comment_is_kept_only_as_keyed_hashes(blog: Blog) -> None:
    blog.record(replace(THANKS, author=BUDI))

    with reading(blog.engine) as connection:
        row = connection.execute(select(comments)).one()
    kept = " ".join(str(value) for value in row)
    assert not any(told in kept for told in (BUDI.id, BUDI.email, BUDI.ip))
    hidden = LEDGER.pseudonymiser.hide(BUDI)
    assert (row.author_id_hash, row.author_email_hash, row.author_ip_hash) == (
        hidden.id,
        hidden.email,
        hidden.ip,
    )


def test_an_author_who_told_nothing_has_no_hashes(blog: Blog) -> None:
    blog.record(Comment("Halo"))

    with reading(blog.engine) as connection:
        row = connection.execute(select(comments)).one()
    assert (row.author_id_hash, row.author_email_hash, row.author_ip_hash) == (None, None, None)


def test_feedback_is_linked_to_its_verdict(blog: Blog) -> None:
    recorded = blog.record(replace(THANKS, author=SITI))

    with transaction(blog.engine) as tx:
        given = (recorded.verdict.id, FeedbackKind.MISSED_SPAM, "iklan \x00", NOW)
        feedback_id = record_feedback(tx, blog.site.id, *given)

    with reading(blog.engine) as connection:
        row = connection.execute(select(feedback)).one()
    assert row.id == feedback_id
    assert (row.verdict_id, row.kind, row.note, row.created_at) == given


def test_feedback_on_another_sites_verdict_is_refused(blog: Blog) -> None:
    recorded = blog.record(SENT)

    with pytest.raises(NotFound), transaction(blog.engine) as tx:
        record_feedback(tx, "another", recorded.verdict.id, FeedbackKind.CONFIRMED, "", NOW)


def test_a_review_item_belongs_to_its_comment_and_verdict(blog: Blog) -> None:
    recorded = blog.record(SENT)

    with reading(blog.engine) as connection:
        row = connection.execute(select(review_items)).one()
    assert (row.verdict_id, row.comment_id, row.state, row.opened_at) == (
        recorded.verdict.id,
        recorded.verdict.id,
        "open",
        NOW,
    )
