"""What moderators reject is remembered at once, and unlearned as quickly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain import Comment, Decision, Resolution
from service.store.engine import reading
from service.store.erasure import forget
from service.store.policy_tables import lesson_keys
from service.store.policy_tables import lessons as lessons_table
from service.store.policy_tables import traces as traces_table
from service.store.retention import sweep
from service.text.imprint import ALIKE
from tests.ledgers import NOW, Blog, verdict
from tests.people import SITI, THANKS, WAYAN
from tests.store.history import rows
from tests.store.memories import decide, neighbour, past_of, take_back

SPAM = Comment(
    "Permisi kak, kemarin iseng main di PULAU777 cuma modal 50 ribu, nggak nyangka malamnya cair "
    "4,5 juta ke rekening, adminnya ramah, cek sendiri di https://pulau777.example",
    author=WAYAN,
)
VARIANT = replace(
    SPAM,
    body="Halo semua, kemarin iseng main di 𝗚𝗔𝗥𝗨𝗗𝗔𝟴𝟴 cuma modal 75 ribu, nggak nyangka malamnya "
    "cair 12 juta ke rekening, pembayarannya lunas, cek sendiri di garuda88.example 🔥",
    author=SITI,
)
SHORT = Comment("gacor di PULAU777")


def lesson(blog: Blog, comment: Comment = VARIANT) -> float:
    return past_of(blog, comment).lesson


@pytest.mark.parametrize(
    "resolution", [Resolution.REJECT, Resolution.SPAM, Resolution.ABUSE], ids=str
)
def test_the_next_variant_of_a_rejected_comment_is_known(
    sqlite_blog: Blog, resolution: Resolution
) -> None:
    recorded = sqlite_blog.record(SPAM)
    assert lesson(sqlite_blog) == 0.0

    decide(sqlite_blog, recorded.verdict.id, resolution)

    assert lesson(sqlite_blog) >= ALIKE
    assert lesson(sqlite_blog, SPAM) == 1.0
    assert lesson(sqlite_blog, THANKS) == 0.0


@pytest.mark.parametrize("resolution", [Resolution.APPROVE, Resolution.ESCALATE], ids=str)
def test_what_is_not_rejected_teaches_nothing(sqlite_blog: Blog, resolution: Resolution) -> None:
    recorded = sqlite_blog.record(SPAM)

    decide(sqlite_blog, recorded.verdict.id, resolution)

    assert lesson(sqlite_blog) == 0.0


def test_a_rejection_by_the_machine_teaches_nothing(sqlite_blog: Blog) -> None:
    sqlite_blog.record(SPAM, verdict(Decision.REJECT))

    assert lesson(sqlite_blog) == 0.0


def test_a_short_text_is_known_when_it_comes_the_same(sqlite_blog: Blog) -> None:
    decide(sqlite_blog, sqlite_blog.record(SHORT).verdict.id, Resolution.SPAM)
    decide(sqlite_blog, sqlite_blog.record(THANKS).verdict.id, Resolution.SPAM)

    assert lesson(sqlite_blog, SHORT) == 1.0
    assert lesson(sqlite_blog, Comment("gacor di GARUDA88")) == 0.0


def test_undoing_a_rejection_forgets_it(sqlite_blog: Blog) -> None:
    act = decide(sqlite_blog, sqlite_blog.record(SPAM).verdict.id, Resolution.SPAM)

    take_back(sqlite_blog, act)

    assert lesson(sqlite_blog) == 0.0


def test_undoing_one_of_two_rejections_leaves_the_other(sqlite_blog: Blog) -> None:
    decide(sqlite_blog, sqlite_blog.record(SPAM).verdict.id, Resolution.SPAM)
    act = decide(sqlite_blog, sqlite_blog.record(SPAM).verdict.id, Resolution.SPAM)

    take_back(sqlite_blog, act)

    assert lesson(sqlite_blog) >= ALIKE


def test_approving_a_variant_unlearns_all_it_is_alike_to(blog: Blog) -> None:
    other = Comment("Terima kasih sudah berbagi, saya tunggu resep rendang yang berikutnya ya Bu")
    for comment in (SPAM, SPAM, other):
        decide(blog, blog.record(comment).verdict.id, Resolution.SPAM)

    decide(blog, blog.record(VARIANT).verdict.id, Resolution.APPROVE)

    assert lesson(blog) == lesson(blog, SPAM) == 0.0
    assert lesson(blog, other) == 1.0


def test_undoing_an_approval_brings_back_what_it_unlearned(blog: Blog) -> None:
    decide(blog, blog.record(SPAM).verdict.id, Resolution.SPAM)
    act = decide(blog, blog.record(VARIANT).verdict.id, Resolution.APPROVE)

    take_back(blog, act)

    assert lesson(blog) >= ALIKE


def test_what_was_undone_does_not_come_back_with_an_approval(sqlite_blog: Blog) -> None:
    rejected = decide(sqlite_blog, sqlite_blog.record(SPAM).verdict.id, Resolution.SPAM)
    approved = decide(sqlite_blog, sqlite_blog.record(VARIANT).verdict.id, Resolution.APPROVE)

    take_back(sqlite_blog, rejected)
    take_back(sqlite_blog, approved)

    assert lesson(sqlite_blog) == 0.0


@pytest.mark.parametrize("second", [Resolution.APPROVE, Resolution.ESCALATE], ids=str)
def test_deciding_otherwise_unlearns_and_undo_restores(
    sqlite_blog: Blog, second: Resolution
) -> None:
    item_id = sqlite_blog.record(SPAM).verdict.id
    decide(sqlite_blog, item_id, Resolution.SPAM)
    act = decide(sqlite_blog, item_id, second, revision=1)
    unlearned = lesson(sqlite_blog)

    take_back(sqlite_blog, act)

    assert unlearned == 0.0
    assert lesson(sqlite_blog) >= ALIKE


def test_approving_on_one_site_unlearns_nothing_of_another(sqlite_blog: Blog) -> None:
    other = neighbour(sqlite_blog)
    decide(other, other.record(SPAM).verdict.id, Resolution.SPAM)

    decide(sqlite_blog, sqlite_blog.record(SPAM).verdict.id, Resolution.APPROVE)

    assert lesson(other) >= ALIKE


def test_a_lesson_outlives_its_text(blog: Blog) -> None:
    decide(blog, blog.record(SPAM).verdict.id, Resolution.SPAM)
    after_retention = NOW + timedelta(days=blog.site.keep_rejected_days + 1)

    swept = sweep(blog.engine, after_retention)

    assert swept.rejected == 1
    assert past_of(blog, VARIANT, after_retention).lesson >= ALIKE
    with reading(blog.engine) as connection:
        assert [row["address_key"] for row in rows(connection, traces_table)] == [None]


def test_a_forgotten_person_leaves_neither_trace_nor_lesson(blog: Blog) -> None:
    waiting = blog.record(VARIANT).verdict.id
    rejected = blog.record(SPAM).verdict.id
    decide(blog, rejected, Resolution.SPAM)

    forget(blog.engine, [waiting, rejected], NOW)

    with reading(blog.engine) as connection:
        left = [rows(connection, table) for table in (traces_table, lessons_table, lesson_keys)]
    assert left == [[], [], []]
    assert lesson(blog) == 0.0
