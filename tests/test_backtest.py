"""Back-tests: policies and models replayed over recorded comments."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from service.backtest import EXCERPT, MOST_CHANGES, Agreement, Report, replay
from service.domain import (
    Author,
    Comment,
    Decision,
    Language,
    Past,
    Reason,
    Recorded,
    Resolution,
    Switch,
    Verdict,
)
from service.policy import Policy
from service.replayed import Replayed
from service.store.engine import reading
from service.store.replays import newest
from tests.fakes import FakeScorer
from tests.ledgers import NOW, Blog, sqlite_blog
from tests.mixed import (
    EVERYTHING,
    GROUNDS,
    Publisher,
    comments,
    compiled,
    of_a_regular,
    scorer,
)
from tests.store.memories import decide

__all__ = ["sqlite_blog"]

APPROVE, HOLD, REJECT = Decision.APPROVE, Decision.HOLD, Decision.REJECT
BALANCED = GROUNDS.preset("balanced")
STRICT = GROUNDS.preset("strict")
TERMS = compiled(
    '[[rule]]\nname = "Kata"\naction = "reject"\nwhen = { text = { terms = ["gacor"] } }'
)


def was(decision: Decision, spam: float, body: str = "teks", number: int = 0) -> Replayed:
    """Return a comment that was judged by its score for spam."""
    reasons = () if decision is APPROVE else (Reason("score:spam", spam, decision),)
    verdict = Verdict(
        f"v-{number:03d}", decision, reasons, {"spam": spam}, Language("id"), "m-1", "balanced@2"
    )
    at = NOW - timedelta(minutes=number)
    return Replayed(Comment(body, Author(name="Budi")), Recorded(verdict, "", at))


def resolved(one: Replayed, resolution: Resolution) -> Replayed:
    """Return a comment as moderators decided on it."""
    return replace(one, recorded=replace(one.recorded, resolution=resolution, resolved_at=NOW))


def replayed(blog: Blog, policy: Policy, model: FakeScorer | None = None) -> Report:
    """Replay a policy over everything that a blog recorded."""

    def read() -> AbstractContextManager[Connection]:
        return reading(blog.engine)

    return replay(newest(read, blog.site.id, 10_000), policy, model)


def test_the_policy_that_judged_decides_the_same_again(sqlite_blog: Blog) -> None:
    policy = compiled(EVERYTHING)
    blog = Publisher(sqlite_blog, policy)
    sent = blog.send(comments(100))
    for one in sent:
        if one.verdict.decision is HOLD and one.verdict.id.endswith("7"):
            decide(sqlite_blog, one.verdict.id, Resolution.SPAM)
    sent += blog.send(of_a_regular(), at_once=1) + blog.send(comments(75, seed=6))

    report = replayed(sqlite_blog, policy)

    assert (report.changed, report.compared) == (0, len(sent))
    assert replayed(sqlite_blog, policy, blog.model).changed == 0
    deciding = Counter(one.verdict.reasons[0].code for one in sent if one.verdict.reasons)
    assert {code.partition(":")[0] for code in deciding} >= {"rule", "list", "score", "reputation"}


def test_changes_are_counted_by_direction() -> None:
    past = [was(APPROVE, 0.35), was(HOLD, 0.7), was(HOLD, 0.5), was(REJECT, 0.95)]

    report = replay(past, STRICT)

    assert report.decided == {
        (APPROVE, HOLD): 1,
        (HOLD, REJECT): 1,
        (HOLD, HOLD): 1,
        (REJECT, REJECT): 1,
    }
    assert (report.compared, report.changed) == (4, 2)


def test_a_change_is_shown_with_the_reasons_for_both_decisions() -> None:
    one = resolved(was(HOLD, 0.7, "mantap sekali"), Resolution.SPAM)

    [change] = replay([one], STRICT).changes[HOLD, REJECT]

    assert change.verdict_id == "v-000"
    assert change.reasons_before == (Reason("score:spam", 0.7, HOLD),)
    assert change.reasons_after == (Reason("score:spam", 0.7, REJECT),)
    assert (change.excerpt, change.author_name) == ("mantap sekali", "Budi")
    assert change.resolution is Resolution.SPAM


def test_of_each_direction_the_first_changes_are_kept_and_all_are_counted() -> None:
    past = [was(HOLD, 0.7, "x" * 9999, number) for number in range(MOST_CHANGES + 5)]

    report = replay(past, STRICT)

    kept = report.changes[HOLD, REJECT]
    assert [change.verdict_id for change in kept] == [
        f"v-{number:03d}" for number in range(MOST_CHANGES)
    ]
    assert {len(change.excerpt) for change in kept} == {EXCERPT}
    assert report.changed == MOST_CHANGES + 5


def test_resolutions_stand_beside_each_direction() -> None:
    past = [
        resolved(was(HOLD, 0.7), Resolution.APPROVE),
        resolved(was(HOLD, 0.7), Resolution.SPAM),
        resolved(was(HOLD, 0.7), Resolution.ABUSE),
        was(HOLD, 0.7),
    ]

    report = replay(past, STRICT)

    assert report.moderators((HOLD, REJECT)) == (1, 2)
    assert report.moderators((APPROVE, REJECT)) == (0, 0)


def test_agreement_with_moderators_is_told_before_and_after() -> None:
    past = [
        resolved(was(HOLD, 0.7), Resolution.APPROVE),
        resolved(was(HOLD, 0.7), Resolution.SPAM),
        resolved(was(APPROVE, 0.2), Resolution.REJECT),
        was(REJECT, 0.95),
    ]

    report = replay(past, STRICT)

    assert report.agreement_before == Agreement(agreed=0, overturned=1, held=2)
    assert report.agreement_after == Agreement(agreed=1, overturned=2, held=0)


def test_what_an_emergency_switch_decided_is_left_out() -> None:
    switched = was(HOLD, 0.1)
    verdict = replace(
        switched.recorded.verdict, reasons=(Reason(f"switch:{Switch.HOLD_ALL}", 1.0, HOLD),)
    )
    switched = replace(switched, recorded=replace(switched.recorded, verdict=verdict))

    report = replay([switched, was(HOLD, 0.5)], BALANCED)

    assert (report.switched, report.compared, report.changed) == (1, 1, 0)


def test_an_erased_comment_is_judged_again_where_no_text_is_asked_for() -> None:
    erased = replace(was(HOLD, 0.7, ""), erased=True)

    report = replay([erased], STRICT)

    assert (report.compared, report.changed, report.without_text) == (1, 1, 0)


def test_an_erased_comment_is_left_out_where_its_text_is_asked_for() -> None:
    erased = replace(was(REJECT, 0.95, ""), erased=True)

    report = replay([erased, was(APPROVE, 0.1, "gacor")], TERMS)

    assert (report.compared, report.without_text) == (1, 1)
    assert report.decided == {(APPROVE, REJECT): 1}


def test_facts_that_are_not_kept_are_named() -> None:
    rule = (
        '[[rule]]\nname = "A"\naction = "hold"\nwhen = { author = { address = ["192.0.2.0/24"] } }'
    )

    report = replay([], compiled(rule))

    assert report.unseen == {"author.address"}
    assert (report.compared, report.newest) == (0, None)


def test_the_past_and_the_moment_are_those_of_then() -> None:
    rule = """[[rule]]
    name = "Baru"
    action = "hold"
    when = { author = { comments = { less_than = 3 } } }"""
    seen, unseen = was(APPROVE, 0.1, number=1), was(APPROVE, 0.1)
    verdict = replace(seen.recorded.verdict, past=Past(comments=3))
    seen = replace(seen, recorded=replace(seen.recorded, verdict=verdict))

    report = replay([unseen, seen], compiled(rule))

    assert report.decided == {(APPROVE, HOLD): 1, (APPROVE, APPROVE): 1}
    assert (report.newest, report.oldest) == (NOW, NOW - timedelta(minutes=1))


def test_another_model_scores_the_texts_anew_in_batches() -> None:
    past = [was(APPROVE, 0.1, "mantap sekali" if number % 2 else "nasi") for number in range(300)]
    erased = replace(was(APPROVE, 0.1, ""), erased=True)
    model = scorer("fake-2")

    report = replay([erased, *past], BALANCED, model)

    assert report.model == "fake-2"
    assert report.decided == {(APPROVE, HOLD): 150, (APPROVE, APPROVE): 150}
    assert report.without_text == 1
    assert model.batches == [255, 45]


def test_comments_are_taken_up_a_few_at_a_time() -> None:
    taken: list[int] = []

    def endless() -> Iterator[Replayed]:
        for number in range(1000):
            taken.append(number)
            if number == 600:
                raise InterruptedError
            yield was(HOLD, 0.7, number=number)

    model = scorer()
    with pytest.raises(InterruptedError):
        replay(endless(), BALANCED, model)

    assert model.batches == [256, 256]
