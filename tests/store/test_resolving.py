from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from service.domain import Comment, Decision, Resolution
from service.errors import LedgerUnavailable
from service.people import Actor, ActorKind
from service.review import (
    CampaignSize,
    Choice,
    Filter,
    Order,
    Outcome,
    ReviewItem,
    State,
    Target,
)
from service.store import audit as audits
from service.store.campaigns import sizes
from service.store.engine import reading, transaction
from service.store.events import events_since
from service.store.groups import author_record, open_of_campaign, similar
from service.store.items import find_item
from service.store.listing import page
from service.store.resolving import ChoiceInvalid, resolve, undo
from service.store.review_tables import audit, resolutions
from tests.ledgers import NOW, Blog, verdict
from tests.people import BUDI, WAYAN

SITI = Actor(ActorKind.MODERATOR, "m-siti", "Siti")
SPAM = Choice(Resolution.SPAM, "spam/gambling")
REJECT = Choice(Resolution.REJECT)
OFFER = "Deposit pulsa tanpa potongan, langsung main di bandar kami"


def decide(blog: Blog, choice: Choice, *item_ids: str) -> Outcome:
    with transaction(blog.engine) as tx:
        return resolve(tx, [Target(item_id) for item_id in item_ids], choice, SITI, NOW)


def take_back(blog: Blog, act_id: str, seconds: float = 60) -> Outcome:
    with transaction(blog.engine) as tx:
        return undo(tx, act_id, SITI, NOW + timedelta(seconds=seconds))


def shown(blog: Blog) -> list[tuple[str, int]]:
    """Return the rows of the queue: who leads, and how many stand behind."""
    with reading(blog.engine) as connection:
        found = page(connection, [blog.site.id], Filter(), Order.OLDEST)
        return [(item.id, found.campaigns[item.campaign_id].items) for item in found.items]


def item(blog: Blog, item_id: str) -> ReviewItem:
    with reading(blog.engine) as connection:
        return find_item(connection, item_id)


def campaign(blog: Blog, count: int = 3) -> list[str]:
    return sorted(blog.record(Comment(f"{OFFER} {n}")).verdict.id for n in range(count))


def test_the_next_of_a_campaign_stands_for_it_when_the_first_is_decided(blog: Blog) -> None:
    first, second, third = campaign(blog)

    decide(blog, SPAM, first)
    after_one = shown(blog)
    decide(blog, SPAM, second, third)

    assert after_one == [(second, 2)]
    assert shown(blog) == []


def test_undo_gives_a_campaign_its_first_back(blog: Blog) -> None:
    first, second, _ = campaign(blog)
    act = decide(blog, SPAM, first, second)

    take_back(blog, act.act_id)

    assert shown(blog) == [(first, 3)]


def test_a_new_comment_of_a_decided_campaign_stands_for_itself(blog: Blog) -> None:
    decide(blog, SPAM, *campaign(blog))

    latecomer = blog.record(Comment(f"{OFFER} 9")).verdict.id

    assert shown(blog) == [(latecomer, 1)]


def test_a_resolution_is_kept_as_a_training_record_until_it_is_undone(blog: Blog) -> None:
    [held] = campaign(blog, 1)
    act = decide(blog, SPAM, held)
    take_back(blog, act.act_id)

    with reading(blog.engine) as connection:
        [row] = connection.execute(select(resolutions)).all()

    assert (row.resolution, row.label, row.actor_name) == ("spam", "spam/gambling", "Siti")
    assert row.withdrawn_at == NOW + timedelta(seconds=60)


def test_undo_restores_an_earlier_resolution_exactly(blog: Blog) -> None:
    [held] = campaign(blog, 1)
    decide(blog, Choice(Resolution.APPROVE), held)
    before = item(blog, held)
    with transaction(blog.engine) as tx:
        act = resolve(tx, [Target(held, before.revision)], REJECT, SITI, NOW)

    take_back(blog, act.act_id)

    after = item(blog, held)
    assert (after.state, after.outcome) == (before.state, before.outcome)
    assert after.decided == before.decided
    assert after.revision == before.revision + 2


def test_an_act_is_undone_only_once(blog: Blog) -> None:
    [held] = campaign(blog, 1)
    act = decide(blog, SPAM, held)
    take_back(blog, act.act_id)

    assert take_back(blog, act.act_id).changed == ()


def test_every_act_is_in_the_audit_with_before_and_after(blog: Blog) -> None:
    [held] = campaign(blog, 1)
    act = decide(blog, SPAM, held)
    take_back(blog, act.act_id)

    with reading(blog.engine) as connection:
        undone, resolved = audits.entries(connection, site_id=blog.site.id)

    assert [entry.act.action for entry in (resolved, undone)] == ["item.resolve", "item.undo"]
    assert resolved.act.actor == SITI
    assert (resolved.act.before["state"], resolved.act.after["state"]) == ("open", "resolved")
    assert (undone.act.before["state"], undone.act.after["state"]) == ("resolved", "open")
    assert resolved.act.act_id == act.act_id


@pytest.mark.parametrize("change", [update(audit).values(action="x"), delete(audit)])
def test_the_audit_can_neither_be_changed_nor_deleted(blog: Blog, change: object) -> None:
    decide(blog, SPAM, *campaign(blog, 1))

    with pytest.raises(LedgerUnavailable), transaction(blog.engine) as tx:
        tx.execute(change)  # type: ignore[call-overload]

    with reading(blog.engine) as connection:
        assert len(audits.entries(connection)) == 1


def test_events_carry_the_decision_in_force(blog: Blog) -> None:
    passed = blog.record(Comment("Halo", id="c-7"), verdict(Decision.APPROVE)).verdict.id
    act = decide(blog, REJECT, passed)
    take_back(blog, act.act_id)

    with reading(blog.engine) as connection:
        events = events_since(connection, blog.site.id, 0, 10)

    told = [event.payload["data"] for event in events]
    assert [one["decision"] for one in told] == ["reject", "approve"]  # type: ignore[index]
    assert [one["comment_id"] for one in told] == ["c-7", "c-7"]  # type: ignore[index]
    assert events[0].seq < events[1].seq


def test_targets_named_twice_are_decided_once(blog: Blog) -> None:
    [held] = campaign(blog, 1)

    assert decide(blog, SPAM, held, held).changed == (held,)


def test_decisions_of_one_act_id_are_undone_together(blog: Blog) -> None:
    first, second, _ = campaign(blog)
    act = decide(blog, SPAM, first)
    decide(blog, Choice(Resolution.SPAM, "spam/gambling", act_id=act.act_id), second)

    undone = take_back(blog, act.act_id)

    assert sorted(undone.changed) == [first, second]
    assert shown(blog) == [(first, 3)]


def test_a_label_of_another_kind_is_refused(blog: Blog) -> None:
    with pytest.raises(ChoiceInvalid):
        decide(blog, Choice(Resolution.SPAM, "abuse/insult"), *campaign(blog, 1))


def test_an_escalated_item_keeps_waiting_and_its_claim_ends(blog: Blog) -> None:
    [held] = campaign(blog, 1)

    decide(blog, Choice(Resolution.ESCALATE, note="Ragu"), held)

    found = item(blog, held)
    assert (found.state, found.outcome, found.claim) == (State.ESCALATED, Decision.HOLD, None)


def test_a_campaign_counts_its_open_items_and_their_authors(blog: Blog) -> None:
    for number in range(4):
        blog.record(Comment(f"{OFFER} {number}", author=BUDI if number else WAYAN))
    [(lead, _)] = shown(blog)
    campaign_id = item(blog, lead).campaign_id

    with reading(blog.engine) as connection:
        assert sizes(connection, [campaign_id]) == {campaign_id: CampaignSize(4, 2)}
        until = open_of_campaign(connection, [blog.site.id], campaign_id, lead, 10)
        alike = similar(connection, find_item(connection, lead), 2)

    assert until == [lead]
    assert len(alike) == 2


def test_an_authors_record_counts_what_is_in_force(blog: Blog) -> None:
    approved = blog.record(Comment("Satu", author=BUDI), verdict(Decision.APPROVE)).verdict.id
    blog.record(Comment("Dua", author=BUDI), verdict(Decision.APPROVE))
    held = blog.record(Comment(OFFER, author=BUDI)).verdict.id
    decide(blog, REJECT, approved)

    with reading(blog.engine) as connection:
        record = author_record(connection, find_item(connection, held))

    assert record is not None
    assert (record.approved, record.rejected, record.held) == (1, 1, 1)
    assert record.first_seen == NOW


def test_who_is_not_known_has_no_record(blog: Blog) -> None:
    [held] = campaign(blog, 1)

    with reading(blog.engine) as connection:
        assert author_record(connection, find_item(connection, held)) is None
