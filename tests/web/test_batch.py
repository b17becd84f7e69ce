"""POST /moderate/batch: many comments, each with its verdict or its own problem."""

from service.domain import Comment
from service.web import batch
from tests.fakes import FakeScorer
from tests.web.conftest import Client
from tests.web.ledger import FakeRecords


def item(body: str, **comment: object) -> dict[str, object]:
    return {"comment": {"body": body, **comment}}


def test_answers_come_in_order_with_problems_where_they_belong(client: Client) -> None:
    items = [item("gacor"), item(" "), {"comment": 7}, "teks", None, item("halo")]

    reply = client.post("/moderate/batch", {"items": items})

    assert reply.json is not None
    answers = reply.json["items"]
    assert [answer.get("decision") for answer in answers] == [
        "reject",
        None,
        None,
        None,
        None,
        "approve",
    ]
    assert [error["pointer"] for answer in answers[1:5] for error in answer["errors"]] == [
        "/items/1/comment/body",
        "/items/2/comment",
        "/items/3",
        "/items/4",
    ]


def test_comments_are_scored_as_one_batch(client: Client, scorer: FakeScorer) -> None:
    client.post("/moderate/batch", {"items": [item(f"halo {n}") for n in range(300)]})

    assert scorer.batches == [300]


def test_comments_are_recorded_in_one_transaction(client: Client, records: FakeRecords) -> None:
    client.post("/moderate/batch", {"items": [item("saya ragu"), item("halo"), item("gacor")]})

    assert records.transactions == 1
    assert len(records.rows) == 3


def test_same_comment_twice_in_a_batch_is_recorded_once(
    client: Client, records: FakeRecords
) -> None:
    reply = client.post("/moderate/batch", {"items": [item("halo", id="1"), item("halo", id="1")]})

    assert reply.json is not None
    first, second = reply.json["items"]
    assert first == second
    assert len(records.rows) == 1


def test_item_may_ask_not_to_be_stored(client: Client, records: FakeRecords) -> None:
    client.post("/moderate/batch", {"items": [item("halo") | {"store": False}, item("hai")]})

    assert len(records.rows) == 1


def test_batch_may_ask_not_to_be_stored(client: Client, records: FakeRecords) -> None:
    items = [item("halo") | {"store": True}, item("hai")]

    client.post("/moderate/batch", {"items": items, "store": False})

    assert records.rows == []


def test_batch_may_go_without_evidence(client: Client) -> None:
    reply = client.post("/moderate/batch", {"items": [item("gacor")], "explain": False})

    assert reply.json is not None
    assert "evidence" not in reply.json["items"][0]["reasons"][0]


def test_only_items_that_answer_or_record_evidence_are_explained(
    client: Client, scorer: FakeScorer
) -> None:
    items = [
        item(f"gacor {explain} {store}") | {"explain": explain, "store": store}
        for explain in (True, False)
        for store in (True, False)
    ]

    reply = client.post("/moderate/batch", {"items": items})

    assert reply.json is not None
    assert [body for body, _ in scorer.explained] == [
        "gacor True True",
        "gacor True False",
        "gacor False True",
    ]
    assert scorer.batches == [4]
    assert ["evidence" in each["reasons"][0] for each in reply.json["items"]] == [
        True,
        True,
        False,
        False,
    ]


def test_empty_batch_is_answered_empty(client: Client, scorer: FakeScorer) -> None:
    reply = client.post("/moderate/batch", {"items": []})

    assert reply.json == {"items": []}
    assert scorer.batches == []


def test_batch_of_a_thousand_is_served_and_one_more_refused(client: Client) -> None:
    items = [item("halo")] * 1000

    served = client.post("/moderate/batch", {"items": items})
    refused = client.post("/moderate/batch", {"items": [*items, item("halo")]})

    assert served.json is not None
    assert len(served.json["items"]) == 1000
    assert refused.status_code == 413


def test_comment_that_is_too_large_does_not_stop_the_others(client: Client) -> None:
    reply = client.post("/moderate/batch", {"items": [item("a" * 65_537), item("halo")]})

    assert reply.json is not None
    large, small = reply.json["items"]
    assert large["status"] == 413
    assert small["decision"] == "approve"


def test_unknown_members_are_named_where_they_stood(client: Client) -> None:
    reply = client.post("/moderate/batch", {"items": [item("halo", mood=1)], "colour": 2})

    assert reply.json is not None
    assert reply.json["warnings"] == ["/colour"]
    assert reply.json["items"][0]["warnings"] == ["/items/0/comment/mood"]


def test_failing_ledger_holds_the_whole_batch(client: Client, records: FakeRecords) -> None:
    client.moderate("halo")
    records.down = True

    reply = client.post("/moderate/batch", {"items": [item("halo")]})

    assert reply.status_code == 503
    assert reply.json is not None
    assert reply.json["decision"] == "hold"


def test_very_long_texts_are_scored_in_groups(client: Client, scorer: FakeScorer) -> None:
    long = "kata " * 13_000

    client.post("/moderate/batch", {"items": [item(long)] * 20})

    assert scorer.batches == [16, 4]


def test_groups_keep_every_comment_in_order() -> None:
    comments = [Comment("x" * 400_000 + str(n)) for n in range(7)]

    grouped = [comment for group in batch.groups(comments) for comment in group]

    assert grouped == comments
