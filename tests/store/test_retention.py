from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, update

from service.domain import Comment, Decision, FeedbackKind, Resolution
from service.people import SHELL
from service.review import Choice, ReviewItem, State, Target
from service.store import retention
from service.store.engine import reading, transaction
from service.store.items import find_item
from service.store.ledger import record_feedback
from service.store.resolving import resolve, undo
from service.store.retention import AT_ONCE, Swept, sweep
from service.store.review_tables import resolutions
from service.store.tables import comments, feedback, sites, verdicts
from service.web.highlight import highlight
from tests.ledgers import NOW, Blog, opened, verdict
from tests.people import BANDAR, GAMBLING, THANKS

DAY = timedelta(days=1)
APPROVED, REJECTED = 90 * DAY, 180 * DAY
SENT = replace(GAMBLING, id="c-1", parent="Yang dibalas", author=replace(BANDAR, ip="192.0.2.9"))


def recorded(blog: Blog, decision: Decision, comment: Comment = SENT) -> str:
    return blog.record(comment, verdict(decision)).verdict.id


def item(blog: Blog, item_id: str) -> ReviewItem:
    with reading(blog.engine) as connection:
        return find_item(connection, item_id)


def decide(blog: Blog, item_id: str, resolution: Resolution, days: int = 0) -> str:
    with transaction(blog.engine) as tx:
        choice = Choice(resolution, note="Ini catatan")
        seen = item(blog, item_id).revision
        done = resolve(tx, [Target(item_id, seen)], choice, SHELL, NOW + days * DAY)
    assert done.changed == (item_id,)
    return done.act_id


def has_text(blog: Blog, item_id: str) -> bool:
    found = item(blog, item_id)
    assert found.erased is (found.body == "")
    return not found.erased


@pytest.mark.parametrize(
    ("decision", "period"), [(Decision.APPROVE, APPROVED), (Decision.REJECT, REJECTED)]
)
def test_a_comment_keeps_its_text_until_the_period_of_its_outcome_is_over(
    blog: Blog, decision: Decision, period: timedelta
) -> None:
    item_id = recorded(blog, decision)

    early = sweep(blog.engine, NOW + period - timedelta(seconds=1))
    kept = has_text(blog, item_id)
    late = sweep(blog.engine, NOW + period)

    assert (early.comments, kept) == (0, True)
    assert (late.comments, has_text(blog, item_id)) == (1, False)


def test_the_period_is_the_sites_own(blog: Blog) -> None:
    item_id = recorded(blog, Decision.APPROVE)
    with transaction(blog.engine) as tx:
        tx.execute(update(sites).values(keep_approved_days=1))

    swept = sweep(blog.engine, NOW + DAY)

    assert swept == Swept(approved=1)
    assert not has_text(blog, item_id)


def test_everything_personal_goes_and_what_was_decided_stays(blog: Blog) -> None:
    item_id = recorded(blog, Decision.REJECT)
    before = item(blog, item_id)

    sweep(blog.engine, NOW + REJECTED)

    with reading(blog.engine) as connection:
        row = connection.execute(select(comments)).one()
    emptied = (row.body, row.words, row.author_name, row.author_url, row.article_title, row.parent)
    assert (set(emptied), row.author_ip_hash) == ({""}, None)
    assert (row.external_id, row.author_id_hash) == ("c-1", before.author.key)
    assert (len(row.text_digest), row.erased_at) == (64, NOW + REJECTED)
    after = item(blog, item_id)
    assert (after.outcome, after.score, after.state) == (
        before.outcome,
        before.score,
        before.state,
    )
    assert after.verdict.scores == before.verdict.scores


def test_evidence_keeps_its_place_and_loses_its_text(blog: Blog) -> None:
    item_id = recorded(blog, Decision.REJECT)
    before = item(blog, item_id).verdict

    sweep(blog.engine, NOW + REJECTED)

    after = item(blog, item_id).verdict
    blank = [
        replace(reason, evidence=tuple(replace(e, text="", reads_as="") for e in reason.evidence))
        for reason in before.reasons
    ]
    assert list(after.reasons) == blank
    evidence = [each for signal in after.signals for each in signal.evidence]
    assert evidence
    assert {each.text + each.reads_as for each in evidence} == {""}
    assert [run.text for span in highlight("", evidence) for run in span.runs] == []


def test_notes_of_moderators_and_sites_go_too(blog: Blog) -> None:
    item_id = recorded(blog, Decision.HOLD)
    decide(blog, item_id, Resolution.REJECT)
    with transaction(blog.engine) as tx:
        record_feedback(tx, blog.site.id, item_id, FeedbackKind.FALSE_ALARM, "Kenal Budi", NOW)

    sweep(blog.engine, NOW + REJECTED)

    with reading(blog.engine) as connection:
        assert connection.execute(select(resolutions.c.note)).scalar_one() == ""
        said = connection.execute(select(feedback.c.note, feedback.c.kind)).one()
    assert said == ("", FeedbackKind.FALSE_ALARM)


@pytest.mark.parametrize("state", [State.OPEN, State.ESCALATED])
def test_what_waits_for_a_moderator_is_kept_however_long(blog: Blog, state: State) -> None:
    item_id = recorded(blog, Decision.HOLD)
    if state is State.ESCALATED:
        decide(blog, item_id, Resolution.ESCALATE)

    sweep(blog.engine, NOW + 10 * REJECTED)

    assert has_text(blog, item_id)
    assert item(blog, item_id).state is state


def test_the_period_begins_when_the_outcome_in_force_was_decided(blog: Blog) -> None:
    item_id = recorded(blog, Decision.APPROVE)
    decide(blog, item_id, Resolution.SPAM, days=89)

    sweep(blog.engine, NOW + REJECTED)
    kept = has_text(blog, item_id)
    sweep(blog.engine, NOW + 89 * DAY + REJECTED)

    assert kept
    assert not has_text(blog, item_id)


def test_an_item_decided_anew_between_the_look_and_the_deed_keeps_its_text(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = recorded(blog, Decision.APPROVE)
    looked = retention.due_items

    def look_then_decide(*arguments: object) -> tuple[list[str], str]:
        found = looked(*arguments)  # type: ignore[arg-type]  # passed on as they come
        if found[0]:
            monkeypatch.setattr(retention, "due_items", looked)
            decide(blog, item_id, Resolution.SPAM, days=90)
        return found

    monkeypatch.setattr(retention, "due_items", look_then_decide)
    swept = sweep(blog.engine, NOW + APPROVED)

    assert swept == Swept()
    assert has_text(blog, item_id)


def test_an_undone_resolution_brings_its_item_back_without_the_text(blog: Blog) -> None:
    item_id = recorded(blog, Decision.HOLD)
    act_id = decide(blog, item_id, Resolution.APPROVE)
    with transaction(blog.engine) as tx:
        tx.execute(update(sites).values(keep_approved_days=0))
    sweep(blog.engine, NOW + timedelta(hours=1))

    with transaction(blog.engine) as tx:
        done = undo(tx, act_id, SHELL, NOW + timedelta(hours=2))

    assert done.changed == (item_id,)
    assert blog.queued() == [item_id]
    assert not has_text(blog, item_id)


def test_an_erased_comment_sent_again_gets_the_same_verdict(blog: Blog) -> None:
    item_id = recorded(blog, Decision.REJECT)
    sweep(blog.engine, NOW + REJECTED)

    again = blog.record(SENT, verdict(Decision.APPROVE))

    assert again.verdict.id == item_id
    assert again.verdict.decision is Decision.REJECT
    assert not has_text(blog, item_id)


def test_what_is_erased_is_not_erased_again(blog: Blog) -> None:
    recorded(blog, Decision.APPROVE)
    first = sweep(blog.engine, NOW + APPROVED)

    assert (first.approved, sweep(blog.engine, NOW + 2 * APPROVED)) == (1, Swept())


def test_many_comments_go_in_transactions_of_some_hundreds(blog: Blog) -> None:
    many = [replace(THANKS, id=str(number)) for number in range(AT_ONCE + 10)]
    for comment in many:
        recorded(blog, Decision.APPROVE, comment)
    erased: list[int] = []

    @event.listens_for(blog.engine, "before_cursor_execute")
    def count(_: object, __: object, statement: str, rows: list[object], *___: object) -> None:
        if statement.startswith("UPDATE comments"):
            erased.append(len(rows))

    swept = sweep(blog.engine, NOW + APPROVED)

    assert swept == Swept(approved=AT_ONCE + 10)
    assert erased == [AT_ONCE, 10]


def test_many_items_are_looked_at_a_few_at_a_time(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "LOOKED_AT", 2)
    for number in range(5):
        recorded(blog, Decision.APPROVE, replace(THANKS, id=str(number)))
    decide(blog, recorded(blog, Decision.HOLD), Resolution.APPROVE, days=90)

    first, again = (sweep(blog.engine, NOW + APPROVED) for _ in range(2))

    assert (first, again) == (Swept(approved=5), Swept())


@pytest.mark.postgres
def test_an_item_that_somebody_is_deciding_on_is_left_to_the_next_time(
    postgres_database: str,
) -> None:
    with opened(postgres_database) as blog:
        item_id = recorded(blog, Decision.APPROVE)
        seen = item(blog, item_id).revision
        with transaction(blog.engine) as tx:
            resolve(tx, [Target(item_id, seen)], Choice(Resolution.ESCALATE), SHELL, NOW)
            sweep(blog.engine, NOW + APPROVED)

        assert has_text(blog, item_id)
        assert item(blog, item_id).state is State.ESCALATED


def test_sqlite_keeps_no_trace_of_an_erased_text(sqlite_blog: Blog) -> None:
    marks = ["penanda", "unik", "sekali"]
    said = Comment(" ".join(marks) + "".join(f" {number}" for number in range(3000)))
    blog = sqlite_blog
    recorded(blog, Decision.APPROVE, said)
    path = Path(str(blog.engine.url.database))
    stood = b"penanda" in path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()

    sweep(blog.engine, NOW + APPROVED)
    with transaction(blog.engine) as tx:
        tx.execute(update(verdicts).values(policy="balanced@2"))
    blog.engine.dispose()

    assert stood
    assert b"penanda" not in path.read_bytes()
