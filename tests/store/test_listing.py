from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from service.domain import Article, Author, Comment, Decision, Resolution, Site, Verdict
from service.people import Actor, ActorKind
from service.review import Choice, Filter, Order, Target, View
from service.store.engine import reading, transaction
from service.store.listing import CursorUnknown, page
from service.store.resolving import resolve
from service.store.sites import create_site
from tests.ledgers import LEDGER, NOW, Blog, verdict

SITI = Actor(ActorKind.MODERATOR, "m-siti", "Siti")
RENDANG = Article(url="https://dapur.example/resep-rendang", title="Resep rendang")
WAYAN = Author(id="u-3", name="I Wayan Sudarta")
TEXTS = (
    "Deposit pulsa tanpa potongan, langsung main di bandar kami",
    "Penulis artikel ini tidak tahu apa-apa soal masakan Padang",
    "Butuh dana cepat? Hubungi koperasi syariah, cair dalam lima menit",
    "Jasa backlink berkualitas untuk menaikkan peringkat blog Anda",
    "Ramalan jodoh dan pengasihan, dukun sakti dari Banten",
)


def scoring(score: float, decision: Decision = Decision.HOLD) -> Verdict:
    """Return a verdict whose strongest reason has this score."""
    judged = verdict(decision)
    reasons = (replace(judged.reasons[0], score=score), *judged.reasons[1:])
    return replace(judged, reasons=reasons, scores={"spam/gambling": score})


@contextmanager
def looking(blog: Blog) -> Iterator[Connection]:
    with reading(blog.engine) as connection:
        yield connection


def listed(blog: Blog, wanted: Filter, order: Order = Order.OLDEST) -> list[str]:
    with looking(blog) as connection:
        return [item.id for item in page(connection, [blog.site.id], wanted, order).items]


def test_orders_sort_by_doubt_score_and_time(blog: Blog) -> None:
    low, unsure, sure = (
        blog.record(Comment(text), scoring(score)).verdict.id
        for text, score in zip(TEXTS, (0.2, 0.55, 0.9), strict=False)
    )

    orders = {order: listed(blog, Filter(), order) for order in Order}

    assert orders == {
        Order.DOUBT: [unsure, low, sure],
        Order.SCORE: [sure, unsure, low],
        Order.OLDEST: [low, unsure, sure],
        Order.NEWEST: [sure, unsure, low],
    }


def test_equal_scores_are_paged_through_once(blog: Blog) -> None:
    held = sorted(blog.record(Comment(text), scoring(0.5)).verdict.id for text in TEXTS)
    seen: list[str] = []
    after = ""

    with looking(blog) as connection:
        while not seen or after:
            found = page(connection, [blog.site.id], Filter(), Order.SCORE, after, limit=2)
            seen += [item.id for item in found.items]
            after = found.after

    assert seen == held[::-1]


def test_pages_of_several_sites_are_merged_in_order(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
    held = []
    for number, text in enumerate(TEXTS):
        site: Site = garden if number % 2 else blog.site
        with transaction(blog.engine) as tx:
            held.append(LEDGER.record(tx, site, Comment(text), scoring(number / 10), NOW))
    ids = [recorded.verdict.id for recorded in held]

    with looking(blog) as connection:
        first = page(connection, [blog.site.id, garden.id], Filter(), Order.SCORE, limit=3)
        sites = [blog.site.id, garden.id]
        second = page(connection, sites, Filter(), Order.SCORE, first.after, limit=3)

    assert [item.id for item in first.items + second.items] == ids[::-1]


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(author=LEDGER.pseudonymiser.hide(WAYAN).id or ""),
        Filter(article=RENDANG.url),
        Filter(text="PULSA bandar"),
        Filter(text="wayan"),
        Filter(text="𝗽𝘂𝗹𝘀𝗮"),
        Filter(after=NOW, before=NOW + timedelta(seconds=1), text="potongan"),
    ],
    ids=["author", "article", "words", "author's name", "disguised", "time"],
)
def test_a_filter_finds_one_and_leaves_the_others(blog: Blog, wanted: Filter) -> None:
    comment = Comment(TEXTS[0], author=WAYAN, article=RENDANG)
    found = blog.record(comment).verdict.id
    for text in TEXTS[1:]:
        blog.record(Comment(text))

    assert listed(blog, wanted) == [found]


@pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "' OR 1=1 --"])
def test_signs_of_sql_are_searched_for_as_they_stand(blog: Blog, text: str) -> None:
    blog.record(Comment(TEXTS[0]))

    assert listed(blog, Filter(text=text)) == []


def test_a_search_finds_single_comments_of_a_campaign(blog: Blog) -> None:
    held = [blog.record(Comment(f"{TEXTS[0]} {number}")).verdict.id for number in range(3)]

    assert listed(blog, Filter()) == sorted(held)[:1]
    assert listed(blog, Filter(text="pulsa")) == sorted(held)


def test_views_show_what_was_decided_newest_first(blog: Blog) -> None:
    held = [blog.record(Comment(text)).verdict.id for text in TEXTS[:3]]
    choices = (Resolution.REJECT, Resolution.APPROVE, Resolution.ESCALATE)
    for minutes, (item_id, resolution) in enumerate(zip(held[::-1], choices, strict=True)):
        with transaction(blog.engine) as tx:
            moment = NOW + timedelta(minutes=minutes)
            resolve(tx, [Target(item_id)], Choice(resolution), SITI, moment)

    views = {view: listed(blog, Filter(view=view), Order.NEWEST) for view in View}

    assert views == {
        View.OPEN: [],
        View.ESCALATED: [held[0]],
        View.REJECTED: [held[2]],
        View.APPROVED: [held[1]],
        View.RESOLVED: [held[1], held[2]],
    }


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("view", View)
def test_every_view_in_every_order_goes_on_after_its_first_page(
    blog: Blog, view: View, order: Order
) -> None:
    decisions = {View.APPROVED: Decision.APPROVE, View.REJECTED: Decision.REJECT}
    ids = [
        blog.record(Comment(text), scoring(0.5, decisions.get(view, Decision.HOLD))).verdict.id
        if decisions.get(view) is not Decision.APPROVE
        else blog.record(Comment(text), verdict(Decision.APPROVE)).verdict.id
        for text in TEXTS
    ]
    resolutions = {View.ESCALATED: Resolution.ESCALATE, View.RESOLVED: Resolution.APPROVE}
    if view in resolutions:
        with transaction(blog.engine) as tx:
            resolve(tx, [Target(item) for item in ids], Choice(resolutions[view]), SITI, NOW)

    with looking(blog) as connection:
        first = page(connection, [blog.site.id], Filter(view=view), order, limit=3)
        rest = page(connection, [blog.site.id], Filter(view=view), order, first.after, limit=3)

    assert sorted(item.id for item in first.items + rest.items) == sorted(ids)
    assert (len(first.items), rest.after) == (3, "")


@pytest.mark.parametrize("after", ["x", "~~", "nan~x~y", "x~01M83T4CM0ZDEQXY5SGTJ1Y06P"])
def test_a_cursor_that_no_page_gave_is_refused(blog: Blog, after: str) -> None:
    with looking(blog) as connection, pytest.raises(CursorUnknown):
        page(connection, [blog.site.id], Filter(), Order.SCORE, after)
