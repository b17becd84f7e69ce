"""What the dashboard counts, compared with a count in Python over the same tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from sqlalchemy import Connection, Engine
from ulid import ULID

from service.domain import Comment, Decision, Resolution, Site
from service.people import SHELL
from service.review import Choice, Target
from service.store.busiest import Busy, busiest_articles, busiest_authors
from service.store.days import Days
from service.store.decisions import decisions_by_day
from service.store.engine import reading, transaction
from service.store.overturned import Reviewed, by_label, by_reason
from service.store.resolving import resolve
from service.store.review_tables import resolutions, review_items, review_marks
from service.store.tables import comments, verdicts
from service.store.workload import AGES, workload
from tests.ledgers import NOW, Blog
from tests.store.history import Row, held, old_sites, rows

JAKARTA = timezone(timedelta(hours=7))
DAYS = Days.until(NOW, 30, JAKARTA)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The tables of a ledger with a past, as far as they are the moderator's to see."""

    connection: Connection
    site_ids: list[str]
    items: list[Row]
    verdicts: dict[object, Row]
    comments: dict[object, Row]
    marks: list[Row]
    resolutions: list[Row]

    def resolved(self) -> list[Row]:
        """Return the items that people decided on in these days."""
        return [
            item
            for item in self.items
            if item["state"] == "resolved" and in_days(item["resolved_at"])
        ]


def in_days(moment: object) -> bool:
    assert isinstance(moment, datetime)
    return DAYS.first <= moment < DAYS.end


def minted(row: Row, key: str = "id") -> datetime:
    return ULID.from_str(str(row[key])).datetime


def day_of(moment: object) -> date:
    assert isinstance(moment, datetime)
    return moment.astimezone(JAKARTA).date()


@pytest.fixture(scope="module")
def past(lasting_url: str) -> Iterator[tuple[Engine, list[Site]]]:
    with old_sites(lasting_url, seed=11) as past:
        yield past


@pytest.fixture
def ledger(past: tuple[Engine, list[Site]]) -> Iterator[Ledger]:
    """Three sites with a past; only the first two are the moderator's."""
    engine, sites = past
    site_ids = [site.id for site in sites[:-1]]
    with reading(engine) as connection:
        mine = {
            table: [row for row in rows(connection, table) if row["site_id"] in site_ids]
            for table in (review_items, verdicts, comments, review_marks, resolutions)
        }
        yield Ledger(
            connection,
            site_ids,
            items=mine[review_items],
            verdicts={row["id"]: row for row in mine[verdicts]},
            comments={row["id"]: row for row in mine[comments]},
            marks=mine[review_marks],
            resolutions=mine[resolutions],
        )


def test_the_machines_decisions_are_counted_on_the_day_they_were_made(ledger: Ledger) -> None:
    days = decisions_by_day(ledger.connection, ledger.site_ids, DAYS)

    expected = Counter((day_of(minted(row)), row["decision"]) for row in ledger.verdicts.values())
    assert [day.date for day in days] == list(DAYS.dates)
    for day in days:
        assert day.machine == {one: expected[day.date, one.value] for one in Decision}


def test_peoples_decisions_are_counted_without_what_they_took_back(ledger: Ledger) -> None:
    days = decisions_by_day(ledger.connection, ledger.site_ids, DAYS)

    kept = [row for row in ledger.resolutions if row["withdrawn_at"] is None]
    expected = Counter((day_of(row["resolved_at"]), row["resolution"]) for row in kept)
    assert len(kept) < len(ledger.resolutions)
    for day in days:
        assert day.people == {one: expected[day.date, one.value] for one in Resolution}


def test_held_comments_are_not_decided_by_the_machine(blog: Blog) -> None:
    blog.record(Comment("ragu"), held({"spam": 0.5}, NOW))

    with reading(blog.engine) as connection:
        [today] = decisions_by_day(connection, [blog.site.id], Days.until(NOW, 1, UTC))

    assert (today.judged, today.decided, today.resolved) == (1, 0, 0)


@pytest.mark.parametrize(("hours", "day"), [(0, date(2026, 11, 22)), (7, date(2026, 11, 23))])
def test_a_day_begins_at_midnight_of_the_zone(blog: Blog, hours: int, day: date) -> None:
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    recorded = blog.record(Comment("malam"), held({"spam": 0.5}, late))
    with transaction(blog.engine) as tx:
        resolve(tx, [Target(recorded.verdict.id)], Choice(Resolution.APPROVE), SHELL, late)

    with reading(blog.engine) as connection:
        days = decisions_by_day(
            connection, [blog.site.id], Days.until(NOW, 3, timezone(timedelta(hours=hours)))
        )

    assert [one.date for one in days if one.judged] == [day]
    assert [one.date for one in days if one.resolved] == [day]


def test_the_workload_counts_what_waits_by_age(ledger: Ledger) -> None:
    found = workload(ledger.connection, ledger.site_ids, NOW)

    waits = sorted(NOW - minted(item) for item in ledger.items if item["state"] == "open")
    ends = [timedelta(0), *AGES, timedelta.max]
    assert found.open == len(waits)
    assert list(found.ages) == [
        sum(1 for wait in waits if low < wait <= high or (low == wait == timedelta(0)))
        for low, high in pairwise(ends)
    ]
    assert found.escalated == sum(item["state"] == "escalated" for item in ledger.items)


def test_the_workload_knows_the_oldest_and_the_one_in_the_middle(ledger: Ledger) -> None:
    found = workload(ledger.connection, ledger.site_ids, NOW)

    arrived = sorted(minted(item) for item in ledger.items if item["state"] == "open")
    assert found.oldest == arrived[0]
    assert found.median is not None
    assert abs(found.median - arrived[(len(arrived) - 1) // 2]) <= timedelta(seconds=1)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_the_middle_is_found_among_items_of_one_moment(blog: Blog, times: int) -> None:
    for n in range(times):
        blog.record(Comment(f"serentak {n}"), held({"spam": 0.5}, NOW))

    with reading(blog.engine) as connection:
        found = workload(connection, [blog.site.id], NOW)

    assert found.median is not None
    assert abs(found.median - NOW) <= timedelta(seconds=1)


def test_an_empty_queue_has_no_age(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        found = workload(connection, [blog.site.id], NOW)

    assert (found.open, found.escalated, found.oldest, found.median) == (0, 0, None, None)


def test_people_are_compared_with_the_machine_by_label(ledger: Ledger) -> None:
    found = by_label(ledger.connection, ledger.site_ids, DAYS)

    expected = Counter(
        (ledger.verdicts[item["verdict_id"]]["decision"], item["label"], item["outcome"])
        for item in ledger.resolved()
    )
    assert counted(found) == expected


def test_people_are_compared_with_the_machine_by_reason(ledger: Ledger) -> None:
    found = by_reason(ledger.connection, ledger.site_ids, DAYS)

    expected = Counter(
        (verdict["decision"], reason[0], item["outcome"])
        for item in ledger.resolved()
        for verdict in [ledger.verdicts[item["verdict_id"]]]
        for reason in list_of(verdict["reasons"])
    )
    assert counted(found) == expected


def list_of(found: object) -> list[list[str]]:
    assert isinstance(found, list)
    return found


def counted(found: list[Reviewed]) -> Counter[tuple[object, object, object]]:
    counts: Counter[tuple[object, object, object]] = Counter()
    for one in found:
        counts[one.decision.value, one.subject, "approve"] = one.approved
        counts[one.decision.value, one.subject, "reject"] = one.rejected
    return +counts


@pytest.mark.parametrize(
    ("decision", "overturned"), [(Decision.APPROVE, 3), (Decision.HOLD, 0), (Decision.REJECT, 2)]
)
def test_only_what_the_machine_decided_can_be_overturned(
    decision: Decision, overturned: int
) -> None:
    assert Reviewed(decision, "spam", approved=2, rejected=3).overturned == overturned


@pytest.mark.parametrize(
    ("busiest", "key"), [(busiest_articles, "article_key"), (busiest_authors, "author_key")]
)
def test_the_busiest_have_the_most_held_and_rejected_comments(
    ledger: Ledger, busiest: Callable[..., list[Busy]], key: str
) -> None:
    found = busiest(ledger.connection, ledger.site_ids, DAYS, limit=2)

    troubles = [
        item
        for item in ledger.items
        if in_days(minted(item)) and item["outcome"] != "approve" and item[key] is not None
    ]
    counts = Counter((item[key], item["outcome"]) for item in troubles)
    totals = Counter(item[key] for item in troubles).most_common(2)
    assert [one.total for one in found] == [total for _, total in totals]
    assert sorted((one.held, one.rejected) for one in found) == sorted(
        (counts[name, "hold"], counts[name, "reject"]) for name, _ in totals
    )


def test_the_busiest_are_named_as_their_newest_comment_names_them(ledger: Ledger) -> None:
    articles = busiest_articles(ledger.connection, ledger.site_ids, DAYS)
    authors = busiest_authors(ledger.connection, ledger.site_ids, DAYS)

    assert {(one.key, one.name) for one in articles} == {
        ("https://dapur.example/y", "y"),
        ("https://dapur.example/z", "z"),
    }
    assert {one.name for one in authors} == {"Pengirim B", "Pengirim C", "Pengirim D"}


def test_nobody_is_busy_in_an_empty_ledger(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        assert busiest_articles(connection, [blog.site.id], DAYS) == []
        assert by_label(connection, [blog.site.id], DAYS) == []
