"""What was decided about an item step by step, and what one act did."""

from service.domain import Resolution
from service.people import Actor, ActorKind
from service.review import Choice, Target
from service.store import deeds, resolving
from service.store.engine import reading, transaction
from tests.ledgers import NOW, Blog
from tests.people import GAMBLING, QUESTION

AYU = Actor(ActorKind.MODERATOR, "01AYU", "Ayu")
SPAM = Choice(Resolution.SPAM, "spam/gambling", "jelas", "01ACT")


def decided(blog: Blog, *item_ids: str, choice: Choice = SPAM) -> str:
    with transaction(blog.engine) as tx:
        return resolving.resolve(tx, [Target(one) for one in item_ids], choice, AYU, NOW).act_id


def undone(blog: Blog, act_id: str) -> None:
    with transaction(blog.engine) as tx:
        resolving.undo(tx, act_id, AYU, NOW.replace(hour=10))


def test_steps_tell_who_decided_what_and_took_it_back(blog: Blog) -> None:
    item_id = blog.record(GAMBLING).verdict.id
    undone(blog, decided(blog, item_id))

    with reading(blog.engine) as connection:
        steps = deeds.steps(connection, item_id)

    assert [(step.resolution, step.label, step.note) for step in steps] == [
        (None, "", ""),
        (Resolution.SPAM, "spam/gambling", "jelas"),
    ]
    assert {step.by.name for step in steps} == {"Ayu"}


def test_nothing_decided_has_no_steps(blog: Blog) -> None:
    item_id = blog.record(GAMBLING).verdict.id

    with reading(blog.engine) as connection:
        assert deeds.steps(connection, item_id) == []


def test_a_deed_counts_what_it_decided_and_what_is_left(blog: Blog) -> None:
    first, second = (blog.record(one).verdict.id for one in (GAMBLING, QUESTION))
    act_id = decided(blog, first, second)
    with transaction(blog.engine) as tx:
        anew = Choice(Resolution.APPROVE)
        resolving.resolve(tx, [Target(second, revision=1)], anew, AYU, NOW)
    undone(blog, act_id)

    with reading(blog.engine) as connection:
        deed = deeds.deed(connection, [blog.site.id], act_id)
        items = deeds.items_of(connection, [blog.site.id], act_id, 10)

    assert deed is not None
    assert (deed.items, deed.left, deed.label) == (2, 1, "spam/gambling")
    assert [item.id for item in items] == [first, second]


def test_a_deed_on_other_sites_is_not_told(blog: Blog) -> None:
    act_id = decided(blog, blog.record(GAMBLING).verdict.id)

    with reading(blog.engine) as connection:
        assert deeds.deed(connection, ["01OTHER"], act_id) is None
        assert deeds.items_of(connection, ["01OTHER"], act_id, 10) == []
