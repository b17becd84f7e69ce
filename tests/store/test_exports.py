from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain import Comment, Decision, Resolution
from service.people import Actor, ActorKind
from service.review import Choice, ReviewItem, Target
from service.store import exports
from service.store.engine import reading, transaction
from service.store.erasure import forget
from service.store.exports import (
    Decided,
    LeftOut,
    Wanted,
    Withdrawn,
    decisions,
    labels_of,
    left_out,
)
from service.store.items import find_item
from service.store.resolving import resolve, undo
from service.store.retention import sweep
from service.store.sites import create_site
from tests.ledgers import LEDGER, NOW, Blog, verdict
from tests.people import BANDAR, GAMBLING, NAME_GAMBLING, THANKS

HIDDEN = LEDGER.pseudonymiser
RINA = Actor(ActorKind.MODERATOR, "m-1", "Rina")
LATER = NOW + timedelta(hours=1)
ALL = Wanted()
GAMBLES = Choice(Resolution.SPAM, "spam/gambling")


def recorded(blog: Blog, comment: Comment = GAMBLING, decision: Decision = Decision.HOLD) -> str:
    return blog.record(comment, verdict(decision)).verdict.id


def item(blog: Blog, item_id: str) -> ReviewItem:
    with reading(blog.engine) as connection:
        return find_item(connection, item_id)


def decide(blog: Blog, item_id: str, choice: Choice = GAMBLES, hours: int = 0) -> str:
    """Decide on an item as it stands; returns the act's id."""
    at = NOW + timedelta(hours=hours)
    with transaction(blog.engine) as tx:
        done = resolve(tx, [Target(item_id, item(blog, item_id).revision)], choice, RINA, at)
    assert done.changed == (item_id,)
    return done.act_id


def exported(blog: Blog, wanted: Wanted = ALL) -> list[Decided | Withdrawn]:
    return list(decisions(blog.engine, HIDDEN, wanted))


def records(blog: Blog, wanted: Wanted = ALL) -> list[Decided]:
    return [one for one in exported(blog, wanted) if isinstance(one, Decided)]


def without(blog: Blog) -> LeftOut:
    with reading(blog.engine) as connection:
        return left_out(connection, Wanted())


def test_a_decision_is_exported_with_what_was_decided_about(blog: Blog) -> None:
    sent = replace(NAME_GAMBLING, author=replace(BANDAR, email="a@b.example"))
    item_id = recorded(blog, sent)
    decide(blog, item_id)

    [one] = records(blog)

    assert one == Decided(
        id=one.id,
        body=sent.body,
        author_name=sent.author.name,
        author_url=sent.author.url,
        article_title=sent.article.title,
        language="id",
        labels={"spam": 1, "spam/gambling": 1},
        resolved_at=NOW,
        verdict=item_id,
        model="2026.11.1",
        overturns=False,
        moderator=HIDDEN.digest("moderator", "m-1"),
        site=blog.site.id,
    )


@pytest.mark.parametrize(
    ("resolution", "label", "labels"),
    [
        (Resolution.APPROVE, "", {"spam": 0, "abuse": 0}),
        (Resolution.SPAM, "", {"spam": 1}),
        (Resolution.SPAM, "spam", {"spam": 1}),
        (Resolution.SPAM, "spam/scam", {"spam": 1, "spam/scam": 1}),
        (Resolution.ABUSE, "abuse/insult", {"abuse": 1, "abuse/insult": 1}),
        (Resolution.REJECT, "", {}),
        (Resolution.ESCALATE, "", {}),
    ],
)
def test_a_resolution_says_no_more_than_it_does(
    resolution: Resolution, label: str, labels: dict[str, int]
) -> None:
    assert labels_of(resolution, label) == labels


@pytest.mark.parametrize(
    ("decision", "resolution", "overturns"),
    [
        (Decision.APPROVE, Resolution.SPAM, [True]),
        (Decision.REJECT, Resolution.APPROVE, [True]),
        (Decision.REJECT, Resolution.SPAM, [False]),
        (Decision.HOLD, Resolution.APPROVE, [False]),
    ],
)
def test_a_record_tells_whether_the_machine_decided_otherwise(
    blog: Blog, decision: Decision, resolution: Resolution, overturns: list[bool]
) -> None:
    decide(blog, recorded(blog, decision=decision), Choice(resolution))

    assert [one.overturns for one in records(blog)] == overturns


def test_rejections_without_a_kind_and_erased_texts_are_counted_and_left_out(blog: Blog) -> None:
    decide(blog, recorded(blog), Choice(Resolution.REJECT))
    decide(blog, recorded(blog, THANKS), Choice(Resolution.APPROVE))
    decide(blog, recorded(blog, NAME_GAMBLING), Choice(Resolution.ESCALATE))
    sweep(blog.engine, NOW + timedelta(days=90))

    assert exported(blog) == []
    assert without(blog) == LeftOut(plain=1, erased=1)


def test_an_undone_decision_is_withdrawn(blog: Blog) -> None:
    act_id = decide(blog, recorded(blog))
    [before] = records(blog)
    with transaction(blog.engine) as tx:
        undo(tx, act_id, RINA, LATER)

    assert exported(blog) == [Withdrawn(before.id)]


def test_a_decision_that_was_made_anew_is_withdrawn_and_the_new_one_counts(blog: Blog) -> None:
    item_id = recorded(blog)
    decide(blog, item_id)
    [first] = records(blog)
    decide(blog, item_id, Choice(Resolution.APPROVE), hours=1)

    withdrawn, second = exported(blog)

    assert withdrawn == Withdrawn(first.id)
    assert isinstance(second, Decided)
    assert second.labels == {"spam": 0, "abuse": 0}


def test_an_erased_persons_records_are_withdrawn(blog: Blog) -> None:
    item_id = recorded(blog)
    decide(blog, item_id)
    [before] = records(blog)

    forget(blog.engine, [item_id], LATER)

    assert exported(blog) == [Withdrawn(before.id)]
    assert without(blog) == LeftOut(0, 0)


def test_only_what_is_newer_is_exported_where_that_is_asked(blog: Blog) -> None:
    old, undone = recorded(blog), recorded(blog, NAME_GAMBLING)
    decide(blog, old)
    act_id = decide(blog, undone)
    decide(blog, recorded(blog, THANKS), Choice(Resolution.APPROVE), hours=1)
    with transaction(blog.engine) as tx:
        undo(tx, act_id, RINA, LATER)

    found = exported(blog, Wanted(since=LATER))

    kinds = {type(one).__name__ for one in found}
    assert (len(found), kinds) == (2, {"Withdrawn", "Decided"})
    assert [one.body for one in found if isinstance(one, Decided)] == [THANKS.body]


def test_one_sites_decisions_are_exported_alone(blog: Blog) -> None:
    decide(blog, recorded(blog))
    with transaction(blog.engine) as tx:
        other = create_site(tx, "Kebun", "balanced", NOW)

    assert len(records(blog, Wanted(blog.site.id))) == 1
    assert exported(blog, Wanted(other.id)) == []


def test_many_decisions_come_page_by_page_each_once(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    for number in range(5):
        decide(blog, recorded(blog, replace(GAMBLING, id=str(number))))

    ids = [one.id for one in exported(blog)]

    assert (len(ids), ids) == (5, sorted(set(ids)))
