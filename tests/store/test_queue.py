from service.domain import Comment
from service.store.engine import reading, transaction
from service.store.queue import open_items
from service.store.sites import create_site
from tests.ledgers import LEDGER, NOW, Blog, verdict


def test_open_items_come_oldest_first_and_page_by_page(blog: Blog) -> None:
    held = [blog.record(Comment(f"Nomor {n}")).verdict.id for n in range(5)]

    with reading(blog.engine) as connection:
        first = open_items(connection, blog.site.id, limit=2)
        second = open_items(connection, blog.site.id, limit=2, after=first[-1].id)
        third = open_items(connection, blog.site.id, limit=2, after=second[-1].id)

    assert [item.id for item in first + second + third] == sorted(held)
    assert [len(page) for page in (first, second, third)] == [2, 2, 1]


def test_an_item_names_its_verdict_and_when_it_was_opened(blog: Blog) -> None:
    recorded = blog.record(Comment("Halo"))

    with reading(blog.engine) as connection:
        [item] = open_items(connection, blog.site.id, limit=10)

    assert (item.verdict_id, item.opened_at) == (recorded.verdict.id, NOW)


def test_a_site_sees_only_its_own_items(blog: Blog) -> None:
    blog.record(Comment("Halo"))
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
        other = LEDGER.record(tx, garden, Comment("Halo"), verdict(), NOW)

    with reading(blog.engine) as connection:
        items = open_items(connection, garden.id, limit=10)

    assert [item.verdict_id for item in items] == [other.verdict.id]
