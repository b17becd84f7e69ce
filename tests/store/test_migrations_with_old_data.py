"""Fault 29: upgrade from release 0.1.0 with data, and back; and fault 3: killed meanwhile."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe

import pytest
from sqlalchemy import Connection, Engine, event, inspect, select

from service.domain import Decision, Resolution, Site
from service.people import SHELL
from service.review import Choice, Filter, Order, State, Target, View
from service.store.engine import make_engine, reading, transaction
from service.store.items import find_item, find_items
from service.store.listing import page
from service.store.lookup import find_verdict
from service.store.queue import open_ids
from service.store.resolving import resolve, undo
from service.store.review_tables import review_marks
from service.store.schema import downgrade, upgrade
from tests.faults.store.processes import Place, begun
from tests.ledgers import NOW
from tests.store.old_release import (
    APPROVED,
    OPEN_GAMBLING,
    OPEN_SIGNAL,
    REJECTED,
    RESOLVED_SPAM,
    ROWS,
    SITES,
    everything,
    fill_0_1_0,
    item_id,
    numbers,
)

HELD = (OPEN_GAMBLING, OPEN_SIGNAL)
PATIENT = 30.0


@pytest.fixture
def old(bare_url: str) -> Iterator[Engine]:
    """A database of release 0.1.0."""
    engine = make_engine(bare_url, PATIENT)
    fill_0_1_0(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def upgraded(lasting_url: str) -> Iterator[Engine]:
    """The same after the upgrade, for all tests that only look."""
    engine = make_engine(lasting_url, PATIENT)
    fill_0_1_0(engine)
    upgrade(engine)
    yield engine
    engine.dispose()


def ids_of(connection: Connection, site_id: str, wanted: Filter) -> list[str]:
    """Return the ids of all items of a site that are wanted, oldest first."""
    found = page(connection, [site_id], wanted, Order.OLDEST, limit=10_000)
    return [item.id for item in found.items]


def ids(*kinds: int, site: int = 0) -> list[str]:
    return [item_id(number) for number in numbers(*kinds, site=site)]


def view(engine: Engine, wanted: View, site: int = 0) -> list[str]:
    with reading(engine) as connection:
        found = ids_of(connection, SITES[site], Filter(wanted))
        return sorted(found)


@pytest.mark.parametrize("site", [0, 1])
def test_every_held_comment_is_in_the_queue_once(upgraded: Engine, site: int) -> None:
    with reading(upgraded) as connection:
        queued = open_ids(connection, SITES[site], limit=ROWS)

    assert queued == ids(*HELD, site=site)
    assert view(upgraded, View.OPEN, site) == queued


def test_what_was_decided_stands_in_its_view(upgraded: Engine) -> None:
    assert view(upgraded, View.APPROVED) == ids(APPROVED)
    assert view(upgraded, View.REJECTED) == ids(RESOLVED_SPAM, REJECTED)
    assert view(upgraded, View.RESOLVED) == ids(RESOLVED_SPAM)
    assert view(upgraded, View.ESCALATED) == []


@pytest.mark.parametrize(
    ("kind", "label", "score", "doubt"),
    [
        (OPEN_GAMBLING, "spam/gambling", 0.87, 0.26),
        (OPEN_SIGNAL, "", 0.87, 0.26),
        (REJECTED, "abuse", 0.9, 0.2),
        (APPROVED, "", 0.87, 0.26),
    ],
)
def test_an_item_has_its_strongest_label_with_score_and_doubt(
    upgraded: Engine, kind: int, label: str, score: float, doubt: float
) -> None:
    with reading(upgraded) as connection:
        items = find_items(connection, ids(kind))

    assert {(item.label, item.score) for item in items} == {(label, score)}
    assert {round(item.doubt, 9) for item in items} == {doubt}


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        (
            OPEN_GAMBLING,
            {
                ("score:spam", 0.3, False, True),
                ("score:spam/gambling", 0.87, True, True),
                ("signal:shouting", 0.5, True, True),
            },
        ),
        (
            OPEN_SIGNAL,
            {
                ("score:spam", 0.3, False, True),
                ("score:spam/gambling", 0.87, False, True),
                ("signal:blocked_domain", 1.0, True, True),
            },
        ),
    ],
)
def test_a_waiting_item_is_found_by_its_labels_and_reasons(
    upgraded: Engine, kind: int, marks: set[tuple[str, float, bool, bool]]
) -> None:
    shown = (
        review_marks.c.item_id,
        review_marks.c.code,
        review_marks.c.level,
        review_marks.c.is_reason,
        review_marks.c.waiting,
    )
    with reading(upgraded) as connection:
        rows = connection.execute(select(*shown).where(review_marks.c.item_id.in_(ids(kind)))).all()

    assert {tuple(row)[1:] for row in rows} == marks
    assert len(rows) == len(marks) * len(ids(kind))


def test_what_is_decided_waits_under_no_mark(upgraded: Engine) -> None:
    decided = ids(RESOLVED_SPAM, APPROVED, REJECTED)
    chosen = select(review_marks.c.item_id).where(review_marks.c.waiting)

    with reading(upgraded) as connection:
        waiting = set(connection.execute(chosen).scalars())

    assert waiting.isdisjoint(decided)


def test_an_item_knows_its_author_article_and_decision(upgraded: Engine) -> None:
    by_id, by_email = (
        next(n for n in numbers(RESOLVED_SPAM) if bool(n % 4) is told) for told in (True, False)
    )
    with reading(upgraded) as connection:
        one, other = find_item(connection, item_id(by_id)), find_item(connection, item_id(by_email))

    assert one.author.key == f"{by_id % 7:064x}"
    assert other.author.key == f"{by_email % 5:064x}"
    assert (one.state, one.outcome) == (State.RESOLVED, Decision.REJECT)


def test_articles_are_found_by_their_address(upgraded: Engine) -> None:
    url = "https://dapur.example/resep-rendang"
    with reading(upgraded) as connection:
        found = set(ids_of(connection, SITES[0], Filter(article=url)))

    assert found == {item_id(n) for n in numbers(*HELD) if n % 6}


def test_a_verdict_and_its_decision_are_answered_as_before(upgraded: Engine) -> None:
    [resolved, *_], [surrogate, *_] = ids(RESOLVED_SPAM), ids(REJECTED)

    with reading(upgraded) as connection:
        found = find_verdict(connection, SITES[0], resolved)
        odd = find_verdict(connection, SITES[0], surrogate)

    assert found.resolution is Resolution.SPAM
    assert found.resolved_at == datetime(2026, 9, 2, 9, 30, tzinfo=UTC)
    assert [reason.code for reason in found.verdict.reasons] == [
        "score:spam/gambling",
        "signal:shouting",
    ]
    assert odd.verdict.reasons[0].evidence[0].text == "\ud800"


def test_an_old_item_is_decided_and_taken_back_like_a_new_one(old: Engine) -> None:
    upgrade(old)
    [held, *_] = ids(*HELD)
    with transaction(old) as tx:
        act_id = resolve(tx, [Target(held, 0)], Choice(Resolution.SPAM), SHELL, NOW).act_id
        assert find_item(tx, held).state is State.RESOLVED

        undone = undo(tx, act_id, SHELL, NOW)

    assert undone.changed == (held,)
    assert view(old, View.OPEN) == ids(*HELD)


def test_down_and_up_again_nothing_is_lost(old: Engine) -> None:
    with reading(old) as connection:
        before = everything(connection)
    upgrade(old)

    downgrade(old, "0001")

    with reading(old) as connection:
        assert everything(connection) == before
    upgrade(old)
    assert view(old, View.OPEN) == ids(*HELD)
    assert view(old, View.RESOLVED) == ids(RESOLVED_SPAM)
    assert view(old, View.REJECTED) == ids(RESOLVED_SPAM, REJECTED)


def test_what_was_decided_since_is_known_to_the_old_release(old: Engine) -> None:
    upgrade(old)
    first, second, *rest = ids(*HELD)
    with transaction(old) as tx:
        resolve(tx, [Target(first, 0)], Choice(Resolution.ABUSE), SHELL, NOW)
        resolve(tx, [Target(second, 0)], Choice(Resolution.ESCALATE), SHELL, NOW)

    downgrade(old, "0001")
    upgrade(old)

    assert first in view(old, View.RESOLVED)
    # The old release knew no escalation: for it the comment waits.
    assert view(old, View.OPEN) == sorted([second, *rest])


def die_while_filling(place: Place, _pipe: Pipe) -> None:
    engine = make_engine(place.url, PATIENT)
    pages = 0

    def die(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        nonlocal pages
        pages += statement.startswith("INSERT INTO review_items")
        if pages == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", die)
    upgrade(engine)


def die_while_going_back(place: Place, _pipe: Pipe) -> None:
    engine = make_engine(place.url, PATIENT)

    def die(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO review_items"):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", die)
    downgrade(engine, "0001")


def test_an_upgrade_killed_half_way_is_made_whole_by_the_next_start(
    old: Engine, bare_url: str
) -> None:
    with reading(old) as connection:
        before = everything(connection)
    process, _ = begun(die_while_filling, Place(bare_url, Site(SITES[0], "Dapur", "balanced")))
    process.join()
    with reading(old) as connection:
        assert everything(connection) == before
        assert "review_marks" not in inspect(connection).get_table_names()

    upgrade(old)

    assert process.exitcode == -signal.SIGKILL
    assert view(old, View.OPEN) == ids(*HELD)


def test_a_downgrade_killed_half_way_leaves_the_new_release_as_it_was(
    old: Engine, bare_url: str
) -> None:
    upgrade(old)
    place = Place(bare_url, Site(SITES[0], "Dapur", "balanced"))
    process, _ = begun(die_while_going_back, place)
    process.join()

    assert process.exitcode == -signal.SIGKILL
    assert view(old, View.OPEN) == ids(*HELD)
    assert view(old, View.RESOLVED) == ids(RESOLVED_SPAM)
