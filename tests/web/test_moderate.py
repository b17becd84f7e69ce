"""POST /moderate: a comment goes in, a verdict comes out."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from service.domain import Decision
from tests.fakes import FakeScorer
from tests.people import GAMBLING
from tests.web.conftest import Client
from tests.web.ledger import FakeRecords


def test_ordinary_comment_is_approved(client: Client) -> None:
    reply = client.moderate("Terima kasih infonya, sangat membantu")

    assert reply.status_code == 200
    assert reply.json is not None
    assert reply.json["decision"] == "approve"
    assert reply.json["reasons"] == []
    assert "warnings" not in reply.json


def test_answer_has_the_members_of_the_contract_in_their_order(client: Client) -> None:
    reply = client.moderate("gacor parah")

    assert reply.json is not None
    assert list(reply.json) == [
        "id",
        "decision",
        "reasons",
        "scores",
        "language",
        "model",
        "policy",
    ]
    assert reply.json["reasons"][0] == {
        "code": "score:spam",
        "score": 0.97,
        "band": "reject",
        "logit": 1.5,
        "rest": -1.0,
        "evidence": [
            {
                "field": "body",
                "start": 0,
                "end": 5,
                "text": "gacor",
                "reads_as": "gacor",
                "contribution": 2.5,
            }
        ],
    }


def test_reason_from_a_signal_has_the_same_members_without_numbers(client: Client) -> None:
    reply = client.moderate("Modal receh di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳")

    assert reply.json is not None
    [reason] = reply.json["reasons"]
    [evidence] = reason["evidence"]
    assert reason["code"] == "signal:styled_part"
    assert (reason["logit"], reason["rest"], evidence["contribution"]) == (None, None, None)


def test_answer_names_model_and_policy(client: Client) -> None:
    reply = client.moderate("halo")

    assert reply.json is not None
    assert (reply.json["model"], reply.json["policy"]) == ("fake-1", "balanced@2")


def test_everything_told_reaches_the_ledger(client: Client, records: FakeRecords) -> None:
    client.post("/moderate", {"comment": {"id": "c-1", "body": GAMBLING.body}})

    assert [recorded.comment_id for _, _, recorded in records.rows] == ["c-1"]


def test_held_comment_is_recorded_before_it_is_answered(
    client: Client, records: FakeRecords
) -> None:
    reply = client.moderate("saya ragu")

    assert reply.json is not None
    assert reply.json["decision"] == "hold"
    assert records.held() == [reply.json["id"]]


def test_same_comment_sent_again_gives_the_same_answer_and_one_record(
    client: Client, records: FakeRecords
) -> None:
    first = client.moderate("saya ragu", id="c-1")
    second = client.moderate("saya ragu", id="c-1")

    assert first.data == second.data
    assert len(records.rows) == 1


def test_edit_is_judged_anew_and_linked_to_the_first(client: Client, records: FakeRecords) -> None:
    first = client.moderate("saya ragu", id="c-1")
    second = client.moderate("gacor parah", id="c-1")

    assert first.json is not None
    assert second.json is not None
    assert second.json["decision"] == "reject"
    assert records.rows[1][2].edit_of == first.json["id"]


def test_comments_without_id_are_never_repeats(client: Client, records: FakeRecords) -> None:
    client.moderate("halo")
    client.moderate("halo")

    assert len(records.rows) == 2


def test_same_id_on_another_site_is_another_comment(
    client: Client, stranger: Client, records: FakeRecords
) -> None:
    client.moderate("halo", id="c-1")
    stranger.moderate("halo", id="c-1")

    assert len(records.rows) == 2


def test_what_is_not_to_be_stored_leaves_no_row(client: Client, records: FakeRecords) -> None:
    reply = client.post("/moderate", {"comment": {"body": "saya ragu", "id": "1"}, "store": False})

    assert reply.json is not None
    assert reply.json["decision"] == "hold"
    assert records.rows == []


def test_what_is_not_to_be_stored_is_judged_without_the_ledger(
    client: Client, records: FakeRecords
) -> None:
    client.moderate("halo")
    records.down = True

    reply = client.post("/moderate", {"comment": {"body": "halo"}, "store": False})

    assert reply.status_code == 200


def test_reasons_come_without_evidence_when_no_explanation_is_asked(client: Client) -> None:
    reply = client.post("/moderate", {"comment": {"body": "gacor"}, "explain": False})

    assert reply.json is not None
    assert reply.json["reasons"] == [{"code": "score:spam", "score": 0.97, "band": "reject"}]


@pytest.mark.parametrize("store", [True, False])
@pytest.mark.parametrize("explain", [True, False])
def test_evidence_is_looked_for_only_where_it_is_answered_or_recorded(
    client: Client, scorer: FakeScorer, *, explain: bool, store: bool
) -> None:
    client.post("/moderate", {"comment": {"body": "gacor"}, "explain": explain, "store": store})

    assert bool(scorer.explained) == (explain or store)


def test_unexplained_comment_can_be_explained_when_sent_again(client: Client) -> None:
    body = {"comment": {"body": "gacor", "id": "c-1"}}
    client.post("/moderate", body | {"explain": False})

    reply = client.post("/moderate", body)

    assert reply.json is not None
    assert reply.json["reasons"][0]["evidence"]


def test_null_members_are_as_good_as_absent(client: Client) -> None:
    author = dict.fromkeys(("id", "name", "email", "url", "ip"))
    comment = {"body": "halo", "id": None, "author": author, "parent": None, "posted_at": None}

    reply = client.post("/moderate", {"comment": comment, "article": None})

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("request_body", "named"),
    [
        ({"comment": {"body": "x"}, "colour": 1}, ["/colour"]),
        ({"comment": {"body": "x", "a/b~c": 1}}, ["/comment/a~1b~0c"]),
        ({"comment": {"body": "x", "author": {"age": 1}}}, ["/comment/author/age"]),
        ({"comment": {"body": "x"}, "article": {"tags": []}}, ["/article/tags"]),
        ({"comment": {"body": "x"}, "\n\ud800": 1}, ["/\\n\\ufffd"]),
        ({"comment": {"body": "x"}, "n" * 500: 1}, ["/" + "n" * 64]),
    ],
)
def test_unknown_members_are_ignored_and_named(
    client: Client, request_body: Mapping[str, object], named: list[str]
) -> None:
    reply = client.post("/moderate", request_body)

    assert reply.status_code == 200
    assert reply.json is not None
    assert reply.json["warnings"] == named


def test_many_unknown_members_are_named_up_to_ten(client: Client) -> None:
    unknown = {f"x{n}": n for n in range(500)}

    reply = client.post("/moderate", {"comment": {"body": "x"}, **unknown})

    assert reply.json is not None
    assert len(reply.json["warnings"]) == 11
    assert reply.json["warnings"][-1] == "and 490 more"


def test_site_is_judged_by_its_own_policy(client: Client, records: FakeRecords) -> None:
    key, site = next(iter(records.keys.items()))
    records.keys[key] = replace(site, policy="strict")

    reply = client.moderate("gacor")

    assert reply.status_code == 503
    assert reply.json is not None
    assert reply.json["decision"] == Decision.HOLD
