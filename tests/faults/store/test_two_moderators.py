"""Fault 20: moderators who open and decide the same items at the same moment."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from service.domain import Comment, Decision
from service.people import Actor
from service.review import CLAIM_SECONDS, Claim, Outcome, Refusal, Refused, Target
from service.store.engine import transaction
from service.store.queue import claim, claim_next, release
from service.store.resolving import resolve
from service.store.review_tables import audit, resolutions
from tests.faults.store.processes import Place, together_as
from tests.faults.store.team import (
    ALICE,
    BOB,
    CHOICES,
    ITEMS,
    PATIENT,
    TEAM,
    WAVE,
    count,
    facts,
    filled,
    items_of,
    told,
)
from tests.ledgers import NOW, Blog, verdict

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=CLAIM_SECONDS)


@pytest.fixture
def queue(blog: Blog) -> Blog:
    """A queue of many items."""
    return filled(blog)


def work_until_none_is_left(place: Place, actor: Actor) -> list[str]:
    """Take the next item and decide on it, again and again; returns what was decided."""
    blog, decided = place.open(PATIENT), list[str]()
    while True:
        with transaction(blog.engine) as tx:
            item_id = claim_next(tx, [place.site.id], actor, NOW)
        if item_id is None:
            blog.engine.dispose()
            return decided
        with transaction(blog.engine) as tx:
            decided += resolve(tx, [Target(item_id)], CHOICES[0], actor, NOW).changed


def test_eight_who_ask_for_the_next_item_share_the_queue_without_remainder(queue: Blog) -> None:
    decided = together_as(TEAM, work_until_none_is_left, Place.of(queue))

    assert sorted(item_id for one in decided for item_id in one) == items_of(queue)
    assert queue.queued() == []


def claim_each(place: Place, actor: Actor) -> list[Claim | Refused]:
    blog = place.open(PATIENT)
    answers = []
    for item_id in items_of(blog):
        with transaction(blog.engine) as tx:
            answers.append(claim(tx, item_id, actor, NOW))
    blog.engine.dispose()
    return answers


def test_an_item_that_eight_open_at_once_is_one_ones_and_the_others_see_whose(
    queue: Blog,
) -> None:
    answers = together_as(TEAM, claim_each, Place.of(queue))

    names = {actor.id: actor.name for actor in TEAM}
    for of_one_item in zip(*answers, strict=True):
        [won] = [answer for answer in of_one_item if isinstance(answer, Claim)]
        others = [answer for answer in of_one_item if isinstance(answer, Refused)]
        assert {other.why for other in others} == {Refusal.CLAIMED}
        assert {claimer_of(other) for other in others} == {(won.by, names[won.by])}


def claimer_of(refused: Refused) -> tuple[str, str]:
    assert refused.claim is not None
    return refused.claim.by, refused.claim.name


def decide_each(place: Place, actor: Actor) -> list[Outcome]:
    blog, choice = place.open(PATIENT), CHOICES[TEAM.index(actor) % len(CHOICES)]
    outcomes = []
    for item_id in items_of(blog):
        with transaction(blog.engine) as tx:
            outcomes.append(resolve(tx, [Target(item_id, 0)], choice, actor, NOW))
    blog.engine.dispose()
    return outcomes


def decide_many_at_once(place: Place, actor: Actor) -> list[Outcome]:
    """Decide all items in four acts, each moderator in an order of their own."""
    blog, choice = place.open(PATIENT), CHOICES[TEAM.index(actor) % len(CHOICES)]
    targets = [Target(item_id, 0) for item_id in items_of(blog)]
    random.Random(actor.id).shuffle(targets)
    outcomes = []
    for start in range(0, ITEMS, ITEMS // 4):
        with transaction(blog.engine) as tx:
            some = targets[start : start + ITEMS // 4]
            outcomes.append(resolve(tx, some, choice, actor, NOW))
    blog.engine.dispose()
    return outcomes


@pytest.mark.parametrize("work", [decide_each, decide_many_at_once])
def test_of_eight_who_decide_the_same_items_one_wins_each_and_the_others_are_told(
    queue: Blog, work: Callable[[Place, Actor], list[Outcome]]
) -> None:
    items = items_of(queue)

    outcomes = together_as(TEAM, work, Place.of(queue))

    winners = winners_of(outcomes)
    assert sorted(item_id for item_id, _ in winners) == items
    refused = [one for of_one in outcomes for outcome in of_one for one in outcome.refused]
    assert Counter(one.item_id for one in refused) == dict.fromkeys(items, len(TEAM) - 1)
    assert {one.why for one in refused} == {Refusal.DECIDED}
    assert all(one.decided and one.decided.by == dict(winners)[one.item_id] for one in refused)


def winners_of(outcomes: Sequence[Sequence[Outcome]]) -> list[tuple[str, Actor]]:
    """Return every item that was decided, with who says that it was them."""
    return [
        (item_id, actor)
        for actor, of_one in zip(TEAM, outcomes, strict=True)
        for outcome in of_one
        for item_id in outcome.changed
    ]


def test_what_eight_decide_at_once_stands_in_the_books_once(queue: Blog) -> None:
    together_as(TEAM, decide_each, Place.of(queue))

    assert queue.queued() == []
    assert count(queue, audit.c.site_id) == ITEMS
    assert count(queue, resolutions.c.site_id) == ITEMS
    assert sorted(str(facts(event)["verdict"]) for event in told(queue)) == items_of(queue)


def send_and_decide(place: Place, actor: Actor) -> list[str]:
    """Record comments of several campaigns and decide what stands in the queue meanwhile."""
    blog, sent = place.open(PATIENT), []
    for number in range(30):
        words = f"{WAVE} {number}" if number % 2 else f"{actor.id} menulis yang ke {number}"
        sent.append(blog.record(Comment(words, id=f"{actor.id} {number}")).verdict.id)
        waiting = [Target(item_id) for item_id in blog.queued()[-4:]]
        with transaction(blog.engine) as tx:
            resolve(tx, waiting, CHOICES[0], actor, NOW)
    blog.engine.dispose()
    return sent


def test_comments_that_come_in_while_others_are_decided_are_neither_lost_nor_doubled(
    blog: Blog,
) -> None:
    sent = together_as(TEAM, send_and_decide, Place.of(blog))

    decided = [str(facts(event)["verdict"]) for event in told(blog)]
    everything = sorted(item_id for one in sent for item_id in one)
    assert sorted(decided + blog.queued()) == everything == items_of(blog)


def test_a_lease_ends_by_itself(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo")).verdict.id
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        early = claim(tx, item_id, BOB, NOW + LEASE - SECOND)
        late = claim(tx, item_id, BOB, NOW + LEASE)

    assert isinstance(early, Refused)
    assert isinstance(late, Claim)


def test_a_renewed_lease_lasts_from_then(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo")).verdict.id
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        renewed = claim(tx, item_id, ALICE, NOW + LEASE - SECOND)
        other = claim(tx, item_id, BOB, NOW + LEASE)

    assert isinstance(renewed, Claim)
    assert renewed.until == NOW + 2 * LEASE - SECOND
    assert isinstance(other, Refused)


def test_who_comes_back_too_late_does_not_renew_what_is_another_ones(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo")).verdict.id
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)
        claim(tx, item_id, BOB, NOW + LEASE)

        back = claim(tx, item_id, ALICE, NOW + LEASE + SECOND)

    assert isinstance(back, Refused)
    assert back.why is Refusal.CLAIMED


def test_only_the_holder_gives_a_lease_back(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo")).verdict.id
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        release(tx, item_id, BOB)
        still = claim(tx, item_id, BOB, NOW)
        release(tx, item_id, ALICE)
        free = claim(tx, item_id, BOB, NOW)

    assert isinstance(still, Refused)
    assert isinstance(free, Claim)


def test_what_another_one_looks_at_is_not_decided(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo")).verdict.id
    with transaction(blog.engine) as tx:
        claim(tx, item_id, ALICE, NOW)

        bobs = resolve(tx, [Target(item_id, 0)], CHOICES[0], BOB, NOW)
        alices = resolve(tx, [Target(item_id, 0)], CHOICES[0], ALICE, NOW)

    assert [one.why for one in bobs.refused] == [Refusal.CLAIMED]
    assert alices.changed == (item_id,)


def test_nobody_claims_what_the_machine_has_settled(blog: Blog) -> None:
    item_id = blog.record(Comment("Halo"), verdict(Decision.REJECT)).verdict.id

    with transaction(blog.engine) as tx:
        answer = claim(tx, item_id, ALICE, NOW)

    assert isinstance(answer, Refused)
