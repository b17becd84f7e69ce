"""The review queue over the API, on a real ledger."""

import pytest

from service.domain import Comment, Decision
from service.people import Scope
from service.store.engine import transaction
from service.store.sites import create_site
from tests.ledgers import NOW, Blog, verdict
from tests.web.desks import Desk, client_of, desk

__all__ = ["desk"]


def test_the_queue_lists_what_waits_with_its_verdict(desk: Desk) -> None:
    held = desk.held(3)

    listed = desk.client.get("/queue").get_json()

    assert [item["id"] for item in listed["items"]] == held
    assert listed["items"][0]["verdict"]["reasons"][0]["code"] == "score:spam/gambling"
    assert listed["next"] is None


def test_pages_follow_each_other(desk: Desk) -> None:
    held = desk.held(4)

    first = desk.client.get("/queue?limit=3").get_json()
    second = desk.client.get(f"/queue?limit=3&after={first['next']}").get_json()

    assert [item["id"] for item in first["items"] + second["items"]] == held


@pytest.mark.parametrize("order", ["doubt", "oldest", "newest", "score"])
def test_every_order_pages_through_everything_once(desk: Desk, order: str) -> None:
    held = desk.held(4)
    seen, after = [], ""

    for _ in held:
        page = desk.client.get(f"/queue?order={order}&limit=1&after={after}").get_json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"] or ""

    assert sorted(seen) == held


def test_near_duplicates_are_listed_once_with_their_number(desk: Desk) -> None:
    for number in range(5):
        desk.blog.record(Comment(f"Deposit pulsa {number} tanpa potongan, main di bandar kami"))

    [item] = desk.client.get("/queue").get_json()["items"]

    assert item["campaign"]["items"] == 5


def test_a_resolved_item_leaves_the_queue_and_tells_its_verdict(desk: Desk) -> None:
    first, second = desk.held(2)

    act = desk.resolve([first], "spam", label="spam/gambling").get_json()

    assert act["changed"] == [first]
    assert desk.queued() == [second]
    told = desk.client.get(f"/verdicts/{first}").get_json()
    assert told["resolution"]["resolution"] == "spam"


def test_the_second_to_decide_is_told_who_was_first_and_what(desk: Desk) -> None:
    [item] = desk.held(1)
    desk.resolve([item], "approve")

    act = desk.resolve([item], "reject").get_json()

    [refused] = act["refused"]
    assert (act["changed"], refused["why"]) == ([], "decided")
    assert refused["resolution"]["resolution"] == "approve"


def test_undo_puts_items_back_and_polling_hears_both(desk: Desk) -> None:
    held = desk.held(3)
    act = desk.resolve(held, "reject").get_json()["act"]

    undone = desk.client.post("/queue/undo", {"act": act}).get_json()

    assert sorted(undone["changed"]) == held
    assert desk.queued() == held
    events = desk.client.get("/resolutions").get_json()["events"]
    assert [event["payload"]["type"] for event in events] == (
        ["comment.resolved"] * 3 + ["comment.resolution_undone"] * 3
    )
    assert [event["payload"]["data"]["decision"] for event in events] == ["reject"] * 3 + [
        "hold"
    ] * 3


def test_an_act_can_be_undone_until_the_sites_time_is_over(desk: Desk) -> None:
    [item] = desk.held(1)
    act = desk.resolve([item], "reject").get_json()["act"]
    desk.clock.advance(24 * 3600 + 1)

    undone = desk.client.post("/queue/undo", {"act": act}).get_json()

    assert [refused["why"] for refused in undone["refused"]] == ["too_late"]
    assert desk.queued() == []


def test_an_undo_leaves_what_was_decided_anew(desk: Desk) -> None:
    first, second = desk.held(2)
    act = desk.resolve([first, second], "reject").get_json()["act"]
    again = {"items": [{"id": first, "revision": 1}], "resolution": "approve"}
    desk.client.post("/queue/resolve", again)

    undone = desk.client.post("/queue/undo", {"act": act}).get_json()

    assert undone["changed"] == [second]
    assert [refused["id"] for refused in undone["refused"]] == [first]


def test_an_escalated_item_waits_in_its_own_view_and_is_nothing_to_the_blog(desk: Desk) -> None:
    [item] = desk.held(1)

    desk.resolve([item], "escalate", note="Tanya Made dulu")

    assert desk.queued() == []
    [escalated] = desk.client.get("/queue?view=escalated").get_json()["items"]
    assert escalated["resolution"]["note"] == "Tanya Made dulu"
    assert desk.client.get(f"/verdicts/{item}").get_json()["resolution"] is None
    assert desk.client.get("/resolutions").get_json() == {"events": [], "cursor": 0}


def test_what_the_machine_approved_can_be_overturned_and_restored(desk: Desk) -> None:
    passed = desk.blog.record(Comment("Halo"), verdict(Decision.APPROVE)).verdict.id
    act = desk.resolve([passed], "spam").get_json()["act"]

    rejected = desk.client.get("/queue?view=rejected").get_json()["items"]
    desk.client.post("/queue/undo", {"act": act})

    assert [item["id"] for item in rejected] == [passed]
    [approved] = desk.client.get("/queue?view=approved").get_json()["items"]
    assert (approved["id"], approved["state"]) == (passed, "settled")


def test_a_claimed_item_is_not_decided_by_others(desk: Desk) -> None:
    [item] = desk.held(1)
    other = client_of(desk.office, desk.blog, desk.clock, Scope.REVIEW)
    other.post("/queue/claim", {"item": item})

    act = desk.resolve([item], "approve").get_json()
    claim = desk.client.post("/queue/claim", {"item": item})

    assert [refused["why"] for refused in act["refused"]] == ["claimed"]
    assert claim.status_code == 409
    assert claim.get_json()["type"] == "/docs#claimed"


def test_claiming_the_next_gives_each_caller_another(desk: Desk) -> None:
    held = desk.held(2)
    other = client_of(desk.office, desk.blog, desk.clock, Scope.REVIEW)

    got = [client.post("/queue/claim", {}).get_json()["item"] for client in (desk.client, other)]

    assert [item["id"] for item in got] == held


def test_a_released_item_is_free(desk: Desk) -> None:
    [item] = desk.held(1)
    other = client_of(desk.office, desk.blog, desk.clock, Scope.REVIEW)
    other.post("/queue/claim", {"item": item})

    other.post("/queue/release", {"item": item})

    assert desk.client.post("/queue/claim", {"item": item}).status_code == 200


def test_a_stale_revision_is_refused(desk: Desk) -> None:
    [item] = desk.held(1)
    act = desk.resolve([item], "approve").get_json()["act"]
    desk.client.post("/queue/undo", {"act": act})

    seen_before = {"items": [{"id": item, "revision": 0}], "resolution": "reject"}
    refused = desk.client.post("/queue/resolve", seen_before).get_json()["refused"]

    assert [one["why"] for one in refused] == ["decided"]


def test_another_sites_items_are_missing(desk: Desk) -> None:
    [item] = desk.held(1)
    with transaction(desk.blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
    blog = Blog(desk.blog.url, desk.blog.engine, garden)
    stranger = client_of(desk.office, blog, desk.clock, Scope.REVIEW)

    act = stranger.post("/queue/resolve", {"items": [{"id": item}], "resolution": "approve"})

    assert [one["why"] for one in act.get_json()["refused"]] == ["missing"]
    assert stranger.get("/queue").get_json()["items"] == []
    assert stranger.post("/queue/claim", {"item": item}).status_code == 404
