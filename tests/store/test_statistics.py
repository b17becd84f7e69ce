"""Numbers of the queue, compared with a count in Python over the same tables."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from service.domain import Comment, Site
from service.store.engine import reading
from service.store.groups import ScoreRange
from service.store.review_tables import review_items, review_marks
from service.store.statistics import (
    Stretch,
    count_in_range,
    histogram,
    labels_in_queue,
    newest_open,
    sample,
)
from tests.ledgers import NOW, Blog
from tests.store.history import LABELS, held, old_sites, rows

EVERYTHING = "Z"


@dataclass(frozen=True, slots=True)
class Queue:
    """What a test finds in the ledger: its sites, and all levels of open items by code."""

    connection: Connection
    sites: list[Site]
    levels: Mapping[str, Mapping[str, float]]
    opened: set[str]

    @property
    def site_ids(self) -> list[str]:
        """The ids of all sites but the last, which is somebody else's."""
        return [site.id for site in self.sites[:-1]]

    def between(self, label: str, low: float, high: float) -> set[str]:
        """Return the open items whose score lies in a range, with 1.0 where `high` is 1."""
        found = self.levels.get(f"score:{label}", {}).items()
        return {one for one, level in found if low <= level < high or level == high == 1.0}

    def stretch(self, label: str, low: float, high: float, until: str = EVERYTHING) -> Stretch:
        """Return a stretch of this queue."""
        return Stretch(self.site_ids, ScoreRange(label, low, high), until)


@pytest.fixture(scope="module")
def past(lasting_url: str) -> Iterator[tuple[Engine, list[Site]]]:
    with old_sites(lasting_url, seed=4) as past:
        yield past


@pytest.fixture
def queue(past: tuple[Engine, list[Site]]) -> Iterator[Queue]:
    """The queue of three sites with a past; only the first two are the moderator's."""
    engine, sites = past
    with reading(engine) as connection:
        mine = {site.id for site in sites[:-1]}
        opened = {
            str(row["id"])
            for row in rows(connection, review_items)
            if row["state"] == "open" and row["site_id"] in mine
        }
        levels: dict[str, dict[str, float]] = {}
        for row in rows(connection, review_marks):
            if row["item_id"] in opened:
                levels.setdefault(str(row["code"]), {})[str(row["item_id"])] = float(
                    str(row["level"])
                )
        yield Queue(connection, sites, levels, opened)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("bins", [1, 7, 50])
def test_a_histogram_counts_every_open_item_once(queue: Queue, label: str, bins: int) -> None:
    found = histogram(queue.connection, queue.site_ids, label, bins)

    assert list(found.counts) == [
        len(queue.between(label, n / bins, (n + 1) / bins)) for n in range(bins)
    ]
    assert found.total == len(queue.opened)
    assert found.rest == len(queue.opened) - len(queue.levels[f"score:{label}"])


def test_a_score_of_one_lies_in_the_last_bin(blog: Blog) -> None:
    blog.record(Comment("yakin"), held({"spam": 1.0}))

    with reading(blog.engine) as connection:
        found = histogram(connection, [blog.site.id], "spam", 4)

    assert found.counts == (0, 0, 0, 1)


def test_a_score_too_low_to_be_kept_is_counted_in_the_rest(blog: Blog) -> None:
    blog.record(Comment("ragu"), held({"spam": 0.5}))

    with reading(blog.engine) as connection:
        found = histogram(connection, [blog.site.id], "abuse")

    assert (sum(found.counts), found.rest) == (0, 1)


def test_labels_come_with_the_number_of_open_items_that_score_for_them(queue: Queue) -> None:
    found = labels_in_queue(queue.connection, queue.site_ids)

    assert found == {label: len(queue.levels[f"score:{label}"]) for label in LABELS}


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.1, 0.3), (0.5, 0.5), (0.9, 1.0)])
def test_a_range_is_counted_as_it_would_be_decided(queue: Queue, low: float, high: float) -> None:
    found = count_in_range(queue.connection, queue.stretch("spam", low, high))

    assert found == len(queue.between("spam", low, high))


def test_what_arrived_later_does_not_belong_to_a_stretch(queue: Queue) -> None:
    every = sorted(queue.between("spam", 0.0, 1.0))
    until = every[len(every) // 2]

    found = count_in_range(queue.connection, queue.stretch("spam", 0.0, 1.0, until))

    assert found == len([item_id for item_id in every if item_id <= until])


def test_the_newest_open_item_is_found(queue: Queue) -> None:
    assert newest_open(queue.connection, queue.site_ids) == max(queue.opened)


def test_a_sample_is_a_part_of_the_range_without_repeats(queue: Queue) -> None:
    drawn = sample(queue.connection, queue.stretch("spam", 0.1, 0.9), 10, seed=7)

    assert len(set(drawn)) == 10
    assert set(drawn) <= queue.between("spam", 0.1, 0.9)


def test_a_sample_larger_than_the_range_is_the_whole_range(queue: Queue) -> None:
    drawn = sample(queue.connection, queue.stretch("abuse", 0.0, 1.0), 1000, seed=7)

    assert sorted(drawn) == sorted(queue.between("abuse", 0.0, 1.0))


def test_the_same_seed_draws_the_same_and_another_draws_others(queue: Queue) -> None:
    stretch = queue.stretch("spam", 0.0, 1.0)

    first, again, other = (sample(queue.connection, stretch, 10, seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_every_item_is_drawn_as_often_as_any_other(sqlite_blog: Blog) -> None:
    for n in range(20):
        moment = NOW + timedelta(milliseconds=n)
        sqlite_blog.record(Comment(f"komentar {n}"), held({"spam": n / 20}, moment))
    stretch = Stretch([sqlite_blog.site.id], ScoreRange("spam", 0.0, 1.0), EVERYTHING)

    with reading(sqlite_blog.engine) as connection:
        drawn = Counter(one for seed in range(300) for one in sample(connection, stretch, 3, seed))

    assert len(drawn) == 20
    # Chi-squared with 19 degrees of freedom: beyond 36.2 once in a hundred times.
    assert sum((times - 45) ** 2 / 45 for times in drawn.values()) < 36.2


def test_items_with_one_and_the_same_score_are_drawn_too(blog: Blog) -> None:
    for n in range(12):
        blog.record(Comment(f"sama {n}"), held({"spam": 0.5}, NOW + timedelta(milliseconds=n)))
    stretch = Stretch([blog.site.id], ScoreRange("spam", 0.5, 0.6), EVERYTHING)

    with reading(blog.engine) as connection:
        drawn = {one for seed in range(20) for one in sample(connection, stretch, 3, seed)}

    assert len(drawn) == 12


def test_an_empty_queue_has_nothing_to_show(blog: Blog) -> None:
    with reading(blog.engine) as connection:
        stretch = Stretch([blog.site.id], ScoreRange("spam", 0.0, 1.0), EVERYTHING)

        assert newest_open(connection, [blog.site.id]) == ""
        assert labels_in_queue(connection, [blog.site.id]) == {}
        assert histogram(connection, [blog.site.id], "spam").total == 0
        assert sample(connection, stretch, 20, seed=1) == []


def test_somebody_without_sites_sees_nothing(queue: Queue) -> None:
    assert labels_in_queue(queue.connection, []) == {}
    assert histogram(queue.connection, [], "spam").total == 0
    assert newest_open(queue.connection, []) == ""
