from datetime import timedelta

import pytest

from service.domain import Comment, Decision
from service.errors import NotFound
from service.people import Actor, ActorKind
from service.review import CLAIM_SECONDS, Claim, Refusal, Refused
from service.store.engine import reading, transaction
from service.store.items import find_item
from service.store.queue import claim, claim_next, open_ids, release
from service.store.sites import create_site
from tests.ledgers import LEDGER, NOW, Blog, verdict

SITI = Actor(ActorKind.MODERATOR, "m-siti", "Siti")
BUDI = Actor(ActorKind.MODERATOR, "m-budi", "Budi")
LATER = NOW + timedelta(seconds=CLAIM_SECONDS + 1)


def held(blog: Blog, count: int) -> list[str]:
    return sorted(blog.record(Comment(f"Nomor {n}")).verdict.id for n in range(count))


def taken(blog: Blog, item_id: str, actor: Actor, moment=NOW) -> Claim | Refused:  # type: ignore[no-untyped-def]
    with transaction(blog.engine) as tx:
        return claim(tx, item_id, actor, moment)


def test_open_items_come_oldest_first_and_page_by_page(blog: Blog) -> None:
    items = held(blog, 5)

    with reading(blog.engine) as connection:
        first = open_ids(connection, blog.site.id, limit=2)
        second = open_ids(connection, blog.site.id, limit=2, after=first[-1])
        third = open_ids(connection, blog.site.id, limit=2, after=second[-1])

    assert first + second + third == items
    assert [len(page) for page in (first, second, third)] == [2, 2, 1]


def test_a_site_sees_only_its_own_items(blog: Blog) -> None:
    blog.record(Comment("Halo"))
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
        other = LEDGER.record(tx, garden, Comment("Halo"), verdict(), NOW)

    with reading(blog.engine) as connection:
        assert open_ids(connection, garden.id, limit=10) == [other.verdict.id]


def test_an_item_shows_its_comment_its_verdict_and_when_it_was_opened(blog: Blog) -> None:
    recorded = blog.record(Comment("Halo", id="c-1"))

    with reading(blog.engine) as connection:
        item = find_item(connection, recorded.verdict.id)

    assert (item.body, item.comment_id, item.opened_at) == ("Halo", "c-1", NOW)
    assert item.verdict == recorded.verdict
    assert (item.label, item.score) == ("spam/gambling", 0.87)


def test_an_approved_comment_has_an_item_but_does_not_wait(blog: Blog) -> None:
    recorded = blog.record(Comment("Halo"), verdict(Decision.APPROVE))

    with reading(blog.engine) as connection:
        item = find_item(connection, recorded.verdict.id)

    assert (item.outcome, item.campaign_id) == (Decision.APPROVE, "")
    assert blog.queued() == []


def test_an_item_that_is_not_there_is_not_found(blog: Blog) -> None:
    with reading(blog.engine) as connection, pytest.raises(NotFound):
        find_item(connection, "01M00000000000000000000000")


def test_the_second_to_claim_is_told_who_was_first(blog: Blog) -> None:
    [item_id] = held(blog, 1)
    taken(blog, item_id, SITI)

    refused = taken(blog, item_id, BUDI)

    assert isinstance(refused, Refused)
    assert refused.why is Refusal.CLAIMED
    assert refused.claim is not None
    assert refused.claim.by == SITI.id


def test_a_claim_renews_for_its_holder(blog: Blog) -> None:
    [item_id] = held(blog, 1)
    taken(blog, item_id, SITI)

    again = taken(blog, item_id, SITI, NOW + timedelta(seconds=30))

    assert again == Claim(SITI.id, "Siti", NOW + timedelta(seconds=30 + CLAIM_SECONDS))


def test_a_claim_that_ran_out_is_free(blog: Blog) -> None:
    [item_id] = held(blog, 1)
    taken(blog, item_id, SITI)

    assert isinstance(taken(blog, item_id, BUDI, LATER), Claim)


def test_a_claim_from_before_the_clock_was_set_back_is_free(blog: Blog) -> None:
    [item_id] = held(blog, 1)
    taken(blog, item_id, SITI, NOW + timedelta(hours=1))

    assert isinstance(taken(blog, item_id, BUDI), Claim)


def test_only_its_holder_releases_a_claim(blog: Blog) -> None:
    [item_id] = held(blog, 1)
    taken(blog, item_id, SITI)

    with transaction(blog.engine) as tx:
        release(tx, item_id, BUDI)
    still = taken(blog, item_id, BUDI)
    with transaction(blog.engine) as tx:
        release(tx, item_id, SITI)

    assert isinstance(still, Refused)
    assert isinstance(taken(blog, item_id, BUDI), Claim)


def test_claiming_the_next_one_passes_over_what_others_have(blog: Blog) -> None:
    items = held(blog, 3)
    taken(blog, items[0], SITI)

    with transaction(blog.engine) as tx:
        got = [claim_next(tx, [blog.site.id], BUDI, NOW)]
    with transaction(blog.engine) as tx:
        got += [claim_next(tx, [blog.site.id], SITI, NOW), claim_next(tx, [], SITI, NOW)]

    assert got == [items[1], items[0], None]
