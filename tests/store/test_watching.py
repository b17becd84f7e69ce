"""What a dry run would have done, counted and listed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ulid import ULID

from service.domain import Comment, Decision, Reason, Recorded
from service.store import watching
from service.store.engine import reading
from service.store.watching import Watched
from tests.ledgers import NOW, Blog, verdict

WEEK_AGO = NOW - timedelta(days=7)
APPROVE, HOLD, REJECT = Decision


def put(
    blog: Blog, decision: Decision, ago: timedelta, codes: Sequence[str] = (), *, dry: bool = True
) -> Recorded:
    """Record a comment that was judged some time ago, in a dry run or not."""
    judged = replace(
        verdict(decision),
        id=str(ULID.from_datetime(NOW - ago)),
        reasons=tuple(Reason(code, 1.0, decision) for code in codes),
        enforced=not dry,
    )
    return blog.record(Comment(f"Komentar {decision}"), judged)


def listed(
    blog: Blog, limit: int = 10, before: str = "", since: datetime = WEEK_AGO
) -> list[Watched]:
    with reading(blog.engine) as connection:
        return watching.newest(connection, blog.site.id, since, limit, before)


def test_decisions_of_the_dry_run_are_counted(blog: Blog) -> None:
    for minutes, decision in enumerate((APPROVE, HOLD, HOLD, REJECT)):
        put(blog, decision, timedelta(minutes=minutes))
    put(blog, REJECT, timedelta(minutes=9), dry=False)
    put(blog, REJECT, timedelta(days=8))

    with reading(blog.engine) as connection:
        counts = watching.count_decisions(connection, blog.site.id, WEEK_AGO)

    assert counts == {APPROVE: 1, HOLD: 2, REJECT: 1}


def test_reasons_are_counted_by_the_one_that_decided(blog: Blog) -> None:
    put(blog, HOLD, timedelta(minutes=1), ["rule:Nomor WA", "score:spam"])
    put(blog, HOLD, timedelta(minutes=2), ["score:spam"])
    put(blog, HOLD, timedelta(minutes=3), ["score:spam", "signal:shouting"])
    put(blog, REJECT, timedelta(minutes=4), ["list:Domain judol"])
    put(blog, HOLD, timedelta(minutes=5), ["score:abuse"], dry=False)

    with reading(blog.engine) as connection:
        counts = watching.count_reasons(connection, blog.site.id, WEEK_AGO)

    assert list(counts[HOLD].items()) == [("score:spam", 2), ("rule:Nomor WA", 1)]
    assert counts[REJECT] == {"list:Domain judol": 1}


def test_the_newest_are_listed_page_by_page_whatever_was_decided(blog: Blog) -> None:
    order = (HOLD, REJECT, HOLD, APPROVE, REJECT)
    put_ = [put(blog, one, timedelta(minutes=n)).verdict for n, one in enumerate(order)]
    put(blog, REJECT, timedelta(days=8))
    put(blog, HOLD, timedelta(minutes=9), dry=False)

    first = listed(blog, 3)
    second = listed(blog, 3, first[-1].verdict.id)

    ids = [one.verdict.id for one in (*first, *second)]
    assert ids == [one.id for one in put_ if one.decision is not APPROVE]
    assert first[0].body == "Komentar hold"
    assert first[0].comment_id == first[0].verdict.id
    assert not first[0].erased
