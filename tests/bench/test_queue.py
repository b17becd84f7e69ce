"""The queue at a thousand to a million open items, on both databases: what stays flat.

Every figure is the time at one length of the queue over the time at FEW, measured in turns.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from ulid import ULID

from service.domain import Comment, Resolution
from service.people import SHELL
from service.review import Choice, Filter, Order, Target
from service.store.campaigns import sizes
from service.store.engine import reading, transaction
from service.store.groups import author_record, similar
from service.store.items import find_item
from service.store.listing import page
from service.store.queue import claim, claim_next, release
from service.store.resolving import resolve, undo
from service.store.review_tables import review_items
from service.store.statistics import histogram
from tests.bench.queues import (
    FEW,
    FIVE_HUNDREDTH,
    GREAT_CAMPAIGN,
    HOT_ARTICLE,
    HOT_AUTHOR,
    HUNDREDTH,
    QUIET_ARTICLE,
    QUIET_AUTHOR,
    RARE,
    TENTH,
    Queue,
    new_queue,
)
from tests.bench.report import record
from tests.bench.stopwatch import race
from tests.ledgers import LEDGER, NOW, verdict
from tests.postgres import postgres_url, temporary_database

__all__ = ["postgres_url"]

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

LENGTHS = {"1e4": 10**4, "1e5": 10**5, "1e6": 10**6}
FLAT = 1.5
CALLS = 4
SPAM = Choice(Resolution.SPAM)
GAMBLING = Filter(label="spam/gambling", score_from=0.6, score_to=0.75)

# As many rows as the shortest queue has for the filter, so that all pages are of one length.
FILTERS: dict[str, tuple[Filter, int]] = {
    "none": (Filter(), 50),
    "reason_of_a_tenth": (Filter(reason=TENTH), 50),
    "reason_of_a_hundredth": (Filter(reason=HUNDREDTH), 10),
    "reason_of_a_500th": (Filter(reason=FIVE_HUNDREDTH), 2),
    "reason_of_62_items": (Filter(reason=RARE), 50),
    "label_band": (GAMBLING, 50),
    "narrow_label_band": (replace(GAMBLING, score_to=0.61), 5),
    "language": (Filter(language="en"), 50),
    "author_of_a_tenth": (Filter(author=HOT_AUTHOR), 50),
    "author_of_63_items": (Filter(author=QUIET_AUTHOR), 50),
    "article_of_a_tenth": (Filter(article=HOT_ARTICLE), 50),
    "article_of_62_items": (Filter(article=QUIET_ARTICLE), 50),
    "campaign_of_a_tenth": (Filter(campaign=GREAT_CAMPAIGN), 50),
    "label_and_language": (Filter(label="spam/promotion", language="en"), 50),
}


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def queues(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Queue, Queue]]:
    """The kind of database, a queue of FEW items and one that grows."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("queues")
        yield "sqlite", _short(_file(folder, "short")), new_queue(_file(folder, "long"))
        shutil.rmtree(folder)
        return
    server = request.getfixturevalue("postgres_url")
    with temporary_database(server) as short, temporary_database(server) as long:
        queues = _short(short), new_queue(long)
        yield "postgres", *queues
        for queue in queues:
            queue.engine.dispose()


@pytest.fixture(scope="module", params=list(LENGTHS))
def grown(
    request: pytest.FixtureRequest, queues: tuple[str, Queue, Queue]
) -> tuple[str, Queue, Queue]:
    """What to call the figures, the short queue and one of the length that is asked for."""
    kind, short, long = queues
    long.grow(LENGTHS[request.param])
    return f"queue_{kind}_{request.param}", short, long


def _file(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


def _short(url: str) -> Queue:
    queue = new_queue(url)
    queue.grow(FEW)
    return queue


def middle(queue: Queue, order: Order) -> str:
    """Return the cursor of a place some way down the queue."""
    sort = {Order.DOUBT: review_items.c.doubt, Order.SCORE: review_items.c.score}.get(order)
    if sort is None:
        return queue.item_id(queue.length // 2)
    deep = (
        select(sort, review_items.c.id)
        .where(review_items.c.site_id == queue.site.id, review_items.c.leads)
        .order_by(sort.desc(), review_items.c.id.desc())
        .offset(queue.length * 2 // 5)
        .limit(1)
    )
    with reading(queue.engine) as connection:
        level, item_id = connection.execute(deep).one()
    return f"{level!r}~{item_id}"


def ratio(short: Queue, long: Queue, work: Callable[[Queue, int], object]) -> float:
    """Return how many times longer `work` takes on the long queue."""
    timed = race(lambda call: work(long, call), lambda call: work(short, call), CALLS)
    return timed.baseline / timed.ours


def slowest_page(short: Queue, long: Queue, name: str) -> float:
    """Return the worst ratio over all orders, for the first page and a deep one."""
    wanted, rows = FILTERS[name]
    return max(
        ratio(short, long, _shown(wanted, order, rows, starts))
        for order in Order
        for starts in (
            {short.url: "", long.url: ""},
            {queue.url: middle(queue, order) for queue in (short, long)},
        )
    )


def _shown(
    wanted: Filter, order: Order, rows: int, starts: Mapping[str, str]
) -> Callable[[Queue, int], None]:
    """Return what shows one page of a queue, from where it is to start."""

    def show(queue: Queue, _call: int) -> None:
        with reading(queue.engine) as connection:
            page(connection, [queue.site.id], wanted, order, starts[queue.url], rows)

    return show


@pytest.mark.parametrize("name", list(FILTERS))
def test_a_page_costs_the_same_however_long_the_queue(
    grown: tuple[str, Queue, Queue], name: str
) -> None:
    figure, short, long = grown

    worst = slowest_page(short, long, name)

    record(**{f"{figure}_page_{name}": worst})
    assert worst <= FLAT


def claim_and_release(queue: Queue, call: int) -> None:
    with transaction(queue.engine) as tx:
        claim(tx, queue.item_id(call), SHELL, NOW)
        release(tx, queue.item_id(call), SHELL)


def take_the_next(queue: Queue, _call: int) -> None:
    with transaction(queue.engine) as tx:
        item_id = claim_next(tx, [queue.site.id], SHELL, NOW)
        release(tx, item_id or "", SHELL)


def decide_and_undo(queue: Queue, call: int) -> None:
    _decide_and_undo(queue, queue.item_id(call))


def decide_and_undo_one_of_the_great_campaign(queue: Queue, call: int) -> None:
    _decide_and_undo(queue, queue.item_id(10 * call + 9))


def _decide_and_undo(queue: Queue, item_id: str) -> None:
    with transaction(queue.engine) as tx:
        act_id = resolve(tx, [Target(item_id)], SPAM, SHELL, NOW).act_id
        undo(tx, act_id, SHELL, NOW)


def count_the_great_campaign(queue: Queue, _call: int) -> None:
    with reading(queue.engine) as connection:
        sizes(connection, [GREAT_CAMPAIGN])


def look_around(queue: Queue, call: int) -> None:
    with reading(queue.engine) as connection:
        item = find_item(connection, queue.item_id(21 + 16 * call))
        author_record(connection, item)
        similar(connection, item, 5)


def record_one(queue: Queue, _call: int) -> None:
    with transaction(queue.engine) as tx:
        judged = replace(verdict(), id=str(ULID()))
        LEDGER.record(
            tx, queue.site, Comment("Modal receh bisa cair jutaan, cek saja"), judged, NOW
        )


@pytest.mark.parametrize(
    "work",
    [
        claim_and_release,
        take_the_next,
        decide_and_undo,
        decide_and_undo_one_of_the_great_campaign,
        count_the_great_campaign,
        look_around,
        record_one,
    ],
)
def test_work_costs_the_same_however_long_the_queue(
    grown: tuple[str, Queue, Queue], work: Callable[[Queue, int], None]
) -> None:
    figure, short, long = grown

    flat = ratio(short, long, work)

    record(**{f"{figure}_{work.__name__}": flat})
    assert flat <= FLAT


def test_what_the_histogram_costs_is_recorded(grown: tuple[str, Queue, Queue]) -> None:
    figure, short, long = grown

    def count(queue: Queue, _call: int) -> None:
        with reading(queue.engine) as connection:
            histogram(connection, [queue.site.id], "spam/gambling")

    timed = race(lambda call: count(short, call), lambda call: count(long, call), CALLS)
    record(**{f"{figure}_histogram_ms": timed.ours * 1e3})
