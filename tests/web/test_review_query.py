"""What an address of the review page asks for, and the addresses that ask for it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from service.review import Filter, Order, View
from service.web.review_query import Query, usual_order

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FULL = Query(
    view=View.REJECTED,
    order=Order.SCORE,
    reason="signal:link_count",
    label="spam/scam",
    low=12.5,
    high=99.54,
    language="jv",
    site="01SITE",
    article="https://dapur.example/a?b=c&d=é",
    author="f" * 64,
    campaign="01CAMPAIGN",
    age="week",
    text="dua kata & lebih",
    after="0.5~01ITEM",
    item="01ITEM",
)


def test_an_address_saves_everything_that_was_asked_for() -> None:
    assert Query.read(FULL.spelled) == FULL


@pytest.mark.parametrize("view", View)
def test_what_is_usual_needs_no_mention(view: View) -> None:
    query = Query(view, usual_order(view))

    assert Query.read(query.spelled) == query
    assert "order" not in query.spelled


def test_scores_are_asked_for_in_per_cent() -> None:
    wanted = Query(label="spam", low=20, high=70).filter(NOW)

    assert (wanted.label, wanted.score_from, wanted.score_to) == ("spam", 0.2, 0.7)


def test_certainty_is_within_the_highest_band() -> None:
    assert Query(label="spam", low=90).filter(NOW).score_to > 1.0


@pytest.mark.parametrize(
    ("age", "after", "before"),
    [
        ("", None, None),
        ("hour", NOW - timedelta(hours=1), None),
        ("week", NOW - timedelta(days=7), None),
        ("over-day", None, NOW - timedelta(days=1)),
    ],
)
def test_age_limits_when_a_comment_came(
    age: str, after: datetime | None, before: datetime | None
) -> None:
    wanted = Query(age=age).filter(NOW)

    assert (wanted.after, wanted.before) == (after, before)


@pytest.mark.parametrize("args", [{"from": "x"}, {"from": "nan"}, {"age": "x"}, {"view": "x"}])
def test_what_cannot_be_used_counts_as_left_empty(args: dict[str, str]) -> None:
    assert Query.of(args) == Query()


def test_the_language_of_the_page_is_kept() -> None:
    with Flask(__name__).test_request_context("/review?lang=en"):
        assert Query(text="a b").href(item="01X") == "/review?q=a+b&item=01X&lang=en"


def test_one_limit_is_taken_away_and_the_others_stay() -> None:
    query = Query(label="spam", low=20, language="id", after="x", item="y")

    with Flask(__name__).test_request_context("/review"):
        assert query.without("label") == "/review?language=id"
        assert query.without("language") == "/review?label=spam&from=20"


def test_another_view_keeps_the_site_alone() -> None:
    with Flask(__name__).test_request_context("/review"):
        assert Query(site="01S", text="x").tab(View.REJECTED) == "/review?view=rejected&site=01S"


def test_campaigns_stand_as_one_where_nobody_looks_for_single_comments() -> None:
    assert Query().groups
    assert Query(language="id").groups
    assert not Query(text="x").groups
    assert not Query(View.REJECTED).groups
    assert Query().filter(NOW) == Filter()
