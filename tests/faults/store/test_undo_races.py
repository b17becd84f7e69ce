"""Fault 21: undo races with another undo and with a new decision; the last act wins."""

from collections import Counter
from collections.abc import Callable

import pytest

from service.domain import Decision, Resolution
from service.people import Actor
from service.review import Choice, Outcome, Refusal, Target
from service.store.engine import reading, transaction
from service.store.items import find_items
from service.store.resolving import RESOLVED, UNDONE, resolutions_of, resolve, undo
from service.store.review_tables import resolutions
from tests.faults.store.processes import Place, together_as
from tests.faults.store.team import (
    ALICE,
    PATIENT,
    TEAM,
    count,
    facts,
    filled,
    items_of,
    told,
)
from tests.ledgers import NOW, Blog

ITEMS = 40
SPAM, APPROVE = Choice(Resolution.SPAM), Choice(Resolution.APPROVE)
UNDOING = TEAM[::2]


@pytest.fixture
def decided(blog: Blog) -> Blog:
    """A queue that one moderator has decided on, item by item, each act named by its item."""
    filled(blog, ITEMS)
    for item_id in items_of(blog):
        with transaction(blog.engine) as tx:
            choice = Choice(Resolution.SPAM, act_id=item_id)
            assert resolve(tx, [Target(item_id, 0)], choice, ALICE, NOW).changed
    return blog


def undo_each(place: Place, actor: Actor) -> list[Outcome]:
    blog, outcomes = place.open(PATIENT), []
    for item_id in items_of(blog):
        with transaction(blog.engine) as tx:
            outcomes.append(undo(tx, item_id, actor, NOW))
    blog.engine.dispose()
    return outcomes


def overturn_each(place: Place, actor: Actor) -> list[Outcome]:
    """Approve every item as it stands after the first decision."""
    return _approve_each(place, actor, revision=1)


def decide_each_that_waits(place: Place, actor: Actor) -> list[Outcome]:
    """Approve every item that waits again."""
    return _approve_each(place, actor, revision=None)


def _approve_each(place: Place, actor: Actor, revision: int | None) -> list[Outcome]:
    blog, outcomes = place.open(PATIENT), []
    for item_id in items_of(blog):
        with transaction(blog.engine) as tx:
            outcomes.append(resolve(tx, [Target(item_id, revision)], APPROVE, actor, NOW))
    blog.engine.dispose()
    return outcomes


def undo_or_overturn(place: Place, actor: Actor) -> list[Outcome]:
    return undo_each(place, actor) if actor in UNDOING else overturn_each(place, actor)


def undo_or_decide_again(place: Place, actor: Actor) -> list[Outcome]:
    return undo_each(place, actor) if actor in UNDOING else decide_each_that_waits(place, actor)


def changes(outcomes: list[list[Outcome]]) -> Counter[str]:
    return Counter(item_id for one in outcomes for act in one for item_id in act.changed)


def test_of_eight_who_undo_the_same_acts_one_undoes_each(decided: Blog) -> None:
    outcomes = together_as(TEAM, undo_each, Place.of(decided))

    items = items_of(decided)
    assert changes(outcomes) == dict.fromkeys(items, 1)
    assert decided.queued() == items
    assert count(decided, resolutions.c.site_id, resolutions.c.withdrawn_at.is_(None)) == 0
    undone = [facts(event)["verdict"] for event in told(decided) if event.type == UNDONE]
    assert sorted(map(str, undone)) == items


def test_an_item_is_either_undone_or_overturned(decided: Blog) -> None:
    outcomes = together_as(TEAM, undo_or_overturn, Place.of(decided))

    assert changes(outcomes) == dict.fromkeys(items_of(decided), 1)
    refused = {one.why for of_one in outcomes for act in of_one for one in act.refused}
    assert refused <= {Refusal.DECIDED}


@pytest.mark.parametrize("work", [undo_or_overturn, undo_or_decide_again])
def test_the_blog_ends_in_the_state_the_ledger_ends_in(
    decided: Blog, work: Callable[[Place, Actor], list[Outcome]]
) -> None:
    together_as(TEAM, work, Place.of(decided))

    last = {str(facts(event)["verdict"]): facts(event)["decision"] for event in told(decided)}
    with reading(decided.engine) as connection:
        found = find_items(connection, items_of(decided))
    assert last == {item.id: item.outcome for item in found}
    assert Counter(str(facts(event)["verdict"]) for event in told(decided)) == {
        item.id: item.revision for item in found
    }


@pytest.mark.parametrize("work", [undo_or_overturn, undo_or_decide_again])
def test_one_training_record_stands_for_each_item_decided_and_none_for_those_that_wait(
    decided: Blog, work: Callable[[Place, Actor], list[Outcome]]
) -> None:
    together_as(TEAM, work, Place.of(decided))

    in_force = count(decided, resolutions.c.site_id, resolutions.c.withdrawn_at.is_(None))
    overturned = sum(
        1
        for event in told(decided)
        if event.type == RESOLVED and facts(event)["decision"] == Decision.APPROVE
    )
    waiting = len(decided.queued())
    if work is undo_or_overturn:
        # An overturned decision stays a record of what its moderator thought.
        assert in_force == (ITEMS - waiting) + overturned
    else:
        assert in_force == ITEMS - waiting


def undo_all(place: Place, actor: Actor) -> list[Outcome]:
    blog = place.open(PATIENT)
    with transaction(blog.engine) as tx:
        outcome = undo(tx, "the whole queue", actor, NOW)
    blog.engine.dispose()
    return [outcome]


def test_of_eight_who_undo_a_great_act_one_undoes_all_of_it(blog: Blog) -> None:
    filled(blog, ITEMS)
    items = items_of(blog)
    whole = Choice(Resolution.SPAM, act_id="the whole queue")
    with transaction(blog.engine) as tx:
        resolve(tx, [Target(item_id, 0) for item_id in items], whole, ALICE, NOW)
        assert len(resolutions_of(tx, whole.act_id)) == ITEMS

    outcomes = together_as(TEAM, undo_all, Place.of(blog))

    assert changes(outcomes) == dict.fromkeys(items, 1)
    assert blog.queued() == items
