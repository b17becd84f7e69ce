"""What the review API takes and what it refuses."""

import pytest

from service.people import Scope
from tests.web.desks import Desk, client_of, desk

__all__ = ["desk"]


@pytest.mark.parametrize(
    ("resolution", "label"), [("approve", "spam"), ("spam", "abuse/insult"), ("abuse", "spam")]
)
def test_a_label_must_go_with_its_resolution(desk: Desk, resolution: str, label: str) -> None:
    [item] = desk.held(1)

    answer = desk.resolve([item], resolution, label=label)

    assert answer.status_code == 422
    assert desk.queued() == [item]


@pytest.mark.parametrize(
    "query",
    ["after=x~y", "after=1~2~3", "order=loudest", "limit=0", "limit=9999", "wiev=open", "since=1"],
)
def test_a_query_that_is_not_understood_is_refused(desk: Desk, query: str) -> None:
    assert desk.client.get(f"/queue?order=score&{query}").status_code == 422


def test_a_key_that_may_only_moderate_cannot_review(desk: Desk) -> None:
    client = client_of(desk.office, desk.blog, desk.clock, Scope.MODERATE)

    assert client.get("/queue").status_code == 403
    assert client.get("/resolutions").status_code == 200


def test_filters_find_by_reason_label_language_and_score(desk: Desk) -> None:
    held = desk.held(2)
    queries = {
        "reason=signal:blocked_domain": held,
        "reason=signal:shouting": [],
        "label=spam/gambling&score_from=0.8": held,
        "label=spam/gambling&score_to=0.8": [],
        "language=id": held,
        "language=en": [],
    }

    found = {
        query: [item["id"] for item in desk.client.get(f"/queue?{query}").get_json()["items"]]
        for query in queries
    }

    assert found == queries
