"""What is kept of policies and models that run in shadow."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from service.domain import Aside, Comment, Decision, Resolution, Verdict
from service.store import shadows
from service.store.engine import reading, transaction
from service.store.erasure import forget as forget_people
from service.store.shadows import EXCERPT, Disagreement, Total
from tests.ledgers import LEDGER, NOW, REASONS, Blog, verdict
from tests.people import ARTICLE, BANDAR
from tests.store.memories import decide, neighbour, take_back

APPROVE, HOLD, REJECT = Decision.APPROVE, Decision.HOLD, Decision.REJECT
DRAFT, MODEL = "site@8", "model 2026.12.1"


def beside(decision: Decision, said: Decision, shadow: str = DRAFT, number: int = 0) -> Verdict:
    """Return a verdict beside which a shadow said something."""
    asides = (Aside(shadow, said, ("rule:Nomor WA",)),)
    return replace(verdict(decision), id=f"01BESIDE{number:018d}", asides=asides)


def send(blog: Blog, *judged: Verdict) -> list[str]:
    for one in judged:
        blog.record(Comment("Halo"), one)
    return [one.id for one in judged]


def every(blog: Blog) -> list[Verdict]:
    """Record a comment for each direction that there is; returns their verdicts."""
    pairs = [(one, other) for one in Decision for other in Decision]
    judged = [beside(*pair, number=number) for number, pair in enumerate(pairs)]
    send(blog, *judged)
    return judged


def listed(
    blog: Blog,
    limit: int = 100,
    before: str = "",
    direction: tuple[Decision | None, Decision | None] = (None, None),
) -> list[Disagreement]:
    with reading(blog.engine) as connection:
        return shadows.disagreements(connection, blog.site.id, DRAFT, limit, before, direction)


def counted(blog: Blog, shadow: str = DRAFT) -> dict[tuple[Decision, Decision], int]:
    with reading(blog.engine) as connection:
        return shadows.counts(connection, blog.site.id, shadow)


def test_comments_are_counted_by_what_was_decided_and_what_the_shadow_said(blog: Blog) -> None:
    send(blog, *(beside(HOLD, REJECT, number=number) for number in range(3)))
    both = replace(
        beside(APPROVE, APPROVE, number=3),
        asides=(Aside(DRAFT, APPROVE, ()), Aside(MODEL, HOLD, ())),
    )
    send(blog, both)

    assert counted(blog) == {(HOLD, REJECT): 3, (APPROVE, APPROVE): 1}
    assert counted(blog, MODEL) == {(APPROVE, HOLD): 1}


def test_a_batch_is_counted_as_its_comments_one_by_one(blog: Blog) -> None:
    judged = [beside(HOLD, said, number=n) for n, said in enumerate([HOLD, REJECT, REJECT])]
    with transaction(blog.engine) as tx:
        pairs = [(Comment("Halo"), one) for one in judged]
        LEDGER.record_many(tx, blog.site, pairs, NOW)

    assert counted(blog) == {(HOLD, HOLD): 1, (HOLD, REJECT): 2}


def test_a_comment_that_is_sent_again_is_counted_once(sqlite_blog: Blog) -> None:
    sqlite_blog.record(Comment("Halo", id="c-1"), beside(HOLD, REJECT))
    sqlite_blog.record(Comment("Halo", id="c-1"), beside(HOLD, REJECT, number=1))

    assert counted(sqlite_blog) == {(HOLD, REJECT): 1}


def test_those_who_record_at_once_lose_no_count(blog: Blog) -> None:
    judged = [beside(HOLD, (APPROVE, REJECT)[number % 2], number=number) for number in range(12)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: send(blog, one), judged))

    assert counted(blog) == {(HOLD, APPROVE): 6, (HOLD, REJECT): 6}


def test_only_disagreements_are_listed_the_newest_first(blog: Blog) -> None:
    judged = every(blog)

    found = listed(blog)

    assert [one.verdict_id for one in found] == [
        one.id for one in reversed(judged) if one.decision is not one.asides[0].decision
    ]


def test_the_list_goes_on_below_a_verdict(blog: Blog) -> None:
    every(blog)
    first = listed(blog, limit=4)

    rest = listed(blog, limit=4, before=first[-1].verdict_id)

    assert first + rest == listed(blog)
    assert (len(first), len(rest)) == (4, 2)


def test_the_list_can_be_limited_to_a_direction(blog: Blog) -> None:
    every(blog)

    both = listed(blog, direction=(HOLD, REJECT))
    decided = listed(blog, direction=(HOLD, None))
    said = listed(blog, direction=(None, APPROVE))

    assert [(one.decision, one.shadow_decision) for one in both] == [(HOLD, REJECT)]
    assert [one.shadow_decision for one in decided] == [REJECT, APPROVE]
    assert [one.decision for one in said] == [REJECT, HOLD]
    assert listed(blog, direction=(HOLD, HOLD)) == []


def test_a_disagreement_shows_the_comment_and_the_reasons_of_both(blog: Blog) -> None:
    judged = beside(HOLD, REJECT)
    blog.record(Comment("\x00" * 9 + "Halo" * EXCERPT, BANDAR, ARTICLE, id="c-1"), judged)

    [found] = listed(blog)

    assert found == Disagreement(
        verdict_id=judged.id,
        at=NOW,
        decision=HOLD,
        shadow_decision=REJECT,
        codes=("rule:Nomor WA",),
        reasons=tuple(reason.code for reason in REASONS),
        comment_id="c-1",
        excerpt=("\x00" * 9 + "Halo" * EXCERPT)[:EXCERPT],
        author_name=BANDAR.name,
        article_url=ARTICLE.url,
        article_title=ARTICLE.title,
        erased=False,
        resolution=None,
    )


def test_a_resolution_stands_beside_until_it_is_taken_back(sqlite_blog: Blog) -> None:
    [item_id] = send(sqlite_blog, beside(HOLD, REJECT))
    act_id = decide(sqlite_blog, item_id, Resolution.APPROVE)
    [resolved] = listed(sqlite_blog)
    take_back(sqlite_blog, act_id)
    [undone] = listed(sqlite_blog)

    assert (resolved.resolution, undone.resolution) == (Resolution.APPROVE, None)


def test_of_an_erased_comment_only_codes_are_left(sqlite_blog: Blog) -> None:
    judged = beside(HOLD, REJECT)
    sqlite_blog.record(Comment("Halo", BANDAR, ARTICLE), judged)
    forget_people(sqlite_blog.engine, [judged.id], NOW)

    [found] = listed(sqlite_blog)

    assert found.erased
    assert (found.excerpt, found.author_name, found.article_title) == ("", "", "")
    assert found.codes == ("rule:Nomor WA",)


def test_shadows_that_ran_are_named_with_their_totals(blog: Blog) -> None:
    send(blog, beside(HOLD, HOLD), beside(HOLD, REJECT, number=1))
    send(blog, beside(HOLD, HOLD, MODEL, number=2))
    other = neighbour(blog)

    with reading(blog.engine) as connection:
        own = shadows.shadows_of(connection, blog.site.id)
        others = shadows.shadows_of(connection, other.site.id)

    assert own == [Total(MODEL, 1, 0), Total(DRAFT, 2, 1)]
    assert others == []


def test_a_shadow_that_is_forgotten_begins_anew(blog: Blog) -> None:
    other = neighbour(blog)
    send(blog, beside(HOLD, REJECT), beside(HOLD, REJECT, MODEL, number=1))
    send(other, beside(HOLD, REJECT, number=2))

    with transaction(blog.engine) as tx:
        shadows.forget(tx, blog.site.id, DRAFT)

    assert (listed(blog), counted(blog)) == ([], {})
    assert counted(blog, MODEL) == {(HOLD, REJECT): 1}
    assert len(listed(other)) == 1
