import random

import pytest
from sqlalchemy import update

from service.domain import Comment
from service.review import Filter, Order, Target, View
from service.store.bands import Place, band_places, has_band
from service.store.engine import reading, transaction
from service.store.resolving import resolve
from service.store.review_tables import review_items, review_marks
from service.store.sites import create_site
from tests.faults.store.team import ALICE, CHOICES, items_of
from tests.ledgers import NOW, Blog

LABEL = "spam/gambling"
BAND = Filter(label=LABEL, score_from=0.2, score_to=0.9)
LEVELS = (0.1, 0.2, 0.3, 0.45, 0.5, 0.5, 0.55, 0.7, 0.7, 0.7, 0.8, 0.9, 1.0)


@pytest.fixture
def levels(blog: Blog) -> dict[str, float]:
    """Open items with scores for a label that repeat and mirror each other."""
    for number in range(len(LEVELS) * 3):
        blog.record(Comment(f"Nomor {number}"))
    ids = items_of(blog)
    random.Random(5).shuffle(ids)
    found = {item_id: LEVELS[place % len(LEVELS)] for place, item_id in enumerate(ids)}
    with transaction(blog.engine) as tx:
        for item_id, level in found.items():
            mark = (review_marks.c.item_id == item_id, review_marks.c.code == f"score:{LABEL}")
            tx.execute(update(review_marks).where(*mark).values(level=level))
    return found


def key_of(level: float, order: Order) -> float:
    return level if order is Order.SCORE else 1.0 - abs(2.0 * level - 1.0)


def pages(blog: Blog, wanted: Filter, order: Order, limit: int) -> list[Place]:
    """Return all places, read page by page."""
    found: list[Place] = []
    with reading(blog.engine) as connection:
        while True:
            after = found[-1] if found else None
            some = band_places(connection, blog.site.id, wanted, order, after, limit)
            found += some
            if len(some) < limit:
                return found


@pytest.mark.parametrize("order", [Order.SCORE, Order.DOUBT])
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_pages_show_the_whole_band_in_order_and_nothing_twice(
    blog: Blog, levels: dict[str, float], order: Order, limit: int
) -> None:
    found = pages(blog, BAND, order, limit)

    inside = {item_id: level for item_id, level in levels.items() if 0.2 <= level < 0.9}
    assert found == sorted(
        ((key_of(level, order), item_id) for item_id, level in inside.items()), reverse=True
    )


@pytest.mark.parametrize("band", [(0.6, 0.85), (0.15, 0.4)])
def test_a_band_may_lie_on_one_side_of_one_half(
    blog: Blog, levels: dict[str, float], band: tuple[float, float]
) -> None:
    low, high = band
    wanted = Filter(label=LABEL, score_from=low, score_to=high)

    found = pages(blog, wanted, Order.DOUBT, 2)

    assert {item_id for _, item_id in found} == {
        item_id for item_id, level in levels.items() if low <= level < high
    }


def test_other_filters_count_too(blog: Blog, levels: dict[str, float]) -> None:
    [chosen, *_] = (item_id for item_id, level in levels.items() if level == 0.5)
    with transaction(blog.engine) as tx:
        only = review_items.c.id == chosen
        tx.execute(update(review_items).where(only).values(language="jv"))

    found = pages(blog, Filter(label=LABEL, language="jv"), Order.SCORE, 10)

    assert found == [(0.5, chosen)]


def test_what_is_decided_or_another_sites_is_left_out(blog: Blog, levels: dict[str, float]) -> None:
    [decided, *_] = (item_id for item_id, level in levels.items() if level == 0.7)
    with transaction(blog.engine) as tx:
        resolve(tx, [Target(decided)], CHOICES[0], ALICE, NOW)
        garden = create_site(tx, "Kebun", "balanced", NOW)

    found = pages(blog, Filter(label=LABEL), Order.SCORE, 100)

    assert {item_id for _, item_id in found} == set(levels) - {decided}
    with reading(blog.engine) as connection:
        assert band_places(connection, garden.id, BAND, Order.SCORE, None, 10) == []


def test_only_open_items_of_one_label_are_sorted_by_its_score() -> None:
    assert has_band(BAND, Order.SCORE)
    assert has_band(BAND, Order.DOUBT)
    assert not has_band(BAND, Order.OLDEST)
    assert not has_band(Filter(), Order.SCORE)
    assert not has_band(Filter(view=View.RESOLVED, label=LABEL), Order.SCORE)
